/// How the files of a CSV export are written where that is not as in RFC 4180.
package struct CSVDialect: Sendable, Equatable, Codable {
  /// `quote:`, the byte of ASCII around a field; nil: a quote means itself.
  package var quote: UInt8? = UInt8(ascii: "\"")
  /// `escape: "\\"`: whether a backslash takes its meaning from the byte after it.
  package var hasEscapes = false
  /// `comment:`, the byte of ASCII at the start of a line that is not a record.
  package var comment: UInt8?
  /// `skip-lines:`, the lines at the start of each file that are neither records nor the header.
  package var skippedLines = 0

  package init() {}

  /// Whether its records are those of RFC 4180, whatever is before them.
  package var hasUsualRecords: Bool { quote == UInt8(ascii: "\"") && !hasEscapes && comment == nil }

  /// As reports show it: `no quotes`, `comments #`, `without its first 2 lines`; empty for RFC 4180.
  package var words: [String] {
    var words: [String] = []
    if let quote, quote != UInt8(ascii: "\"") { words.append("quotes \(Character(Unicode.Scalar(quote)))") }
    if quote == nil { words.append("no quotes") }
    if hasEscapes { words.append("escapes \\") }
    if let comment { words.append("comments \(Character(Unicode.Scalar(comment)))") }
    if skippedLines > 0 {
      words.append("without \(skippedLines == 1 ? "its first line" : "its first \(skippedLines) lines")")
    }
    return words
  }
}
