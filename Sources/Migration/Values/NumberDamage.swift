/// What a number looks like that a tool has changed on its way: reported, so that nobody has to guess, and never
/// repaired.
enum NumberDamage: Hashable, Sendable {
  case decimalPoint, scientific, grouping, leadingZeros, missingWord

  /// What an unreadable integer looks like; nil for nothing known.
  ///
  /// - Complexity: O(n).
  init?(_ text: Bytes) {
    let digits = text.first == UInt8(ascii: "-") ? Bytes(rebasing: text.dropFirst()) : text
    if text.isMissingWord {
      self = .missingWord
      return
    }
    guard let first = digits.first, Self.isDigit(first), let last = digits.last else { return nil }
    let others = Set(digits.filter { !Self.isDigit($0) })
    if others.isEmpty {
      guard first == UInt8(ascii: "0"), digits.count > 1 else { return nil }
      self = .leadingZeros
    } else if others.isSubset(of: [
      UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "+"), UInt8(ascii: "-"),
      UInt8(ascii: "."), UInt8(ascii: ","),
    ]),
      digits.contains(where: { $0 | 0x20 == UInt8(ascii: "e") }), Self.isDigit(last)
    {
      self = .scientific
    } else if others == [UInt8(ascii: ".")], Self.isZeroFraction(digits) {
      self = .decimalPoint
    } else if others == [UInt8(ascii: ",")], Self.isDigit(last) {
      self = .grouping
    } else {
      return nil
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") <= 9 }

  /// `3.0`: one point, and nothing but zeros after it.
  private static func isZeroFraction(_ text: Bytes) -> Bool {
    let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return parts.count == 2 && parts[1].allSatisfy { $0 == UInt8(ascii: "0") }
  }

  /// The end of the sentence about an id: what it looks like, where that comes from, what to do.
  var remedy: String {
    let likeness =
      switch self {
      case .decimalPoint: "a whole number written with a decimal point"
      case .scientific: "scientific notation (digits are lost)"
      case .grouping: "a number with grouping marks"
      case .leadingZeros: "a number with leading zeros"
      case .missingWord: "a word for a missing value"
      }
    if self == .missingWord {
      return "looks like \(likeness); if it means null, name it under 'null' in the plan"
    }
    if self == .leadingZeros { return "looks like \(likeness); export it without them" }
    return
      "looks like \(likeness), as a spreadsheet or a float column leaves it; export the original number as text"
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether it can be an id that is a text: with a letter, or of more digits than 64 bits have room for.
  var isTextID: Bool {
    let isLetter = contains { ($0 | 0x20) &- UInt8(ascii: "a") < 26 || $0 >= 0x80 }
    return isLetter || count > 18 && allSatisfy { $0 &- UInt8(ascii: "0") <= 9 }
  }

  /// The most bytes of such a word with the white space around it.
  static var longestMissingWord: Int { 16 }

  /// Whether tools write this where nothing is known; white space around it does not count.
  var isMissingWord: Bool {
    guard count <= Self.longestMissingWord else { return false }
    let isSpace = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    guard let first = firstIndex(where: { !isSpace($0) }), let last = lastIndex(where: { !isSpace($0) })
    else {
      return false
    }
    let word = Self(rebasing: self[first...last])
    let words: [StaticString] = [
      "na", "n/a", "#n/a", "nan", "none", "null", "nil", "undefined", "unknown", "(null)", "[null]", "<null>",
      "\\n",
      "-", "--", "?",
    ]
    return words.contains { $0.withUTF8Buffer { word.equalsIgnoringCase($0) } }
  }
}
