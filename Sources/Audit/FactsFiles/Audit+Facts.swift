import Archive
import Exports
import Foundation
import Plan
import Platform

/// An audit in parts: what is to be read (`workList`), the facts of each item of it (`map`), and the judgement of all facts
/// (`run(replaying:)`), which is that of `run`.
///
/// What is read where the judgement is made, because it is small: the sheet of decisions, the list of people who must not
/// arrive, the claimed digest and the id map beside the archive. The inputs themselves are read there only to show texts that
/// differ; where they are not there, the words for what changed are missing, and nothing else.
extension Audit {
  /// The items of work, and what ties their facts together.
  ///
  /// - Parameter program: the digest of the program, which has to be the same for all items.
  package func workList(program: String) -> WorkList {
    let kinds = Feeds(plan)
    var feeds: [WorkList.Feed] = []
    var items = [
      WorkList.Item(
        item: 0, input: "archive", paths: archivePaths,
        bytes: archivePaths.reduce(0) { $0 + Self.size(ofFileAt: $1) }, feed: nil, files: nil)
    ]
    for (number, feed) in kinds.all.enumerated() {
      if feed.role == .erased {
        feeds.append(WorkList.Feed(source: feed.name, files: []))
        continue
      }
      do throws(ExportError) {
        let export = try Export(feed.source, relativeTo: plan.directory)
        feeds.append(WorkList.Feed(source: feed.name, files: export.files))
        for files in WorkList.divisions(of: export) {
          items.append(
            WorkList.Item(
              item: items.count, input: feed.name, paths: export.files[files].map(\.name),
              bytes: export.files[files].reduce(0) { $0 + $1.size }, feed: number,
              files: [files.lowerBound, files.upperBound]))
        }
      } catch {
        feeds.append(WorkList.Feed(source: feed.name, files: [], trouble: error))
      }
    }
    return WorkList(
      WorkList.Head(
        deskauditWork: WorkList.format, tool: toolVersion, program: program, plan: planDigest,
        rules: policy.rulesSHA256, seed: DigestSeed.text, archive: archivePaths[0],
        deliveries: archivePaths.count > 1 ? archivePaths : nil, feeds: feeds, items: items.count),
      items)
  }

  private static func size(ofFileAt path: String) -> UInt64 {
    var status = stat()
    return stat(path, &status) == 0 ? UInt64(clamping: status.st_size) : 0
  }

  /// The digest of the plan, of the lists of people beside it, and of the options that change what is read.
  private var planDigest: String {
    let ledger = plan.erasureLedger?.source.paths.map { resolve($0.value, in: plan.directory) } ?? []
    let lists = ledger.map { (try? fileSHA256($0).digest) ?? "" } + [sheet?.digest ?? ""]
    return sha256(plan.text + Array("\0\(plan.limits)\0\(reading.isReference)\0\(lists)".utf8))
  }

  private func require(_ list: WorkList, named name: String, program: String) throws(FactsError) {
    try list.require(program: program, plan: planDigest, rules: policy.rulesSHA256, named: name)
    guard DigestSeed.choose(list.head.seed) else {
      throw FactsError(
        .mistake, name, "has no seed of digests as 'deskaudit task list' writes it; list again")
    }
  }

  /// Writes the facts of one item.
  ///
  /// - Parameters:
  ///   - name: of the list, for messages.
  ///   - copies: paths of copies of the item's files, which are read in their place; empty for the files themselves.
  ///   - path: of the facts file, which is absent, old or whole at any moment.
  /// - Throws: `FactsError`; `ExportError` for what is no such copy.
  package func map(
    _ number: Int, of list: WorkList, named name: String, program: String, copies: [String] = [],
    to path: String
  ) throws {
    try require(list, named: name, program: program)
    guard list.items.indices.contains(number) else {
      throw FactsError(
        .mistake, name, "has no item \(number); expected one from 0 to \(list.items.count - 1)")
    }
    let item = list.items[number]
    guard copies.isEmpty || copies.count == item.paths.count else {
      throw FactsError(
        .mistake, name,
        "item \(number) has \(counted(item.paths.count, "file")), and \(copies.count) are given")
    }
    let header = FactsHeader(work: list.digest, item: number)
    guard try write(item, of: list, header, copies: copies, to: path) != nil else {
      throw FactsError(.mistake, name, "item \(number) is of nothing that the plan reads; list again")
    }
  }

