import Plan
import Testing

@testable import Exports

/// What is said of files of NDJSON that lack wanted keys: the summaries, or the refusal.
private func reading(
  _ files: [String], _ columns: [WantedColumn], each: String? = nil
) throws -> (absences: [[String]], refusal: String?) {
  let folder = try TemporaryFolder()
  for (index, text) in files.enumerated() { try folder.write(text, to: "\(index + 1).json") }
  let paths = files.indices.map { Located("\($0 + 1).json", line: 1) }
  var source = Source(name: "chat", paths: paths)
  source.each = each.map { EachPath($0) } ?? nil
  let export = try Export(source, relativeTo: folder.path)
  var absences: [[String]] = []
  let sentence = refusal {
    absences = try export.read(columns: columns, problem: { _ in }, receive: { _ in }).map(\.absences)
  }
  return (absences, sentence)
}

private func lines(_ record: String, _ count: Int) -> String {
  String(repeating: record + "\n", count: count)
}

@Suite("Keys that some records of a JSON export lack")
struct ColumnPresenceTests {
  private let core = [WantedColumn("id"), WantedColumn("BODY", absence: .rare)]
  private let custom = [WantedColumn("id"), WantedColumn("STATE", absence: .usual)]
  private static let remedy =
    " Give the key its one name, or, if these records truly have no such value, say so in the plan with "
    + "\"default: ''\" for its field"

  private static let requiredRemedy =
    " Give the key its one name, or export it, because it must have a value, or give these records a value with 'default' "
    + "for its field"

