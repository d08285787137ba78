import Plan
import Testing

@testable import Exports

/// The rows of NDJSON with one column, read once and looked up again; with small windows, so that records are cut.
private func rows(
  _ lines: String, _ columns: [WantedColumn], each: String? = nil, chunk: Int = 1 << 20
) throws -> [[Field]] {
  let folder = try TemporaryFolder()
  try folder.write(lines, to: "1.json")
  let export = try folder.export("1.json") { $0.each = each.flatMap { EachPath($0) } }
  var rows: [[Field]] = []
  var places: [RecordPlace] = []
  _ = try export.read(
    columns: columns, limits: ReadLimits(chunk: chunk), problem: { _ in },
    receive: {
      rows += $0.rows
      places += $0.places
    })
  var lookup = try RecordLookup(export, columns: columns)
  try lookup.read(places.reversed() + places) { #expect($0.rows == rows.reversed() + rows) }
  return rows
}

private func usual(_ names: String...) -> [WantedColumn] { names.map { WantedColumn($0, absence: .usual) } }

@Suite("One element of an array by a key of it")
struct ElementPathTests {
  @Test(
    "a bracket has a key and a text between the array's path and the rest",
    arguments: [
      ("custom_fields[id=360001].value", ["custom_fields"], "id", "360001", "value"),
      ("ticket.fields[name=a b.c].via.channel", ["ticket", "fields"], "name", "a b.c", "via.channel"),
      ("f[id=1]", ["f"], "id", "1", nil), ("f[a=b=c].d[e=f].g", ["f"], "a", "b=c", "d[e=f].g"),
    ])
  func parts(column: String, array: [String], key: String, word: String, rest: String?) throws {
    let path = try #require(ElementPath(column))
    #expect(path.array == array)
    #expect((path.key, path.word) == (key, word))
    #expect(path.rest == rest)
  }

  @Test(
    "any other name with brackets is the name of a key",
    arguments: [
      "tags[0]", "tags[]", "a[id=1", "[id=1].b", "a[=1].b", "a[id=].b", "a[id=1].", "a[id=1]b", "a",
      "a].b[c=1",
    ])
  func noPath(column: String) {
    #expect(ElementPath(column) == nil)
  }

  @Test(
    "the first element counts whose key has the text, or a number of these digits",
    arguments: [
      (#"[{"id":1,"value":"a"},{"id":7,"value":"b"},{"id":7,"value":"c"}]"#, "b"),
      (#"[{"value":"b","id":"7"}]"#, "b"), (#"[{"id":"\u0037","value":"b\u0021"}]"#, "b!"),
      (#"[ {"id":[7],"value":1} , {"id":{"id":7},"value":2},{"id":7 ,"value":3} ]"#, "3"),
      (#"[{"id":7,"value":[1, 2]}]"#, "[1, 2]"), (#"[{"id":7,"value":true}]"#, "true"),
      (#"[{"id":7.0,"value":1},{"id":70,"value":2},{"id":-7,"value":3}]"#, ""),
      (#"[{"id":7,"value":null},{"id":7,"value":"b"}]"#, ""), (#"[{"id":7},{"id":7,"value":"b"}]"#, ""),
      (#"[7,"7",null,[{"id":7,"value":"b"}]]"#, ""), ("[]", ""), ("null", ""), (#"{"id":7,"value":"b"}"#, ""),
      (#""[{\"id\":7,\"value\":\"b\"}]""#, ""), ("7", ""),
    ])
  func value(array: String, value: String) throws {
    let line = #"{"f":\#(array)}"# + "\n" + #"{"f":[{"id":7,"value":"there"}]}"# + "\n{\"g\":1}\n"
    for chunk in [1 << 20, 7] {
      #expect(
        try rows(line, usual("f[id=7].value"), chunk: chunk)
          == [[Field(Array(value.utf8))], ["there"], [""]])
    }
  }

  @Test("several columns, paths, whole elements and elements in elements, in any order")
  func several() throws {
    let line =
      #"{"t":{"f":[{"id":1,"v":"x\n","in":{"deep":"d"}},{"id":2,"v":"y","b":[{"k":"p","c":"q\t"}]}]},"n":9}"#
      + "\n"
    #expect(
      try rows(
        line,
        usual("t.f[id=2].b[k=p].c", "n", "t.f[id=1].in.deep", "t.f[id=1].v", "t.f[id=2].v"))
        == [["q\t", "9", "d", "x\n", "y"]])
    #expect(
      try rows(line, usual("t.f[id=1]", "t.f[id=1].v"))
        == [[#"{"id":1,"v":"x\n","in":{"deep":"d"}}"#, "x\n"]])
  }

  @Test("an escaped text is decoded once, whatever finds it, and never in a value that is wanted as it is")
  func escapes() throws {
    let line = #"{"f":[{"id":1,"name":"s\\","v":"a\\\\nb"}]}"# + "\n"
    let text = Field(Array(#"a\\nb"#.utf8))
    #expect(try rows(line, usual(#"f[id=1].v"#, #"f[name=s\].v"#, "f[id=1].v")) == [[text, text, text]])
    let array = Field(Array(#"[{"id":1,"name":"s\\","v":"a\\\\nb"}]"#.utf8))
    #expect(try rows(line, usual("f[id=1].v", "f")) == [[text, array]])
    let json = [WantedColumn("f[id=1].v", isJSON: true), WantedColumn("f[id=1].v")]
    #expect(try rows(line, json) == [[Field(Array(#""a\\\\nb""#.utf8)), text]])
  }

  @Test("a key at the top that has the name of the path wins")
  func literal() throws {
    #expect(
      try rows(#"{"f[id=1].v":"top","f":[{"id":1,"v":"in"}]}"# + "\n", usual("f[id=1].v")) == [["top"]])
  }

  @Test("it is looked for in the element of 'each', and with ^. in what is around it")
  func nested() throws {
    let line =
      #"{"f":[{"id":1,"v":"rec\u0021"}],"parts":[{"f":[{"id":1,"v":"p"}]},{"f":[{"id":1,"v":"q\n"}]}]}"#
      + "\n"
    #expect(
      try rows(line, usual("f[id=1].v", "^.f[id=1].v"), each: "parts[]") == [
        ["p", "rec!"], ["q\n", "rec!"],
      ])
  }

  @Test("a template may have it in its braces")
  func template() throws {
    var column = WantedColumn("x", absence: .usual)
    column.template = try ColumnTemplate(parsing: "{n}-{f[id=1].v}")
    #expect(try rows(#"{"n":5,"f":[{"id":1,"v":"a"}]}"# + "\n", [column]) == [["5-a"]])
  }

  @Test("many records and many columns are read as a few are")
  func many() throws {
    let fields = (0..<70).map { #"{"id":\#($0),"v":"v\#($0)"}"# }.joined(separator: ",")
    let names = (0..<70).reversed().map { WantedColumn("f[id=\($0)].v", absence: .usual) }
    let expected = (0..<70).reversed().map { Field(Array("v\($0)".utf8)) }
    let found = try rows(String(repeating: #"{"f":[\#(fields)]}"# + "\n", count: 100), names, chunk: 4096)
    #expect(found.count == 100 && found.allSatisfy { $0 == expected })
  }

  @Test("one that no record has is refused by its name; in a CSV it is a name like any other")
  func missing() throws {
    #expect(
      refusal { _ = try rows(#"{"f":[{"id":1,"v":"a"}]}"# + "\n", usual("f[id=2].v")) }
        == "chat: none of its 1 JSON record has the key 'f[id=2].v'; names must match exactly. "
        + "Export the missing ones, or name the file's own in the plan under 'records'")
    #expect(try Reading("f[id=2].v\n5\n", columns: ["f[id=2].v"]).rows == [["5"]])
  }
}
