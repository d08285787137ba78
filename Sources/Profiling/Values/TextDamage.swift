/// Signs, in the bytes of a text, that a tool has damaged it.
struct TextDamage: OptionSet {
  let rawValue: UInt8

  static let invalidUTF8 = TextDamage(rawValue: 1)
  /// UTF-8 that was once taken for Windows-1252: `Ã¼`, `â€™`, `Â` before a no-break space, `Ð°`.
  static let mojibake = TextDamage(rawValue: 2)
  /// U+FFFD, which is where a character was lost.
  static let replacementCharacter = TextDamage(rawValue: 4)

  init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Looks through a text with bytes beyond ASCII.
  ///
  /// - Complexity: O(length).
  ///
  /// UTF-8 by the well-formed sequences of the Unicode Standard, table 3-7.
  init(in text: Bytes) {
    var found: TextDamage = []
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte < 0x80 {
        index &+= 1
        continue
      }
      let length = Self.sequenceLength(text, at: index)
      if length == 0 {
        self = found.union(.invalidUTF8)
        return
      }
      if byte == 0xC3, Self.isMojibake(text, at: index) { found.insert(.mojibake) }
      if byte == 0xEF, text[index &+ 1] == 0xBF, text[index &+ 2] == 0xBD {
        found.insert(.replacementCharacter)
      }
      index &+= length
    }
    self = found
  }

  /// The bytes of the character at `index`, which is beyond ASCII; 0 where it is not well-formed.
  @inline(__always)
  private static func sequenceLength(_ text: Bytes, at index: Int) -> Int {
    let rest = text.count &- index
    switch text[index] {
    case 0xC2...0xDF:
      return rest >= 2 && isContinuation(text[index &+ 1]) ? 2 : 0
    case 0xE0...0xEF:
      guard rest >= 3, isContinuation(text[index &+ 1]), isContinuation(text[index &+ 2]) else { return 0 }
      if text[index] == 0xE0 { return text[index &+ 1] >= 0xA0 ? 3 : 0 }
      if text[index] == 0xED { return text[index &+ 1] < 0xA0 ? 3 : 0 }
      return 3
    case 0xF0...0xF4:
      guard rest >= 4, isContinuation(text[index &+ 1]), isContinuation(text[index &+ 2]),
        isContinuation(text[index &+ 3])
      else { return 0 }
      if text[index] == 0xF0 { return text[index &+ 1] >= 0x90 ? 4 : 0 }
      if text[index] == 0xF4 { return text[index &+ 1] < 0x90 ? 4 : 0 }
      return 4
    default: return 0
    }
  }

  @inline(__always)
  private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

  /// Whether a well-formed two-byte character of lead C3 begins a sequence that no language writes, but that
  /// UTF-8 gives when it is read as Windows-1252 and written as UTF-8 again.
  private static func isMojibake(_ text: Bytes, at index: Int) -> Bool {
    guard index &+ 3 < text.count else { return false }
    let (second, third, fourth) = (text[index &+ 1], text[index &+ 2], text[index &+ 3])
    switch (second, third) {
    case (0x82, 0xC2), (0x83, 0xC2), (0x90, 0xC2), (0x91, 0xC2): return true
    case (0x83, 0xC5), (0xB0, 0xC5): return [0x92, 0x93, 0xA0, 0xA1, 0xB8, 0xBD, 0xBE].contains(fourth)
    case (0xA2, 0xE2): return fourth == 0x82 && index &+ 4 < text.count && text[index &+ 4] == 0xAC
    default: return false
    }
  }
}

/// Whether an HTML text has a reference that was escaped twice: `&amp;amp;`, `&amp;lt;`, `&amp;#39;`.
///
/// - Complexity: O(length).
func isEscapedTwice(_ text: Bytes) -> Bool {
  var index = 0
  while index &+ 7 <= text.count {
    if text[index] == UInt8(ascii: "&"), starts(text, at: index &+ 1, with: "amp;") {
      let next = index &+ 5
      let references: [StaticString] = ["amp;", "lt;", "gt;", "quot;", "nbsp;", "apos;", "#39;", "#x27;"]
      if references.contains(where: { starts(text, at: next, with: $0) }) { return true }
    }
    index &+= 1
  }
  return false
}

func starts(_ text: Bytes, at index: Int, with prefix: StaticString) -> Bool {
  guard text.count - index >= prefix.utf8CodeUnitCount else { return false }
  for offset in 0..<prefix.utf8CodeUnitCount where text[index + offset] != prefix.utf8Start[offset] {
    return false
  }
  return true
}
