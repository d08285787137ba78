/// `where:` of a source or a rule page: which rows are meant, by the value of one column.
///
/// `part_type = comment | note`, `state != deleted`, `deleted_at = null`: equal to one of the words, or to none of them.
package struct Comparison: Sendable, Equatable, CustomStringConvertible {
  package var column: String
  package var isEqual: Bool
  package var words: [String]

  /// Reads a comparison; nil for a text that is none.
  package init?(_ text: String) {
    guard let sign = Self.sign(in: text) else { return nil }
    isEqual = sign == text.startIndex || text[text.index(before: sign)] != "!"
    column = Self.trimmed(text[..<sign].dropLast(isEqual ? 0 : 1))
    words = text[text.index(after: sign)...].split(separator: "|", omittingEmptySubsequences: false)
      .map(Self.trimmed)
    if column.isEmpty || words.contains("") { return nil }
  }

  package var description: String { "\(column) \(isEqual ? "=" : "!=") \(words.joined(separator: " | "))" }

  /// The first `=` that is not in the brackets of a column, as that of `custom_fields[id=5].value` is.
  private static func sign(in text: String) -> String.Index? {
    var rest = text[...]
    while let index = rest.firstIndex(where: { $0 == "=" || $0 == "[" }), text[index] == "[" {
      guard let close = text[index...].firstIndex(of: "]"), text[close...].contains("=") else { break }
      rest = text[text.index(after: close)...]
    }
    return rest.firstIndex(of: "=")
  }

  private static func trimmed(_ part: Substring) -> String {
    String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
