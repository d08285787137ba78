extension String {
  /// The name of a column, or a key of JSON, as messages and reports show it: masked, letters as `a` and `A` and digits as
  /// `9`, where it may be a value of somebody's instead of a name.
  ///
  /// Nobody promises that the first line of a CSV is a header, or that objects are not kept by e-mail address. A name of a
  /// column is short, of letters, digits and a few marks, and has few words; it has no `@` and is not a telephone number.
  package var shownAsColumn: String {
    if mayBeShownAsColumn { return self }
    return String(String.UnicodeScalarView(unicodeScalars.map(\.masked)))
  }

  /// Bytes of the longest name, and its most words.
  private static let longestName = 120
  private static let mostWords = 6

  /// Whether it can be shown as it is.
  package var mayBeShownAsColumn: Bool {
    // Every name of a warehouse is of these.
    if utf8.count <= Self.longestName, utf8.allSatisfy(isWordByte) { return !hasNumberOfItsOwn }
    // `{@file}` is the plan's own word.
    let rest = replacing("{@file}", with: "").replacing("{@parent}", with: "")
    return rest.utf8.count <= Self.longestName && !rest.utf8.contains { "@<>\"\n\r".utf8.contains($0) }
      && rest.split(separator: " ").count <= Self.mostWords && !hasNumberOfItsOwn
  }

  /// Whether it is, or a part of it between points is, a number that can be that of a telephone or an account.
  private var hasNumberOfItsOwn: Bool {
    utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: true).contains { part in
      part.count(where: isDigitByte) >= 6
        && part.allSatisfy { isDigitByte($0) || "+-()/ ".utf8.contains($0) }
    }
  }
}

private func isDigitByte(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") <= 9 }

private func isWordByte(_ byte: UInt8) -> Bool {
  isDigitByte(byte) || (65...90).contains(byte & 0xDF) || byte == UInt8(ascii: "_")
    || byte == UInt8(ascii: ".")
    || byte == UInt8(ascii: "-")
}
