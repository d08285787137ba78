/// UTF-8 by the well-formed sequences of the Unicode Standard, table 3-7.
enum WellFormedUTF8 {
  /// Whether a text is UTF-8.
  ///
  /// - Complexity: O(length).
  static func holds(_ text: Bytes) -> Bool {
    var index = 0
    while index < text.count {
      if text[index] < 0x80 {
        index &+= 1
        continue
      }
      let length = sequenceLength(text, at: index)
      if length == 0 { return false }
      index &+= length
    }
    return true
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
}
