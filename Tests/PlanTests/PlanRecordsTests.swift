import Testing

@testable import Plan

@Suite("Mistakes in the mapping of records")
struct PlanRecordsTests {
  private static let sources = """
    sources:
      chat: {path: chat.csv}
      ticketing: {path: users.csv}
      tickets: {path: tickets.ndjson}
      orgs: {path: orgs.json}
    identity: {match: email, keep: ticketing}

    """
  private static let rest = "tickets: {source: tickets}, organizations: {source: orgs, key: id}"

  @Test(
    "a mapping of a source that can't have such records is refused",
    arguments: [
      (
        "comments: {source: ticketing}",
        "'records.comments' can't be of 'ticketing': it is the list of ticketing users; expected a source of its own"
      ),
      (
        "comments: {ids: {offset: 5}}",
        "'records.comments.ids' is for the records of other sources; the first chat's ids stay as they are"
      ),
      (
        "users: {key: ID}",
        "'records.users.key' is not known here: the columns of a chat person's id are 'author_id' and "
          + "'requester_id' of comments and tickets"
      ),
      (
        "users: {fields: {id: ID}}",
        "'records.users.fields.id' is not mapped here: the columns of a chat person's id are 'author_id' and "
          + "'requester_id' of comments and tickets"
      ),
      (
        "users: {source: ticketing, fields: {role: ROLE}}",
        "unknown key 'role' in 'records.users.fields'; known here: id, email"
      ),
      (
        "comments: {key: A, fields: {id: B}}",
        "'records.comments.key' and 'id' under 'fields' both name the column of the id; keep one"
      ),
      (
        "comments: [{fields: {}}, {fields: {}}]",
        "'records.comments' maps 'chat' a second time; keep one"
      ),
    ])
  func assignment(mapping: String, message: String) {
    #expect(problems(of: Self.sources + "records: {\(mapping), \(Self.rest)}") == ["m.yml:7: " + message])
  }

  @Test(
    "the singular of a record type is its name without the s, or with y for ies",
    arguments: [("macros", "macro"), ("categories", "category"), ("staff", "staff")])
  func singular(name: String, singular: String) throws {
    let records = "\(name): {source: orgs, key: id, fields: {title: TITLE}}, tickets: {source: tickets}"
    let plan = try Plan(text: Self.sources + "records: {\(records)}", path: "m.yml")
    #expect(plan.schema.first { $0.name == name }?.singular == singular)
  }

  @Test(
    "the ids of a second system get an offset or a prefix, and only one that changes them",
    arguments: [
      ("{}", "'records.tickets.ids' needs one of 'offset', 'prefix' and 'text'"),
      ("{offset: 1, prefix: 1}", "'records.tickets.ids' needs one of 'offset', 'prefix' and 'text'"),
      ("{offset: 0}", "'records.tickets.ids.offset' of 0 changes no id; leave 'ids' out"),
      (
        "{prefix: 0}",
        "expected a number from 1 to 9223372036854775807 for 'records.tickets.ids.prefix', found 0"
      ),
      (
        "{offset: 9223372036854775808}",
        "expected a whole number for 'records.tickets.ids.offset', found text '9223372036854775808'"
      ),
    ])
  func ids(rule: String, message: String) {
    let records =
      "records: {tickets: {source: tickets, ids: \(rule)}, organizations: {source: orgs, key: id}}"
    #expect(problems(of: Self.sources + records) == ["m.yml:7: " + message])
  }

