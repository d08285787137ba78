import Testing

@testable import Plan

/// A plan with a mistake of each kind: the sentence, and the line.
@Suite("Mistakes in the grammar's further parts")
struct PlanMistakeTests {
  @Test("a plan with every kind of mistake says each of them once, at its line")
  func everyKind() {
    let text = """
      sources:
        chat: {path: [exports/*.csv, out/a.tar.gz], delimiter: ":", stages: {by: month, first: 2021-13}}
        ticketing: {path: exports/users.csv, encoding: latin-1, columns: {id: x}}
        left_over: {path: b.csv, fetch: {url: "https://ann:secret@desk.example/users.json"}}
      identity: {keep: ticketing}
      archive: {path: out/a.tar.gz}
      records:
        comments:
          fields:
            id: {from: PART, default: 0}
            public: {type: text, true: [yes, ja], false: [no, YES]}
            created_at: {format: "%Y-%m-%d %H:%Q"}
        tickets:
          fields:
            requestor_id: WHO
            status: {map: {open: new}, otherwise: old, format: rfc3339}
            priority: {from: P, otherwise: low}
        users:
          - {source: ticketing, fields: {id: y}}
          - {source: tiketing}
      """
    #expect(
      problems(of: text) == [
        "m.yml:2: expected \",\", \";\", \"|\" or tab for 'sources.chat.delimiter', found text ':'",
        "m.yml:2: expected a month such as 2021-09 for 'sources.chat.stages.first', found text '2021-13'",
        "m.yml:2: 'out/a.tar.gz' names 'out/a.tar.gz', which 'build' writes: the archive would be read as an "
          + "export; write it to another folder, or narrow the path",
        "m.yml:3: expected auto, utf-8, utf-16 or windows-1252 for 'sources.ticketing.encoding', found text "
          + "'latin-1'",
        "m.yml:3: 'sources.ticketing.columns' and 'records.users' both map the users of 'ticketing'; keep one",
        "m.yml:3: 'exports/users.csv' of 'ticketing' is named by 'chat' too; a file belongs to one source",
        "m.yml:4: 'sources.left_over.fetch.url' contains a user or password; remove them, credentials are "
          + "never in a plan",
        "m.yml:10: 'records.comments.fields.id.default' would give many records one id; leave it out",
        "m.yml:11: expected boolean for 'records.comments.fields.public.type', found text 'text'",
        "m.yml:11: the word 'YES' is there twice in 'true' and 'false' of 'records.comments.fields.public'; a word "
          + "means one of them, in any case",
        "m.yml:12: the pattern of 'records.comments.fields.created_at.format' has the unknown directive '%Q' as "
          + "its character 13; known are %Y %y %m %b %B %d %e %a %A %H %I %M %S %f %p %z, and %% for a percent sign",
        "m.yml:15: unknown key 'requestor_id' in 'records.tickets.fields'; did you mean 'requester_id'? A custom "
          + "field of that name needs 'requester_id' beside it",
        "m.yml:16: 'records.tickets.fields.status.format' is for a timestamp, and this field is of type text; "
          + "leave it out",
        "m.yml:17: 'records.tickets.fields.priority.otherwise' needs 'map' beside it",
        "m.yml:20: 'records.users.source' must be the name of a source, found 'tiketing'; did you mean 'ticketing'?",
      ])
  }

  // MARK: Sources

  private func sourceProblems(_ source: String) -> [String] {
    problems(of: "sources:\n  chat: {\(source)}")
  }

  @Test(
    "what is said of a source must be sense",
    arguments: [
      (
        "path: a, format: xml",
        "expected auto, csv, ndjson or json for 'sources.chat.format', found text 'xml'"
      ),
      (
        "path: a, header: [A, B, A]",
        "'A' is there twice in 'sources.chat.header'; each column has a name of its own"
      ),
      ("path: a, header: []", "'sources.chat.header' is an empty list; name at least one"),
      (
        "path: a, format: json, delimiter: ','",
        "'sources.chat.delimiter' is for the format csv, and this source is json; leave one out"
      ),
      (
        "path: a, format: csv, collection: users",
        "'sources.chat.collection' is for the format json, and this source is csv; leave one out"
      ),
      (
        "path: a, quote: ab",
        "expected one character such as \"'\", or none for 'sources.chat.quote', found text 'ab'"
      ),
      (
        "path: a, quote: x",
        "expected one character such as \"'\", or none for 'sources.chat.quote', found text 'x'"
      ),
      (
        "path: a, escape: '/'",
        "expected a backslash (\"\\\\\") for 'sources.chat.escape', found text '/'"
      ),
      (
        "path: a, comment: '--'",
        "expected one character such as \"#\" for 'sources.chat.comment', found text '--'"
      ),
      (
        "path: a, skip-lines: 0",
        "expected a number from 1 to 1000000 for 'sources.chat.skip-lines', found 0"
      ),
      (
        "path: a, delimiter: '|', quote: '|'",
        "'sources.chat.quote' and 'sources.chat.delimiter' are one character; each needs its own"
      ),
      (
        "path: a, escape: '\\', comment: '\\'",
        "'sources.chat.comment' and 'sources.chat.escape' are one character; each needs its own"
      ),
      (
        "path: a, format: ndjson, quote: none",
        "'sources.chat.quote' is for the format csv, and this source is ndjson; leave one out"
      ),
      (
        "path: a, format: json, skip-lines: 2",
        "'sources.chat.skip-lines' is for the format csv, and this source is json; leave one out"
      ),
      (
        "path: a, each: 'b[]', comment: '#'",
        "'sources.chat.each' is for JSON, and 'sources.chat.comment' is for CSV; leave one out"
      ),
      (
        "path: a, stages: weekly",
        "expected year, quarter, month, day or number for 'sources.chat.stages', found text 'weekly'"
      ),
      (
        "path: a, stages: {first: 2021}",
        "'sources.chat.stages.by' is missing; say what the files are stages of"
      ),
      (
        "path: a, stages: {by: quarter, first: 2021-Q5}",
        "expected a quarter such as 2021-Q3 for 'sources.chat.stages.first', found text '2021-Q5'"
      ),
      (
        "path: a, stages: {by: day, last: 2021-02-29}",
        "expected a day such as 2021-09-30 for 'sources.chat.stages.last', found text '2021-02-29'"
      ),
      (
        "path: a, stages: {by: year, first: 2021, last: 2020}",
        "'sources.chat.stages.last' is before 'first': 2020 before 2021"
      ),
      (
        "path: a/*.json, fetch: {}",
        "'sources.chat.fetch.url' is missing; name the first page's address"
      ),
      (
        "path: a/*.json, fetch: {url: 'ftp://desk.example/u'}",
        "expected an address that begins with https:// for 'sources.chat.fetch.url', found text "
          + "'ftp://desk.example/u'"
      ),
      (
        "path: a/*.json, fetch: {url: 'https:///u'}",
        "expected an address that begins with https:// for 'sources.chat.fetch.url', found text 'https:///u'"
      ),
      (
        "path: a/*.json, fetch: {url: 'https://desk.example/u#x'}",
        "'sources.chat.fetch.url' has a fragment, which no server sees; leave out the '#' and what follows"
      ),
      (
        "path: a/users.json, fetch: {url: 'https://desk.example/u'}",
        "'sources.chat.fetch' writes its pages to the folder of the source's 'path', which must be one that ends "
          + "in '/*.json', as in 'exports/users/*.json'"
      ),
      (
        "path: a/*.json, fetch: {url: 'https://desk.example/u', per-page: 0}",
        "expected a number from 1 to 10000 for 'sources.chat.fetch.per-page', found 0"
      ),
    ])
  func source(text: String, message: String) {
    #expect(sourceProblems(text) == ["m.yml:2: " + message])
  }

  @Test(
    "a stage's name fits its unit",
    arguments: [
      ("year", "2021", true), ("year", "21", false), ("quarter", "2021Q4", true),
      ("quarter", "2021-4", false),
      ("quarter", "2021--Q4", false), ("month", "2021-12", true), ("month", "2021-00", false),
      ("month", "202112", false), ("day", "2020-02-29", true), ("day", "1900-02-29", false),
      ("day", "2021-04-31", false), ("number", "000568", true), ("number", "-1", false),
      ("number", "1a", false),
    ])
  func stage(unit: String, name: String, fits: Bool) {
    #expect(sourceProblems("path: a, stages: {by: \(unit), first: '\(name)'}").isEmpty == fits)
  }

  @Test(
    "a user or a password in an address is refused, and never repeated",
    arguments: ["https://u:hunter2@desk.example/u#x", "https://hunter2@desk.example/u"])
  func secret(url: String) {
    let found = sourceProblems("path: a/*.json, fetch: {url: '\(url)'}")
    #expect(found.count == 1)
    #expect(!found.joined().contains("hunter2"))
  }

  // MARK: Paths

  @Test(
    "the archive as an export is a cycle",
    arguments: [
      ("out/a.gz", "./out/a.gz"), ("out/*", "out/a.gz"), ("out/a.??", "out/a.gz"),
      ("x/../out/*.gz", "out/a.gz"),
      ("out/*.sha256", "out/a.gz"), ("/d/*.gz", "/d/b.gz"),
    ])
  func cycle(path: String, archive: String) {
    let found = problems(of: "sources: {chat: {path: \"\(path)\"}}\narchive: {path: \(archive)}")
    #expect(found.count == 1)
    #expect(found.first?.contains("the archive would be read as an export") == true)
  }

  @Test(
    "an archive beside the exports is none",
    arguments: [
      ("out/*.csv", "out/a.gz"), ("*.gz", "out/a.gz"), ("out/*", "out/.a.gz"), ("out/[a].gz", "out/a.gz"),
    ])
  func noCycle(path: String, archive: String) {
    #expect(problems(of: "sources: {chat: {path: \"\(path)\"}}\narchive: {path: \(archive)}") == [])
  }

  @Test("a file is found at the line of the path or glob that names it")
  func lineOfPath() throws {
    let plan = try Plan(
      text: """
        sources:
          chat:
            path:
              - exports/chat_1.csv
              - "exports/chat_2*.csv"
          desk: {path: users.csv}
        identity: {keep: desk}
        """, path: "m.yml")
    #expect(plan.line(ofPath: "exports/chat_1.csv") == 4)
    #expect(plan.line(ofPath: "exports/chat_2021.csv") == 5)
    #expect(plan.line(ofPath: "exports/chat_2*.csv") == 5)
    #expect(plan.line(ofPath: "users.csv") == 6)
    #expect(plan.line(ofPath: "exports/users.csv") == nil)
  }
}
