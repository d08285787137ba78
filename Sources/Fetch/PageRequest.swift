import Foundation

/// What a page is asked for by: a GET, or a POST with a JSON body.
struct PageRequest: Equatable {
  var url: URL
  /// nil for a GET.
  var body: Data?

  /// Equal for equal requests alone.
  var key: String { url.absoluteString + (body.map { "\n" + String(decoding: $0, as: UTF8.self) } ?? "") }
}

extension JSONValue {
  /// The value under keys of objects in objects; nil where there is none.
  subscript(path path: [String]) -> JSONValue? {
    path.reduce(Optional(self)) { value, key in value?[key] }
  }

  /// The same with another value under keys of objects in objects, which are made where they are missing.
  func setting(_ path: ArraySlice<String>, to value: JSONValue) -> JSONValue {
    guard let key = path.first else { return value }
    var members: [Member] = []
    if case .object(let own) = self { members = own }
    let inner = (self[key] ?? .object([])).setting(path.dropFirst(), to: value)
    if let index = members.firstIndex(where: { $0.key.elementsEqual(key.utf8) }) {
      members[index].value = inner
    } else {
      members.append(Member(key: Array(key.utf8), value: inner))
    }
    return .object(members)
  }

  /// As JSON without white space.
  var text: [UInt8] {
    switch self {
    case .null: Array("null".utf8)
    case .boolean(let value): Array("\(value)".utf8)
    case .number(let digits): digits
    case .string(let text): Self.quoted(text)
    case .array(let elements):
      Array("[".utf8) + elements.map(\.text).joined(separator: [UInt8(ascii: ",")]) + Array("]".utf8)
    case .object(let members):
      Array("{".utf8)
        + members.map { Self.quoted($0.key) + [UInt8(ascii: ":")] + $0.value.text }
        .joined(separator: [UInt8(ascii: ",")]) + Array("}".utf8)
    }
  }

  private static func quoted(_ text: [UInt8]) -> [UInt8] {
    var quoted = [UInt8(ascii: "\"")]
    for byte in text {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): quoted += [UInt8(ascii: "\\"), byte]
      case 0..<0x20: quoted += Array(String(format: "\\u%04x", Int(byte)).utf8)
      default: quoted.append(byte)
      }
    }
    return quoted + [UInt8(ascii: "\"")]
  }
}
