/// What of an e-mail address tells whether two are one.
enum EmailText {
  /// Without white space at its ends, in lower case; nil for what can't make two people one: a text without both parts of an
  /// address, or with white space in it.
  static func key(_ text: Bytes) -> String? {
    guard text.contains(UInt8(ascii: "@")), let whole = String(validating: text, as: UTF8.self) else {
      return nil
    }
    let scalars = whole.unicodeScalars
    guard let start = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let end = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return nil }
    var key = ""
    for scalar in scalars[start...end] {
      if scalar.properties.isWhitespace { return nil }
      key += scalar.properties.lowercaseMapping
    }
    return key.hasPrefix("@") || key.hasSuffix("@") ? nil : key
  }
}

extension EmailText {
  /// Whether a text stands for no address at all.
  static func isWordForNothing(_ text: Bytes) -> Bool {
    guard text.count < 32, !text.contains(UInt8(ascii: "@")) else { return false }
    let word = String(decoding: text, as: UTF8.self).lowercased()
      .drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed()
    return wordsForNothing.contains(String(word))
  }

  private static let wordsForNothing: Set<String> = [
    "na", "n/a", "#n/a", "nan", "none", "null", "nil", "undefined", "unknown", "(null)", "[null]", "<null>",
    "\\n",
    "-", "--", "?",
  ]
}
