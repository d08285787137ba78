import Plan

/// A typed value of a custom field, in sixteen bytes.
///
/// Two values are equal where both parts are. Texts and JSON are known by a 64-bit digest (texts by their length as
/// well), everything else by itself, so that messages can show it.
struct FieldValue: BitwiseCopyable, Equatable {
  enum Kind: UInt32 {
    case null, integer, boolean, instant, text, json
    /// A JSON value of another type than the field's: what it is says the payload.
    case other
    /// No key, or a core field whose value is of another type.
    case missing
  }

  /// The kind in three bits; above them a text's length, or the upper 22 bits of an instant's nanoseconds.
  fileprivate(set) var tag: UInt32
  /// What a text of an export shows of damage, as `TextHealth` has it; two equal texts are equal without it.
  var health: UInt16 = 0
  /// What a text of an export has in it, as `SensitiveContent` has it, where a rule asks for it; no part of the value either.
  var content: UInt16 = 0
  fileprivate(set) var payload: UInt64

  private init(_ kind: Kind, _ rest: UInt32 = 0, _ payload: UInt64) {
    tag = kind.rawValue | rest << 3
    self.payload = payload
  }

  /// As two columns kept them.
  init(tag: UInt32, payload: UInt64) {
    self.tag = tag
    self.payload = payload
  }

  static func == (left: FieldValue, right: FieldValue) -> Bool {
    left.tag == right.tag && left.payload == right.payload
  }

  static let null = FieldValue(.null, 0)
  static let missing = FieldValue(.missing, 0)

  static func integer(_ number: Int64) -> FieldValue { FieldValue(.integer, UInt64(bitPattern: number)) }

  static func boolean(_ value: Bool) -> FieldValue { FieldValue(.boolean, value ? 1 : 0) }

  /// The years 0000 to 9999 take 40 bits of seconds, which leaves room for a byte of the nanoseconds.
  static func instant(_ instant: Instant) -> FieldValue {
    let nanoseconds = UInt32(bitPattern: instant.nanoseconds)
    return FieldValue(
      .instant, nanoseconds >> 8, UInt64(bitPattern: instant.seconds << 8) | UInt64(nanoseconds & 0xFF))
  }

  static func text(_ text: Bytes) -> FieldValue {
    FieldValue(.text, UInt32(min(text.count, 1 << 29 - 1)), textDigest(text))
  }

  /// A text by its digest.
  static func text(digest: UInt64, length: Int) -> FieldValue {
    FieldValue(.text, UInt32(min(length, 1 << 29 - 1)), digest)
  }

  static func text(_ known: KnownText) -> FieldValue {
    var value = text(digest: known.digest, length: Int(known.length))
    (value.health, value.content) = (known.health, known.content)
    return value
  }

  /// - Parameter digest: that of `JSONDigest`.
  static func json(digest: UInt64) -> FieldValue { FieldValue(.json, digest) }

  /// - Parameter digest: that of `numberDigest`.
  static func number(digest: UInt64) -> FieldValue { FieldValue(.json, 1, digest) }

  /// A value of another JSON type than the field's.
  static func other(_ type: JSONType) -> FieldValue { FieldValue(.other, UInt64(type.rawValue)) }

  private init(_ kind: Kind, _ payload: UInt64) { self.init(kind, 0, payload) }

  var kind: Kind { Kind(rawValue: tag & 7) ?? .other }
  /// Whether it is a number that is known by a digest of its value.
  var isNumber: Bool { kind == .json && tag >> 3 == 1 }
  var number: Int64 { Int64(bitPattern: payload) }

  /// As a message may show it: numbers, booleans and times as they are, anything else masked.
  var words: String {
    switch kind {
    case .null: "null"
    case .integer: String(number)
    case .boolean: payload == 1 ? "true" : "false"
    case .instant: instant?.text ?? ""
    case .text: "(\(counted(Int(tag >> 3), "byte")), masked)"
    case .json: isNumber ? "a number (masked)" : "JSON (masked)"
    case .other: JSONType(rawValue: UInt8(truncatingIfNeeded: payload))?.words ?? "another value"
    case .missing: "missing"
    }
  }

  /// A key as messages show it.
  var keyWords: String { kind == .text ? "with a key of \(counted(Int(tag >> 3), "byte")) (masked)" : words }

  /// The instant, where it is one.
  var instant: Instant? {
    guard kind == .instant else { return nil }
    return Instant(
      seconds: number >> 8, nanoseconds: Int32(bitPattern: (tag >> 3) << 8 | UInt32(payload & 0xFF)))
  }
}

extension FieldValue {
  /// Whether two values are equal, or times that are at most so many seconds apart.
  func isEqual(to other: FieldValue, within tolerance: Int) -> Bool {
    if self == other { return true }
    guard tolerance > 0, let one = instant, let two = other.instant else { return false }
    let (earlier, later) = one < two ? (one, two) : (two, one)
    return !(Instant(seconds: earlier.seconds + Int64(tolerance), nanoseconds: earlier.nanoseconds) < later)
  }
}

/// What a JSON value of the wrong type is.
enum JSONType: UInt8 {
  case string, number, boolean, nested

  var words: String {
    switch self {
    case .string: "a string of another kind"
    case .number: "a number of another kind"
    case .boolean: "true or false"
    case .nested: "an object or array"
    }
  }
}

/// The values of one custom field, row by row.
final class FieldColumn: @unchecked Sendable {  // filled by one thread, then only read
  private let tags = Vector<UInt32>()
  private let payloads = Vector<UInt64>()
  private var healths = Marks()
  private var contents = Marks()

  var count: Int { tags.count }

  subscript(row: Int) -> FieldValue {
    get {
      var value = FieldValue(tag: tags[row], payload: payloads[row])
      value.health = healths[row]
      value.content = contents[row]
      return value
    }
    set {
      tags[row] = newValue.tag
      payloads[row] = newValue.payload
      healths.set(newValue.health, row, of: count)
      contents.set(newValue.content, row, of: count)
    }
  }

  func append(_ value: FieldValue) {
    healths.append(value.health, after: count)
    contents.append(value.content, after: count)
    tags.append(value.tag)
    payloads.append(value.payload)
  }

  /// See `Vector.keep`.
  func keep(_ rows: [Int32]) {
    tags.keep(rows)
    payloads.keep(rows)
    healths.keep(rows)
    contents.keep(rows)
  }

  /// What is known of each value beside it; kept from the first on of which something is.
  private struct Marks {
    private var kept: Vector<UInt16>?

    subscript(row: Int) -> UInt16 { kept?[row] ?? 0 }

    func keep(_ rows: [Int32]) { kept?.keep(rows) }

    mutating func append(_ mark: UInt16, after count: Int) {
      if mark != 0 || kept != nil { all(count).append(mark) }
    }

    mutating func set(_ mark: UInt16, _ row: Int, of count: Int) {
      if mark != 0 || kept != nil { all(count)[row] = mark }
    }

    private mutating func all(_ count: Int) -> Vector<UInt16> {
      if let kept { return kept }
      let made = Vector<UInt16>(repeating: 0, count: count)
      kept = made
      return made
    }
  }
}
