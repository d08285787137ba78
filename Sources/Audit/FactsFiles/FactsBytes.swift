/// Facts, put together as bytes: numbers mostly in seven bits a byte (LEB128), so that small ones take one.
struct FactsEncoder {
  private(set) var bytes: [UInt8] = []

  mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  @inline(__always)
  mutating func append(_ number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  /// A number that may be negative: those near zero are short.
  @inline(__always)
  mutating func append(signed number: Int64) { append(UInt64(bitPattern: number << 1 ^ number >> 63)) }

  mutating func append(_ bytes: UnsafeRawBufferPointer) { self.bytes.append(contentsOf: bytes) }
}

/// Reads what a `FactsEncoder` put together, and never beyond its end.
struct FactsDecoder {
  private let bytes: Bytes
  private var index = 0

  /// - Parameter bytes: to outlive the decoder.
  init(_ bytes: Bytes) { self.bytes = bytes }

  var isAtEnd: Bool { index == bytes.count }

  @inline(__always)
  mutating func number() throws(FactsDamage) -> UInt64 {
    var number: UInt64 = 0
    var shift: UInt64 = 0
    while index < bytes.count, shift < 64 {
      let byte = bytes[index]
      index &+= 1
      number |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return number }
      shift &+= 7
    }
    throw FactsDamage()
  }

  @inline(__always)
  mutating func signed() throws(FactsDamage) -> Int64 {
    let number = try number()
    return Int64(bitPattern: number >> 1 ^ (0 &- (number & 1)))
  }

  /// A number of things that are in memory at once.
  mutating func count(_ most: Int) throws(FactsDamage) -> Int {
    let number = try number()
    guard number <= UInt64(most) else { throw FactsDamage() }
    return Int(number)
  }

  mutating func next(_ count: Int) throws(FactsDamage) -> Bytes {
    guard count >= 0, count <= bytes.count - index else { throw FactsDamage() }
    defer { index += count }
    return Bytes(rebasing: bytes[index..<index + count])
  }
}

/// A facts file is not as it was written.
struct FactsDamage: Error {}
