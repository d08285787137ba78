/// Which kinds of bytes a value holds, as one bit for each kind.
struct ByteClasses: OptionSet {
  let rawValue: UInt16

  static let digit = ByteClasses(rawValue: 1)
  /// `e` and `E`, which may be in a number.
  static let exponent = ByteClasses(rawValue: 1 << 1)
  static let letter = ByteClasses(rawValue: 1 << 2)
  /// `+` and `-`
  static let sign = ByteClasses(rawValue: 1 << 3)
  static let point = ByteClasses(rawValue: 1 << 4)
  static let comma = ByteClasses(rawValue: 1 << 5)
  static let colon = ByteClasses(rawValue: 1 << 6)
  static let at = ByteClasses(rawValue: 1 << 7)
  static let space = ByteClasses(rawValue: 1 << 8)
  static let angle = ByteClasses(rawValue: 1 << 9)
  static let ampersand = ByteClasses(rawValue: 1 << 10)
  static let questionMark = ByteClasses(rawValue: 1 << 11)
  static let bracket = ByteClasses(rawValue: 1 << 12)
  static let nul = ByteClasses(rawValue: 1 << 13)
  /// Beyond ASCII.
  static let high = ByteClasses(rawValue: 1 << 14)
  static let other = ByteClasses(rawValue: 1 << 15)

  /// The classes of all the bytes of `value`.
  ///
  /// - Complexity: O(length), a look-up for each byte.
  @inline(__always)
  init(of value: Bytes) {
    self.init(
      rawValue: Self.table.withUnsafeBufferPointer { table in
        var classes: UInt16 = 0
        for byte in value { classes |= table[Int(byte)] }
        return classes
      })
  }

  init(rawValue: UInt16) { self.rawValue = rawValue }

  private static let table = (UInt8.min...UInt8.max).map { kind(of: $0).rawValue }

  private static func kind(of byte: UInt8) -> ByteClasses {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): .digit
    case UInt8(ascii: "e"), UInt8(ascii: "E"): .exponent
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): .letter
    case UInt8(ascii: "+"), UInt8(ascii: "-"): .sign
    case UInt8(ascii: "."): .point
    case UInt8(ascii: ","): .comma
    case UInt8(ascii: ":"): .colon
    case UInt8(ascii: "@"): .at
    case 0x20, 0x09...0x0D: .space
    case UInt8(ascii: "<"): .angle
    case UInt8(ascii: "&"): .ampersand
    case UInt8(ascii: "?"): .questionMark
    case UInt8(ascii: "{"), UInt8(ascii: "["): .bracket
    case 0: .nul
    case 0x80...0xFF: .high
    default: .other
    }
  }
}
