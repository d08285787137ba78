import Testing

@testable import Archive

@Suite("Further keys of a batch's objects")
struct FurtherKeyTests {
  private func reading(
    comments: String = "", organizations: String = "", agreed: [String] = ["status", "tags"],
    organizationFields: [BatchSchema.Field]? = nil
  ) -> BatchReading {
    BatchReading(
      Array(BatchReading.member(comments: comments, organizations: organizations).utf8),
      schema: BatchReading.schema(comments: agreed, organizations: organizationFields))
  }

  /// A comment of the agreed shape with `fields` after its keys.
  private func comment(_ fields: String) -> String {
    BatchReading.comment().dropLast() + "," + fields + "}"
  }

  /// The values of the first comment's two keys, as text.
  private func values(_ fields: String) -> [String] {
    let reading = reading(comments: comment(fields))
    return reading.values(.comments)[0].suffix(2).map { value in
      if value.kind == .integer { return "integer \(value.integer)" }
      let range = Int(value.text.start)..<Int(value.text.start) + Int(value.text.length)
      let text =
        value.kind == .nested
        ? String(decoding: reading.batch.nested[range], as: UTF8.self) : reading.text(value.text)
      return text.isEmpty ? "\(value.kind)" : "\(value.kind) \(text)"
    }
  }

  /// The kinds of each comment's two values.
  private func kinds(_ reading: BatchReading) -> [[BatchValue.Kind]] {
    reading.kinds(.comments).map { $0.suffix(2) }
  }

  @Test(
    "a value is kept by its kind and its text",
    arguments: [
      (#""status":"open""#, "string open"), (#""status":"a\u0062c""#, "string abc"),
      (#""status":"""#, "string"),
      (#""status":-1.50e3"#, "number -1.50e3"), (#""status":true"#, "yes"), (#""status":false"#, "no"),
      (#""status":null"#, "null"), (#""status":[1, "\n]"]"#, #"nested [1, "\n]"]"#),
      (#""status":{"a":{"b\"}":2}}"#, #"nested {"a":{"b\"}":2}}"#), (#""st\u0061tus":7"#, "integer 7"),
      (#""status":-9223372036854775808"#, "integer -9223372036854775808"),
      (#""status":9223372036854775808"#, "number 9223372036854775808"), (#""status":-0"#, "number -0"),
    ])
  func kinds(json: String, value: String) {
    #expect(values(json) == [value, "missing"])
  }

  @Test("a missing key is missing, and no problem")
  func missing() {
    let reading = reading(comments: BatchReading.comment())
    #expect(kinds(reading) == [[.missing, .missing]])
    #expect(reading.problems.isEmpty)
  }

  @Test("values stand in the order of the keys that were asked for, record after record")
  func order() {
    let reading = reading(
      comments: comment(#""tags":[],"status":1"#) + "," + comment(#""status":2"#))
    #expect(kinds(reading) == [[.integer, .nested], [.integer, .missing]])
  }

  @Test("an element that is no object has its missing values as well")
  func noObject() {
    let reading = reading(comments: "7," + comment(#""status":2"#))
    #expect(kinds(reading) == [[.missing, .missing], [.integer, .missing]])
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
    #expect(kinds(reading) == [[.null, .missing]])
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
    #expect(reading.recordCount == 0 && reading.batch.nested.isEmpty)
  }

  @Test("organizations that are agreed are records with an id and their values")
  func organizations() {
    let reading = reading(
      organizations: #"{"id":5,"name":"A"},{"name":"B"}"#, agreed: [],
      organizationFields: [.init("id", .integer, isRequired: true), .init("name", .any)])
    #expect(reading.records(.organizations).count == 2)
    #expect(reading.integers(.organizations, "id") == [5, 0])
    #expect(reading.kinds(.organizations) == [[.integer, .string], [.missing, .string]])
    #expect(reading.texts(.organizations, "name") == ["A", "B"])
    #expect(reading.problems.map(\.message) == ["the key \"id\" is missing"])
  }

  @Test("organizations that are not agreed are counted, and their keys are nobody's business")
  func uncounted() {
    let reading = reading(organizations: #"{"id":5,"name":"A"},7"#)
    #expect(reading.records(.organizations).count == 1)
    #expect(reading.records(.organizations).offsets.isEmpty)
    #expect(reading.problems.map(\.pointer) == ["/data/tickets/organizations/1"])
  }
}
