import Exports
import Plan

/// What the exports need beside closed references, so that a part of them is read as the whole is.
///
/// Each source keeps a row that is used; files that can't be empty keep one; JSON files keep a record for each column that must
/// be in one; records of which one source reads the elements stay whole for all; chains of pages keep their proven end.
struct Requirements {
  private let graph: ExportGraph
  private let sources: [SourceUse]
  private let files: [FileRows]
  /// Indices of files that are read together: those of one path.
  private let groups: SharedFiles

  init(_ graph: ExportGraph, sources: [SourceUse], files: [FileRows]) {
    (self.graph, self.sources, self.files) = (graph, sources, files)
    groups = SharedFiles(files, sources)
  }

  /// Keeps what is needed until nothing is missing.
  ///
  /// - Complexity: O(rows) for each round, of which there are few.
  func satisfy(_ closure: inout Closure) {
    var before = -1
    repeat {
      closure.complete()
      before = closure.keptCount
      keepWholeFiles(&closure)
      keepSharedRecords(&closure)
      for source in sources { keepOne(of: source, &closure) }
      for file in files { keepOne(ofFile: file, &closure) }
      for source in sources { keepColumns(of: source, &closure) }
      closure.complete()
      for source in sources { PageEnds(source, files(of: source), graph).keep(&closure) }
      closure.complete()
    } while closure.keptCount != before
  }

  private func files(of source: SourceUse) -> [FileRows] { files.filter { $0.source == source.index } }

  private func keepWholeFiles(_ closure: inout Closure) {
    for file in files {
      let use = sources[file.source]
      guard use.isWhole || file.isArray && !file.problems.isEmpty || use.isForEach && !use.mayLackFiles else {
        continue
      }
      for row in file.rows {
        closure.keep(row: row, because: "\(use.export.files[file.file].name) is left whole")
      }
    }
  }

  private func keepSharedRecords(_ closure: inout Closure) {
    for group in groups.shared {
      var kept: Set<UInt64> = []
      for index in group {
        for row in files[index].rows where closure.keeps(row: row) { kept.insert(graph.offsets[row]) }
      }
      for index in group {
        for row in files[index].rows where kept.contains(graph.offsets[row]) {
          guard graph.owners[row] >= 0 else { continue }
          closure.keep(row: row, because: "it is in a record that is kept")
        }
      }
    }
  }

  /// An export without a row that is used is refused, and a list of ticketing users without an address recognises nobody.
  private func keepOne(of source: SourceUse, _ closure: inout Closure) {
    let rows = files(of: source).flatMap(\.rows)
    let reason = "\(source.source.name) needs a row that is used"
    let isTicketing = source.roles.contains { $0.kind == .ticketing }
    func tells(_ row: Int) -> Bool {
      guard graph.accepted[row], graph.owners[row] >= 0 else { return false }
      return !isTicketing
        || graph.neighbours(of: graph.owners[row]).contains { graph.space(of: $0) == Spaces.emails }
    }
    if !rows.contains(where: { closure.keeps(row: $0) && tells($0) }) {
      if let row = rows.first(where: tells) ?? rows.first { closure.keep(row: row, because: reason) }
    }
    let chains = graph.entities(of: Spaces.chains(source.source.name))
    if source.isForEach, rows.isEmpty, !chains.contains(where: { closure.isKept[Int($0)] }),
      let first = chains.first
    {
      closure.keep(first, because: reason)
    }
  }

  /// A file without a header, or of lines of JSON, can't be empty; neither can one that is one object.
  private func keepOne(ofFile file: FileRows, _ closure: inout Closure) {
    let use = sources[file.source]
    let name = use.export.files[file.file].name
    if ChainName.ofFile(name) != nil, groups.isForEach(file) { return }
    let isDroppable = file.summary.shape.isOneObject && use.mayLackFiles
    let needsRow = file.isJSON ? !file.isArray && !isDroppable : use.source.header != nil
    guard needsRow, !file.rows.isEmpty, !file.rows.contains(where: { closure.keeps(row: $0) }) else { return }
    let row = file.rows.first { graph.accepted[$0] && graph.owners[$0] >= 0 } ?? file.rows.lowerBound
    closure.keep(row: row, because: "\(name) can't be empty")
  }

  /// A column that no record of a JSON source has is refused, and one that must have a value also where a file lacks it.
  private func keepColumns(of source: SourceUse, _ closure: inout Closure) {
    let files = files(of: source).filter { !$0.presence.isEmpty }
    guard !files.isEmpty else { return }
    for (column, wanted) in source.wanted.prefix(64).enumerated() {
      let bit: UInt64 = 1 << UInt64(column)
      func has(_ row: Int, in file: FileRows) -> Bool { file.presence[row - file.rows.lowerBound] & bit != 0 }
      let reason = "\(source.source.name) needs a record that has \(wanted.name)"
      var isThere = false
      for file in files {
        let kept = file.rows.filter { closure.keeps(row: $0) }
        if kept.contains(where: { has($0, in: file) }) {
          isThere = true
        } else if !kept.isEmpty, wanted.absence != .usual,
          let row = file.rows.first(where: { has($0, in: file) })
        {
          closure.keep(row: row, because: reason)
          isThere = true
        }
      }
      guard !isThere else { continue }
      for file in files {
        guard let row = file.rows.first(where: { has($0, in: file) }) else { continue }
        closure.keep(row: row, because: reason)
        break
      }
    }
  }
}
