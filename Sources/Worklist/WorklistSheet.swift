import Exports
import Plan

/// One line of a worklist.
package struct WorklistRow: Sendable, Equatable {
  /// `ticket`, `error`, `warning`, `not checked`, or `gone`.
  package var kind: String
  /// The id of the rule that has the finding; empty for a ticket.
  package var rule: String
  /// `comment 789012`; empty for a finding that is of no record.
  package var record: String
  package var what: String
  /// Addresses of the record in both systems; empty without a pattern.
  package var legacy = ""
  package var new = ""
  // What people fill in.
  package var ok = ""
  package var by = ""
  package var note = ""
  /// Where it is in its file.
  var line: UInt64 = 0

  package init(kind: String, rule: String = "", record: String = "", what: String = "") {
    (self.kind, self.rule, self.record, self.what) = (kind, rule, record, what)
  }

  /// What a row of one audit and one of the next are the same by: a ticket is, whatever it was chosen for.
  var name: [String] { rule.isEmpty ? [rule, record] : [rule, record, what] }

  var isFilled: Bool { !(ok + by + note).isEmpty }
  var isGone: Bool { kind == Self.gone }

  static let gone = "gone"
}

/// `worklist.csv`, what people look at and what they say of it: CSV (RFC 4180) with a byte order mark, as spreadsheets read it.
package struct WorklistSheet: Sendable, Equatable {
  private static let columns = ["kind", "rule", "record", "what", "legacy", "new", "ok", "by", "note"]

  package private(set) var rows: [WorklistRow] = []

  /// - Parameters:
  ///   - rows: those of an audit.
  ///   - before: what was filled in; rows of it that are not among these are marked, if anything was filled in.
  package init(_ rows: [WorklistRow], before: WorklistSheet? = nil) {
    var rest: [[String]: [WorklistRow]] = [:]
    for row in before?.rows.reversed() ?? [] { rest[row.name, default: []].append(row) }
    for var row in rows {
      if let known = rest[row.name]?.popLast() {
        (row.ok, row.by, row.note) = (known.ok, known.by, known.note)
      }
      self.rows.append(row)
    }
    var left = rest.mapValues { $0.map(\.line) }
    for var row in before?.rows ?? [] where row.isFilled {
      guard let index = left[row.name]?.firstIndex(of: row.line) else { continue }
      left[row.name]?.remove(at: index)
      row.kind = WorklistRow.gone
      self.rows.append(row)
    }
  }

  /// Reads a sheet, in whatever form a spreadsheet has saved it.
  ///
  /// - Throws: `ExportError` where it can't be read, is not UTF-8, or lacks a column.
  package init(contentsOf path: String) throws {
    var source = Source(name: "worklist", paths: [Located(path, line: 1)])
    source.format = .csv
    var rows: [WorklistRow] = []
    var damage: ExportError?
    _ = try Export(source, relativeTo: "").read(
      columns: Self.columns,
      problem: { damage = damage ?? ExportError(file: path, line: $0.line, message: $0.message) },
      receive: { block in
        for record in 0..<block.count {
          var cells: [String] = []
          for column in Self.columns.indices {
            guard let text = String(validating: block[record, column], as: UTF8.self) else {
              throw ExportError(
                file: path, line: block.places[record].line,
                message:
                  "'\(Self.columns[column])' is not UTF-8; save the sheet as 'CSV UTF-8' in the spreadsheet")
            }
            cells.append(SheetCell.read(text))
          }
          // A spreadsheet writes empty rows, too.
          if cells.allSatisfy(\.isEmpty) { continue }
          var row = WorklistRow(kind: cells[0], rule: cells[1], record: cells[2], what: cells[3])
          (row.legacy, row.new, row.ok, row.by, row.note) = (cells[4], cells[5], cells[6], cells[7], cells[8])
          row.line = block.places[record].line
          rows.append(row)
        }
      })
    if let damage { throw damage }
    self.rows = rows
  }

  /// The text of the file.
  package var text: String {
    let lines =
      [Self.columns]
      + rows.map { row in
        [row.kind, row.rule, row.record, row.what, row.legacy, row.new, row.ok, row.by, row.note]
      }
    return "\u{FEFF}" + lines.map { $0.map(SheetCell.write).joined(separator: ",") + "\r\n" }.joined()
  }

  /// How many rows there are of a kind, for a sentence.
  package func count(_ isOne: (WorklistRow) -> Bool) -> Int { rows.count(where: isOne) }
}

/// What a filled worklist says.
package struct WorklistCheck: Sendable, Equatable {
  package private(set) var ok = 0
  package private(set) var open = 0
  package private(set) var refused = 0
  package private(set) var gone = 0
  /// What is wrong with rows that are filled in, in sentences.
  package private(set) var mistakes: [String] = []

  package init(_ sheet: WorklistSheet, path: String) {
    for row in sheet.rows {
      if row.isGone {
        gone += 1
        continue
      }
      switch row.ok.lowercased() {
      case "yes", "y", "x", "true", "1":
        if row.by.isEmpty {
          open += 1
          mistakes.append("\(path):\(row.line): 'ok' needs a name in 'by'; write who looked at it")
        } else {
          ok += 1
        }
      case "no", "n", "false", "0": refused += 1
      case "", "-": open += 1
      default:
        open += 1
        mistakes.append("\(path):\(row.line): 'ok' must be yes, no or nothing; write one of them")
      }
    }
  }

  /// Whether every row was looked at, and is as it should be; a worklist without a row proves nothing.
  package var isDone: Bool { ok > 0 && open == 0 && refused == 0 }

  package var summary: String {
    "\(counted(ok + open + refused, "row")): \(grouped(ok)) ok, \(grouped(open)) open, \(grouped(refused)) refused"
      + (gone > 0 ? "; \(grouped(gone)) more \(verb(gone, "is", "are")) gone" : "")
  }
}
