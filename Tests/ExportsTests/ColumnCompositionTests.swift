import Plan
import Testing

@testable import Exports

private func template(
  _ text: String, null words: [String] = [], absence: WantedColumn.Absence = .usual
) throws -> WantedColumn {
  var column = WantedColumn(text, absence: absence)
  column.template = try ColumnTemplate(parsing: text)
  column.template?.nullWords = words
  return column
}

/// The rows of an export, read once and then looked up again in the opposite order.
private func rows(of export: Export, _ columns: [WantedColumn]) throws -> [[Field]] {
  var rows: [[Field]] = []
  var places: [RecordPlace] = []
  _ = try export.read(
    columns: columns, problem: { _ in },
    receive: {
      rows += $0.rows
      places += $0.places
    })
  var lookup = try RecordLookup(export, columns: columns)
  try lookup.read(places.reversed()) { #expect($0.rows == rows.reversed()) }
  return rows
}

private func rows(
  _ text: String, _ columns: [WantedColumn], name: String = "1.json", each: String? = nil
) throws -> [[Field]] {
  let folder = try TemporaryFolder()
  try folder.write(text, to: name)
  return try rows(of: folder.export(name) { $0.each = each.flatMap { EachPath($0) } }, columns)
}

@Suite("Columns that are put together")
struct ColumnCompositionTests {
  @Test("the value is the texts put together, decoded, beside columns as they are")
  func whole() throws {
    let csv = "id,kind,x\n1,\"a \"\"b\"\"\",y\n2,c,z\n"
    let columns = [
      try template("{kind}:{id}"), WantedColumn("x"), WantedColumn("kind"), try template("{{{id}}}"),
    ]
    #expect(
      try rows(csv, columns, name: "1.csv")
        == [["a \"b\":1", "y", "a \"b\"", "{1}"], ["c:2", "z", "c", "{2}"]])
  }

  @Test(
    "a template with a literal is null where a column of it is: null, missing or empty",
    arguments: [#"{"t":"user","id":null}"#, #"{"t":"user"}"#, #"{"t":"user","id":""}"#, #"{"id":7}"#])
  func null(line: String) throws {
    let lines = line + "\n" + #"{"t":"user","id":7}"# + "\n"
    #expect(try rows(lines, [try template("{t}:{id}")]) == [[""], ["user:7"]])
  }

  @Test(
    "one of columns and white space joins those that are not null, each after the first white space between them",
    arguments: [
      ("{a} {b}", "1,2,3", "1 2"), ("{a} {b}", "1,,3", "1"), ("{a} {b}", ",2,3", "2"), ("{a} {b}", ",,3", ""),
      ("{a} {b} {c}", "1,,3", "1 3"), ("{a} {b}{c}", "1,,3", "1 3"), ("{a}{b}  {c}", "1,,3", "1  3"),
      (" {a} {b} ", "1,2,", "1 2"), ("{a}{b}", "1,2,", "12"), ("{a} {b}", " 1 ,2,", " 1  2"),
    ])
  func joined(text: String, row: String, value: String) throws {
    let columns = [try template(text)]
    #expect(try rows("a,b,c\n\(row)\n", columns, name: "1.csv") == [[Field(Array(value.utf8))]])
  }

  @Test("a null word of the field is null in each column of its template")
  func nullWords() throws {
    let csv = "a,b\nAnn,\\N\n\\N,\\N\n"
    #expect(
      try rows(
        csv, [try template("{a} {b}", null: ["\\N"]), try template("{a}/{b}", null: ["NULL"])], name: "1.csv")
        == [["Ann", "Ann/\\N"], ["", "\\N/\\N"]])
  }

  @Test(
    "{@parent} is the first of the two ids that a file is called by, and null for any other file",
    arguments: [
      ("17,9-page-000001.json", "17"), ("a%2Fb%2C,9-page-000001.json", "a/b,"),
      ("17,9,8-page-1000000.json", "17"),
      ("17-page-000001.json", ""), ("17,9.json", ""), (",9-page-000001.json", ""),
      ("17,-page-000001.json", ""),
    ])
  func parent(name: String, parent: String) throws {
    let columns = [try template("{@parent}"), try template("{@parent}:{a}"), try template("{a} {@parent}")]
    let row = try rows("{\"a\":1}\n{\"a\":1}\n", columns, name: name)[0]
    #expect(
      row
        == [parent, parent.isEmpty ? "" : "\(parent):1", parent.isEmpty ? "1" : "1 \(parent)"].map {
          Field(Array($0.utf8))
        })
  }

  @Test("{@file} is the name of the row's file without its folder")
  func file() throws {
    let folder = try TemporaryFolder()
    try folder.write("a\n1\n", to: "ticket-7.csv")
    try folder.write("a\n2\n3\n", to: "ticket-12.csv")
    let export = try folder.export(folder.path + "/ticket-*.csv")
    #expect(
      try rows(of: export, [try template("{@file}"), WantedColumn("a")])
        == [["ticket-7.csv", "1"], ["ticket-12.csv", "2"], ["ticket-12.csv", "3"]])
  }

  @Test("columns of nested objects, of the element and of the record around it may be put together")
  func nested() throws {
    let line = #"{"id":5,"parts":[{"by":{"type":"user","id":1}},{"by":{"type":"admin","id":2}}]}"# + "\n"
    let columns = [try template("{by.type}:{by.id}"), try template("{^.id}-{[]}")]
    #expect(try rows(line, columns, each: "parts[]") == [["user:1", "5-0"], ["admin:2", "5-1"]])
  }

  @Test("more records than a block has are put together like a few")
  func manyRecords() throws {
    let lines = (0..<5000).map { "\($0),b\n" }.joined()
    let found = try rows("a,b\n" + lines, [try template("{b}{a}")], name: "1.csv")
    #expect(found == (0..<5000).map { [Field(Array("b\($0)".utf8))] })
  }

  @Test("a column that is not there is called by its own name")
  func missing() throws {
    let columns = [try template("{t}:{idd}", absence: .never)]
    #expect(
      refusal { _ = try rows("{\"t\":1,\"id\":2}\n", columns) }
        == "chat: none of its 1 JSON record has the key 'idd' (nearest: 'id'); names must match exactly. "
        + "Export the missing ones, or name the file's own in the plan under 'records'")
    #expect(
      refusal { _ = try rows("t,id\n1,2\n", columns, name: "1.csv") }
        == "1.csv:1: the header does not have 'idd' (nearest: 'id') among its 2 columns ('t', 'id'); names must match "
        + "exactly. Export the missing ones, or name the file's own in the plan under 'records'")
  }

  @Test("a column that one file lacks is called by its own name, and the strictest use of it counts")
  func absence() throws {
    let folder = try TemporaryFolder()
    try folder.write("{\"a\":1,\"b\":2}\n", to: "1.json")
    try folder.write("{\"a\":1}\n", to: "2.json")
    let export = try folder.export("1.json", "2.json")
    var absences: [[String]] = []
    absences = try export.read(columns: [try template("{a}{b}")], problem: { _ in }, receive: { _ in })
      .map(\.absences)
    #expect(absences == [[], ["no record has 'b'"]])
    let columns = [try template("{a}{b}"), WantedColumn("b")]
    #expect(
      refusal { _ = try rows(of: export, columns) }?.hasPrefix(
        "2.json: its one record lacks the key 'b', which 1.json has.") == true)
  }
}
