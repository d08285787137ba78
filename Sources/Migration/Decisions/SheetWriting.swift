import Exports
import Plan

/// The sheet that `decide` writes: the conflicts of the exports, with what was filled into the sheet before.
struct SheetWriting {
  /// CSV (RFC 4180) in UTF-8, with a byte order mark, by which spreadsheets tell UTF-8.
  private(set) var bytes: [UInt8]
  private(set) var decided = 0
  private(set) var open = 0
  private(set) var new = 0
  /// Rows that were filled in, and fit no conflict any more.
  private(set) var stale = 0

  private static let filled: [DecisionSheet.Column] = [.keep, .owner, .date, .reason]

  init(_ conflicts: [ListedConflict], before: DecisionSheet?) {
    bytes = [0xEF, 0xBB, 0xBF]
    put(DecisionSheet.Column.allCases.map(\.rawValue))
    var fitting: Set<String> = []
    for conflict in conflicts {
      let known = before?.conflicts[conflict.name.text]
      if known != nil { fitting.insert(conflict.name.text) }
      put(conflict, known)
    }
    for name in before?.order ?? [] where !fitting.contains(name) {
      for row in before?.conflicts[name]?.rows ?? [] where Self.isFilled(row) { putStale(row) }
    }
  }

  private mutating func put(_ conflict: ListedConflict, _ known: DecisionSheet.Conflict?) {
    let status = known == nil ? "new" : known?.kept == nil ? "open" : "decided"
    switch status {
    case "new": new += 1
    case "open": open += 1
    default: decided += 1
    }
    var rest = known?.rows ?? []
    for side in conflict.sides {
      let old = rest.firstIndex { side.digests.contains($0[.side]) }.map { rest.remove(at: $0) }
      var cells: [DecisionSheet.Column: String] = [
        .status: status, .kind: conflict.kind, .record: conflict.record, .source: conflict.source,
        .lines: side.lines, .differs: conflict.differs.joined(separator: ", "), .shows: side.shows,
        .conflict: conflict.name.text, .side: old?[.side] ?? side.digests.first ?? "",
      ]
      for column in Self.filled { cells[column] = old?[column] }
      put(cells)
    }
    for row in rest where Self.isFilled(row) { putStale(row) }
  }

  private mutating func putStale(_ row: DecisionSheet.Row) {
    stale += 1
    var cells = row.cells
    cells[.status] = "stale"
    put(cells)
  }

  private static func isFilled(_ row: DecisionSheet.Row) -> Bool { filled.contains { !row[$0].isEmpty } }

  private mutating func put(_ cells: [DecisionSheet.Column: String]) {
    put(DecisionSheet.Column.allCases.map { cells[$0] ?? "" })
  }

  private mutating func put(_ cells: [String]) {
    bytes += Array(cells.map(SheetCell.write).joined(separator: ",").utf8) + [0x0D, 0x0A]
  }
}
