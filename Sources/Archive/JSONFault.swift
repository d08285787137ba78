/// Why a text is not JSON by RFC 8259, with the place.
struct JSONFault: Error, Equatable {
  /// Offset of the first byte that can't be there.
  var offset: Int
  var message: String

  init(_ message: String, at offset: Int) {
    self.offset = offset
    self.message = message
  }
}

extension JSONCursor {
  /// The fault of finding something else than `expected` at the cursor.
  @inline(never)
  func expected(_ expected: StaticString) -> JSONFault {
    JSONFault("expected \(expected), found \(found)", at: position)
  }

  /// What is at the cursor, in words that show nothing of a value.
  private var found: String {
    guard position < end else { return "the end of the text" }
    switch self[position] {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): return "a digit"
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): return "a letter"
    case UInt8(ascii: "\""): return "a string"
    case UInt8(ascii: "/"): return "'/' (JSON has no comments)"
    case UInt8(ascii: "'"): return "a single quote (JSON strings have double quotes)"
    case 0x21...0x7e: return "'\(Character(UnicodeScalar(self[position])))'"
    case 0: return "a NUL byte"
    case 0x80...: return "a byte that is not ASCII"
    default: return "a control character or white space that JSON does not have"
    }
  }
}
