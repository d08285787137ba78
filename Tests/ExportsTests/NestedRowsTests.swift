import Foundation
import Plan
import Testing

@testable import Exports

/// What reading `text`, as a file called `chat.json`, hands on with `each`.
private func readEach(
  _ text: String, _ each: String, columns: [String], limits: ReadLimits = ReadLimits(),
  declaring: (inout Source) -> Void = { _ in }
) throws -> Reading {
  try readJSON(text, columns: columns, limits: limits) {
    $0.each = EachPath(each)
    declaring(&$0)
  }
}

/// The fields of all rows, looked up again one by one and all at once, from the last to the first.
func lookUp(_ export: Export, _ columns: [String], _ places: [RecordPlace]) throws -> [[[Field]]] {
  var lookup = try RecordLookup(export, columns: columns)
  var all: [[Field]] = []
  try lookup.read(places.reversed()) { block in
    #expect(Array(block.places) == places.reversed())
    all = block.rows.reversed()
  }
  var single: [[Field]] = []
  for place in places { try lookup.read([place]) { single += $0.rows } }
  return [all, single]
}

@Suite("The elements of a nested array as rows")
struct NestedRowsTests {
  private static let parts = "conversation_parts.conversation_parts[]"
  private static let columns = ["^.id", "id", "author.id", "body", "^.source.author.id", "[]"]
  private static let conversations = [
    #"{"id":"7","source":{"body":"<p>Hi</p>","author":{"id":"a1"}},"conversation_parts":{"total_count":2,"#
      + #""conversation_parts":[{"id":"70","author":{"id":"b1"},"body":"\"é\" \ud83d\ude00"},"#
      + #"{"body":null,"author":{"id":5},"id":"71"}]}}"#,
    #"{"conversation_parts":{"conversation_parts":[]},"id":"8","source":null}"#,
    #"{"id":"9","source":{"author":{"id":"a\u0033"}},"conversation_parts":null}"#,
    #"{"id":"10"}"#,
    #"{"id":"11","conversation_parts":{"conversation_parts":[ {"id":"110", "body":"x\ty"} ]},"source":{}}"#
      .replacing("\t", with: #"\t"#),
  ]
  private static let rows: [[Field]] = [
    ["7", "70", "b1", "\"é\" 😀", "a1", "0"], ["7", "71", "5", "", "a1", "1"],
    ["11", "110", "", "x\ty", "", "0"],
  ]

  @Test(
    "a part of a conversation has its own fields and, with '^.', those of the conversation, in every format")
  func conversations() throws {
    let (lines, array, page) = (
      Self.conversations.joined(separator: "\n"), "[" + Self.conversations.joined(separator: ",\n") + "]",
      #"{"type":"list","conversations":["# + Self.conversations.joined(separator: ",\n") + #"],"count":5}"#
    )
    for text in [lines, array, page] {
      let reading = try readEach(text, Self.parts, columns: Self.columns)
      #expect(reading.rows == Self.rows)
      #expect(reading.problems == [])
      #expect(reading.summaries.map(\.records) == [3])
      #expect(reading.places.map(\.element) == [0, 1, 0])
      #expect(reading.places.map(\.line) == [1, 1, 5])
      let offsets = text == lines ? [0, 0] : [1, 1]
      if text != page { #expect(reading.places.prefix(2).map { Int($0.offset) } == offsets) }
      #expect(
        reading.places.map { Int($0.length) }
          == [0, 0, 4].map { Self.conversations[$0].utf8.count })
    }
    let threads = #"{"_embedded":{"threads":[{"id":1,"body":"a"},{"id":2,"body":"b"}]},"number":4}"#
    #expect(
      try readEach(threads, "_embedded.threads[]", columns: ["^.number", "id", "body"]).rows
        == [["4", "1", "a"], ["4", "2", "b"]])
  }

