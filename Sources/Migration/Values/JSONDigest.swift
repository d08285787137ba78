import Plan

/// The digest of a JSON value after RFC 8259: equal for values that are the same but for white space, escapes
/// and the order of keys. A number is its digits as they are.
///
/// An object that has a key twice, in whatever spelling, has none: readers disagree on which of the two counts.
///
/// The text is valid UTF-8; the rest of the grammar is checked here, with a stack of its own instead of
/// recursion.
struct JSONDigest {
  /// An array or object that is not yet closed.
  private struct Level {
    var isObject: Bool
    var key: UInt64 = 0
    /// Of an array the digest of what came so far, of an object the sum over its members.
    var digest: UInt64
    /// The first of its keys in `keys`.
    var firstKey = 0
  }

  private let text: Bytes
  private let digest: Digest
  private var index = 0
  private let mostLevels = InputLimits.jsonDepth
  private let mostKeys = InputLimits.jsonKeys
  /// The keys of the objects that are open, by their digests.
  private var keys: [UInt64] = []

  /// The digest of the one value that fills `text`; nil if that is not JSON, nested too deep, or of too many keys.
  ///
  /// - Complexity: O(n) on average; allocates for objects and for strings with escapes only.
  static func value(of text: Bytes, by digest: Digest) -> UInt64? {
    withUnsafeTemporaryAllocation(of: Level.self, capacity: InputLimits.jsonDepth) { levels in
      var reader = JSONDigest(text: text, digest: digest)
      return reader.readValue(levels)
    }
  }

  private init(text: Bytes, digest: Digest) {
    self.text = text
    self.digest = digest
  }

  /// Invariant: the levels below `depth` are initialised.
  private mutating func readValue(_ levels: UnsafeMutableBufferPointer<Level>) -> UInt64? {
    var depth = 0
    while true {
      skipSpace()
      var value: UInt64
      if let level = open() {
        guard depth < mostLevels else { return nil }
        skipSpace()
        var level = level
        level.firstKey = keys.count
        if take(level.isObject ? "}" : "]") {
          value = level.digest
        } else {
          levels.initializeElement(at: depth, to: level)
          if level.isObject {
            guard let key = readKey() else { return nil }
            levels[depth].key = key
          }
          depth += 1
          continue
        }
      } else {
        guard let scalar = readScalar() else { return nil }
        value = scalar
      }
      // A value is whole: it goes into its level, which may be whole by that.
      while true {
        skipSpace()
        guard depth > 0 else { return index == text.count ? value : nil }
        add(value, to: &levels[depth - 1])
        if take(",") {
          if levels[depth - 1].isObject {
            guard let key = readKey() else { return nil }
            levels[depth - 1].key = key
          }
          break
        }
        guard take(levels[depth - 1].isObject ? "}" : "]"), closesKeys(from: levels[depth - 1].firstKey)
        else {
          return nil
        }
        depth -= 1
        value = levels[depth].digest
      }
    }
  }

  private mutating func open() -> Level? {
    if take("{") { return Level(isObject: true, digest: digest(1)) }
    return take("[") ? Level(isObject: false, digest: digest(2)) : nil
  }

  private func add(_ value: UInt64, to level: inout Level) {
    if level.isObject {
      level.digest &+= digest(level.key, value)
    } else {
      level.digest = digest(level.digest, value)
    }
  }

  private mutating func take(_ byte: Unicode.Scalar) -> Bool {
    guard index < text.count, text[index] == UInt8(ascii: byte) else { return false }
    index += 1
    return true
  }

  private mutating func skipSpace() {
    while index < text.count, [0x20, 0x09, 0x0A, 0x0D].contains(text[index]) { index += 1 }
  }

  /// A string and the colon after it.
  private mutating func readKey() -> UInt64? {
    skipSpace()
    guard keys.count < mostKeys, take("\""), let key = readString() else { return nil }
    keys.append(key)
    skipSpace()
    return take(":") ? key : nil
  }

  /// Forgets the keys of an object that ends; false if one stands twice.
  private mutating func closesKeys(from first: Int) -> Bool {
    var distinct: Set<UInt64> = []
    for key in keys[first...] where !distinct.insert(key).inserted { return false }
    keys.removeLast(keys.count - first)
    return true
  }
}

