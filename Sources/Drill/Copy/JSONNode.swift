import Foundation

/// A JSON value whose scalars keep the bytes that they were read with.
///
/// A batch is written again with one fault in it, and without any other change: a library would respell numbers and put
/// keys into another order, and the audit would rightly report that instead.
indirect enum JSONNode: Equatable {
  /// Keys as they are between their quotes, in their order.
  case object([(key: String, value: JSONNode)])
  case array([JSONNode])
  /// A string with its quotes, a number, `true`, `false` or `null`.
  case scalar([UInt8])

  static func == (left: JSONNode, right: JSONNode) -> Bool { left.bytes == right.bytes }

  static func text(_ text: String) -> JSONNode {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    // A string is always encoded.
    return .scalar(Array((try? encoder.encode(text)) ?? Data("\"\"".utf8)))
  }

  static func raw(_ text: String) -> JSONNode { .scalar(Array(text.utf8)) }
  static func integer(_ number: Int64) -> JSONNode { raw(String(number)) }
  static let null = raw("null")

  var isNull: Bool { self == .null }

  /// The text of a string; nil for any other value.
  var text: String? {
    guard case .scalar(let bytes) = self, bytes.first == UInt8(ascii: "\"") else { return nil }
    return try? JSONDecoder().decode(String.self, from: Data(bytes))
  }

  /// The number of an integer; nil for any other value.
  var integer: Int64? {
    guard case .scalar(let bytes) = self else { return nil }
    return Int64(String(decoding: bytes, as: UTF8.self))
  }

  var elements: [JSONNode]? {
    guard case .array(let elements) = self else { return nil }
    return elements
  }

  var keys: [String] {
    guard case .object(let entries) = self else { return [] }
    return entries.map(\.key)
  }

  /// The value of a key. To set nil removes the key; to set that of a new key appends it.
  subscript(key: String) -> JSONNode? {
    get {
      guard case .object(let entries) = self else { return nil }
      return entries.first { $0.key == key }?.value
    }
    set {
      guard case .object(var entries) = self else { return }
      let index = entries.firstIndex { $0.key == key }
      switch (index, newValue) {
      case (let index?, let value?): entries[index].value = value
      case (let index?, nil): entries.remove(at: index)
      case (nil, let value?): entries.append((key, value))
      case (nil, nil): break
      }
      self = .object(entries)
    }
  }

  /// Without white space.
  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    append(to: &bytes)
    return bytes
  }

  private func append(to bytes: inout [UInt8]) {
    switch self {
    case .scalar(let scalar): bytes += scalar
    case .array(let elements):
      bytes.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        element.append(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let entries):
      bytes.append(UInt8(ascii: "{"))
      for (index, entry) in entries.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        bytes += Array("\"\(entry.key)\":".utf8)
        entry.value.append(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }
}

extension JSONNode {
  /// Reads one document. It need not refuse what is wrong: what it is given has passed an audit.
  ///
  /// - Throws: `DrillError` for what it can't follow.
  init(_ bytes: [UInt8]) throws {
    var reader = JSONNodeReader(bytes: bytes)
    self = try reader.value(depth: 0)
  }
}

/// Follows the strings of a JSON text byte by byte.
struct JSONStrings {
  private var isInString = false
  private var isEscaped = false

  /// Takes the next byte, and tells whether it is of a string, its quotes among it.
  mutating func take(_ byte: UInt8) -> Bool {
    guard isInString else {
      isInString = byte == UInt8(ascii: "\"")
      return isInString
    }
    if isEscaped {
      isEscaped = false
    } else if byte == UInt8(ascii: "\\") {
      isEscaped = true
    } else if byte == UInt8(ascii: "\"") {
      isInString = false
    }
    return true
  }
}

/// Reads JSON into nodes.
private struct JSONNodeReader {
  let bytes: [UInt8]
  var place = 0

  private mutating func skipSpace() {
    while place < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[place]) { place += 1 }
  }

  private mutating func take(_ byte: Unicode.Scalar) -> Bool {
    skipSpace()
    guard place < bytes.count, bytes[place] == UInt8(ascii: byte) else { return false }
    place += 1
    return true
  }

  mutating func value(depth: Int) throws -> JSONNode {
    guard depth < 100 else { throw DrillError("a batch of the archive is nested more than 100 deep") }
    if take("{") { return try object(depth: depth) }
    if take("[") { return try array(depth: depth) }
    return .scalar(try scalar())
  }

  private mutating func object(depth: Int) throws -> JSONNode {
    var entries: [(key: String, value: JSONNode)] = []
    if take("}") { return .object(entries) }
    repeat {
      let key = try scalar()
      guard key.first == UInt8(ascii: "\""), take(":") else { throw unreadable }
      let name = String(decoding: key.dropFirst().dropLast(), as: UTF8.self)
      entries.append((name, try value(depth: depth + 1)))
    } while take(",")
    guard take("}") else { throw unreadable }
    return .object(entries)
  }

  private mutating func array(depth: Int) throws -> JSONNode {
    var elements: [JSONNode] = []
    if take("]") { return .array(elements) }
    repeat { elements.append(try value(depth: depth + 1)) } while take(",")
    guard take("]") else { throw unreadable }
    return .array(elements)
  }

  private mutating func scalar() throws -> [UInt8] {
    skipSpace()
    let start = place
    if place < bytes.count, bytes[place] == UInt8(ascii: "\"") {
      place += 1
      while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
        place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
      }
      place += 1
    } else {
      while place < bytes.count, ![0x2C, 0x5D, 0x7D, 0x20, 0x09, 0x0A, 0x0D].contains(bytes[place]) {
        place += 1
      }
    }
    guard place > start, place <= bytes.count else { throw unreadable }
    return Array(bytes[start..<place])
  }

  private var unreadable: DrillError { DrillError("the JSON can't be followed at byte \(place)") }
}
