import Plan

/// Digests of JSON values (RFC 8259) by which two of them are taken to be the same: white space, escapes and the
/// order of keys do not matter, numbers count by their text.
///
/// Nothing deeper than 64 levels is read, nothing with more keys than a reader keeps, and no object that has a key twice, in whatever spelling. Two different values agree by chance once in 2^64 pairs.
struct JSONDigest {
  private let text: Bytes
  private var next = 0
  /// Where a string with escapes is decoded.
  private var decoded: [UInt8] = []
  /// The keys of the objects that are open, by their digests.
  private var keys: [UInt64] = []
  private var hasEqualKeys = false

  private let mostLevels = InputLimits.jsonDepth
  private let mostKeys = InputLimits.jsonKeys

  private init(_ text: Bytes) { self.text = text }

  /// The value that `text` is; nil for what is not a JSON text.
  ///
  /// - Complexity: O(length).
  static func value(of text: Bytes) -> FieldValue? {
    var reader = JSONDigest(text)
    reader.skipSpace()
    let isNull = reader.byte == UInt8(ascii: "n")
    guard let digest = reader.value(level: 0) else { return nil }
    reader.skipSpace()
    guard reader.next == text.count else { return nil }
    return isNull ? .null : .json(digest: digest)
  }

  /// Whether `text` is no JSON value for this alone, as far as it was read: an object in it has a key twice.
  static func repeatsKey(_ text: Bytes) -> Bool {
    var reader = JSONDigest(text)
    reader.skipSpace()
    return reader.value(level: 0) == nil && reader.hasEqualKeys
  }

  static func string(_ decoded: Bytes) -> UInt64 { fold(textDigest(decoded), 0x9E6C_63D0_876A_3F6B) }
  static func number(_ text: Bytes) -> UInt64 { fold(textDigest(text), 0xC2B2_AE3D_27D4_EB4F) }
  static func boolean(_ value: Bool) -> UInt64 { value ? 0x1656_67B1_9E37_79F9 : 0x2545_F491_4F6C_DD1D }
  private static let null: UInt64 = 0x6A09_E667_F3BC_C909

  // MARK: Values

  private var byte: UInt8 { next < text.count ? text[next] : 0 }

  private mutating func value(level: Int) -> UInt64? {
    switch byte {
    case UInt8(ascii: "{"): return level < mostLevels ? object(level: level) : nil
    case UInt8(ascii: "["): return level < mostLevels ? array(level: level) : nil
    case UInt8(ascii: "\""): return string()
    case UInt8(ascii: "t"): return word("true") ? Self.boolean(true) : nil
    case UInt8(ascii: "f"): return word("false") ? Self.boolean(false) : nil
    case UInt8(ascii: "n"): return word("null") ? Self.null : nil
    default: return number()
    }
  }

  /// The pairs of an object are summed, so that their order does not matter.
  private mutating func object(level: Int) -> UInt64? {
    next += 1
    let first = keys.count
    defer { keys.removeLast(keys.count - first) }
    var sum: UInt64 = 0x3C6E_F372_FE94_F82B
    skipSpace()
    if take("}") { return fold(sum, 0xA54F_F53A_5F1D_36F1) }
    while true {
      guard byte == UInt8(ascii: "\""), keys.count < mostKeys, let key = string() else { return nil }
      keys.append(key)
      skipSpace()
      guard take(":") else { return nil }
      skipSpace()
      guard let value = value(level: level + 1) else { return nil }
      sum &+= fold(key ^ 0x510E_527F_ADE6_82D1, value ^ 0x9B05_688C_2B3E_6C1F)
      skipSpace()
      if take("}") { return areDistinct(from: first) ? fold(sum, 0xA54F_F53A_5F1D_36F1) : nil }
      guard take(",") else { return nil }
      skipSpace()
    }
  }

  /// Whether the keys of an object that ends differ.
  ///
  /// - Complexity: O(n²) for a few, O(n) for many.
  private mutating func areDistinct(from first: Int) -> Bool {
    let isRepeated =
      if keys.count - first <= 16 {
        keys[first...].indices.contains { index in keys[first..<index].contains(keys[index]) }
      } else {
        Set(keys[first...]).count < keys.count - first
      }
    if isRepeated { hasEqualKeys = true }
    return !isRepeated
  }

