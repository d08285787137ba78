import Foundation

/// An entry of an example's tar, found by a walk that the audit's reader has no part in, and its JSON as Foundation reads
/// it.
struct ExampleMember {
  let name: String
  /// Of its header in the tar.
  let offset: Int
  let contents: [UInt8]
  private let json: Any?

  /// Whether Foundation can read the contents.
  var isJSON: Bool { json != nil }

  /// The entries of a tar, as far as their headers can be followed.
  static func members(of tar: [UInt8]) -> [ExampleMember] {
    var members: [ExampleMember] = []
    var offset = 0
    while offset + 512 <= tar.count, tar[offset] != 0 {
      let name = String(decoding: tar[offset..<offset + 100].prefix { $0 != 0 }, as: UTF8.self)
      let digits = String(decoding: tar[offset + 124..<offset + 135], as: UTF8.self)
      let size = Int(digits, radix: 8) ?? 0
      let start = offset + 512
      members.append(
        ExampleMember(name: name, offset: offset, contents: Array(tar[start..<min(start + size, tar.count)])))
      offset = start + (size + 511) / 512 * 512
    }
    return members
  }

  private init(name: String, offset: Int, contents: [UInt8]) {
    (self.name, self.offset, self.contents) = (name, offset, contents)
    json = try? JSONSerialization.jsonObject(with: Data(contents))
  }

  /// What is under an RFC 6901 pointer; nil where nothing is.
  func value(at pointer: String) -> Any? {
    pointer.split(separator: "/").reduce(json) { value, token in
      let key = token.replacing("~1", with: "/").replacing("~0", with: "~")
      if let object = value as? [String: Any] { return object[String(key)] }
      guard let array = value as? [Any], let index = Int(token), array.indices.contains(index) else {
        return nil
      }
      return array[index]
    }
  }

  /// The value whose first byte is at `offset`; nil where none starts.
  func value(atByte offset: Int) -> Any? {
    guard contents.indices.contains(offset) else { return nil }
    let text = contents[offset...]
    let length: Int
    switch text[offset] {
    case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\""): length = Self.length(ofNested: text)
    default: length = text.prefix { !",]}: \n\r\t".utf8.contains($0) }.count
    }
    return try? JSONSerialization.jsonObject(with: Data(text.prefix(length)), options: .fragmentsAllowed)
  }

  /// The length of the string, array or object at the start of `text`.
  private static func length(ofNested text: ArraySlice<UInt8>) -> Int {
    var (depth, isInString, isEscaped) = (0, false, false)
    for (length, byte) in text.enumerated() {
      if isInString {
        isInString = isEscaped || byte != UInt8(ascii: "\"")
        isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
      } else if "{[".utf8.contains(byte) {
        depth += 1
      } else if "]}".utf8.contains(byte) {
        depth -= 1
      } else {
        isInString = byte == UInt8(ascii: "\"")
      }
      if depth == 0, !isInString { return length + 1 }
    }
    return text.count
  }

  /// Whether two values of Foundation's are the same JSON.
  static func areEqual(_ left: Any, _ right: Any) -> Bool {
    func bytes(_ value: Any) -> Data? {
      try? JSONSerialization.data(withJSONObject: [value], options: [.sortedKeys])
    }
    return bytes(left) == bytes(right)
  }
}
