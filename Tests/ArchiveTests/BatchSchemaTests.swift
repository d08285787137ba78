import Testing

@testable import Archive

@Suite("The schema of a batch")
struct BatchSchemaTests {
  /// A batch with one array, `list`.
  private func reading(
    _ objects: String, _ fields: [BatchSchema.Field]?, isReference: Bool = false
  ) -> BatchReading {
    BatchReading(
      Array(#"{"data":{"tickets":{"list":[\#(objects)]}}}"#.utf8),
      schema: BatchSchema([.init("list", fields)]), isReference: isReference)
  }

  /// What the first array of a reading holds, with every integer and text.
  private func contents(_ reading: BatchReading) -> [[String]] {
    let records = reading.batch.records[0]
    return (0..<records.count).map { row in
      (0..<records.fieldCount).map { field in
        let value = records[row, field]
        switch value.kind {
        case .integer: return "\(value.integer)"
        case .string, .number: return "\(value.kind) \(reading.text(value.text))"
        case .nested:
          let range = Int(value.text.start)..<Int(value.text.start) + Int(value.text.length)
          return String(decoding: reading.batch.nested[range], as: UTF8.self)
        default: return "\(value.kind)"
        }
      }
    }
  }

  @Test("arrays and fields of any names are read, in the order of the schema")
  func ownNames() {
    let schema = BatchSchema([
      .init("ratings", [.init("note/~", .stringOrNull), .init("score", .integer, isRequired: true)]),
      .init("agents", nil, isRequired: false),
    ])
    let json = #"{"data":{"tickets":{"ratings":[{"score":5,"note/~":"good"},{"note/~":1}]}}}"#
    let reading = BatchReading(Array(json.utf8), schema: schema)
    #expect(contents(reading) == [["string good", "5"], ["wrong", "missing"]])
    #expect(
      reading.problems.map { "\($0.pointer): \($0.message)" } == [
        "/data/tickets/ratings/1/note~1~0: expected a string or null, found a number",
        "/data/tickets/ratings/1/score: the key \"score\" is missing",
      ])
    #expect(reading.batch.records.map(\.count) == [2, 0])
  }

