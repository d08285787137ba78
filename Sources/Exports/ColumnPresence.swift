/// Which of the wanted columns the records of JSON files have, and what that says where some lack one.
///
/// A key that is missing reads as null. That is how many writers leave out nulls, and it is also what an export looks
/// like whose keys were renamed on the way: see `absence` of `WantedColumn`. Records that the source's `where` does not mean
/// need none of them.
struct ColumnPresence {
  private struct OfFile {
    let file: Int
    let rows: Int
    let hasProblems: Bool
    /// One for each column.
    let tallies: [ColumnTally]

    /// Whether records were looked at for a column, and none has it.
    func isLacking(_ column: Int) -> Bool { tallies[column].records > 0 && tallies[column].count == 0 }
  }

  /// Records without a column that are too many to lack it by chance.
  private static let many = 20
  /// Records on either side of a place from which on, or up to which, all lack a column.
  private static let some = 5

  let columns: [WantedColumn]
  private var files: [OfFile] = []

  init(_ columns: [WantedColumn]) { self.columns = columns }

  mutating func add(file: Int, rows: Int, hasProblems: Bool, _ tallies: [ColumnTally]) {
    files.append(OfFile(file: file, rows: rows, hasProblems: hasProblems, tallies: tallies))
  }

  private func isThere(_ column: Int) -> Bool { files.contains { $0.tallies[column].count > 0 } }

  /// The columns that no record has, unless there is no record or one with a problem that may have them; with the number
  /// of records.
  var missing: (columns: [WantedColumn], rows: Int)? {
    var missing: [WantedColumn] = []
    for column in columns.indices where !isThere(column) && files.contains(where: { $0.isLacking(column) }) {
      let name = columns[column].name
      if !missing.contains(where: { $0.name == name }) { missing.append(columns[column]) }
    }
    let rows = files.reduce(0) { $0 + $1.rows }
    guard rows > 0, !missing.isEmpty, !files.contains(where: \.hasProblems) else { return nil }
    return (missing, rows)
  }

  /// Requires that no file has a column under another writing than the other files do (`body` for `BODY`), which would
  /// be read as null in all of its records.
  ///
  /// - Parameter keys: those that the records of a file have.
  /// - Throws: `ExportError` for such a file; whatever `keys` throws.
  /// - Complexity: O(1) for a file that has every column, else a few reads.
  func requireOneWriting(_ exports: [ExportFile], keys: (_ file: Int) throws -> [String]) throws {
    for file in files where file.rows > 0 {
      let lacking = columns.indices.filter { isLacking($0, file) }
      guard !lacking.isEmpty else { continue }
      let keys = try keys(file.file)
      for name in lacking.map({ columns[$0].name }) {
        let wanted = Header.folded(Array(name.utf8))
        let twins = keys.filter { Header.folded(Array($0.utf8)) == wanted }
        guard let twin = twins.first, !twins.contains(where: { $0.utf8.elementsEqual(name.utf8) }) else {
          continue
        }
        throw ExportError(
          file: exports[file.file].name,
          message:
            "has the key '\(Header.shown(Array(twin.utf8)))' where other files of the source have '\(name)'; "
            + "names must match exactly. Rename it, so that its values are not read as null")
      }
    }
  }

  /// What lacks a column: sentences for each file, by its index, where that is allowed.
  ///
  /// - Throws: `ExportError` for a file that must have a column; whatever `keys` throws.
  func absences(_ exports: [ExportFile], keys: (_ file: Int) throws -> [String]) throws -> [Int: [String]] {
    var notes: [Int: [String]] = [:]
    for file in files where file.rows > 0 {
      let lacking = columns.indices.filter { isLacking($0, file) }
      let refused = lacking.filter { isRefused($0, file) }
      if !refused.isEmpty { throw try refusal(of: file, refused, exports, keys: keys) }
      if !lacking.isEmpty { notes[file.file, default: []].append("no record has \(names(lacking))") }
      for column in columns.indices {
        guard let change = change(of: file.tallies[column]) else { continue }
        let name = Header.shown(Array(columns[column].name.utf8))
        if columns[column].absence == .usual {
          notes[file.file, default: []].append("\(change) '\(name)'")
        } else {
          throw ExportError(
            file: exports[file.file].name,
            message: "\(change) the key '\(name)', and all others have it; expected it in every record. "
              + remedy([column]))
        }
      }
    }
    return notes
  }

  /// What to do about columns that some records lack.
  private func remedy(_ lacking: [Int]) -> String {
    let name = "Give the key its one name"
    if lacking.allSatisfy({ columns[$0].absence == .rare }) {
      return
        "\(name), or, if these records truly have no such value, say so in the plan with \"default: ''\" for its "
        + "field"
    }
    let value =
      lacking.allSatisfy { columns[$0].remedies.takesDefault }
      ? ", or give these records a value with 'default' for its field" : ""
    return "\(name), or export it, because it must have a value\(value)"
  }

  private func isLacking(_ column: Int, _ file: OfFile) -> Bool { file.isLacking(column) && isThere(column) }

  private func isRefused(_ column: Int, _ file: OfFile) -> Bool {
    let isMany = file.tallies[column].records >= Self.many
    // What is malformed may be what has the key; it is refused anyway.
    if file.hasProblems, !isMany { return false }
    switch columns[column].absence {
    case .never: return true
    case .usual: return false
    case .rare:
      let others = files.lazy.map { $0.tallies[column] }.filter { $0.count > 0 }
      return isMany || others.allSatisfy { $0.count == $0.records }
    }
  }

  /// From where on, or up to where, all records lack a column that all others have; nil where they take turns.
  private func change(of tally: ColumnTally) -> String? {
    let lacking = tally.records - tally.count
    guard min(tally.count, lacking) >= Self.some, max(tally.count, lacking) >= Self.many else { return nil }
    if tally.count == tally.last { return "from record \(tally.last + 1) on, none of \(lacking) has" }
    if tally.first == lacking + 1 { return "up to record \(lacking), none of \(lacking) has" }
    return nil
  }

  private func refusal(
    of file: OfFile, _ lacking: [Int], _ exports: [ExportFile], keys: (_ file: Int) throws -> [String]
  ) throws -> ExportError {
    let other = files.first { $0.tallies[lacking[0]].count > 0 }?.file ?? file.file
    let wanted = Set(columns.map(\.name))
    let known = wanted.union(try keys(other))
    let own = try keys(file.file).filter { !known.contains($0) }
    let count = file.tallies[lacking[0]].records
    let instead = own.isEmpty ? "" : ", but \(shownList(own)), which that file has not"
    return ExportError(
      file: exports[file.file].name,
      message:
        "\(count == 1 ? "its one record lacks" : "none of its \(count) records has") the "
        + "\(lacking.count == 1 ? "key" : "keys") \(names(lacking)), which \(exports[other].name) has"
        + "\(instead). \(remedy(lacking))")
  }

  private func names(_ indices: [Int]) -> String { shownList(indices.map { columns[$0].name }) }
}

/// `'A', 'B' and 3 more`: names as messages may print them, cut and not too many.
///
/// - Parameter areColumns: whether they are names of columns, which are masked where they may be values.
package func shownList(_ names: [String], most: Int = 12, areColumns: Bool = true) -> String {
  let shown = names.prefix(most).map { name in
    let bytes = Array(name.utf8)
    return "'\(areColumns ? Header.shown(bytes) : Header.cut(bytes))'"
  }
  return shown.joined(separator: ", ") + (names.count > most ? " and \(names.count - most) more" : "")
}
