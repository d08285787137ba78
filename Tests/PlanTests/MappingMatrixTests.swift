import Testing

@testable import Plan

@Suite("The mapping matrix in words")
struct MappingMatrixTests {
  /// A row as a reader sees it.
  private func row(_ row: MatrixRow) -> String {
    [
      row.record, row.source, row.from, row.field, row.type, row.defaultValue, row.transformation,
      row.validation,
    ].joined(separator: " | ")
  }

  @Test("the shortest plan has every field by default")
  func defaults() throws {
    let plan = try Plan(text: "sources: {chat: {path: chat.csv}}", path: "m.yml")
    #expect(
      plan.matrix.map(row) == [
        "comments | chat | COMMENT_PART_ID | id | integer | — | — | required; 64-bit integer",
        "comments | chat | CONVERSATION_ID | ticket_id | integer | — | — | required; 64-bit integer",
        "comments | chat | AUTHOR_ID | author_id | user-reference | — | the person's id | required; 64-bit integer",
        "comments | chat | COMMENT_PUBLIC | public | boolean | — | — | required; one of true, false, t, f, 1, 0, in "
          + "any case",
        "comments | chat | COMMENT_CREATED_AT | created_at | timestamp | — | — | required; RFC 3339 time",
        "comments | chat | BODY | html_body | html | — | — | null becomes the empty text; UTF-8",
        "tickets | chat | CONVERSATION_ID | id | integer | — | — | required; 64-bit integer",
        "tickets | chat | TICKET_REQUESTER_ID | requester_id | user-reference | — | the person's id | required; "
          + "64-bit integer",
        "tickets | chat | TICKET_CREATED_AT | created_at | timestamp | — | — | required; RFC 3339 time",
        "users | chat | AUTHOR_ID, TICKET_REQUESTER_ID | id | user-reference | — | the person's id | required; "
          + "64-bit integer",
        "users | chat | NAME | name | text | — | — | null is kept; UTF-8",
        "users | chat | EMAIL | email | email | — | — | null is kept; UTF-8",
      ])
  }

  @Test("each source has its rows in turn, with what is done to ids")
  func sources() throws {
    let plan = try Plan(
      text: """
        sources:
          chat: {path: a}
          list: {path: b}
          t: {path: c}
          c: {path: d}
          o: {path: e}
        identity: {keep: list}
        records:
          comments: {source: c, ids: {prefix: 9}}
          tickets: {source: t, ids: {offset: -5}, fields: {status: state}}
          organizations: {source: o, key: number, fields: {name: title}}
        """, path: "m.yml")
    let rows = plan.matrix.filter { $0.source != "chat" }.map(row)
    #expect(
      rows == [
        "comments | c | id | id | integer | — | 9 in front | required; 64-bit integer",
        "comments | c | ticket_id | ticket_id | integer | — | minus 5 | required; 64-bit integer",
        "comments | c | author_id | author_id | user-reference | — | — | required; 64-bit integer; an id of the "
          + "ticketing users",
        "comments | c | public | public | boolean | — | — | required; one of true, false, t, f, 1, 0, in any case",
        "comments | c | created_at | created_at | timestamp | — | — | required; RFC 3339 time",
        "comments | c | html_body | html_body | html | — | — | null becomes the empty text; UTF-8",
        "tickets | t | id | id | integer | — | minus 5 | required; 64-bit integer",
        "tickets | t | requester_id | requester_id | user-reference | — | — | required; 64-bit integer; an id of "
          + "the ticketing users",
        "tickets | t | created_at | created_at | timestamp | — | — | required; RFC 3339 time",
        "tickets | t | state | status | text | — | — | null is kept; UTF-8",
        "users | list | id | id | integer | — | the id of the chat person of this e-mail | required; 64-bit integer",
        "users | list | email | email | email | — | matches people, trimmed and in lower case | null is kept; UTF-8",
        "organizations | o | number | id | integer | — | — | required; 64-bit integer",
        "organizations | o | title | name | text | — | — | null is kept; UTF-8",
      ])
    #expect(plan.matrix.map(\.record) == plan.matrix.map(\.record).sorted { order($0) < order($1) })
  }

  private func order(_ record: String) -> Int {
    ["comments", "tickets", "users", "organizations"].firstIndex(of: record) ?? -1
  }

  @Test(
    "what a field says of itself stands in its row",
    arguments: [
      (
        "{from: S, default: open, map: {open: new, b: c}, otherwise: x}",
        "text | open | map: open→new, b→c, otherwise x | UTF-8"
      ),
      ("{from: S, map: {open: ~}}", "text | — | map: open→null, any other as it is | null is kept; UTF-8"),
      (
        "{from: S, default: a, map: {a: ~}}",
        "text | a | map: a→null, any other as it is | null is kept; UTF-8"
      ),
      (
        "{from: S, type: boolean, true: [yes, ja], false: no, when-null: drop}",
        "boolean | — | true: yes, ja; false: no | a row with null is dropped; one of yes, ja, no, in any case"
      ),
      (
        "{from: S, type: timestamp, format: '%Y-%m-%d %H:%M', time-zone: Europe/Berlin}",
        "timestamp | — | %Y-%m-%d %H:%M; time zone Europe/Berlin | null is kept; time of this format"
      ),
      (
        "{from: S, type: timestamp, format: epoch-milliseconds, required: true}",
        "timestamp | — | epoch-milliseconds | required; time of this format"
      ),
      (
        "{from: S, type: user-reference}",
        "user-reference | — | the person's id | null is kept; 64-bit integer"
      ),
      ("{from: S, type: json}", "json | — | — | null is kept; JSON"),
      (
        "{from: S, map: {a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7, h: 8, i: 9}, otherwise: 0}",
        "text | — | map: a→1, b→2, c→3, d→4, e→5, f→6, g→7, h→8 and 1 more, otherwise 0 | null is kept; UTF-8"
      ),
    ])
  func field(declaration: String, words: String) throws {
    let plan = try Plan(
      text: "sources: {chat: {path: a}}\nrecords: {tickets: {fields: {status: \(declaration)}}}",
      path: "m.yml")
    let rows = plan.matrix.filter { $0.field == "status" }.map(row)
    #expect(rows == ["tickets | chat | S | status | " + words])
  }
}