  /// Writes the facts of one item.
  ///
  /// - Returns: the SHA-256 of each of its files, as far as they were read to the end; nil where the plan does not read it.
  func write(
    _ item: WorkList.Item, of list: WorkList, _ header: FactsHeader, copies: [String] = [], to path: String
  ) throws -> [String]? {
    let writer = try FactsWriter(path)
    try writer.write(.header, encoded(header))
    if item.feed == nil { return try writeArchive(copies, writer) }
    let supply = try MappingSupply(item, of: list, writer, copies: copies)
    loading(supply).load()
    if let failure = supply.failure { throw failure }
    return supply.isMapped ? supply.digests : nil
  }

  private func writeArchive(_ copies: [String], _ writer: FactsWriter) throws -> [String] {
    let exports = loading(DirectSupply())
    exports.loadErased()
    var reading = reading
    reading.erased = exports.erased
    let archive = ArchiveLoading(plan: plan, paths: archivePaths, copies: copies, reading: reading)
    archive.load(parsers: reading.jobs - 1, isStored: true)
    let tables = archive.loader.tables
    let facts = StoredArchive(tables, trouble: archive.trouble)
    try writer.write(.header, encoded(facts))
    var columns = ArchiveColumnWriter(writer)
    try tables.visitColumns(&columns, rows: facts.rows)
    try writer.finish([])
    return archivePaths.indices.map { tables.read.indices.contains($0) ? tables.read[$0].sha256 : "" }
  }

  /// Judges what was written down of all items; the result is that of `run`.
  ///
  /// - Parameters:
  ///   - name: of the list, for messages.
  ///   - paths: the facts files, in any order; an item may be there several times, if all are the same.
  /// - Throws: `FactsError` for an item without facts, and for facts that are damaged or of another list: nothing is judged.
  package func run(
    replaying list: WorkList, named name: String, program: String, facts paths: [String]
  ) throws -> AuditResult {
    try require(list, named: name, program: program)
    let readers = try self.readers(of: list, named: name, paths)
    return try run { try facts(of: list, readers) }
  }

  /// Replays what readers have of each item, which are behind the header.
  func facts(of list: WorkList, _ readers: [FactsReader]) throws -> Facts {
    let supply = ReplayingSupply(list, readers)
    let exports = loading(supply)
    exports.loadErased()
    exports.load()
    if let failure = supply.failure { throw failure }
    var reading = reading
    reading.erased = exports.erased
    let archive = ArchiveLoading(plan: plan, paths: archivePaths, reading: reading)
    try archive.restore(from: readers[0])
    return Facts(
      exports, archive, plan: plan, asOf: asOf, showsValues: showsValues,
      claimedDigests: archivePaths.map { ClaimedDigest(beside: $0) }, reading.parallelism,
      isReference: reading.isReference
    )
  }

  private func digest(_ path: String) throws(FactsError) -> String {
    do throws(SystemError) {
      return try fileSHA256(path).digest
    } catch {
      throw FactsError(.trouble, path, "can't be read: \(error)")
    }
  }

  /// One reader for each item, in their order.
  private func readers(
    of list: WorkList, named name: String, _ paths: [String]
  ) throws(FactsError) -> [FactsReader] {
    var readers: [Int: FactsReader] = [:]
    for path in paths {
      let reader = try FactsReader(path)
      let header = try reader.header()
      guard header.work == list.digest, list.items.indices.contains(header.item) else {
        throw FactsError(
          .damage, path, "is of another work list than \(name); map its input again by this one")
      }
      if let other = readers[header.item] {
        guard try digest(path) == digest(other.path) else {
          throw FactsError(
            .damage, path,
            "has other facts of item \(header.item) than \(other.path): the input changed between the two; list and map again"
          )
        }
        continue
      }
      readers[header.item] = reader
    }
    var sorted: [FactsReader] = []
    for item in list.items {
      guard let reader = readers[item.item] else {
        throw FactsError(
          .damage, name,
          "item \(item.item) (\(item.paths.first ?? item.input)) has no facts; map it, and name its file")
      }
      sorted.append(reader)
    }
    return sorted
  }
}
