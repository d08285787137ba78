import Exports
import Fetch
import Plan

extension Plan {
  /// The ids that a source is fetched for each of: distinct, in the order of their first rows. Where the source's address
  /// has `{parent}`, each is that of a row and that of its file.
  ///
  /// Rows that the `where` of their source does not mean have none, and so have those in which the column is null.
  ///
  /// - Parameters:
  ///   - child: the name of the source that is fetched.
  ///   - namesParent: whether its address has `{parent}`.
  /// - Throws: `CommandError` where the source of the ids is not there, not fetched to its end, or can't be read whole.
  func ids(
    of forEach: FetchPlan.ForEach, for child: String, namesParent: Bool
  ) throws -> [CollectionID] {
    let name = forEach.source.value
    guard let source = sources.first(where: { $0.name == name }) else {
      throw CommandError("\(path):\(forEach.source.line): there is no source '\(name)'")
    }
    let need = "\(child) is fetched for each id of '\(name)'"
    if PagedFetch.isUnfinished(source, of: self) {
      throw CommandError("\(need), which is not fetched to its end yet; run 'deskaudit fetch \(name)' first")
    }
    let export: Export
    do {
      export = try Export(source, relativeTo: directory)
    } catch {
      let remedy = source.fetch == nil ? "export it first" : "run 'deskaudit fetch \(name)' first"
      throw CommandError("\(need), which is not there yet (\(error)); \(remedy)")
    }
    let parents = try export.files.map { file -> String? in
      guard namesParent else { return nil }
      guard let parent = CollectionID.id(ofFile: file.name.split(separator: "/").last.map(String.init) ?? "")
      else {
        throw CommandError(
          "\(need) and of '{parent}', and \(file.name) is not named after one; fetch '\(name)' again")
      }
      return parent
    }
    var ids = ParentIDs(forEach.key, of: source, nullWords: source.nullWords ?? nullWords, parents: parents)
    _ = try export.read(
      columns: ids.columns,
      problem: { problem in
        throw CommandError(
          "\(need), of which \(export.text(of: problem)) can't be read: \(problem.message)"
        )
      },
      receive: { block in
        for record in 0..<block.count where !ids.take(block, record) {
          let place = block.places[record]
          throw CommandError(
            "\(need), and its '\(forEach.key)' in \(export.text(of: place)) is not UTF-8"
          )
        }
      })
    return ids.all
  }
}

/// The ids of a source's rows, gathered block by block.
private struct ParentIDs {
  /// The column of the ids, and that of the source's `where` if it is another.
  let columns: [WantedColumn]
  private(set) var all: [CollectionID] = []
  private var known: Set<CollectionID> = []
  /// For each file the id that it was fetched for, where that counts.
  private let parents: [String?]
  private let nullWords: [[UInt8]]
  private let filter: (isEqual: Bool, words: [[UInt8]])?

  init(_ key: String, of source: Source, nullWords: [String], parents: [String?]) {
    self.parents = parents
    self.nullWords = nullWords.map { Array($0.utf8) }
    // The word `null` is the empty value.
    filter = source.filter.map { comparison in
      (comparison.isEqual, comparison.words.map { $0 == "null" ? [] : Array($0.utf8) })
    }
    let other = source.filter.flatMap { $0.column == key ? nil : $0.column }
    columns = ([key] + [other].compactMap(\.self)).map { WantedColumn(forEach: $0) }
  }

  /// Takes the id of a record, if it is meant and has one.
  ///
  /// - Returns: false for an id that is not UTF-8.
  mutating func take(_ block: RecordBlock, _ record: Int) -> Bool {
    if let filter {
      let text = block[record, columns.count - 1]
      guard filter.words.contains(where: { $0.elementsEqual(text) }) == filter.isEqual else { return true }
    }
    let text = block[record, 0]
    if text.isEmpty || nullWords.contains(where: { $0.elementsEqual(text) }) { return true }
    guard let part = String(validating: text, as: UTF8.self) else { return false }
    let id = CollectionID(part, parent: parents[Int(block.places[record].file)])
    if known.insert(id).inserted { all.append(id) }
    return true
  }
}
