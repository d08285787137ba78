import Testing

@testable import Plan

@Suite("The path of a nested array")
struct EachPathTests {
  @Test("keys joined by dots lead to it, and [] goes into the elements of an array")
  func steps() throws {
    let parts = try #require(EachPath("conversation_parts.conversation_parts[]"))
    #expect(parts.steps.map(\.key) == ["conversation_parts", "conversation_parts"])
    #expect(parts.steps.map(\.isArray) == [false, true])
    #expect(parts.arrays == [["conversation_parts", "conversation_parts"]])
    let files = try #require(EachPath("_embedded.threads[].é.files[]"))
    #expect(files.arrays == [["_embedded", "threads"], ["é", "files"]])
    for path in [parts, files] { #expect(EachPath(path.description) == path) }
    #expect(files.description == "_embedded.threads[].é.files[]")
  }

  @Test(
    "anything else is refused with its line",
    arguments: [
      ("parts", "text 'parts'; write 'parts[]'"), ("a[].b", "text 'a[].b'; write 'a[].b[]'"),
      ("'[]'", "text '[]'"), ("a.[]", "text 'a.[]'"), ("a..b[]", "text 'a..b[]'"),
      ("a.b[].", "text 'a.b[].'"),
      ("'a[][]'", "text 'a[][]'"), ("'a[0]'", "text 'a[0]'"), ("'[a].b[]'", "text '[a].b[]'"),
    ])
  func mistakes(path: String, found: String) {
    #expect(
      problems(of: "sources:\n  chat:\n    path: a.json\n    each: \(path)\n") == [
        "m.yml:4: expected keys joined by dots, the last of them followed by [], such as "
          + "conversation_parts.conversation_parts[], for 'sources.chat.each', found \(found)"
      ])
  }

  @Test("it is read for every JSON format, and refused beside CSV")
  func formats() throws {
    for format in ["auto", "json", "ndjson"] {
      let plan = try Plan(
        text: "sources: {chat: {path: a.json, format: \(format), each: 'p[]'}}", path: "m.yml")
      #expect(plan.chats[0].source.each == EachPath("p[]"))
    }
    #expect(
      problems(of: "sources: {chat: {path: a, format: csv, each: 'p[]'}}") == [
        "m.yml:1: 'sources.chat.each' is for the formats json and ndjson, and this source is csv; leave one out"
      ])
    for key in ["delimiter: ';'", "header: [a]"] {
      #expect(
        problems(of: "sources: {chat: {path: a, \(key), each: 'p[]'}}") == [
          "m.yml:1: 'sources.chat.each' is for JSON, and 'sources.chat.\(key.prefix { $0 != ":" })' is for CSV; "
            + "leave one out"
        ])
    }
  }

  @Test("two sources may name one file where their arrays differ, and only there")
  func oneFile() {
    func problemsOf(_ one: String, _ other: String) -> [String] {
      problems(
        of: """
          sources:
            chat: {path: c.json\(one)}
            desk: {path: "*.json"\(other)}
          identity: {keep: desk}
          """)
    }
    #expect(problemsOf("", ", each: 'p[]'") == [])
    #expect(problemsOf(", each: 'p[]'", "") == [])
    #expect(problemsOf(", each: 'p[]'", ", each: 'p[].q[]'") == [])
    let twice = ["m.yml:3: '*.json' of 'desk' is named by 'chat' too; a file belongs to one source"]
    #expect(problemsOf("", "") == twice)
    #expect(problemsOf(", each: 'p[]'", ", each: 'p[]'") == twice)
  }
}