// Scalars.
extension JSONDigest {
  private mutating func readScalar() -> UInt64? {
    if take("\"") { return readString() }
    for (word, number) in Self.words where takeWord(word) { return digest(number) }
    return readNumber()
  }

  /// With the number of each: null's is that of a field that is null.
  private static let words: [(StaticString, Int64)] = [("null", 0), ("true", 3), ("false", 4)]

  private mutating func takeWord(_ word: StaticString) -> Bool {
    let letters = Bytes(start: word.utf8Start, count: word.utf8CodeUnitCount)
    guard index + letters.count <= text.count,
      Bytes(rebasing: text[index..<index + letters.count]).equals(letters)
    else { return false }
    index += letters.count
    return true
  }

  private mutating func readNumber() -> UInt64? {
    let start = index
    _ = take("-")
    if !take("0") { guard takeDigits() else { return nil } }
    if take(".") { guard takeDigits() else { return nil } }
    if take("e") || take("E") {
      _ = take("+") || take("-")
      guard takeDigits() else { return nil }
    }
    return digest(digest(Bytes(rebasing: text[start..<index])), 1)
  }

  private mutating func takeDigits() -> Bool {
    let start = index
    while index < text.count, text[index] &- UInt8(ascii: "0") <= 9 { index += 1 }
    return index > start
  }

  /// The string after its opening quote; the closing one is taken.
  private mutating func readString() -> UInt64? {
    let start = index
    while index < text.count {
      switch text[index] {
      case UInt8(ascii: "\""):
        index += 1
        return digest(of: Bytes(rebasing: text[start..<index - 1]))
      case UInt8(ascii: "\\"):
        var decoded = Array(text[start..<index])
        guard readEscaped(into: &decoded) else { return nil }
        return decoded.withUnsafeBufferPointer { digest(of: $0) }
      case 0..<0x20: return nil
      default: index += 1
      }
    }
    return nil
  }

  private func digest(of string: Bytes) -> UInt64 { digest(digest(string), 2) }

  /// The rest of a string from its first escape on, decoded.
  private mutating func readEscaped(into decoded: inout [UInt8]) -> Bool {
    while index < text.count {
      let byte = text[index]
      index += 1
      switch byte {
      case UInt8(ascii: "\""): return true
      case UInt8(ascii: "\\"): guard readEscape(into: &decoded) else { return false }
      case 0..<0x20: return false
      default: decoded.append(byte)
      }
    }
    return false
  }

  private mutating func readEscape(into decoded: inout [UInt8]) -> Bool {
    guard index < text.count else { return false }
    let letter = text[index]
    index += 1
    if letter == UInt8(ascii: "u") { return readUnicode(into: &decoded) }
    let (letters, bytes) = (Array("\"\\/bfnrt".utf8), Array("\"\\/\u{8}\u{C}\n\r\t".utf8))
    guard let number = letters.firstIndex(of: letter) else { return false }
    decoded.append(bytes[number])
    return true
  }

  /// Four hexadecimal digits after `\u`, and the low half after a high one. Half a pair is not a character: no
  /// text could keep it.
  private mutating func readUnicode(into decoded: inout [UInt8]) -> Bool {
    guard var code = readHexadecimal() else { return false }
    if code & 0xFC00 == 0xD800 {
      guard take("\\"), take("u"), let low = readHexadecimal(), low & 0xFC00 == 0xDC00 else { return false }
      code = 0x10000 + (code & 0x3FF) << 10 + (low & 0x3FF)
    }
    guard let scalar = Unicode.Scalar(code) else { return false }
    decoded.append(contentsOf: Unicode.UTF8.encode(scalar) ?? .encodedReplacementCharacter)
    return true
  }

  private mutating func readHexadecimal() -> UInt32? {
    guard index + 4 <= text.count else { return nil }
    var value: UInt32 = 0
    for byte in text[index..<index + 4] {
      let digit = byte &- UInt8(ascii: "0")
      let letter = byte | 0x20 &- UInt8(ascii: "a")
      guard digit <= 9 || letter < 6 else { return nil }
      value = value << 4 | UInt32(digit <= 9 ? digit : letter + 10)
    }
    index += 4
    return value
  }
}
