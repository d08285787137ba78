/// The value of a JSON number (RFC 8259, section 6): digits without zeros at either end, and a power of ten.
struct Decimal: Equatable {
  private let isNegative: Bool
  private let digits: [UInt8]
  private let exponent: Int

  /// The most digits that an exponent may have.
  private static let longestExponent = 6

  /// Nil for a text that is no number.
  ///
  /// - Complexity: O(length).
  init?(_ text: Bytes) {
    var rest = text[...]
    func takeDigits() -> ArraySlice<UInt8> {
      let taken = Array(rest.prefix { $0 &- UInt8(ascii: "0") < 10 })
      rest = rest.dropFirst(taken.count)
      return taken[...]
    }
    func take(_ letters: String) -> UInt8? {
      guard let first = rest.first, letters.utf8.contains(first) else { return nil }
      rest = rest.dropFirst()
      return first
    }
    let hasMinus = take("-") != nil
    let whole = takeDigits()
    guard let first = whole.first, first != UInt8(ascii: "0") || whole.count == 1 else { return nil }
    var fraction: ArraySlice<UInt8> = []
    if take(".") != nil {
      fraction = takeDigits()
      if fraction.isEmpty { return nil }
    }
    var power = 0
    if take("eE") != nil {
      let sign = take("+-")
      let given = takeDigits()
      guard !given.isEmpty, given.count <= Self.longestExponent else { return nil }
      power = given.reduce(0) { 10 * $0 + Int($1 - UInt8(ascii: "0")) }
      if sign == UInt8(ascii: "-") { power = -power }
    }
    guard rest.isEmpty else { return nil }
    let significant = (whole + fraction).drop { $0 == UInt8(ascii: "0") }
    let zeros = significant.reversed().prefix { $0 == UInt8(ascii: "0") }.count
    digits = Array(significant.dropLast(zeros))
    exponent = digits.isEmpty ? 0 : power - fraction.count + zeros
    isNegative = hasMinus && !digits.isEmpty
  }

  /// Equal for equal values.
  func digest(by digest: Digest) -> UInt64 {
    digits.withUnsafeBufferPointer {
      digest(digest(digest($0), UInt64(bitPattern: Int64(exponent))), isNegative ? 5 : 4)
    }
  }
}
