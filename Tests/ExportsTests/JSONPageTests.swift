import Plan
import Testing

@testable import Exports

@Suite("JSON arrays and pages")
struct JSONPageTests {
  @Test("the elements of an array are records, over as many lines as they like")
  func array() throws {
    let reading = try readJSON("[{\"a\":1,\r\n\"b\":2},\n\n {\"a\":3}\r,{\"b\":{\n}}\n]\n")
    #expect(reading.rows == [["1", "2"], ["3", ""], ["", "{\n}"]])
    #expect(
      reading.places == [
        RecordPlace(file: 0, length: 15, offset: 1, line: 1),
        RecordPlace(file: 0, length: 7, offset: 20, line: 4),
        RecordPlace(file: 0, length: 9, offset: 29, line: 5),
      ])
    #expect(reading.problems == [])
    #expect(reading.summaries[0].shape.format == .json)
    #expect(reading.summaries[0].shape.collection == nil)
    #expect(reading.summaries[0].envelope == nil)
  }

  @Test("an empty array has no records", arguments: ["[]", " [ \n] \n", "\u{FEFF}[]"])
  func emptyArray(text: String) throws {
    let reading = try readJSON(text)
    #expect(reading.rows == [])
    #expect(reading.problems == [])
  }

  @Test("a page has its records under a key, and says what it is a page of")
  func page() throws {
    let reading = try readJSON(
      """
      {"count": 3, "users": [{"a":1,"b":2}, {"a":3}],
       "next_page": "https://desk.example/api?page=2",
       "meta": {"x": [1], "has_more": true, "after_cursor": "q\\n"}}
      """)
    #expect(reading.rows == [["1", "2"], ["3", ""]])
    #expect(reading.places.map(\.offset) == [23, 38])
    #expect(reading.problems == [])
    #expect(reading.summaries[0].shape.collection == "users")
    #expect(
      reading.summaries[0].envelope
        == PageEnvelope(
          count: 3, nextPage: "https://desk.example/api?page=2", saysNextPage: true, hasMore: true,
          afterCursor: "q\n"))
  }

  @Test(
    "the next page is that of 'next_page', else that of 'links.next'; null says that there is none",
    arguments: [
      ("", PageEnvelope()), (",\"next_page\":null", PageEnvelope(saysNextPage: true)),
      (",\"links\":{\"next\":null}", PageEnvelope(saysNextPage: true)),
      (",\"links\":{\"next\":\"x\"}", PageEnvelope(nextPage: "x", saysNextPage: true)),
      (",\"next_page\":null,\"links\":{\"next\":\"x\"}", PageEnvelope(saysNextPage: true)),
      (",\"links\":{\"next\":\"x\"},\"next_page\":\"y\"", PageEnvelope(nextPage: "y", saysNextPage: true)),
      (",\"next_page\":2", PageEnvelope(nextPage: "2", saysNextPage: true)),
      (",\"count\":\"7\"", PageEnvelope()), (",\"count\":7.5", PageEnvelope()),
      (",\"meta\":{\"has_more\":false,\"after_cursor\":null}", PageEnvelope(hasMore: false)),
      (",\"meta\":{\"has_more\":\"false\"}", PageEnvelope()), (",\"links\":[{}]", PageEnvelope()),
      (
        ",\"next_page\":\"x\",\"end_of_stream\":true",
        PageEnvelope(saysNextPage: true, hasMore: false, isIncremental: true)
      ),
      (
        ",\"end_of_stream\":true,\"next_page\":\"x\"",
        PageEnvelope(saysNextPage: true, hasMore: false, isIncremental: true)
      ),
      (
        ",\"end_of_stream\":false,\"next_page\":\"x\"",
        PageEnvelope(nextPage: "x", saysNextPage: true, hasMore: true, isIncremental: true)
      ),
    ])
  func envelope(members: String, expected: PageEnvelope) throws {
    let reading = try readJSON("{\"users\":[{\"a\":1,\"b\":2}]\(members)}") { $0.collection = "users" }
    #expect(reading.summaries[0].envelope == expected)
  }

  @Test("the one array of objects is found among others, before and behind them")
  func oneArray() throws {
    let reading = try readJSON(
      "{\"tags\":[\"x\"],\"errors\":[],\"deep\":{\"c\":[{\"a\":9}]},"
        + "\"users\":[{\"a\":1,\"b\":2}],\"ids\":[1]}"
    )
    #expect(reading.rows == [["1", "2"]])
    #expect(reading.summaries[0].shape.collection == "users")
  }

  @Test("the one empty array is the collection where no array has objects")
  func emptyPage() throws {
    let reading = try readJSON("{\"ids\":[1],\"users\":[],\"count\":0}") { $0.format = .json }
    #expect(reading.rows == [])
    #expect(reading.summaries[0].shape.collection == "users")
    #expect(reading.summaries[0].envelope == PageEnvelope(count: 0))
  }

  @Test("two arrays of objects, or two empty ones, need the plan's word")
  func ambiguous() throws {
    let text = "{\"users\":[{\"a\":1,\"b\":1}],\"groups\":[{\"a\":2,\"b\":2}]}"
    #expect(
      refusalOfJSON(text)
        == "chat.json: has 2 arrays of objects, 'users' and 'groups'; expected one. "
        + "Name the one with the records in the plan (collection: users)")
    #expect(
      refusalOfJSON("{\"x\":[],\"y\":[]}") { $0.format = .json }
        == "chat.json: has 2 empty arrays, 'x' and 'y'; expected one. "
        + "Name the one with the records in the plan (collection: x)")
    #expect(try readJSON(text, declaring: { $0.collection = "groups" }).rows == [["2", "2"]])
  }

  @Test("the collection of the first page is that of the others")
  func collectionOfTheFirst() throws {
    let folder = try TemporaryFolder()
    try folder.write("{\"users\":[{\"a\":1,\"b\":1}]}", to: "1.json")
    try folder.write("{\"users\":[],\"groups\":[1]}", to: "2.json")
    #expect(try Reading(try folder.export("1.json", "2.json"), columns: ["a", "b"]).rows == [["1", "1"]])
  }

  @Test("an answer without records is no page")
  func answer() throws {
    let sentence =
      "chat.json: is not a page of records but an answer without any (keys error, message); fetch it again"
    let text = "{\"error\":\"x\",\"message\":{\"text\":\"y\"}}"
    #expect(refusalOfJSON(text) == sentence)
    #expect(refusalOfJSON(text) { $0.format = .json } == sentence)
    #expect(
      refusalOfJSON(text) { $0.collection = "users" }
        == "chat.json: has no key 'users' (keys error, message); expected a page with the records under it. "
        + "Fetch it again, or correct 'collection' in the plan")
    #expect(
      refusalOfJSON("{\"users\":{\"1\":{}}}") { $0.collection = "users" }
        == "chat.json: has no array under 'users'; expected the records there. "
        + "Fetch the page again, or correct 'collection' in the plan")
  }

  @Test("broken JSON ends the reading, and says so; the records before it are kept")
  func broken() throws {
    let text = "{\"users\":[{\"a\":1,\"b\":2},\n{\"a\":3,\n\"b\"=4},{\"a\":5}]}"
    let reading = try readJSON(text)
    #expect(reading.rows == [["1", "2"]])
    #expect(
      reading.problems == [
        ExportProblem(
          kind: .brokenJSON, file: 0, line: 2, offset: 25,
          message: "broken JSON on line 3, offset 36: expected ':' after a key, found =; "
            + "the rest of the file can't be read. It may be cut off: export it again")
      ])
    #expect(reading.tapped == [Array(text.utf8)])
  }

  @Test("an element that is no object is a problem, and the others are records")
  func notAnObject() throws {
    let reading = try readJSON("[{\"a\":1},7,\n[{\"a\":2}],null,\"x\",{\"b\":3}]")
    #expect(reading.rows == [["1", ""], ["", "3"]])
    #expect(reading.kinds == Array(repeating: .notAnObject, count: 4))
    #expect(reading.problems.map(\.offset) == [9, 12, 22, 27])
    #expect(reading.problems.map(\.line) == [1, 2, 2, 2])
    #expect(
      reading.problems[0].message
        == "an element of the array is not a JSON object; expected a record. Export the file again")
  }

  @Test("data behind the end is a problem", arguments: ["]", "x", "[]", "{\"a\":2}", "\0"])
  func trailingData(data: String) throws {
    let reading = try readJSON("[{\"a\":1,\"b\":2}]\n\(data)")
    #expect(reading.rows == [["1", "2"]])
    #expect(reading.kinds == [.brokenJSON])
    #expect(reading.problems.map(\.offset) == [16])
    #expect(reading.problems[0].message.hasPrefix("data after the end of the JSON on line 2, offset 16: "))
  }

  @Test("a record over the limit is left out, whatever is in it, and the others are read")
  func tooLong() throws {
    let long = "{\"a\":\"}\\\"]\",\n\"b\":[{},\"\\\\\",[{}],\"" + String(repeating: "x", count: 50) + "\"]}"
    for chunk in [1, 3, 16, 1000] {
      let reading = try readJSON(
        "[{\"a\":1},\(long),{\"b\":2}]", limits: ReadLimits(chunk: chunk, record: 20))
      #expect(reading.rows == [["1", ""], ["", "2"]], "chunk \(chunk)")
      #expect(reading.places.map(\.line) == [1, 2], "chunk \(chunk)")
      #expect(
        reading.problems == [
          ExportProblem(
            kind: .tooLong, file: 0, line: 1, record: 1, offset: 9,
            message: "the record has \(long.utf8.count) bytes; expected at most 20. "
              + "A quote or bracket may be missing or too many in it: export the file again, "
              + "or let 'build' and 'verify' read longer records (--max-record)")
        ], "chunk \(chunk)")
    }
  }

  @Test("a key that is there twice at the top of a page, or in a record, is a problem")
  func duplicateKey() throws {
    let reading = try readJSON(
      "{\"count\":1,\"users\":[{\"a\":1,\"b\":2},{\"a\":1,\"a\":2}],\"\\u0063ount\":2}")
    #expect(reading.rows == [["1", "2"]])
    #expect(reading.kinds == [.duplicateKey, .duplicateKey])
    #expect(
      reading.problems[1].message
        == "the key 'count' is there twice at the top of the page; expected each key once. Fetch it again")
  }

  @Test(
    "half of a surrogate pair beside the records is a problem too", arguments: ["\\ud83d", "\\ud83d\\u0041"])
  func loneSurrogate(escape: String) throws {
    let reading = try readJSON("{\"users\":[{\"a\":1,\"b\":2}],\"next_page\":\"\(escape)\"}")
    #expect(reading.rows == [["1", "2"]])
    #expect(reading.kinds == [.brokenJSON])
    #expect(reading.summaries[0].envelope?.nextPage?.unicodeScalars.first == "\u{FFFD}")
  }

  @Test("a value beside the records is bounded as a record is")
  func longMember() throws {
    let text = "{\"x\":\"" + String(repeating: "x", count: 100) + "\",\"users\":[{\"a\":1,\"b\":2}]}"
    #expect(
      refusal { _ = try readJSON(text, limits: ReadLimits(chunk: 8, record: 20)) }
        == "chat.json:1: has a value of more than 20 bytes beside the records; expected a shorter one. "
        + "Remove it from the file, name the array of the records in the plan (collection: …), or "
        + "let 'build' and 'verify' read longer values (--max-record)")
  }
}