  @Test("a missing array is told where it is required, with its name as a part of a pointer")
  func missingArrays() {
    let schema = BatchSchema([.init("a/b", nil), .init("c", nil, isRequired: false), .init("\u{1b}", [])])
    let reading = BatchReading(Array(#"{"data":{"tickets":{}}}"#.utf8), schema: schema)
    #expect(reading.kinds == [.missingArray, .missingArray])
    #expect(reading.problems.map(\.pointer) == ["/data/tickets/a~1b", "/data/tickets/\u{1b}"])
    #expect(
      reading.problems.map(\.message) == [
        "the key \"a/b\" is missing", "the key \"\\u{1B}\" is missing",
      ])
  }

  @Test("a key that occurs twice does not stand in for one that is missing")
  func duplicateAndMissing() {
    let fields = ["a", "b"].map { BatchSchema.Field($0, .integer, isRequired: true) }
    let reading = reading(#"{"a":1,"a":2}"#, fields)
    #expect(reading.kinds == [.duplicateKey, .missingField])
    #expect(reading.problems.map(\.pointer) == ["/data/tickets/list/0/a", "/data/tickets/list/0/b"])
    #expect(contents(reading) == [["2", "missing"]])
  }

  @Test("records of an array with no fields keep their places, and every key of theirs is unknown")
  func noFields() {
    let reading = reading(#"{},{"a":1},7"#, [])
    #expect(reading.batch.records[0].count == 3)
    #expect(Array(reading.batch.records[0].offsets) == [28, 31, 39])
    #expect(reading.problems.map(\.pointer) == ["/data/tickets/list/1/a", "/data/tickets/list/2"])
  }

  @Test(
    "a key is found by its whole name, whatever its length",
    arguments: [0, 1, 4, 5, 6, 12, 13, 14, 15, 30, 100])
  func lengths(length: Int) {
    let name = String(repeating: "k", count: length)
    let others = [name + "x", String(name.dropLast()) + "y"]
    for other in others {
      let reading = reading(#"{"\#(name)":1},{"\#(other)":2},{"\#(name)":3}"#, [.init(name, .integer)])
      #expect(contents(reading) == [["1"], ["missing"], ["3"]])
      #expect(reading.kinds == [.unknownKey])
    }
  }

  @Test("a name that JSON writes with escapes is found by its decoded key, and by no other text")
  func escapedNames() {
    let fields = [BatchSchema.Field("a\\", .any), .init("b\"", .any), .init("c\n", .any)]
    // The second object's key begins with the first name between quotes, and is another one.
    let reading = reading(#"{"a\\":1,"b\"":2,"c\n":3},{"a\":4,":5},{"a\\":6}"#, fields)
    #expect(
      contents(reading) == [
        ["1", "2", "3"], ["missing", "missing", "missing"], ["6", "missing", "missing"],
      ])
    #expect(reading.problems.map(\.pointer) == [#"/data/tickets/list/1/a":4,"#])
  }

  /// Fast paths guess which key stands next; whatever the order, the records and the problems are the same.
  @Test("the order of keys changes nothing, with and without fast paths", arguments: 0..<40)
  func orders(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let fields: [BatchSchema.Field] = [
      .init("id", .integer, isRequired: true), .init("requester_ident", .integer),
      .init("is_public", .boolean, isRequired: true), .init("created_at_by_the_source", .string),
      .init("name", .stringOrNull), .init("any", .any),
    ]
    let values = ["7", "-1", "true", "false", "null", #""é\n""#, #"[1,"x"]"#, "1.5", "12345678901"]
    let keys = fields.map(\.name) + ["other", "i\\u0064", "an"]
    let objects = (0..<30).map { _ in
      let count = Int.random(in: 0...keys.count, using: &random)
      let members = keys.shuffled(using: &random).prefix(count)
        .map {
          "\"\($0)\"" + [":", " : "][Int.random(in: 0...1, using: &random)] + values.randomElement(
            using: &random)!
        }
      return "{" + members.joined(separator: ",") + "}"
    }
    let text = objects.joined(separator: ",")
    let fast = reading(text, fields)
    let slow = reading(text, fields, isReference: true)
    #expect(contents(fast) == contents(slow), "seed \(seed)")
    #expect(fast.problems == slow.problems, "seed \(seed)")
    for (row, object) in objects.enumerated() {
      let alone = reading(object, fields)
      #expect(contents(alone)[0] == contents(fast)[row], "seed \(seed), record \(row)")
    }
  }

  @Test("more records than there was room for keep the values of those before")
  func growth() {
    let objects = (0..<2000).map { #"{"a":\#($0),"b":\#($0 * 3)}"# }.joined(separator: ",")
    let reading = reading(objects, [.init("a", .integer), .init("b", .any)])
    #expect(contents(reading) == (0..<2000).map { ["\($0)", "\($0 * 3)"] })
    #expect(reading.batch.records[0].offsets.count == 2000)
  }

  @Test("a batch is read by one schema after another")
  func changedSchema() {
    let batch = Batch()
    var bytes = Array(#"{"data":{"tickets":{"list":[{"a":1}]}}}"#.utf8)
    bytes.withUnsafeMutableBufferPointer { bytes in
      BatchReader(schema: BatchSchema([.init("list", [.init("a", .any)])]), limits: .usual).read(
        bytes, into: batch)
      #expect(batch.records.map(\.fieldCount) == [1])
      BatchReader(schema: BatchSchema([.init("x", nil), .init("list", nil)]), limits: .usual).read(
        bytes, into: batch)
      #expect(batch.records.map(\.count) == [0, 1])
      #expect(batch.records.map(\.hasFields) == [false, false])
    }
  }
}
