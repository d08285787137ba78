/// `comment-count:` of a mapping of tickets: where the old system itself says how many comments a ticket has.
package struct CommentCount: Sendable, Equatable {
  /// The column of the number; null says nothing.
  package var column: ColumnPlan
  /// `plus:`, comments of each ticket that the column does not count.
  package var plus: Int64 = 0

  /// As messages name it: `COMMENTS`, `COMMENTS + 1`.
  package var words: String { plus == 0 ? column.from : "\(column.from) + \(plus)" }
}

extension Plan {
  /// What the plan says of the numbers of comments, for each chat and for the tickets of which one row is one record.
  package var commentCounts: [CommentCount] {
    chats.compactMap(\.commentCount) + records.compactMap(\.commentCount)
  }
}

extension PlanReader {
  private static let mostFurtherComments: Int64 = 1_000_000

  /// Reads the name of a column, or a mapping with `from`, `null` and `plus`.
  mutating func commentCount(_ value: PlanValue?) -> CommentCount? {
    guard let value else { return nil }
    var count = CommentCount(
      column: ColumnPlan(field: "comment-count", from: "", type: .integer, whenNull: .keep))
    count.column.line = value.keyLine
    if case .scalar = value.node, !value.isNothing {
      guard let name = text(value) else { return nil }
      count.column.from = name.value
      return count
    }
    guard let section = section(value, keys: .commentCount) else { return nil }
    guard section["from"] != nil else {
      report(
        "'\(section.path(of: "from"))' is missing; name the column that says how many comments a ticket has",
        line: value.keyLine)
      return nil
    }
    guard let from = text(section["from"]) else { return nil }
    count.column.from = from.value
    count.column.nullWords = nullWords(section["null"])
    count.plus = wholeNumber(section["plus"], in: 0...Self.mostFurtherComments) ?? 0
    return count
  }
}
