extension PlanReader {
  /// The keys of a source that say how its CSV is written.
  static let dialectKeys = ["quote", "escape", "comment", "skip-lines"]

  /// Reads them.
  ///
  /// - Parameter delimiter: that of the source, which has another meaning than the others.
  mutating func dialect(of section: PlanSection, delimiter: UInt8?) -> CSVDialect {
    var dialect = CSVDialect()
    if let value = section["quote"], let text = text(value) {
      dialect.quote =
        text.value == "none"
        ? nil : character(text, of: value, expected: #"one character such as "'", or none"#) ?? dialect.quote
    }
    if let value = section["escape"], let text = text(value) {
      dialect.hasEscapes = text.value == "\\"
      if !dialect.hasEscapes {
        report(
          #"expected a backslash ("\\") for '\#(value.name)', found \#(value.kind)"#, line: text.line)
      }
    }
    if let value = section["comment"], let text = text(value) {
      dialect.comment = character(text, of: value, expected: "one character such as \"#\"")
    }
    dialect.skippedLines =
      wholeNumber(section["skip-lines"], in: 1...1_000_000).flatMap(Int.init(exactly:)) ?? 0
    requireDistinct(dialect, delimiter: delimiter, in: section)
    return dialect
  }

  /// One character of ASCII that is neither a letter nor a digit.
  private mutating func character(
    _ text: Located<String>, of value: PlanValue, expected: String
  ) -> UInt8? {
    let bytes = Array(text.value.utf8)
    let isPlain = bytes.allSatisfy {
      (0x21...0x7E).contains($0) && !Character(Unicode.Scalar($0)).isLetter
        && !Character(Unicode.Scalar($0)).isNumber
    }
    if bytes.count == 1, isPlain { return bytes[0] }
    report("expected \(expected) for '\(value.name)', found \(value.kind)", line: text.line)
    return nil
  }

  private mutating func requireDistinct(
    _ dialect: CSVDialect, delimiter: UInt8?, in section: PlanSection
  ) {
    let meanings: [(key: String, byte: UInt8?)] = [
      ("delimiter", delimiter), ("quote", dialect.quote),
      ("escape", dialect.hasEscapes ? UInt8(ascii: "\\") : nil),
      ("comment", dialect.comment),
    ]
    for (index, (key, byte)) in meanings.enumerated() {
      guard let byte, let other = meanings[..<index].first(where: { $0.byte == byte }) else { continue }
      report(
        "'\(section.path(of: key))' and '\(section.path(of: other.key))' are one character; each needs its own",
        line: section[key]?.line ?? section[other.key]?.line ?? section.line)
    }
  }
}
