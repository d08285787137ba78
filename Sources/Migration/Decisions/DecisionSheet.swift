import Exports
import Plan

/// The sheet of the plan's `decisions:`, as people filled it in: a row for each side of a conflict.
///
/// It is read like an export, because a spreadsheet may have saved it: with another delimiter, a byte order mark, quotes, CRLF.
/// What a row says is meant only by `conflict`, `side`, `keep`, `owner` and `reason`; all else is for people.
struct DecisionSheet: Sendable {
  /// The columns, in the order in which `decide` writes them. The last is never empty: some spreadsheets leave out empty
  /// cells at the end of a row.
  enum Column: String, CaseIterable {
    case status, kind, record, source, lines, differs, shows, keep, owner, date, reason, conflict, side
  }

  struct Row: Sendable {
    let line: UInt64
    var cells: [Column: String]

    subscript(column: Column) -> String { cells[column] ?? "" }
  }

  /// What the sheet says of one conflict.
  struct Conflict: Sendable {
    let name: ConflictName
    var rows: [Row]
    /// The row whose side counts; nil where nobody has decided, or the sheet has a mistake there.
    var kept: Row?
  }

  /// As messages name it.
  let name: String
  /// By the names of the conflicts.
  private(set) var conflicts: [String: Conflict] = [:]
  /// The names, in the order of the sheet.
  private(set) var order: [String] = []
  /// What is wrong with the sheet, in sentences.
  private(set) var mistakes: [String] = []
  /// Those of rows that can't be kept when the sheet is written again.
  private(set) var damaged: [String] = []

  /// A sheet without a row.
  init() { name = "" }

  /// Reads a sheet once.
  ///
  /// - Parameters:
  ///   - path: as the plan has it.
  ///   - isWhole: whether all columns are wanted, to write the sheet again; else those that mean something.
  /// - Throws: `ExportError` where the sheet can't be read, or lacks a column.
  init(_ path: String, in directory: String, isWhole: Bool = false) throws {
    name = path
    var source = Source(name: "decisions", paths: [Located(path, line: 1)])
    source.format = .csv
    let columns = isWhole ? Column.allCases : [.keep, .owner, .reason, .conflict, .side]
    let export: Export
    do {
      export = try Export(source, relativeTo: directory)
    } catch let error {
      throw ExportError(file: error.file, message: "\(error.message); write it with 'deskaudit decide'")
    }
    _ = try export.read(
      columns: columns.map(\.rawValue),
      problem: { mistakes.append("\(path):\($0.line): \($0.message)") },
      receive: { block in
        for record in 0..<block.count { take(block, record, columns) }
      })
    damaged = mistakes
    for name in order { judge(name) }
  }

  private mutating func take(_ block: RecordBlock, _ record: Int, _ columns: [Column]) {
    let line = block.places[record].line
    var row = Row(line: line, cells: [:])
    for (index, column) in columns.enumerated() {
      guard block[record, index].isValidUTF8 else {
        return mistakes.append(
          "\(name):\(line): '\(column)' is not UTF-8; save the sheet as 'CSV UTF-8' in the spreadsheet")
      }
      row.cells[column] = SheetCell.read(String(decoding: block[record, index], as: UTF8.self))
    }
    // A spreadsheet writes empty rows, too.
    guard row.cells.values.contains(where: { !$0.isEmpty }) else { return }
    guard let conflict = ConflictName(row[.conflict]), SideDigest.isOne(row[.side]) else {
      return mistakes.append(
        "\(name):\(line): 'conflict' and 'side' are not as 'deskaudit decide' wrote them; run it again, and copy the decision"
      )
    }
    if conflicts[conflict.text] == nil { order.append(conflict.text) }
    conflicts[conflict.text, default: Conflict(name: conflict, rows: [])].rows.append(row)
  }

  /// Finds the side that counts, or the mistakes in the rows of a conflict.
  private mutating func judge(_ name: String) {
    guard var conflict = conflicts[name] else { return }
    func complain(_ row: Row, _ what: String) {
      mistakes.append("\(self.name):\(row.line): \(conflict.name.words): \(what)")
    }
    var kept: [Row] = []
    var isSound = true
    for (index, row) in conflict.rows.enumerated() {
      switch SheetText.keep(row[.keep]) {
      case true?: kept.append(row)
      case false?: break
      case nil:
        complain(row, "'keep' must be yes or nothing; write yes on the side that counts")
        isSound = false
      }
      if conflict.rows[..<index].contains(where: { $0[.side] == row[.side] }) {
        complain(row, "this side is there twice; remove one of the rows")
        isSound = false
      }
    }
    if kept.count > 1 {
      complain(kept[1], "'keep' is on two sides; leave it on the one that counts")
      isSound = false
    }
    for row in kept where row[.owner].isEmpty || row[.reason].isEmpty {
      complain(row, "a decision needs an 'owner' and a 'reason'; fill them in")
      isSound = false
    }
    guard isSound else { return }
    conflict.kept = kept.first
    conflicts[name] = conflict
  }
}

/// What the words of a sheet mean.
enum SheetText {
  /// What stands in `keep`; nil for another word than those that are known.
  static func keep(_ text: String) -> Bool? {
    switch text.lowercased() {
    case "yes", "y", "x", "true", "1": true
    case "", "no", "n", "-", "false", "0": false
    default: nil
    }
  }
}
