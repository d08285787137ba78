/// A simple reader of HTML and XML, as far as the tool writes them: tags with attributes in double quotes, and text.
struct SimpleMarkup {
  enum Piece: Equatable {
    /// An end tag has its slash.
    case tag(String, attributes: [String: String])
    case text(String)
  }

  private(set) var pieces: [Piece] = []

  /// Nil for a tag that is not closed, an attribute without double quotes, and an entity that nobody knows.
  init?(_ text: String) {
    var rest = Array(text.utf8)[...]
    while let byte = rest.first {
      guard byte == UInt8(ascii: "<") else {
        let words = rest.prefix { $0 != UInt8(ascii: "<") }
        guard let plain = Self.plain(String(decoding: words, as: UTF8.self)) else { return nil }
        pieces.append(.text(plain))
        rest = rest[words.endIndex...]
        continue
      }
      guard let tag = Self.tag(&rest) else { return nil }
      pieces.append(tag)
      guard case .tag(let name, _) = tag, name == "script" || name == "style" else { continue }
      // What is in them is no markup.
      while !rest.starts(with: "</\(name)>".utf8) {
        guard let place = rest.dropFirst().firstIndex(of: UInt8(ascii: "<")) else { return nil }
        rest = rest[place...]
      }
    }
  }

  private static func tag(_ rest: inout ArraySlice<UInt8>) -> Piece? {
    rest.removeFirst()
    func word(_ ends: String) -> String {
      let bytes = rest.prefix { !ends.utf8.contains($0) }
      rest = rest[bytes.endIndex...]
      return String(decoding: bytes, as: UTF8.self)
    }
    func skip(_ characters: String) { rest = rest.drop { characters.utf8.contains($0) } }
    let name = word(" \n>")
    var attributes: [String: String] = [:]
    while true {
      skip(" \n/?")
      guard let byte = rest.first else { return nil }
      if byte == UInt8(ascii: ">") {
        rest.removeFirst()
        return .tag(name, attributes: attributes)
      }
      let attribute = word(" \n=>")
      if rest.first != UInt8(ascii: "=") {
        attributes[attribute] = ""
        continue
      }
      guard rest.dropFirst().first == UInt8(ascii: "\"") else { return nil }
      rest = rest.dropFirst(2)
      let value = word("\"")
      guard rest.popFirst() != nil, !value.utf8.contains(UInt8(ascii: "<")), let plain = plain(value) else {
        return nil
      }
      attributes[attribute] = plain
    }
  }

  /// The tags, each with the names of its attributes.
  var shape: [String] {
    pieces.compactMap { piece in
      guard case .tag(let name, let attributes) = piece else { return nil }
      return "\(name) \(attributes.keys.sorted().joined(separator: " "))"
    }
  }

  /// The text without entities; nil for one that nobody knows.
  static func plain(_ text: String) -> String? {
    let entities = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "#39": "'"]
    var parts = text.utf8.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false)[...]
    var plain = parts.popFirst().map { Array($0) } ?? []
    for part in parts {
      guard let end = part.firstIndex(of: UInt8(ascii: ";")) else { return nil }
      let name = String(decoding: part[..<end], as: UTF8.self)
      guard let character = entities[name] ?? Self.character(name) else { return nil }
      plain += Array(character.utf8) + part[end...].dropFirst()
    }
    return String(decoding: plain, as: UTF8.self)
  }

  /// Of the page's own entities, such as `&#10003;` and `&nbsp;`.
  private static func character(_ name: String) -> String? {
    if name.first == "#" { return UInt32(name.dropFirst()).flatMap(Unicode.Scalar.init).map { String($0) } }
    return name.allSatisfy(\.isLetter) ? "&\(name);" : nil
  }

  /// The characters of XML 1.0 (2.2).
  static func isXML(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 9, 10, 13, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
    default: false
    }
  }
}

/// A simple reader of the samples of OpenMetrics.
enum SimpleMetrics {
  /// The labels of a line; nil for what is no sample.
  static func labels(of line: [UInt8]) -> [(name: String, value: [UInt8])]? {
    guard let open = line.firstIndex(of: UInt8(ascii: "{")) else { return [] }
    var rest = line[(open + 1)...]
    var labels: [(name: String, value: [UInt8])] = []
    while true {
      let name = rest.prefix { $0 != UInt8(ascii: "=") }
      rest = rest[name.endIndex...]
      guard rest.starts(with: "=\"".utf8) else { return nil }
      rest = rest.dropFirst(2)
      var value: [UInt8] = []
      while let byte = rest.popFirst(), byte != UInt8(ascii: "\"") {
        guard byte == UInt8(ascii: "\\") else {
          value.append(byte)
          continue
        }
        guard let next = rest.popFirst(), "\\\"n".utf8.contains(next) else { return nil }
        value.append(next == UInt8(ascii: "n") ? 10 : next)
      }
      labels.append((String(decoding: name, as: UTF8.self), value))
      guard let byte = rest.popFirst() else { return nil }
      if byte == UInt8(ascii: "}") { break }
      guard byte == UInt8(ascii: ",") else { return nil }
    }
    return rest.first == UInt8(ascii: " ") ? labels : nil
  }
}
