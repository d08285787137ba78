import Plan
import Testing

@testable import Exports

@Suite("What JSON a file is")
struct JSONShapeTests {
  private func shape(_ text: String, declaring: (inout Source) -> Void = { _ in }) throws -> FileShape {
    let folder = try TemporaryFolder()
    try folder.write(text, to: "chat.json")
    return try folder.export("chat.json", declaring: declaring).shape(ofFile: 0)
  }

  @Test(
    "objects on lines are NDJSON",
    arguments: [
      "{\"a\":1}\n{\"a\":2}", "{\"a\":1}", "\n\n {\"a\":1}\n", "{\"a\":1}\n\n{\"a\":2",
      "{\"a\":1\n{\"a\":2}\n",
      "{\"a\":[{\"x\":1}]}\n{\"a\":[]}\n", "{\"a\":tru\n{\"a\":2}\n", "{\"a\":\"\n{\"a\":2}\n",
      "{\"a\":1,\n{\"a\":2}",
    ])
  func lines(text: String) throws {
    #expect(try shape(text).format == .ndjson)
  }

  @Test(
    "an array, and an object that has one of objects, is JSON",
    arguments: [
      "[{\"a\":1}]", "[]", " [\n{\"a\":1}", "{\"users\":[{\"a\":1}]}",
      "{\n \"count\": 1,\n \"users\": [{\"a\":1}]\n}",
      "{\"users\":[{\"a\":1},{\"a\":2", "{\"users\":[{\"a\":1},{\"a\"=2}]}",
    ])
  func json(text: String) throws {
    #expect(try shape(text).format == .json)
  }

  @Test("an object is a page where the plan speaks of one")
  func declared() throws {
    #expect(try shape("{\"users\":[1]}").format == .ndjson)
    #expect(try shape("{\"users\":[1]}") { $0.collection = "users" }.format == .json)
    #expect(try shape("{\"users\":[]}") { $0.collection = "users" }.format == .json)
    let page = FetchPlan(url: Located("https://desk.example/users.json", line: 1), directory: "pages")
    #expect(try shape("{\"users\":[]}") { $0.fetch = page }.format == .json)
    #expect(try shape("{\"users\":[]}") { $0.format = .json }.format == .json)
    #expect(try shape("{\"users\":[{}]}") { $0.format = .ndjson }.format == .ndjson)
  }

  @Test(
    "what starts with a bracket but not as JSON does is CSV", arguments: ["[a],b\n1,2\n", "{a},b\n1,2\n"])
  func csv(text: String) throws {
    #expect(try shape(text).format == .csv)
  }

