// JSON strings after RFC 8259 section 7. Only what must be escaped is: the quote, the backslash and the
// control characters below U+0020, in their short form where there is one. Everything else, U+2028 and the
// slash included, is written as the UTF-8 that it is in the export.

extension ByteBuffer {
  /// Puts valid UTF-8 as a JSON string.
  ///
  /// - Complexity: O(n); reserves its own room.
  mutating func put(json text: Bytes) {
    reserve(2)
    put("\"")
    // In pieces, so that a text of many megabytes does not ask for six times its length at once.
    for start in stride(from: 0, to: text.count, by: 4096) {
      putEscaped(Bytes(rebasing: text[start..<min(start + 4096, text.count)]))
    }
    reserve(1)
    put("\"")
  }

  /// Reads `text` within its bounds; writes at most six bytes for one, and eight at a time, which the room
  /// reserved covers.
  private mutating func putEscaped(_ text: Bytes) {
    reserve(6 * text.count + 8)
    var offset = 0
    while offset + 8 <= text.count {
      let word = text.word(at: offset)
      UnsafeMutableRawPointer(end).storeBytes(of: word.littleEndian, as: UInt64.self)
      let marks = Self.escapeMarks(of: word)
      let plain = marks.trailingZeroBitCount / 8
      advance(by: plain)
      offset += plain
      if plain < 8 {
        escape(text[offset])
        offset += 1
      }
    }
    while offset < text.count {
      let byte = text[offset]
      if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        escape(byte)
      } else {
        put(byte: byte)
      }
      offset += 1
    }
  }

  /// Sets the high bit of the first byte that needs an escape; 0 if none does.
  ///
  /// A borrow can set bits above the first mark, never below it, so only the lowest may be trusted.
  @inline(__always)
  private static func escapeMarks(of word: UInt64) -> UInt64 {
    func zeros(_ value: UInt64) -> UInt64 { (value &- eightTimes(0x01)) & ~value }
    let control = (word &- eightTimes(0x20)) & ~word
    let quote = zeros(word ^ eightTimes(UInt8(ascii: "\"")))
    let backslash = zeros(word ^ eightTimes(UInt8(ascii: "\\")))
    return (control | quote | backslash) & eightTimes(0x80)
  }

  private mutating func escape(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): put("\\\"")
    case UInt8(ascii: "\\"): put("\\\\")
    case 0x08: put("\\b")
    case 0x09: put("\\t")
    case 0x0A: put("\\n")
    case 0x0C: put("\\f")
    case 0x0D: put("\\r")
    default:
      put("\\u00")
      put(byte: byte < 0x10 ? UInt8(ascii: "0") : UInt8(ascii: "1"))
      let digit = byte & 0x0F
      put(byte: digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
    }
  }
}