  @Test("comments of the ticketing tool need its tickets")
  func commentsAlone() {
    let records = "records: {comments: [{}, {source: tickets}], organizations: {source: orgs, key: id}}"
    #expect(
      problems(of: Self.sources + records) == [
        "m.yml:7: the comments of 'tickets' need their tickets; add 'records.tickets: [{source: …}]', or leave "
          + "them out"
      ])
  }

  @Test("tickets of the ticketing tool need its list of users")
  func noUsers() {
    let text = """
      sources: {chat: {path: a.csv}, tickets: {path: b.csv}, orgs: {path: c.csv}}
      identity: {match: email}
      records: {tickets: {source: tickets}, organizations: {source: orgs, key: id}}
      """
    #expect(
      problems(of: text) == [
        "m.yml:2: 'identity.keep' is missing; add the source whose ids win: 'identity: {match: email, keep: "
          + "ticketing}'"
      ])
  }

  @Test("tickets of the ticketing tool whose source is no system of people need the list all the same")
  func noUsersOfOrganizations() {
    let text = """
      sources: {chat: {path: a.csv}, orgs: {path: c.csv}}
      records: {tickets: {source: orgs}, organizations: {source: orgs, key: id}}
      """
    #expect(
      problems(of: text) == [
        "m.yml:2: the people of 'orgs' need a list; map it under 'records.users', or name it by 'identity.keep' if "
          + "they are in the new system already"
      ])
  }

  @Test("organizations need a source and a key, and nothing else does")
  func organizations() throws {
    let chat = "sources: {chat: {path: a.csv}, orgs: {path: b.csv}}\n"
    #expect(problems(of: chat + "records: {organizations: {source: orgs, key: id}}") == [])
    #expect(
      problems(of: chat + "records: {organizations: {source: orgs}}") == [
        "m.yml:2: 'records.organizations.key' is missing; name the column of the organization ids"
      ])
    #expect(
      problems(of: "sources: {chat: {path: a.csv}}\nrecords: {organizations: {key: id}}") == [
        "m.yml:2: 'records.organizations.source' is missing; name the source of them"
      ])
    let users = "sources: {chat: {path: a.csv}, desk: {path: b.csv}}\nidentity: {keep: desk}\n"
    #expect(
      problems(of: users + "records: {organizations: {source: desk, key: id}}") == [
        "m.yml:3: 'records.organizations' can't be of 'desk': it has other records; expected a source of its own"
      ])
  }

  @Test("a second further source of one kind is refused")
  func secondFurther() {
    let text =
      Self.sources + """
        records:
          organizations: {source: orgs, key: id}
          tickets:
            - {source: chat}
            - {source: tickets}
            - {source: orgs}
        """
    #expect(
      problems(of: text) == [
        "m.yml:12: this version reads one such source of tickets, and 'tickets' is one; leave 'orgs' out"
      ])
  }

  @Test("two sources that could be the chat export are refused at the second")
  func ambiguous() {
    #expect(
      problems(of: Self.sources + "records: {organizations: {source: orgs, key: id}}") == [
        "m.yml:4: which source is the chat export, 'chat' or 'tickets'? Name it first in a list under "
          + "'records.comments', map the tickets of any other comments, and leave out what is not used"
      ])
  }

  @Test("comments without tickets of their kind may be the chat's, so that what nothing names is asked about")
  func commentsOrChat() {
    #expect(
      problems(
        of: Self.sources + "records: {comments: {source: tickets}, organizations: {source: orgs, key: id}}")
        == [
          "m.yml:4: which source is the chat export, 'chat' or 'tickets'? Name it first in a list under "
            + "'records.comments', map the tickets of any other comments, and leave out what is not used"
        ])
  }

  @Test("a slip in the name of a mapping's source is the only thing blamed")
  func slip() {
    #expect(
      problems(
        of: Self.sources + "records: {tickets: {source: tickets}, organizations: {source: org, key: id}}")
        == [
          "m.yml:7: 'records.organizations.source' must be the name of a source, found 'org'; did you mean 'orgs'?"
        ])
  }

  @Test("a source that nothing uses is refused")
  func unused() {
    let text =
      Self.sources + """
        records: {comments: [{source: chat}, {source: tickets}], tickets: [{source: chat}, {source: tickets}]}
        """
    #expect(
      problems(of: text) == [
        "m.yml:5: nothing uses the source 'orgs'; name it under 'records' or 'tables', or leave it out"
      ])
  }
}

@Suite("Mistakes in a field")
struct PlanFieldTests {
  private func fieldProblems(_ field: String, of kind: String = "tickets") -> [String] {
    problems(of: "sources: {chat: {path: a.csv}}\nrecords: {\(kind): {fields: {\(field)}}}")
  }

  private static let place = "'records.tickets.fields"

