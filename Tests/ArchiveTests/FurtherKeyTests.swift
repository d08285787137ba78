import Testing

@testable import Archive

@Suite("Further keys of a batch's objects")
struct FurtherKeyTests {
  private func reading(
    comments: String = "", organizations: String = "", agreed: [String] = ["status", "tags"],
    organizationKeys: [String]? = nil
  ) -> BatchReading {
    BatchReading(
      Array(BatchReading.member(comments: comments, organizations: organizations).utf8),
      furtherKeys: FurtherKeys(
        comments: agreed.map { Array($0.utf8) },
        organizations: organizationKeys.map { $0.map { Array($0.utf8) } }))
  }

  /// A comment of the agreed shape with `fields` behind its keys.
  private func comment(_ fields: String) -> String {
    BatchReading.comment().dropLast() + "," + fields + "}"
  }

  /// The values of the first comment's two keys, as text.
  private func values(_ fields: String) -> [String] {
    let reading = reading(comments: comment(fields))
    return reading.batch.values.map { value in
      let range = Int(value.text.start)..<Int(value.text.start) + Int(value.text.length)
      let text =
        value.kind == .nested
        ? String(decoding: reading.batch.nested[range], as: UTF8.self) : reading.text(value.text)
      return text.isEmpty ? "\(value.kind)" : "\(value.kind) \(text)"
    }
  }

  @Test(
    "a value is kept by its kind and its text",
    arguments: [
      (#""status":"open""#, "string open"), (#""status":"a\u0062c""#, "string abc"),
      (#""status":"""#, "string"),
      (#""status":-1.50e3"#, "number -1.50e3"), (#""status":true"#, "yes"), (#""status":false"#, "no"),
      (#""status":null"#, "null"), (#""status":[1, "\n]"]"#, #"nested [1, "\n]"]"#),
      (#""status":{"a":{"b\"}":2}}"#, #"nested {"a":{"b\"}":2}}"#), (#""st\u0061tus":7"#, "number 7"),
    ])
  func kinds(json: String, value: String) {
    #expect(values(json) == [value, "missing"])
  }

  @Test("a missing key is missing, and no problem")
  func missing() {
    let reading = reading(comments: BatchReading.comment())
    #expect(reading.batch.values.map(\.kind) == [.missing, .missing])
    #expect(reading.problems.isEmpty)
  }

  @Test("values stand in the order of the keys that were asked for, record after record")
  func order() {
    let reading = reading(
      comments: comment(#""tags":[],"status":1"#) + "," + comment(#""status":2"#))
    #expect(reading.batch.values.map(\.kind) == [.number, .nested, .number, .missing])
    #expect(reading.batch.comments.map(\.firstValue) == [0, 2])
  }

  @Test("an element that is no object has its missing values as well")
  func noObject() {
    let reading = reading(comments: "7," + comment(#""status":2"#))
    #expect(reading.batch.values.map(\.kind) == [.missing, .missing, .number, .missing])
    #expect(reading.batch.comments.map(\.firstValue) == [0, 2])
  }

  @Test("a key that is not agreed is unknown still")
  func unknown() {
    let reading = reading(comments: comment(#""priority":1"#))
    #expect(reading.kinds == [.unknownKey])
    #expect(reading.problems.first?.pointer == "/data/tickets/comments/0/priority")
  }

  @Test("of a further key that stands twice the later value is taken, and the key reported")
  func twice() {
    let reading = reading(comments: comment(#""status":1,"status":null"#))
    #expect(reading.batch.values.map(\.kind) == [.null, .missing])
    #expect(reading.kinds == [.duplicateKey])
  }

  @Test("a key that stands twice inside a further value is reported with its place")
  func twiceInside() {
    let reading = reading(comments: comment(#""status":{"a":1,"\u0061":2}"#))
    #expect(reading.kinds == [.duplicateKey])
    #expect(reading.problems.first?.pointer == "/data/tickets/comments/0/status/a")
  }

  @Test(
    "a further value that is no JSON refuses the member",
    arguments: ["[1,]", #"{"a":}"#, "01", "[1}", "nul", #"["\x"]"#, "[", #"{"a":"b"#])
  func noJSON(value: String) {
    let reading = reading(comments: comment("\"status\":" + value))
    #expect(reading.kinds == [.notJSON])
    #expect(reading.batch.comments.isEmpty && reading.batch.values.isEmpty && reading.batch.nested.isEmpty)
  }

  @Test("organizations that are agreed are records with an id and their values")
  func organizations() {
    let reading = reading(
      organizations: #"{"id":5,"name":"A"},{"name":"B"}"#, agreed: [], organizationKeys: ["name"])
    #expect(reading.batch.organizationCount == 2)
    #expect(reading.batch.organizations.map(\.id) == [5, 0])
    #expect(reading.batch.organizations.map { $0.present.contains(.id) } == [true, false])
    #expect(reading.batch.values.map { reading.text($0.text) } == ["A", "B"])
    #expect(reading.problems.map(\.message) == ["the agreed key \"id\" is missing"])
  }

  @Test("organizations that are not agreed are counted, and their keys are nobody's business")
  func uncounted() {
    let reading = reading(organizations: #"{"id":5,"name":"A"}"#)
    #expect(reading.batch.organizationCount == 1)
    #expect(reading.batch.organizations.isEmpty && reading.batch.values.isEmpty)
    #expect(reading.problems.isEmpty)
  }
}
