/// A simple reader of JSON (RFC 8259): a tree with the bytes of every value, by recursion.
indirect enum SimpleJSON {
  /// The decoded bytes.
  case text([UInt8])
  /// As it is spelled.
  case number([UInt8])
  case word([UInt8])
  case array([Value])
  case object([(key: [UInt8], value: Value)])

  struct Value {
    var tree: SimpleJSON
    /// In the text.
    var range: Range<Int>
  }

  /// Why a text is not JSON, and what else readers must not keep.
  enum Flaw: Error { case syntax, tooDeep }

  var isObject: Bool { if case .object = self { true } else { false } }

  /// The last value of a key.
  subscript(key: String) -> Value? {
    guard case .object(let members) = self else { return nil }
    return members.last { $0.key.elementsEqual(key.utf8) }?.value
  }

  /// Whether an object in it has one key twice, in whatever spelling.
  var hasDuplicates: Bool {
    switch self {
    case .array(let values): values.contains { $0.tree.hasDuplicates }
    case .object(let members):
      Set(members.map(\.key)).count < members.count || members.contains { $0.value.tree.hasDuplicates }
    default: false
    }
  }
}

/// Parses JSON from a place in a text.
struct SimpleJSONReader {
  let text: [UInt8]
  var place: Int
  /// The most open objects and arrays.
  var deepest = 64
  /// Whether a line break ends the text.
  var isOneLine = false
  /// Whether a text has half of a surrogate pair.
  private(set) var hasLoneSurrogate = false

  init(_ text: [UInt8], at place: Int = 0) { (self.text, self.place) = (text, place) }

  /// The byte at the place; nil at the end.
  var byte: UInt8? { place < text.count ? text[place] : nil }

  mutating func skipSpace() {
    while let byte, byte == 0x20 || byte == 9 || !isOneLine && (byte == 10 || byte == 13) { place += 1 }
  }

  mutating func take(_ character: Character) -> Bool {
    guard byte == character.asciiValue else { return false }
    place += 1
    return true
  }

  /// The value at the place.
  mutating func value(depth: Int = 0) throws(SimpleJSON.Flaw) -> SimpleJSON.Value {
    let start = place
    let tree: SimpleJSON
    switch byte {
    case UInt8(ascii: "{"): tree = try object(depth)
    case UInt8(ascii: "["): tree = try array(depth)
    case UInt8(ascii: "\""): tree = .text(try string())
    case UInt8(ascii: "t"): tree = try word("true")
    case UInt8(ascii: "f"): tree = try word("false")
    case UInt8(ascii: "n"): tree = try word("null")
    default:
      try number()
      tree = .number(Array(text[start..<place]))
    }
    return SimpleJSON.Value(tree: tree, range: start..<place)
  }

  private mutating func array(_ depth: Int) throws(SimpleJSON.Flaw) -> SimpleJSON {
    guard depth < deepest else { throw .tooDeep }
    place += 1
    var values: [SimpleJSON.Value] = []
    skipSpace()
    if take("]") { return .array([]) }
    while true {
      values.append(try value(depth: depth + 1))
      skipSpace()
      if take("]") { return .array(values) }
      guard take(",") else { throw .syntax }
      skipSpace()
    }
  }

  private mutating func object(_ depth: Int) throws(SimpleJSON.Flaw) -> SimpleJSON {
    guard depth < deepest else { throw .tooDeep }
    place += 1
    var members: [(key: [UInt8], value: SimpleJSON.Value)] = []
    skipSpace()
    if take("}") { return .object([]) }
    while true {
      guard byte == UInt8(ascii: "\"") else { throw .syntax }
      let key = try string()
      skipSpace()
      guard take(":") else { throw .syntax }
      skipSpace()
      members.append((key, try value(depth: depth + 1)))
      skipSpace()
      if take("}") { return .object(members) }
      guard take(",") else { throw .syntax }
      skipSpace()
    }
  }

  private mutating func word(_ word: String) throws(SimpleJSON.Flaw) -> SimpleJSON {
    guard text[place...].starts(with: word.utf8) else { throw .syntax }
    place += word.utf8.count
    return .word(Array(word.utf8))
  }

  private mutating func number() throws(SimpleJSON.Flaw) {
    _ = take("-")
    if take("0") {
      if let byte, (0x30...0x39).contains(byte) { throw .syntax }
    } else {
      try digits()
    }
    if take(".") { try digits() }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      try digits()
    }
  }

  private mutating func digits() throws(SimpleJSON.Flaw) {
    let start = place
    while let byte, (0x30...0x39).contains(byte) { place += 1 }
    if place == start { throw .syntax }
  }

  private mutating func string() throws(SimpleJSON.Flaw) -> [UInt8] {
    place += 1
    var decoded: [UInt8] = []
    while true {
      guard let byte, byte >= 0x20 else { throw .syntax }
      place += 1
      if byte == UInt8(ascii: "\"") { return decoded }
      guard byte == UInt8(ascii: "\\") else {
        decoded.append(byte)
        continue
      }
      guard let letter = self.byte else { throw .syntax }
      place += 1
      switch letter {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): decoded.append(letter)
      case UInt8(ascii: "b"): decoded.append(8)
      case UInt8(ascii: "f"): decoded.append(12)
      case UInt8(ascii: "n"): decoded.append(10)
      case UInt8(ascii: "r"): decoded.append(13)
      case UInt8(ascii: "t"): decoded.append(9)
      case UInt8(ascii: "u"): decoded += try character()
      default: throw .syntax
      }
    }
  }

  /// The character of the escape whose `\u` was taken, in UTF-8.
  private mutating func character() throws(SimpleJSON.Flaw) -> [UInt8] {
    var scalar = try unit()
    if (0xD800..<0xDC00).contains(scalar), text[place...].starts(with: "\\u".utf8) {
      let before = place
      place += 2
      let low = try unit()
      if (0xDC00..<0xE000).contains(low) {
        scalar = 0x10000 + (scalar - 0xD800) * 0x400 + (low - 0xDC00)
      } else {
        place = before
      }
    }
    guard let character = Unicode.Scalar(scalar) else {
      hasLoneSurrogate = true
      return [0xEF, 0xBF, 0xBD]
    }
    return Array(String(character).utf8)
  }

  private mutating func unit() throws(SimpleJSON.Flaw) -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let byte, let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
        throw .syntax
      }
      unit = unit * 16 + UInt32(digit)
      place += 1
    }
    return unit
  }
}
