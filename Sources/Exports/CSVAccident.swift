/// What often happens to a CSV file on its way, recognised by its first line where no header is found in it,
/// so that the message can name the remedy.
struct CSVAccident {
  /// The first line, as far as it is looked at, without its line end.
  private let line: [UInt8]

  /// - Parameter window: is on the first line.
  init(_ window: borrowing ByteWindow) {
    let rest = UnsafeBufferPointer(start: window.bytes + window.index, count: window.count - window.index)
    line = Array(rest.prefix(1 << 16).prefix { $0 != lineFeed && $0 != carriageReturn })
  }

  /// Every line is one JSON string, as `jq '… | @csv'` without `-r` writes it: `"\"a\",\"b\""`.
  var quotedLines: String? {
    guard line.count > 2, line.first == quote, line.last == quote else { return nil }
    let inside = line[1..<line.count - 1]
    let backslash = UInt8(ascii: "\\")
    let quotes = inside.indices.filter { line[$0] == quote }
    guard !quotes.isEmpty, quotes.allSatisfy({ line[$0 - 1] == backslash }) else { return nil }
    return "the first line is one JSON string, with a backslash before each quote, as 'jq @csv' writes it "
      + "without '-r'; expected CSV. Export it again with 'jq -r'"
  }

  /// JSON in a file that is to be read as CSV.
  var json: String? {
    let starts = ["{\"", "{}", "[{", "[\"", "[]", "{ ", "[ "]
    let isOpen = line == [UInt8(ascii: "{")] || line == [UInt8(ascii: "[")]
    guard isOpen || starts.contains(where: { line.starts(with: $0.utf8) }) else { return nil }
    return "is JSON; expected CSV. Correct 'format' in the plan, or leave it out, so that it is detected"
  }

  /// A first line of data where the header should be. Shows no value.
  ///
  /// - Parameter expected: what the header should have had.
  static func missingHeader(_ fields: [[UInt8]], expected: String) -> String? {
    guard isData(fields) else { return nil }
    let data = fields.count { looksLikeData($0) }
    return "has no header: of the \(fields.count) fields of the first line, \(data) look like data "
      + "(numbers, times, e-mail addresses); \(expected). "
      + "Export it with a header, or name its columns, in order, in the plan under 'header'"
  }

  /// Whether most of the fields that have something look like data.
  static func isData(_ fields: [[UInt8]]) -> Bool {
    fields.count { looksLikeData($0) } * 2 > fields.count { !$0.isEmpty }
  }

  /// What is surely not the name of a column: an e-mail address, digits and marks as of a time or a number, markup, a truth
  /// value.
  static func isValue(_ field: [UInt8]) -> Bool {
    let isDigit: (UInt8) -> Bool = { $0 &- UInt8(ascii: "0") <= 9 }
    let hasMarksAlone = field.allSatisfy { isDigit($0) || "-:+.,/TZtz ".utf8.contains($0) }
    let word = String(decoding: field.prefix(6), as: UTF8.self).lowercased()
    return field.contains(UInt8(ascii: "@")) || field.first == UInt8(ascii: "<")
      || hasMarksAlone && field.contains(where: isDigit) || word == "true" || word == "false"
  }

  /// A number, a time, an e-mail address, a truth value or markup.
  private static func looksLikeData(_ field: [UInt8]) -> Bool {
    let digits = field.count { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    let isNumberOrTime = digits > 0 && digits * 2 >= field.count && field.count <= 40
    let text = field.prefix(6).map { $0 | 0x20 }
    return isNumberOrTime || field.contains(UInt8(ascii: "@")) || field.first == UInt8(ascii: "<")
      || text == Array("true".utf8) || text == Array("false".utf8)
  }
}