  @Test("a later file that has a wanted key under another name is refused, naming the keys that are there")
  func renamed() throws {
    let files = [
      lines(#"{"id":1,"BODY":"x"}"#, 5), lines(#"{"id":2,"HTML_BODY":"y","via":{"channel":1}}"#, 50),
    ]
    #expect(
      try reading(files, core).refusal
        == "2.json: none of its 50 records has the key 'BODY', which 1.json has, but 'HTML_BODY', 'via.channel', "
        + "which that file has not." + Self.remedy)
    #expect(
      try reading(files.reversed(), core).refusal
        == "1.json: none of its 50 records has the key 'BODY', which 2.json has, but 'HTML_BODY', 'via.channel', "
        + "which that file has not." + Self.remedy)
  }

  @Test("so is a page of one record, where all records of the other pages have the key")
  func onlyRecord() throws {
    let pages = [#"{"users":[{"id":1,"BODY":null}]}"#, #"{"users":[{"id":2,"mail":"x"}]}"#]
    #expect(
      try reading(pages, core).refusal
        == "2.json: its one record lacks the key 'BODY', which 1.json has, but 'mail', which that file has not."
        + Self.remedy)
  }

  @Test("a few records may lack a key that null keeps, where records of other files lack it, too")
  func fewRecords() throws {
    let mixed = lines(#"{"id":1,"BODY":"x"}"#, 3) + lines(#"{"id":1}"#, 1)
    let found = try reading([mixed, lines(#"{"id":2}"#, 19)], core)
    #expect(found.refusal == nil)
    #expect(found.absences == [[], ["no record has 'BODY'"]])
    #expect(
      try reading([mixed, lines(#"{"id":2}"#, 20)], core).refusal
        == "2.json: none of its 20 records has the key 'BODY', which 1.json has." + Self.remedy)
  }

  @Test("a key that must have a value is in every file")
  func required() throws {
    let mixed = lines(#"{"id":1,"BODY":"x"}"#, 3) + lines(#"{"BODY":"x"}"#, 1)
    #expect(
      try reading([mixed, lines(#"{"BODY":"y"}"#, 2)], core).refusal
        == "2.json: none of its 2 records has the key 'id', which 1.json has." + Self.requiredRemedy)
  }

  @Test("a file may lack the key of a custom field, or of one with a default: that is told")
  func optional() throws {
    let found = try reading([lines(#"{"id":1,"STATE":"x"}"#, 30), lines(#"{"id":2}"#, 50), "[]"], custom)
    #expect(found.refusal == nil)
    #expect(found.absences == [[], ["no record has 'STATE'"], []])
  }

  @Test("several keys are named together")
  func several() throws {
    let columns = ["id", "A", "B"].map { WantedColumn($0) }
    #expect(
      try reading([#"{"id":1,"A":1,"B":1}"#, #"{"id":1,"a2":1}"#], columns).refusal
        == "2.json: its one record lacks the keys 'A', 'B', which 1.json has, but 'a2', which that file has not."
        + Self.requiredRemedy)
  }

  @Test(
    "one file whose records have a key up to a place, and none after it, is refused; and the other way round",
    arguments: [
      (5, 20, true), (20, 5, true), (50, 50, true), (4, 100, false), (100, 4, false), (19, 19, false),
    ])
  func change(with: Int, without: Int, isRefused: Bool) throws {
    let (has, lacks) = (lines(#"{"id":1,"BODY":"x"}"#, with), lines(#"{"id":1,"TEXT":"x"}"#, without))
    let rest = " the key 'BODY', and all others have it; expected it in every record." + Self.remedy
    #expect(
      try reading([has + lacks], core).refusal
        == (isRefused ? "1.json: from record \(with + 1) on, none of \(without) has" + rest : nil))
    #expect(
      try reading([lacks + has], core).refusal
        == (isRefused ? "1.json: up to record \(without), none of \(without) has" + rest : nil))
  }

  @Test("where records with a key and without take turns, it is null in some")
  func turns() throws {
    let some = lines(#"{"id":1,"BODY":"x"}"# + "\n" + #"{"id":1}"#, 40)
    let found = try reading([some], core)
    #expect(found.refusal == nil)
    #expect(found.absences == [[]])
  }

  @Test("the change of a custom field is told")
  func changeOfCustomField() throws {
    let text = lines(#"{"id":1,"STATE":"x"}"#, 20) + lines(#"{"id":1}"#, 30)
    #expect(try reading([text], custom).absences == [["from record 21 on, none of 30 has 'STATE'"]])
  }

  @Test("in nested arrays, keys of elements and of the record around them are counted apart")
  func nested() throws {
    let columns = [WantedColumn("id"), WantedColumn("^.at")]
    let files = [#"{"at":1,"p":[{"id":1},{"id":2}]}"#, #"{"time":1,"p":[{"id":3}]}"#].map { $0 + "\n" }
    #expect(
      try reading(files, columns, each: "p[]").refusal
        == "2.json: its one record lacks the key '^.at', which 1.json has, but '^.time', which that file has not."
        + Self.requiredRemedy)
    #expect(try reading([files[0], #"{"p":[]}"# + "\n"], columns, each: "p[]").refusal == nil)
  }

  @Test("a wanted key that stands in an object is named with its path")
  func envelope() throws {
    #expect(
      refusalOfJSON(#"{"_airbyte_ab_id":"x","_airbyte_data":{"a":1,"b":2}}"# + "\n{}\n")
        == "chat: none of its 2 JSON records has the key 'a' and 'b'; names must match exactly. "
        + "The records have '_airbyte_data.a': name it with its path in the plan (from: _airbyte_data.a). "
        + "Export the missing ones, or name the file's own in the plan under 'records'")
  }
}

@Suite("Arrays of JSON pages that come and go")
struct PageArrayTests {
  private func refusal(_ pages: String..., collection: String? = nil) throws -> String? {
    let folder = try TemporaryFolder()
    for (index, text) in pages.enumerated() { try folder.write(text, to: "\(index + 1).json") }
    let export = try folder.export("*.json") { $0.collection = collection }
    return ExportsTests.refusal { _ = try Reading(export, columns: ["id"]) }
  }

  @Test("a second array of records that is empty on the first page and filled on a later one is refused")
  func filledLater() throws {
    let pages = [#"{"users":[{"id":1}],"deleted":[]}"#, #"{"deleted":[{"id":3}],"users":[{"id":2}]}"#]
    #expect(
      try refusal(pages[0], pages[1])
        == "2.json: has an array of objects 'deleted', where the records of earlier pages are in 'users'; "
        + "expected one such array. Name the one with the records in the plan (collection: users)")
    #expect(try refusal(pages[0], pages[1], collection: "users") == nil)
  }

  @Test("so is one that is missing from the first page, and one where the first array is empty")
  func others() throws {
    let first = #"{"users":[{"id":1}]}"#
    for second in [
      #"{"users":[{"id":2}],"people":[ {"id":3}]}"#, #"{"users":[],"people":[{"id":3}]}"#,
      #"{"people":[{"id":3}]}"#,
    ] {
      #expect(
        try refusal(first, second)?.hasPrefix("2.json: has an array of objects 'people'") == true, "\(second)"
      )
    }
  }

  @Test(
    "arrays of anything but objects, and empty ones, are no records", arguments: ["[]", "[1,{}]", #"["x"]"#])
  func harmless(array: String) throws {
    #expect(try refusal(#"{"users":[{"id":1}]}"#, #"{"tags":\#(array),"users":[{"id":2}]}"#) == nil)
  }
}

@Suite("Columns of JSON values in a JSON export")
struct JSONColumnTests {
  private func rows(_ text: String, _ columns: [WantedColumn]) throws -> [[Field]] {
    let folder = try TemporaryFolder()
    try folder.write(text, to: "chat.json")
    let export = try folder.export("chat.json")
    var rows: [[Field]] = []
    var places: [RecordPlace] = []
    _ = try export.read(columns: columns, problem: { _ in }) { block in
      rows += block.rows
      places += block.places
    }
    var lookup = try RecordLookup(export, columns: columns)
    try lookup.read(places) { #expect($0.rows == rows) }
    return rows
  }

  @Test(
    "a string keeps its quotes and escapes; everything else is as it is in any column",
    arguments: [
      (#""12""#, #""12""#), (#""null""#, #""null""#), (#""""#, #""""#),
      (#""a\n\"\u00e9""#, #""a\n\"\u00e9""#),
      ("12", "12"), ("true", "true"), ("null", ""), (#"{"a":"\n"}"#, #"{"a":"\n"}"#), (#"["x"]"#, #"["x"]"#),
    ])
  func quotes(value: String, expected: String) throws {
    let column = WantedColumn("a", isJSON: true)
    let field = Field(Array(expected.utf8))
    #expect(try rows("{\"a\":\(value)}\n{\"a\": \(value) }\n", [column]) == [[field], [field]])
  }

  @Test("one key may be wanted with its quotes and without, and beside the object that it is in")
  func both() throws {
    let columns = [
      WantedColumn("a"), WantedColumn("a", isJSON: true), WantedColumn("o.x", isJSON: true),
      WantedColumn("o"),
      WantedColumn("o.x"),
    ]
    let record = #"{"a":"1\t2","o":{"x":"\u0041"}}"#
    let row: [Field] = ["1\t2", #""1\t2""#, #""\u0041""#, #"{"x":"\u0041"}"#, "A"]
    #expect(try rows(record + "\n" + record + "\n", columns) == [row, row])
  }

  @Test("in nested arrays, too, in elements and around them")
  func nested() throws {
    let columns = [
      WantedColumn("a", isJSON: true), WantedColumn("a"), WantedColumn("^.b", isJSON: true),
      WantedColumn("^.b"),
    ]
    let folder = try TemporaryFolder()
    try folder.write(#"{"b":"\n","p":[{"a":"x\ty"},{"a":null},{"a":7}]}"# + "\n{}\n", to: "chat.json")
    let export = try folder.export("chat.json") { $0.each = EachPath("p[]") }
    var rows: [[Field]] = []
    _ = try export.read(columns: columns, problem: { _ in }) { rows += $0.rows }
    #expect(
      rows == [
        [#""x\ty""#, "x\ty", #""\n""#, "\n"], ["", "", #""\n""#, "\n"], ["7", "7", #""\n""#, "\n"],
      ])
  }
}