  @Test(
    "a further field is what it says",
    arguments: [
      ("status: {}", "\(place).status.from' is missing; name the column that 'status' comes from"),
      ("status: {from: [a]}", "expected text for \(place).status.from', found a list"),
      (
        "a b: X",
        "'a b' in 'records.tickets.fields' can't be a field's name: expected letters, digits, '_' and '-', at most "
          + "64"
      ),
      (
        "status: {from: S, type: decimal}",
        "expected integer, number, text, html, email, boolean, timestamp, user-reference, ticket-reference, "
          + "comment-reference, organization-reference or json for \(place).status.type', "
          + "found text 'decimal'"
      ),
      (
        "status: {from: S, required: maybe}",
        "expected true or false for \(place).status.required', found text 'maybe'"
      ),
      (
        "status: {from: S, required: true, when-null: keep}",
        "\(place).status.required' contradicts 'when-null: keep'; keep one of the two"
      ),
      (
        "created_at: {required: false}",
        "\(place).created_at.required: false' is 'when-null: keep', which this field can't have; expected when-null "
          + "refuse or drop"
      ),
      (
        "flag: {from: F, type: boolean, true: yes}",
        "\(place).flag.true' needs 'false' beside it: say both"
      ),
      (
        "count: {from: C, type: integer, default: none}",
        "expected a whole number for \(place).count.default', found text 'none'"
      ),
      (
        "flag: {from: F, type: boolean, default: yes}",
        "expected true, false, t, f, 1 or 0 for \(place).flag.default', found text 'yes'"
      ),
      ("status: {from: S, map: {}}", "\(place).status.map' maps nothing; write 'old: new'"),
      (
        "status: {from: S, map: {'': new}}",
        "\(place).status.map' maps the empty value, which is null; use 'default' for it"
      ),
      ("status: {from: S, map: {a: [b]}}", "expected text for \(place).status.map.a', found a list"),
      (
        "created_at: {format: rfc-3339}",
        "expected rfc3339, epoch-seconds, epoch-milliseconds, epoch-microseconds, bigquery, postgres, salesforce, "
          + "snowflake, sql or a pattern such as "
          + "\"%Y-%m-%d %H:%M\" for \(place).created_at.format', found text 'rfc-3339'; did you mean 'rfc3339'?"
      ),
      (
        "created_at: {format: '%Y-%m-%d %H:%M'}",
        "stamps of the pattern '%Y-%m-%d %H:%M' have no zone; add 'time-zone' beside it"
      ),
      (
        "created_at: {format: epoch-seconds, time-zone: UTC}",
        "\(place).created_at.time-zone' says nothing about an epoch, which is UTC; leave it out"
      ),
      (
        "created_at: {time-zone: Europe/Berln}",
        "expected UTC, an offset such as \"+02:00\", or a name such as Europe/Berlin for "
          + "\(place).created_at.time-zone', found text 'Europe/Berln'; did you mean 'Europe/Berlin'?"
      ),
    ])
  func field(text: String, message: String) {
    #expect(fieldProblems(text) == ["m.yml:2: " + message])
  }

  @Test(
    "what has a name of its own is a custom field, and a slip of a core one is not",
    arguments: [
      ("status: S", true), ("updated_at: U", true), ("assignee_id: A", true), ("id-2: I", true),
      ("creatd_at: C", false), ("creatd_at: C, created_at: D", true),
      (String(repeating: "x", count: 64) + ": X", true), (String(repeating: "x", count: 65) + ": X", false),
    ])
  func furtherName(field: String, isRight: Bool) {
    #expect(fieldProblems(field).isEmpty == isRight)
  }

  @Test("custom fields may share a column with each other and with core ones")
  func sharedColumn() {
    #expect(fieldProblems("a: TICKET_CREATED_AT, b: TICKET_CREATED_AT") == [])
  }

  @Test("a pattern with a zone of its own may have a zone beside it")
  func patternWithOffset() {
    #expect(fieldProblems("created_at: {format: '%a %b %d %H:%M:%S %z %Y'}") == [])
    #expect(fieldProblems("created_at: {format: '%a %b %d %H:%M:%S %z %Y', time-zone: UTC}") == [])
  }

  @Test("an array or a singular that is not a text is a mistake", arguments: ["array", "singular"])
  func arrayOfAType(key: String) {
    let found = problems(
      of: "sources: {chat: {path: a}, m: {path: b}}\nrecords: {macros: {source: m, key: id, \(key): [x]}}")
    #expect(found == ["m.yml:2: expected text for 'records.macros.\(key)', found a list"])
  }
}
