import Exports
import Foundation
import Plan

/// What an audit asks a feed for.
struct FeedRequest {
  let feed: Int
  let columns: [WantedColumn]
  /// The columns of which what is known of their texts is enough.
  let knownTexts: [Int: FieldReader]
}

/// Where an audit has the records of the exports from: their files, or the facts that were written down of them.
protocol RecordSupply: Sendable {
  /// The files of a feed.
  func export(_ feed: Int, _ source: Source, relativeTo directory: String) throws(ExportError) -> Export

  /// Hands on the records of a feed, and puts down what its files say beside them.
  ///
  /// - Throws: `ExportError` where it can't be read to its end, what the closures throw, and `FactsError`.
  func read(
    _ request: FeedRequest, _ export: Export, reading: Reading, into facts: inout ExportFacts,
    problem: (ExportProblem) -> Void, receive: (RecordBlock) throws -> Void
  ) throws
}

/// The files themselves.
struct DirectSupply: RecordSupply {
  func export(_ feed: Int, _ source: Source, relativeTo directory: String) throws(ExportError) -> Export {
    try Export(source, relativeTo: directory)
  }

  func read(
    _ request: FeedRequest, _ export: Export, reading: Reading, into facts: inout ExportFacts,
    problem: (ExportProblem) -> Void, receive: (RecordBlock) throws -> Void
  ) throws {
    try export.readCounting(
      columns: request.columns, reading: reading, into: &facts, problem: problem, receive: receive)
  }
}

/// Writes the facts of one item, and hands nothing on.
///
/// `@unchecked Sendable`: one thread reads.
final class MappingSupply: RecordSupply, @unchecked Sendable {
  private let list: WorkList
  private let item: WorkList.Item
  private let writer: FactsWriter
  /// Copies of the item's files that are read in their place.
  private let copies: [ExportFile]
  private var end = ItemEnd()
  private var problems: [ExportProblem] = []
  /// What could not be written; nil where all could.
  private(set) var failure: FactsError?
  private(set) var isMapped = false
  /// The SHA-256 of each file, as far as they were read to the end.
  var digests: [String] { end.error == nil ? end.readings.map(\.sha256) : [] }

  /// - Parameter copies: paths of copies of the item's files, which are read in their place; empty for the files themselves.
  /// - Throws: `ExportError` for what is no such copy.
  init(
    _ item: WorkList.Item, of list: WorkList, _ writer: FactsWriter, copies: [String] = []
  ) throws(ExportError) {
    (self.item, self.list, self.writer) = (item, list, writer)
    var files: [ExportFile] = []
    if let feed = item.feed, let range = item.files, !copies.isEmpty {
      for (file, path) in zip(list.head.feeds[feed].files[range[0]..<range[1]], copies) {
        files.append(try file.copy(at: path))
      }
    }
    self.copies = files
  }

  func export(_ feed: Int, _ source: Source, relativeTo directory: String) throws(ExportError) -> Export {
    var files = list.head.feeds[feed].files
    if feed == item.feed, let range = item.files, !copies.isEmpty {
      files.replaceSubrange(range[0]..<range[1], with: copies)
    }
    return Export(source, files: files)
  }

  func read(
    _ request: FeedRequest, _ export: Export, reading: Reading, into facts: inout ExportFacts,
    problem: (ExportProblem) -> Void, receive: (RecordBlock) throws -> Void
  ) throws {
    guard request.feed == item.feed, let files = item.files, files.count == 2 else { return }
    isMapped = true
    do {
      try map(request, export, files[0]..<files[1], reading)
      try flushProblems()
      try writer.finish(encoded(end))
    } catch let error as FactsError {
      failure = error
    }
  }

