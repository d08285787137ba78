/// A batch whose text is not strict JSON, or is not UTF-8, or spells a value in a way that nobody else reads.
enum JSONFaults {
  static var all: [Fault] { documents + numbers + keys + bytes }

  private static let strict = Fault.Expected.rules(["batches-are-strict-json"])
  private static let either = Fault.Expected.rules(["batches-are-strict-json", "batches-match-the-schema"])

  private static func fault(
    _ name: String, _ expected: Fault.Expected = strict, _ change: @escaping @Sendable ([UInt8]) -> [UInt8]?
  ) -> Fault {
    Fault(.json, name, expected) { try $0.editText(change) }
  }

  private static func replaced(_ old: String, _ new: String, in text: [UInt8]) -> [UInt8]? {
    text.firstRange(of: Array(old.utf8)).map {
      text[..<$0.lowerBound] + Array(new.utf8) + text[$0.upperBound...]
    }.map(Array.init)
  }

  private static var documents: [Fault] {
    [
      fault("a comma too many") { text in Array(text.dropLast(3)) + Array(",}}}".utf8) },
      fault("a comment in the JSON") { Array("/* */".utf8) + $0 },
      fault("single quotes") { replaced("\"data\"", "'data'", in: $0) },
      fault("a second document") { $0 + Array("{}".utf8) },
      fault("text after the document") { $0 + Array("x".utf8) },
      fault("NULs after the document") { $0 + [0] },
      fault("a byte order mark") { [0xEF, 0xBB, 0xBF] + $0 },
      fault("an empty member") { _ in [] },
      fault("a batch of white space") { _ in [0x20, 0x0A] },
      fault("null in place of a batch", either) { _ in Array("null".utf8) },
      fault("an array in place of a batch", either) { _ in Array("[]".utf8) },
      fault("an empty object in place of a batch", either) { _ in Array("{}".utf8) },
      fault("a batch without its envelope", either) { _ in Array(#"{"data":{}}"#.utf8) },
      fault("a batch cut in half") { Array($0.prefix($0.count / 2)) },
      fault("a batch without its last byte") { Array($0.dropLast()) },
      fault("a batch without its first byte") { Array($0.dropFirst()) },
      fault("a thousand brackets before the batch") {
        [UInt8](repeating: UInt8(ascii: "["), count: 1000) + $0
      },
      fault("UTF-16") { text in [0xFF, 0xFE] + text.flatMap { [$0, 0] } },
      fault("a batch within a string", either) { text in
        Array("\"".utf8) + text.flatMap { "\"\\".utf8.contains($0) ? [UInt8(ascii: "\\"), $0] : [$0] }
          + Array("\"".utf8)
      },
    ]
  }

  private static let spellings: [(String, @Sendable (String) -> String)] = [
    ("as a fraction", { $0 + ".0" }), ("with an exponent", { $0 + "e0" }), ("as text", { "\"\($0)\"" }),
    ("with a zero before it", { "0" + $0 }), ("with a plus", { "+" + $0 }),
    ("of 65 bits", { _ in "9223372036854775808" }),
    ("of 400 digits", { $0 + String(repeating: "0", count: 400) }), ("as -0", { _ in "-0" }),
    ("as NaN", { _ in "NaN" }),
    ("as Infinity", { _ in "-Infinity" }), ("as null", { _ in "null" }), ("as an array", { "[\($0)]" }),
    ("in hexadecimal", { _ in "0x1F" }), ("as true", { _ in "true" }),
  ]

  private static var numbers: [Fault] {
    spellings.map { words, change in
      Fault(.ids, "an id \(words)", either) { copy in
        try copy.edit("comments", where: { $0["id"]?.integer != nil }) { records, index in
          records[index]["id"] = .raw(change(String(records[index]["id"]?.integer ?? 0)))
        }.map { Damage(members: $0.members) }
      }
    }
  }

  /// Of the key `id` and its value.
  private static let twice: [(String, @Sendable (String) -> String)] = [
    ("twice with one value", { #""id":\#($0),"id":\#($0)"# }),
    ("twice with two values", { #""id":\#($0),"id":7"# }),
    ("twice, once escaped", { #""id":\#($0),"\u0069d":\#($0)"# }),
  ]

  private static var keys: [Fault] {
    twice.map { words, spelled in
      fault("a key \(words)", .rules(["no-duplicate-keys"])) { text in
        guard let start = text.firstRange(of: Array("\"id\":".utf8)) else { return nil }
        let digits = text[start.upperBound...].prefix { (0x30...0x39).contains($0) }
        guard !digits.isEmpty else { return nil }
        let value = String(decoding: digits, as: UTF8.self)
        return Array(text[..<start.lowerBound]) + Array(spelled(value).utf8) + Array(text[digits.endIndex...])
      }
    } + [
      fault("a key in other case", .rules(["batches-match-the-schema"])) {
        replaced("\"html_body\"", "\"HTML_BODY\"", in: $0)
      },
      fault("a key with a space", .rules(["batches-match-the-schema"])) {
        replaced("\"html_body\"", "\"html_body \"", in: $0)
      },
    ]
  }

  private static var bytes: [Fault] {
    [
      ("a byte that UTF-8 never has", [0xFF]), ("an overlong NUL", [0xC0, 0x80]),
      ("a surrogate in UTF-8", [0xED, 0xA0, 0x80]),
      ("half of a character", [0xC3]), ("a code point beyond Unicode", [0xF5, 0x80, 0x80, 0x80]),
      ("a raw control character", [0x01]), ("a raw line end", [0x0A]), ("a raw NUL", [0x00]),
    ].map { (words: String, bytes: [UInt8]) in inBody(words, bytes) } + [
      inBody("a lone surrogate escaped", Array("\\ud83d".utf8)),
      inBody("an escape that JSON lacks", Array("\\x41".utf8)),
      inBody("a quote that is not escaped", Array("\"".utf8)),
    ]
  }

  private static func inBody(_ words: String, _ bytes: [UInt8]) -> Fault {
    fault("\(words) in a body") { text in
      let start = Array("\"html_body\":\"".utf8)
      return text.firstRange(of: start).map {
        Array(text[..<$0.upperBound]) + bytes + Array(text[$0.upperBound...])
      }
    }
  }
}