  @Test("through two arrays, '^.' is the outer element and '^.^.' the record")
  func twoLevels() throws {
    let text = """
      {"id":1,"t":[{"id":10,"f":[{"id":"a"},{"id":"b"}]},{"id":11},{"id":12,"f":[]},{"id":13,"f":[{"id":"c"}]}]}
      {"id":2,"t":[{"f":[{"id":"d"}]}]}
      """
    let columns = ["^.^.id", "^.id", "id", "^.[]", "[]"]
    let reading = try readEach(text, "t[].f[]", columns: columns)
    #expect(
      reading.rows == [
        ["1", "10", "a", "0", "0"], ["1", "10", "b", "0", "1"], ["1", "13", "c", "3", "0"],
        ["2", "", "d", "0", "0"],
      ])
    #expect(reading.places.map(\.element) == [0, 1, 2, 0])
    #expect(reading.problems == [])
  }

  @Test("fields of an element are found like those of a record, and keys may be escaped or look like more")
  func fields() throws {
    let text =
      #"{"^.id":"k","\u0070":[{"via.channel":"mail","via":{"channel":"web"},"[]":7,"o":{"b":"\n"}},{"via":{"channel":"\"w\""}}],"#
      + #""id":"r","o":{"b":"\t"}}"#
    let reading = try readEach(
      text, "p[]", columns: ["via.channel", "o", "o.b", "^.id", "^.o", "^.o.b", "o.b"])
    #expect(
      reading.rows == [
        ["mail", #"{"b":"\n"}"#, "\n", "r", #"{"b":"\t"}"#, "\t", "\n"],
        ["\"w\"", "", "", "r", #"{"b":"\t"}"#, "\t", ""],
      ])
  }

  @Test("the array itself may be a column of the record, as it stands")
  func arrayItself() throws {
    let text = #"{"p":[{"a":"x\"y"}]}"# + "\n" + #"{"p":[]}"#
    #expect(
      try readEach(text, "p[]", columns: ["a", "^.p"]).rows == [["x\"y", #"[{"a":"x\"y"}]"#]])
  }

  @Test(
    "what is not an array of objects is a problem of the record that says what was expected and where",
    arguments: [
      (#"{"p":"x"}"#, "'p' is a text; expected an object with 'q'"),
      (#"{"p":""}"#, "'p' is a text; expected an object with 'q'"),
      (#"{"p":[{"q":[]}]}"#, "'p' is an array; expected an object with 'q'"),
      (#"{"p":{"q":{}}}"#, "'p.q' is an object; expected an array"),
      (#"{"p":{"q":false}}"#, "'p.q' is a boolean; expected an array"),
      (#"{"p":{"q":"[1]"}}"#, "'p.q' is a text; expected an array"),
      (#"{"p":{"q":[7]}}"#, "'p.q[0]' is a number (elements counted from 0); expected an object"),
      (#"{"p":{"q":[{},null]}}"#, "'p.q[1]' is null (elements counted from 0); expected an object"),
      (
        #"{"p":{"q":[{},{"r":{"s":3}}]}}"#,
        "'p.q[1].r.s' is a number (elements counted from 0); expected an array"
      ),
      (
        #"{"p":{"q":[{},{"r":{"s":[{},"x"]}}]}}"#,
        "'p.q[1].r.s[1]' is a text (elements counted from 0); expected an object"
      ),
    ])
  func wrongTypes(record: String, sentence: String) throws {
    let path = record.contains("\"r\"") ? "p.q[].r.s[]" : "p.q[]"
    let reading = try readEach(" {}\n\(record)\n", path, columns: [])
    #expect(
      reading.problems == [
        ExportProblem(
          kind: .notAnArray, file: 0, line: 2, offset: 4,
          message: sentence + ", because 'each' in the plan makes rows of what is in it. "
            + "Correct the plan, or export the file again")
      ])
  }

  @Test("elements beside one that is not an object are rows all the same, under their own ordinals")
  func elementsBesideWrongOne() throws {
    let reading = try readEach(#"[{"p":[{"a":1},[],{"a":3}]}]"#, "p[]", columns: ["a", "[]"])
    #expect(reading.rows == [["1", "0"], ["3", "2"]])
    #expect(reading.places.map(\.element) == [0, 2])
    #expect(reading.counts.map(\.records) == [2])
    #expect(reading.counts.map(\.problems) == [1])
  }

  @Test("a record that is refused gives no rows")
  func refusedRecords() throws {
    let text = """
      {"p":[{"a":1,"a":2}]}
      {"p":[{"a":1}],"p":[{"a":2}]}
      {"p":[{"a":"\\ud800"}]}
      {"p":[{"a":1}
      {"p":[{"a":4}]}
      """
    let reading = try readEach(text, "p[]", columns: ["a"])
    #expect(reading.kinds == [.duplicateKey, .duplicateKey, .brokenJSON, .brokenJSON])
    #expect(reading.rows == [["4"]])
  }

  @Test("a column that no element, or no record, has is refused, but not where all arrays are empty")
  func missingColumns() throws {
    let text = #"{"id":1,"only":2,"p":[{"a":null}]}"# + "\n" + #"{"id":2,"there":3,"p":[]}"# + "\n"
    func refusal(_ columns: [String]) -> String? {
      refusalOfJSON(text, columns: columns) { $0.each = EachPath("p[]") }
    }
    #expect(refusal(["a", "^.id", "^.only", "^.there", "[]"]) == nil)
    #expect(
      refusal(["a", "id"])
        == "chat: none of its 1 element of 'p[]' has the key 'id'; names must match exactly. "
        + "The records have '^.id': name it with its path in the plan (from: ^.id). "
        + "Export the missing ones, or name the file's own in the plan under 'records'")
    for column in ["^.a", "^.[]x"] {
      #expect(
        refusal(["a", column])
          == "chat: none of its 1 element of 'p[]' has the key '\(column)'; names must match exactly. "
          + "Export the missing ones, or name the file's own in the plan under 'records'")
    }
    let empty = try readEach(#"{"p":[]}"# + "\n" + #"{"p":null}"# + "\n{}\n", "p[]", columns: ["a", "^.id"])
    #expect(empty.rows == [])
    #expect(empty.problems == [])
    #expect(empty.counts.map(\.records) == [0])
  }

  @Test("a column beyond the record is refused", arguments: ["^.^.id", "^.[]", "^.^.[]"])
  func beyondRecord(column: String) {
    #expect(
      refusalOfJSON(#"{"p":[{"a":1}]}"#, columns: ["a", column]) { $0.each = EachPath("p[]") }
        == "chat: the column '\(column)' goes beyond the record; expected at most '^.' for each [] of 'each: p[]', "
        + "which has only the record around an element, and [] only for elements. Correct the plan")
  }

  @Test("a CSV file of a source with 'each' is refused, read or looked up")
  func csv() throws {
    let sentence =
      "chat.json: is not JSON, and 'each: p[]' makes rows of an array in JSON; expected JSON records. "
      + "Remove 'each' from the plan, or correct the path"
    #expect(refusalOfJSON("a,b\n1,2\n") { $0.each = EachPath("p[]") } == sentence)
    let folder = try TemporaryFolder()
    try folder.write("a,b\n1,2\n", to: "chat.json")
    let export = try folder.export("chat.json") { $0.each = EachPath("p[]") }
    #expect(refusal { _ = try RecordLookup(export, columns: ["a"]) } == sentence)
    #expect(refusal { _ = try export.shape(ofFile: 0) } == sentence)
  }

  @Test("in pieces of any size, coded and plain, the rows and places are the same, and each is found again")
  func pieces() throws {
    let texts = [
      Self.conversations.joined(separator: "\r\n"), "[" + Self.conversations.joined(separator: ",\r") + "]",
      #"{"n":[],"conversations":["# + Self.conversations.joined(separator: " ,") + "]}",
    ]
    for text in texts {
      let whole = try readEach(text, Self.parts, columns: Self.columns)
      #expect(whole.rows == Self.rows)
      for chunk in 1...16 {
        let limits = ReadLimits(chunk: chunk)
        #expect(
          try readEach(text, Self.parts, columns: Self.columns, limits: limits) == whole, "chunk \(chunk)")
      }
      let folder = try TemporaryFolder()
      try folder.write(text, to: "1.json")
      try folder.write(gzip(text), to: "2.json.gz")
      try folder.write(utf16BigEndian(text), to: "3.json")
      let export = try folder.export("1.json", "2.json.gz", "3.json") { $0.each = EachPath(Self.parts) }
      let reading = try Reading(export, columns: Self.columns)
      #expect(reading.rows == Self.rows + Self.rows + Self.rows)
      let found = try lookUp(try export.unpacked(in: folder.path), Self.columns, reading.places)
      #expect(found == [reading.rows, reading.rows])
    }
  }

  @Test("more rows than a block holds, and records longer than a chunk, keep the fields of their record")
  func manyRows() throws {
    let elements = (0..<9000).map { "{\"a\":\"\\t\($0)\"}" }
    let text = "{\"id\":\"\\u0061\",\"p\":[" + elements.joined(separator: ",") + "]}\n"
    let reading = try readEach(
      text + text, "p[]", columns: ["a", "^.id", "[]"], limits: ReadLimits(chunk: 1000))
    let rows = (0..<9000).map { [Field(Array("\t\($0)".utf8)), "a", Field(Array("\($0)".utf8))] }
    #expect(reading.rows == rows + rows)
    #expect(reading.places.map { Int($0.element) } == Array(0..<9000) + Array(0..<9000))
  }

  @Test("a place with another record, or without such an element, is refused; one may be asked for twice")
  func wrongPlace() throws {
    let folder = try TemporaryFolder()
    try folder.write(#"{"p":[{"a":"\t"},7,{"a":"2"}]}"# + "\n" + #"{"p":[]}"# + "\n", to: "1.json")
    let export = try folder.export("1.json") { $0.each = EachPath("p[]") }
    var lookup = try RecordLookup(export, columns: ["a"])
    func place(_ offset: UInt64, _ length: UInt32, _ element: UInt32) -> RecordPlace {
      RecordPlace(file: 0, length: length, offset: offset, line: 5, element: element)
    }
    for place in [place(0, 30, 1), place(0, 30, 3), place(0, 29, 0), place(31, 8, 0), place(1, 3, 0)] {
      #expect(
        refusal { try lookup.read([place]) { _ in } }
          == "1.json:5: expected the record of \(place.length) bytes that was read here before "
          + "(offset \(place.offset)); the file changed between two readings. Run again when nobody writes to it"
      )
    }
    let places = [place(0, 30, 2), place(0, 30, 0), place(0, 30, 2)]
    try lookup.read(places) { #expect($0.rows == [["2"], ["\t"], ["2"]]) }
  }

  @Test("the shape says which array the rows are of, and what its elements and their surroundings have")
  func shape() throws {
    let folder = try TemporaryFolder()
    let page = #"{"type":"list","conversations":["# + Self.conversations.joined(separator: ",") + "]}"
    try folder.write(page, to: "1.json")
    try folder.write(Self.conversations.joined(separator: "\n"), to: "2.json")
    try folder.write(#"{"id":1,"t":[{"n":"x\"y","id":10,"f":[{"id":"a"}]}]}"#, to: "3.json")
    let export = try folder.export("1.json", "2.json") { $0.each = EachPath(Self.parts) }
    let shape = try export.shape(ofFile: 0, columns: Self.columns)
    #expect(
      shape.description == "JSON page of 'conversations', each conversation_parts.conversation_parts[], UTF-8"
    )
    #expect(
      shape.columns == [
        "id", "author.id", "body", "^.id", "^.source.body", "^.source.author.id",
        "^.conversation_parts.total_count", "^.source",
      ].filter { $0 != "^.source" } + ["^.source"])
    #expect(
      try export.shape(ofFile: 1).description
        == "NDJSON, each conversation_parts.conversation_parts[], UTF-8")
    let inner = try folder.export("3.json") { $0.each = EachPath("t[].f[]") }
    #expect(try inner.shape(ofFile: 0).columns == ["id", "^.n", "^.id", "^.^.id"])
    #expect(
      try Reading(inner, columns: ["id"]).summaries.map(\.shape.description) == [
        "NDJSON, each t[].f[], UTF-8"
      ])
  }

  @Test("one object is a record where it has the array, or something else that is wanted of the record")
  func onlyObject() throws {
    #expect(try readEach(#"{"id":1,"p":[{"id":2}]}"#, "p[]", columns: ["id", "^.id"]).rows == [["2", "1"]])
    #expect(try readEach(#"{"id":1}"#, "p[]", columns: ["id", "^.id"]).rows == [])
    #expect(
      try readEach(#"{"id":1,"list":[{"id":3,"p":[{"id":2}]}]}"#, "p[]", columns: ["id", "^.id"]).rows
        == [["2", "3"]])
    #expect(
      refusalOfJSON(#"{"error":"no"}"#, columns: ["id", "^.id"]) { $0.each = EachPath("p[]") }
        == "chat.json: is not a page of records but an answer without any (key error); fetch it again")
  }

  @Test(
    "a key that one file writes otherwise is refused in elements and around them", arguments: ["a", "^.ID"])
  func otherWriting(column: String) throws {
    let folder = try TemporaryFolder()
    try folder.write(#"{"ID":1,"p":[{"a":1,"b":1}]}"# + "\n", to: "1.json")
    try folder.write(#"{"id":1,"p":[{"A":1,"b":2}]}"# + "\n", to: "2.json")
    let export = try folder.export("1.json", "2.json") { $0.each = EachPath("p[]") }
    #expect(
      refusal { _ = try Reading(export, columns: ["b", column]) }
        == "2.json: has the key '\(column == "a" ? "A" : "^.id")' where other files of the source have '\(column)'; "
        + "names must match exactly. Rename it, so that its values are not read as null")
  }
}