  private func map(_ request: FeedRequest, _ export: Export, _ files: Range<Int>, _ reading: Reading) throws {
    var encoder = BlockEncoder(columns: request.columns.count, knownTexts: request.knownTexts)
    var uncountable: String?
    defer { end.uncountable = uncountable }
    do {
      let columns = Export.read(for: request.columns).map(\.name)
      end.readings = try export.readCounting(
        files, columns: request.columns, reading: reading, uncountable: &uncountable,
        problem: { problems.append($0) },
        receive: { block in
          try flushProblems()
          try writer.write(.block, encoder.encode(block))
          end.blocks += 1
        }
      ).enumerated().map { index, read in
        var read = read
        if read.shape.format != .csv || read.summary.shape.format != .csv {
          read.keys = try? export.shape(ofFile: files.lowerBound + index, columns: columns)
        }
        return read
      }
    } catch let error as ExportError {
      // It may be otherwise when the item is tried again.
      if error.isOfSystem { throw FactsError(.trouble, error.file, error.message) }
      end.error = error
    }
  }

  private func flushProblems() throws(FactsError) {
    if problems.isEmpty { return }
    try writer.write(.problems, encoded(problems))
    end.problems += problems.count
    problems.removeAll(keepingCapacity: true)
  }
}

/// JSON of what can always be encoded; the same for the same value.
func encoded(_ value: some Encodable) -> [UInt8] {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  return (try? encoder.encode(value)).map { Array($0) } ?? []
}

/// The facts that were written down of all items.
///
/// `@unchecked Sendable`: one thread reads.
final class ReplayingSupply: RecordSupply, @unchecked Sendable {
  private let list: WorkList
  /// The facts of each item, by its number.
  private let readers: [FactsReader]
  /// That a facts file is damaged, whatever the audit makes of it.
  private(set) var failure: FactsError?

  init(_ list: WorkList, _ readers: [FactsReader]) { (self.list, self.readers) = (list, readers) }

  func export(_ feed: Int, _ source: Source, relativeTo directory: String) throws(ExportError) -> Export {
    let listed = list.head.feeds[feed]
    if let trouble = listed.trouble { throw trouble }
    return Export(source, files: listed.files)
  }

  func read(
    _ request: FeedRequest, _ export: Export, reading: Reading, into facts: inout ExportFacts,
    problem: (ExportProblem) -> Void, receive: (RecordBlock) throws -> Void
  ) throws {
    do {
      try replay(request, export, into: &facts, problem: problem, receive: receive)
    } catch let error as FactsError {
      failure = failure ?? error
      throw error
    }
  }

  private func replay(
    _ request: FeedRequest, _ export: Export, into facts: inout ExportFacts,
    problem: (ExportProblem) -> Void, receive: (RecordBlock) throws -> Void
  ) throws {
    var readings: [FileReading] = []
    for item in list.items(ofFeed: request.feed) {
      let end = try replay(item, request, problem: problem, receive: receive)
      facts.uncountable = facts.uncountable ?? end.uncountable
      if let error = end.error { throw error }
      guard let files = item.files, end.readings.count == files[1] - files[0] else {
        throw readers[item.item].damage
      }
      readings += end.readings
    }
    try facts.note(readings, of: export, columns: request.columns) { file, _ in
      readings[file].keys ?? readings[file].shape
    }
  }

  private func replay(
    _ item: WorkList.Item, _ request: FeedRequest,
    problem: (ExportProblem) -> Void, receive: (RecordBlock) throws -> Void
  ) throws -> ItemEnd {
    let reader = readers[item.item]
    guard let files = item.files, files.count == 2 else { throw reader.damage }
    var decoder = BlockDecoder(columns: request.columns.count, files: files[0]..<files[1])
    var (blocks, problems) = (0, 0)
    while true {
      let (kind, contents) = try reader.next()
      switch kind {
      case .block:
        blocks += 1
        do {
          try decoder.decode(contents, receive: receive)
        } catch is FactsDamage {
          throw reader.damage
        }
      case .problems:
        guard let all = try? JSONDecoder().decode([ExportProblem].self, from: Data(contents)) else {
          throw reader.damage
        }
        problems += all.count
        all.forEach(problem)
      case .end:
        guard let end = try? JSONDecoder().decode(ItemEnd.self, from: Data(contents)), end.blocks == blocks,
          end.problems == problems
        else { throw reader.damage }
        return end
      case .header, .column: throw reader.damage
      }
    }
  }
}
