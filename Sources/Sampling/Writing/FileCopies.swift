import Exports
import Plan

/// Writes the exports of a sample: each file once, whoever reads it.
struct FileCopies {
  /// What became of a file.
  struct Copy {
    enum Kind: String, Codable {
      case whole, cut
      case leftOut = "left out"
    }

    let sources: [String]
    let name: String
    let kind: Kind
    let records: Int
    let kept: Int
    /// The number that the page states now, where it is another.
    var count: Int64?
  }

  private let sample: Sample
  private let progress: SamplingProgress
  private var counts: [EnvelopeCount] = []

  init(_ sample: Sample, progress: SamplingProgress) {
    (self.sample, self.progress) = (sample, progress)
    counts = sample.sources.map { source in
      EnvelopeCount(source, sample.files.filter { $0.source == source.index }, sample.graph, sample.closure)
    }
  }

  /// - Parameters:
  ///   - folder: that of the sample, without a slash at its end.
  ///   - place: the path of a file in it.
  /// - Throws: `Sampler.Failure`, `ExportError`.
  /// - Complexity: O(bytes of the files), in memory of a read, or of a compressed or re-encoded file's part that is kept.
  func write(to folder: String, place: (String) -> String) throws -> [Copy] {
    var groups: [String: [FileRows]] = [:]
    var order: [String] = []
    for file in sample.files {
      let path = sample.sources[file.source].export.files[file.file].path
      if groups[path] == nil { order.append(path) }
      groups[path, default: []].append(file)
    }
    return try order.map { path in
      let group = groups[path] ?? []
      let name = sample.sources[group[0].source].export.files[group[0].file].name
      return try write(group, from: path, name, to: "\(folder)/\(place(name))")
    }
  }

  private func write(_ group: [FileRows], from path: String, _ name: String, to target: String) throws -> Copy
  {
    let units = units(of: group)
    let kept = units.kept.count { $0 }
    let kind = kind(group, kept: kept, of: units.kept.count)
    let page = group.first { !$0.isOfElements } ?? group[0]
    let count = kind == .leftOut ? nil : counts[page.source].new(page)
    switch kind {
    case .leftOut: break
    case .whole where count == nil: try SampleFile.copy(path, to: target)
    default:
      let text =
        page.isArray
        ? CutText(elements: units.ranges) { units.kept[$0] }
        : CutText(lines: units.ranges.map(\.lowerBound)) { units.kept[$0] }
      try write(text, of: page, count: count, to: target)
    }
    let names = group.map { sample.sources[$0.source].source.name }
    return Copy(
      sources: names, name: name, kind: kind == .whole && count != nil ? .cut : kind,
      records: units.kept.count,
      kept: kind == .whole ? units.kept.count : kind == .cut ? kept : 0, count: count)
  }

  private func kind(_ group: [FileRows], kept: Int, of all: Int) -> Copy.Kind {
    let chains = group.compactMap(isChainKept)
    if !chains.isEmpty {
      if chains.contains(true) { return .whole }
      return group.allSatisfy { sample.sources[$0.source].mayLackFiles } ? .leftOut : .whole
    }
    let isWhole = group.contains { file in
      sample.sources[file.source].isWhole || file.isArray && !file.problems.isEmpty
    }
    if isWhole || kept == all { return .whole }
    let mayBeLeftOut = group.allSatisfy {
      $0.summary.shape.isOneObject && sample.sources[$0.source].mayLackFiles
    }
    return kept == 0 && mayBeLeftOut ? .leftOut : .cut
  }

  /// Whether a file belongs to an id that is kept; nil for one that is not of a chain.
  private func isChainKept(_ file: FileRows) -> Bool? {
    let use = sample.sources[file.source]
    guard use.isForEach, let name = ChainName.ofFile(use.export.files[file.file].name) else { return nil }
    return sample.graph.known(Spaces.chains(use.source.name), name).map { sample.closure.isKept[Int($0)] }
      ?? false
  }

  /// The records of a file, those among them that could not be read, and which of them are kept.
  private func units(of group: [FileRows]) -> (ranges: [Range<UInt64>], kept: [Bool]) {
    var kept: Set<UInt64> = []
    for file in group {
      for row in file.rows where sample.closure.keeps(row: row) { kept.insert(sample.graph.offsets[row]) }
    }
    let malformed = Set(group.flatMap(\.malformed))
    var ranges: [Range<UInt64>] = []
    if let plain = group.first(where: { !$0.isOfElements }) {
      ranges = plain.rows.map { row in
        sample.graph.offsets[row]..<(sample.graph.offsets[row] + UInt64(sample.graph.lengths[row]))
      }
    } else {
      ranges = group[0].records
    }
    let known = Set(ranges.map(\.lowerBound))
    let problems = Set(group.flatMap(\.problems)).subtracting(known)
    ranges = (ranges + problems.map { $0..<($0 + 1) }).sorted { $0.lowerBound < $1.lowerBound }
    return (ranges, ranges.map { kept.contains($0.lowerBound) || malformed.contains($0.lowerBound) })
  }

  private func write(_ text: CutText, of file: FileRows, count: Int64?, to target: String) throws {
    let use = sample.sources[file.source]
    var copying = CutText.Copying(text)
    let isPlain = !file.summary.shape.isCompressed && file.summary.shape.encoding == .utf8
    func read(_ take: (UnsafeRawBufferPointer) throws -> Void) throws -> WrittenText {
      try use.export.readText(ofFile: file.file) { piece in
        progress.add(piece.count)
        try copying.take(piece, take)
      }
    }
    if isPlain, count == nil {
      return try SampleFile.writing(target) { write in _ = try read { try write($0) } }
    }
    var kept: [UInt8] = []
    let written = try read { kept += $0 }
    if let count { kept = counts[file.source].text(kept, stating: count) }
    let encoded = written.encoded(kept)
    try SampleFile.write(written.isCompressed ? StoredGzip.member(of: encoded) : encoded, to: target)
  }
}
