/// One JSON value (RFC 8259), with numbers as they are written: an id of 2^53 + 1 stays what it is.
///
/// For pages of a few megabytes at most; exports of any size are read by `Exports`.
indirect enum JSONValue: Hashable, Sendable {
  case null
  case boolean(Bool)
  /// The number's characters.
  case number([UInt8])
  /// The decoded text in UTF-8.
  case string([UInt8])
  case array([JSONValue])
  case object([Member])

  struct Member: Hashable, Sendable {
    var key: [UInt8]
    var value: JSONValue
  }

  /// The value of a key of an object; nil where there is none.
  subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key.elementsEqual(key.utf8) }?.value
  }
}

/// What is wrong with a text that should be JSON, and where (bytes from 0).
struct JSONFault: Error, Equatable {
  enum Kind: Equatable {
    case syntax
    case tooDeep
    case duplicateKey(String)
  }

  var kind: Kind
  var offset: Int
}

extension JSONValue {
  /// The most levels of objects and arrays inside each other.
  static let deepest = 64

  /// Reads one value that fills `bytes`, which are UTF-8.
  ///
  /// - Throws: at the first byte that breaks the grammar, at the 65th level, and at a key that is there twice
  ///   in one object.
  /// - Complexity: O(bytes).
  init(parsing bytes: ArraySlice<UInt8>) throws(JSONFault) {
    var parser = Parser(bytes: bytes)
    self = try parser.value(depth: 0)
    parser.skipSpace()
    guard parser.index == bytes.endIndex else { throw parser.syntax }
  }
}

private struct Parser {
  let bytes: ArraySlice<UInt8>
  var index: Int

  init(bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    index = bytes.startIndex
  }

  var syntax: JSONFault { JSONFault(kind: .syntax, offset: index) }
  private var next: UInt8? { index < bytes.endIndex ? bytes[index] : nil }

  mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { index += 1 }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard next == byte else { return false }
    index += 1
    return true
  }

  mutating func value(depth: Int) throws(JSONFault) -> JSONValue {
    skipSpace()
    switch next {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .boolean(true))
    case UInt8(ascii: "f"): return try word("false", .boolean(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return .number(try number())
    }
  }

  private mutating func word(_ text: StaticString, _ value: JSONValue) throws(JSONFault) -> JSONValue {
    for byte in "\(text)".utf8 { guard take(byte) else { throw syntax } }
    return value
  }

  private mutating func object(depth: Int) throws(JSONFault) -> JSONValue {
    guard depth < JSONValue.deepest else { throw JSONFault(kind: .tooDeep, offset: index) }
    index += 1
    var members: [JSONValue.Member] = []
    var keys: Set<[UInt8]> = []
    skipSpace()
    if take(UInt8(ascii: "}")) { return .object([]) }
    while true {
      skipSpace()
      let start = index
      guard next == UInt8(ascii: "\"") else { throw syntax }
      let key = try string()
      guard keys.insert(key).inserted else {
        throw JSONFault(kind: .duplicateKey(String(decoding: key, as: UTF8.self)), offset: start)
      }
      skipSpace()
      guard take(UInt8(ascii: ":")) else { throw syntax }
      members.append(.init(key: key, value: try value(depth: depth + 1)))
      skipSpace()
      if take(UInt8(ascii: "}")) { return .object(members) }
      guard take(UInt8(ascii: ",")) else { throw syntax }
    }
  }

  private mutating func array(depth: Int) throws(JSONFault) -> JSONValue {
    guard depth < JSONValue.deepest else { throw JSONFault(kind: .tooDeep, offset: index) }
    index += 1
    var elements: [JSONValue] = []
    skipSpace()
    if take(UInt8(ascii: "]")) { return .array([]) }
    while true {
      elements.append(try value(depth: depth + 1))
      skipSpace()
      if take(UInt8(ascii: "]")) { return .array(elements) }
      guard take(UInt8(ascii: ",")) else { throw syntax }
    }
  }

  /// `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`
  private mutating func number() throws(JSONFault) -> [UInt8] {
    let start = index
    _ = take(UInt8(ascii: "-"))
    if !take(UInt8(ascii: "0")) { try digits() }
    if take(UInt8(ascii: ".")) { try digits() }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      try digits()
    }
    return Array(bytes[start..<index])
  }

  private mutating func digits() throws(JSONFault) {
    let start = index
    while let byte = next, byte &- UInt8(ascii: "0") <= 9 { index += 1 }
    guard index > start else { throw syntax }
  }

  private mutating func string() throws(JSONFault) -> [UInt8] {
    index += 1
    var text: [UInt8] = []
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        index += 1
        return text
      case UInt8(ascii: "\\"):
        index += 1
        try text.append(contentsOf: escape())
      case 0..<0x20: throw syntax
      default:
        text.append(byte)
        index += 1
      }
    }
    throw syntax
  }

  /// What the escape after a backslash means. A lone surrogate means nothing.
  private mutating func escape() throws(JSONFault) -> [UInt8] {
    guard let byte = next else { throw syntax }
    guard byte == UInt8(ascii: "u") else {
      let plain: [UInt8: UInt8] = [
        0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, 0x62: 0x08, 0x66: 0x0C, 0x6E: 0x0A, 0x72: 0x0D, 0x74: 0x09,
      ]
      guard let decoded = plain[byte] else { throw syntax }
      index += 1
      return [decoded]
    }
    let first = try codeUnit()
    var units = [first]
    if UTF16.isLeadSurrogate(first) {
      guard take(UInt8(ascii: "\\")) else { throw syntax }
      units.append(try codeUnit())
    }
    guard let text = String(validating: units, as: UTF16.self) else { throw syntax }
    return Array(text.utf8)
  }

  /// `u` and four hexadecimal digits.
  private mutating func codeUnit() throws(JSONFault) -> UInt16 {
    guard take(UInt8(ascii: "u")) else { throw syntax }
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw syntax }
      unit = unit << 4 | UInt16(digit)
      index += 1
    }
    return unit
  }
}
