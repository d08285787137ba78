import Testing

@testable import Archive

@Suite("a batch of the agreed shape")
struct BatchShapeTests {
  @Test("every field of every record is read")
  func everyField() {
    let reading = BatchReading(
      BatchReading.member(
        tickets: #"{"id":654321,"created_at":"2021-01-01T00:00:00Z","requester_id":123456}"#,
        comments: #"{"id":789012,"ticket_id":211243,"author_id":123456,"public":true,"#
          + #""created_at":"2021-02-02T02:02:02Z","html_body":"<p>hi</p>"}"#,
        users: #"{"id":76,"name":"Jo","email":"jo@example.org"},{"id":77,"name":null,"email":null}"#,
        organizations: #"{"id":1,"tags":[{"x":null}]},{}"#))
    #expect(reading.problems.isEmpty)
    #expect(reading.batch.problemCount.isEmpty)
    #expect(reading.integers(.tickets, "id") == [654321])
    #expect(reading.integers(.tickets, "requester_id") == [123456])
    #expect(reading.texts(.tickets, "created_at") == ["2021-01-01T00:00:00Z"])
    #expect(reading.kinds(.tickets) == [[.integer, .string, .integer]])
    #expect(
      reading.comments == [
        .init(
          id: 789012, ticketID: 211243, authorID: 123456, isPublic: true, createdAt: "2021-02-02T02:02:02Z",
          body: "<p>hi</p>")
      ])
    #expect(reading.kinds(.comments) == [[.integer, .integer, .integer, .yes, .string, .string]])
    #expect(reading.integers(.users, "id") == [76, 77])
    #expect(reading.texts(.users, "name") == ["Jo", ""])
    #expect(reading.texts(.users, "email") == ["jo@example.org", ""])
    #expect(reading.kinds(.users) == [[.integer, .string, .string], [.integer, .null, .null]])
    #expect(reading.records(.organizations).count == 2)
  }

  @Test("key order, white space and escapes in keys are free")
  func freedom() {
    let reading = BatchReading(
      """
      \r\n{"data"\t:\n{ "t\\u0069ckets" : {
              "organizations" : [ ] , "users":[\n],
              "comments": [
                  {
                      "html_body": "b", "created_at": "t",
                      "public" : false , "author\\u005Fid": -3, "ticket_id": 2,
                      "\\u0069\\u0064": 1
                  }
              ],
              "data": []
      } } }\n
      """)
    #expect(reading.problems.isEmpty)
    #expect(
      reading.comments == [
        .init(id: 1, ticketID: 2, authorID: -3, isPublic: false, createdAt: "t", body: "b")
      ])
  }

  @Test("the offset of a record is that of its brace")
  func offsets() {
    let json = BatchReading.member(comments: BatchReading.comment() + ", " + BatchReading.comment(id: "2"))
    let reading = BatchReading(json)
    let braces = Array(json.utf8).indices.filter { json.utf8.dropFirst($0).starts(with: "{\"id\"".utf8) }
    #expect(braces.count == 2)
    #expect(reading.records(.comments).offsets.map { Int($0) } == braces)
  }

  @Test("a batch is emptied before it is used again")
  func reuse() {
    let batch = Batch()
    let reader = BatchReader(schema: BatchReading.schema(), limits: .usual)
    var bad = Array(BatchReading.member(comments: "{}, 1", organizations: "{}").utf8)
    bad.withUnsafeMutableBufferPointer { reader.read($0, into: batch) }
    #expect(batch.records.map(\.count) == [0, 2, 0, 1])
    #expect(!batch.problems.isEmpty)
    var good = Array(BatchReading.member(users: #"{"id":1,"name":null,"email":null}"#).utf8)
    good.withUnsafeMutableBufferPointer { reader.read($0, into: batch) }
    #expect(batch.problems.isEmpty && batch.problemCount.isEmpty)
    #expect(batch.records.map(\.count) == [0, 0, 1, 0])
  }

  @Test(
    "ids are integers of 64 bits, exactly",
    arguments: [
      ("0", 0), ("-1", -1), ("9007199254740993", 9_007_199_254_740_993),
      ("9223372036854775807", Int64.max), ("-9223372036854775808", Int64.min), ("76 ", 76),
    ])
  func integers(json: String, value: Int64) {
    let reading = BatchReading(comments: BatchReading.comment(id: json))
    #expect(reading.problems.isEmpty)
    #expect(reading.integers(.comments, "id") == [value])
  }

  @Test(
    "an id of another form is refused in words",
    arguments: [
      ("1.0", "a number with a fraction or an exponent"), ("1e2", "a number with a fraction or an exponent"),
      ("1E+2", "a number with a fraction or an exponent"), ("-0", "minus zero"), ("\"12\"", "a string"),
      ("9223372036854775808", "a number beyond 64 bits"), ("-9223372036854775809", "a number beyond 64 bits"),
      ("18446744073709551616", "a number beyond 64 bits"),
      ("18446744073709551617", "a number beyond 64 bits"),
      ("1" + String(repeating: "0", count: 400), "a number beyond 64 bits"), ("null", "null"),
      ("true", "a boolean"), ("[1]", "an array"), ("{\"id\":1}", "an object"),
    ])
  func notIntegers(json: String, words: String) {
    let reading = BatchReading(comments: BatchReading.comment(id: json))
    #expect(
      reading.problems == [
        BatchProblem(
          kind: .wrongType, pointer: "/data/tickets/comments/0/id", offset: 48,
          message: "expected an integer of 64 bits, found \(words)")
      ])
    #expect(reading.kinds(.comments) == [[.wrong, .integer, .integer, .yes, .string, .string]])
  }

  @Test("an id with a leading zero is no JSON at all", arguments: ["00076", "-01", "00"])
  func leadingZero(json: String) {
    let reading = BatchReading(comments: BatchReading.comment(id: json))
    #expect(
      reading.problems == [
        BatchProblem(
          kind: .notJSON, pointer: "/data/tickets/comments/0", offset: 48,
          message: "the member is not JSON: a number with a leading zero, which JSON does not have")
      ])
    #expect(reading.recordCount == 0)
  }
}
