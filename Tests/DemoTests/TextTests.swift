import Testing

@testable import Demo

@Suite("Random numbers, CSV fields and JSON")
struct TextTests {
  @Test("SplitMix64 gives the published sequence for seed 1234567")
  func splitMix64() {
    var random = SplitMix64(seed: 1_234_567)
    #expect(random.next() == 6_457_827_717_110_365_317)
    #expect(random.next() == 3_203_168_211_198_807_973)
    #expect(random.next() == 9_817_491_932_198_370_423)
  }

  @Test(
    "a CSV field is quoted only where it must be",
    arguments: [
      (nil, ""), ("a b", "a b"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("a\r\nb", "\"a\r\nb\""),
      (" ", " "),
    ] as [(String?, String)])
  func csvField(text: String?, field: String) {
    #expect([UInt8].csvField(text) == Array(field.utf8))
  }

  @Test(
    "an e-mail key has no white space around it and no capitals",
    arguments: [
      (" Ann@Example.org\u{A0}", "ann@example.org"), ("ÜLLE.Ж@example.org", "ülle.ж@example.org"),
      (" \t", nil),
    ] as [(String, String?)])
  func emailKey(email: String, key: String?) {
    #expect(EmailKey.key(of: Array(email.utf8)) == key.map { Array($0.utf8) })
  }

  @Test("a quoted field may hold commas, quotation marks and line breaks")
  func quotedField() throws {
    let text = Array("a,\"b,\"\"c\"\"\r\n\"\n,\n".utf8)
    var reader = CSVReader(path: "chat.csv")
    var fields: [CSVReader.Field] = []
    #expect(try reader.next(text.span, count: 2, into: &fields))
    #expect(fields[1].value(text.span) == Array("b,\"c\"\r\n".utf8))
    #expect(try reader.next(text.span, count: 2, into: &fields))
    #expect(fields[1].value(text.span) == nil)
    #expect(try !reader.next(text.span, count: 2, into: &fields))
  }

  @Test(
    "a record that is not whole is refused with its number",
    arguments: [
      ("a,\"b", "chat.csv: record 1: a quoted field that never ends; write the demo's exports again"),
      ("a\n", "chat.csv: record 1: 1 field instead of 2; write the demo's exports again"),
      (
        "a,\"b\"c\n",
        "chat.csv: record 1: there is text behind a closing quotation mark; write the demo's exports again"
      ),
    ])
  func brokenRecord(text: String, message: String) {
    let bytes = Array(text.utf8)
    var reader = CSVReader(path: "chat.csv")
    var fields: [CSVReader.Field] = []
    let error = #expect(throws: DemoError.self) { try reader.next(bytes.span, count: 2, into: &fields) }
    #expect(error?.description == message)
  }

  @Test("a batch is written as Python's json.dump writes it with an indent of 2")
  func batch() throws {
    var json = BatchJSON()
    json.begin()
    try json.array("users", [Int64(1)]) { json, id in
      json.field("id", id)
      try json.field("name", Array("a\"\\\n\u{7F}é𠮷".utf8))
      try json.field("email", nil)
      json.field("public", false)
    }
    json.array("organizations", [Int]()) { _, _ in }
    json.end()
    let expected = #"""
      {
        "data": {
          "tickets": {
            "users": [
              {
                "id": 1,
                "name": "a\"\\\n\u007f\u00e9\ud842\udfb7",
                "email": null,
                "public": false
              }
            ],
            "organizations": []
          }
        }
      }
      """#
    #expect(String(decoding: json.bytes, as: UTF8.self) == expected)
  }
}