  private mutating func array(level: Int) -> UInt64? {
    next += 1
    var state: UInt64 = 0x1F83_D9AB_FB41_BD6B
    skipSpace()
    if take("]") { return state }
    while true {
      guard let value = value(level: level + 1) else { return nil }
      state = fold(state ^ value, 0x8BB8_4B93_962E_ACC9) &+ value
      skipSpace()
      if take("]") { return fold(state, 0x5BE0_CD19_137E_2179) }
      guard take(",") else { return nil }
      skipSpace()
    }
  }

  private mutating func number() -> UInt64? {
    let start = next
    if byte == UInt8(ascii: "-") { next += 1 }
    if byte == UInt8(ascii: "0") {
      next += 1
    } else if !digits() {
      return nil
    }
    if byte == UInt8(ascii: ".") {
      next += 1
      if !digits() { return nil }
    }
    if byte | 0x20 == UInt8(ascii: "e") {
      next += 1
      if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { next += 1 }
      if !digits() { return nil }
    }
    return Self.number(Bytes(rebasing: text[start..<next]))
  }

  /// Moves after digits; false where there are none.
  private mutating func digits() -> Bool {
    let start = next
    while byte &- 48 <= 9 { next += 1 }
    return next > start
  }

  private mutating func word(_ word: StaticString) -> Bool {
    let length = word.utf8CodeUnitCount
    guard text.count - next >= length else { return false }
    for index in 0..<length where text[next + index] != word.utf8Start[index] { return false }
    next += length
    return true
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard byte == UInt8(ascii: character) else { return false }
    next += 1
    return true
  }

  private mutating func skipSpace() {
    while byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { next += 1 }
  }

  // MARK: Strings

  private mutating func string() -> UInt64? {
    next += 1
    let start = next
    while next < text.count, text[next] != UInt8(ascii: "\""), text[next] != UInt8(ascii: "\\") {
      if text[next] < 0x20 { return nil }
      next += 1
    }
    let plain = Bytes(rebasing: text[start..<next])
    guard isUTF8(plain) else { return nil }
    if take("\"") { return Self.string(plain) }
    decoded.removeAll(keepingCapacity: true)
    decoded.append(contentsOf: plain)
    while !take("\"") {
      guard next < text.count, byte >= 0x20 else { return nil }
      if byte == UInt8(ascii: "\\") {
        if !escape() { return nil }
      } else {
        decoded.append(byte)
        next += 1
      }
    }
    return decoded.withUnsafeBufferPointer { isUTF8($0) ? Self.string($0) : nil }
  }

  private mutating func escape() -> Bool {
    next += 1
    let letter = byte
    next += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): decoded.append(letter)
    case UInt8(ascii: "b"): decoded.append(0x08)
    case UInt8(ascii: "f"): decoded.append(0x0C)
    case UInt8(ascii: "n"): decoded.append(0x0A)
    case UInt8(ascii: "r"): decoded.append(0x0D)
    case UInt8(ascii: "t"): decoded.append(0x09)
    case UInt8(ascii: "u"):
      guard let scalar = scalar() else { return false }
      decoded.append(contentsOf: Array(String(Character(scalar)).utf8))
    default: return false
    }
    return true
  }

  /// The scalar of one `\uXXXX` after its u, or of the two of a surrogate pair.
  private mutating func scalar() -> Unicode.Scalar? {
    guard let unit = codeUnit() else { return nil }
    guard 0xD800..<0xDC00 ~= unit else { return Unicode.Scalar(unit) }
    guard take("\\"), take("u"), let low = codeUnit(), 0xDC00..<0xE000 ~= low else { return nil }
    return Unicode.Scalar(0x10000 + ((unit & 0x3FF) << 10) + (low & 0x3FF))
  }

  private mutating func codeUnit() -> UInt32? {
    guard text.count - next >= 4 else { return nil }
    var unit: UInt32 = 0
    for _ in 0..<4 {
      let digit = lowercased(byte)
      switch digit {
      case 0x30...0x39: unit = unit << 4 | UInt32(digit - 0x30)
      case 0x61...0x66: unit = unit << 4 | UInt32(digit - 0x61 + 10)
      default: return nil
      }
      next += 1
    }
    return unit
  }
}