  @Test("one object on one line is a record where it has the wanted keys, else a page")
  func onlyObject() throws {
    let ticket = "{\"id\":1,\"subject\":\"x\",\"fields\":[{\"key\":1}]}"
    #expect(try readJSON(ticket, columns: ["id", "subject"]).rows == [["1", "x"]])
    #expect(try readJSON(ticket, columns: ["key"]).rows == [["1"]])
    #expect(
      refusalOfJSON("{\"id\":1,\"fields\":[{\"id\":2}]}", columns: ["id"])
        == "chat.json: may be one record, or a page of records; "
        + "say which in the plan (format: ndjson, or collection: the key of the records)")
  }

  @Test(
    "one object over several lines is one record where it has the wanted keys, whatever the plan says of its fetch"
  )
  func onlyObjectOverLines() throws {
    let ticket = "{\n  \"a\": 1,\n  \"b\": \"x\\u0021\",\n  \"tags\": []\n}\n"
    var answer = FetchPlan(url: Located("https://desk.example/t/{id}", line: 1), directory: "pages")
    answer.pagination = .oneAnswer
    let ways: [(inout Source) -> Void] = [
      { _ in }, { $0.fetch = answer },
      {
        $0.fetch = answer
        $0.format = .ndjson
      },
    ]
    for declaring in ways {
      let reading = try readJSON("\n" + ticket, declaring: declaring)
      #expect(reading.rows == [["1", "x!"]])
      #expect(reading.problems == [])
      #expect(reading.summaries[0].shape.description == "one JSON object, UTF-8")
    }
  }

  @Test("one with records of its own is a page, but where it is one answer or 'each' goes into it")
  func onlyObjectWithRecords() throws {
    let ticket = "{\n  \"a\": 1,\n  \"b\": 2,\n  \"parts\": [\n{\"a\": 3, \"b\": 4}\n]\n}"
    #expect(try readJSON(ticket).rows == [["3", "4"]])
    var answer = FetchPlan(url: Located("https://desk.example/t/{id}", line: 1), directory: "pages")
    answer.pagination = .oneAnswer
    let declaring: (inout Source) -> Void = { $0.fetch = answer }
    #expect(
      refusalOfJSON(ticket, declaring: declaring)
        == "chat.json: may be one record, or a page of records; say which in the plan (format: ndjson, or collection: the "
        + "key of the records)")
    #expect(
      try readJSON(ticket) {
        $0.fetch = answer
        $0.format = .ndjson
      }.rows == [["1", "2"]])
    #expect(
      try readJSON(ticket, columns: ["^.a", "a"]) { $0.each = EachPath("parts[]") }.rows == [["1", "3"]])
  }

  @Test("what comes after such an object, and a half one, are problems")
  func brokenObjectOverLines() throws {
    var answer = FetchPlan(url: Located("https://desk.example/t/{id}", line: 1), directory: "pages")
    answer.pagination = .oneAnswer
    let declaring: (inout Source) -> Void = {
      $0.fetch = answer
      $0.format = .ndjson
    }
    #expect(
      refusalOfJSON("{\n\"a\":1,\"b\":2}\n{\n\"a\":3}\n", declaring: declaring)?.hasPrefix(
        "chat.json: is a sequence of JSON objects over several lines") == true)
    #expect(try readJSON("{\n\"a\":1,\"b\":2", declaring: declaring).problems.count > 0)
  }

  @Test("objects over several lines are no NDJSON, and the sentence names the command")
  func severalLines() throws {
    #expect(
      refusalOfJSON("{\n \"a\": 1\n}\n{\n \"a\": 2\n}\n", columns: ["a"])
        == "chat.json: is a sequence of JSON objects over several lines; expected one record on each line. "
        + "Write them so (jq -c .)")
  }

  @Test("a file without a value is refused", arguments: ["", " \n"])
  func empty(text: String) throws {
    for format in [SourceFormat.json, .ndjson] {
      #expect(
        refusalOfJSON(text) { $0.format = format }
          == "chat.json: is empty; expected JSON records. Export it again")
    }
  }

  @Test("a file that the plan calls JSON must be")
  func noJSON() throws {
    #expect(
      refusalOfJSON("a,b\n1,2\n") { $0.format = .json }
        == "chat.json:1: is not a JSON array or a page of records; expected '[' or '{' first. "
        + "Export it again as JSON")
    #expect(try readJSON("a,b\n1,2\n") { $0.format = .ndjson }.kinds == [.notAnObject, .notAnObject])
  }

  @Test("keys after a text with escapes are found, whichever columns are going to be read")
  func escapes() throws {
    let folder = try TemporaryFolder()
    try folder.write("{\"a\":\"x\\\"y\",\"b\":1}\n", to: "chat.json")
    #expect(try folder.export("chat.json").shape(ofFile: 0, columns: ["a"]).columns == ["a", "b"])
  }

  @Test("the columns are the key paths of the records, in order of first appearance")
  func columns() throws {
    let records = [
      "{\"id\":1,\"via\":null,\"tags\":[{\"x\":1}],\"empty\":{}}",
      "{\"name\":\"n\",\"via\":{\"channel\":\"web\",\"source\":{\"to\":null}},\"id\":2}",
      "{\"odd\":{\"x\":1}}", "{\"odd\":7}", "{\"\\u0061.b\":1}",
    ]
    let columns = [
      "id", "via", "tags", "empty", "name", "via.channel", "via.source.to", "odd.x", "odd", "a.b",
    ]
    .filter { $0 != "via" }
    #expect(try shape(records.joined(separator: "\n")).columns == columns)
    #expect(try shape("[" + records.joined(separator: ",") + "]").columns == columns)
    let page = try shape("{\"n\":1,\"users\":[" + records.joined(separator: ",\n") + "],\"z\":2}")
    #expect(page.columns == columns)
    #expect(page.collection == "users")
    #expect(page.description == "JSON page of 'users', UTF-8")
  }
}
