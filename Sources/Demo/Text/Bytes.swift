/// Numbers and CSV fields as bytes.
extension [UInt8] {
  /// Appends a number in decimal digits, with leading zeros up to `width`.
  mutating func append(decimal number: Int64, width: Int = 1) {
    if number < 0 { append(UInt8(ascii: "-")) }
    var digits = 1
    var rest = number.magnitude
    while rest >= 10 {
      rest /= 10
      digits += 1
    }
    let start = count
    append(contentsOf: repeatElement(UInt8(ascii: "0"), count: Swift.max(digits, width)))
    var end = count
    rest = number.magnitude
    while end > start {
      end -= 1
      self[end] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
  }

  /// The number in decimal digits.
  static func decimal(_ number: Int64) -> [UInt8] {
    var digits: [UInt8] = []
    digits.append(decimal: number)
    return digits
  }

  /// One CSV field (RFC 4180), quoted only where it must be, as Python's csv module writes it.
  ///
  /// Nil is the empty field.
  static func csvField(_ text: String?) -> [UInt8] {
    guard let text else { return [] }
    let needsQuotes = text.utf8.contains { byte in
      byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == 0x0A || byte == 0x0D
    }
    guard needsQuotes else { return [UInt8](text.utf8) }
    var field: [UInt8] = [UInt8(ascii: "\"")]
    for byte in text.utf8 {
      field.append(byte)
      if byte == UInt8(ascii: "\"") { field.append(byte) }
    }
    field.append(UInt8(ascii: "\""))
    return field
  }
}
