import Testing

@testable import Plan

@Suite("Values that a plan puts together or takes apart")
struct ColumnTemplateTests {
  @Test(
    "braces hold a column, doubled ones are themselves, and {@file} is the file",
    arguments: [
      ("contact:{id}", [.literal("contact:"), .column("id")]),
      ("{createdBy.type}:{^.id}", [.column("createdBy.type"), .literal(":"), .column("^.id")]),
      ("{{{a}}}", [.literal("{"), .column("a"), .literal("}")]),
      ("{@file}", [.file]), ("{@id} {@file}", [.column("@id"), .literal(" "), .file]),
    ] as [(String, [ColumnTemplate.Part])])
  func parts(text: String, parts: [ColumnTemplate.Part]) throws {
    let template = try ColumnTemplate(parsing: text)
    #expect(template.parts == parts)
    #expect(template.text == text)
  }

  @Test(
    "a template whose literals are white space joins, any other is null as a whole",
    arguments: [
      ("{a} {b}", true), ("{a}{b}", true), ("{a}\u{A0}{b}", true), ("{@file}", true), ("{a}, {b}", false),
      ("id {a}", false), ("{{{a}", false),
    ])
  func joins(text: String, joins: Bool) throws {
    #expect(try ColumnTemplate(parsing: text).joins == joins)
  }

  @Test("the columns of a template are named once each")
  func columns() throws {
    #expect(try ColumnTemplate(parsing: "{b}-{a}-{b}-{@file}").columns == ["b", "a"])
  }

  @Test("a plan has the template, its text in place of a column's name, and the null words of the field")
  func plan() throws {
    let plan = try Plan(
      text: """
        null: NULL
        sources: {chat: {path: a.csv}}
        records:
          comments:
            fields: {ticket_id: {template: "{@file}", extract: "ticket-*.csv"}, kind: {value: x}}
          users: {fields: {name: {template: "{first} {last}", null: [n/a, '-']}}}
        """, path: "m.yml")
    let columns = plan.chats[0].columns
    #expect(columns.ticketID.from == "{@file}")
    #expect(columns.ticketID.extract == ExtractPattern("ticket-*.csv"))
    #expect(columns.ticketID.template?.nullWords == ["NULL"])
    #expect(columns.name.from == "{first} {last}")
    #expect(columns.name.template?.nullWords == ["n/a", "-"])
    #expect(columns.name.sourceColumns == ["first", "last"])
    let row = try #require(plan.matrix.first { $0.record == "comments" && $0.field == "ticket_id" })
    #expect((row.from, row.transformation) == ("{@file}", "null: NULL; extract: ticket-*.csv"))
  }

  @Test("a constant reads the key's columns where the key is put together")
  func constant() throws {
    let plan = try Plan(
      text: """
        sources: {chat: {path: a.csv}}
        records: {comments: {fields: {id: {template: "{a}{b}"}, kind: {value: x}}}}
        """, path: "m.yml")
    #expect(plan.chats[0].columns.commentFields[0].sourceColumns == ["a", "b"])
  }

  private func problem(_ field: String) -> [String] {
    problems(of: "sources: {chat: {path: a.csv}}\nrecords: {users: {fields: {phone: {\(field)}}}}")
  }

  @Test(
    "every mistake has its line and remedy",
    arguments: [
      (
        #"template: "{a} {b""#,
        "the template of 'records.users.fields.phone.template' has a '{' without its '}'; close it, or write '{{' for "
          + "a brace itself"
      ),
      (
        #"template: "{a} b}""#,
        "the template of 'records.users.fields.phone.template' has a '}' without its '{'; open it, or write '}}' for "
          + "a brace itself"
      ),
      (
        #"template: "{a}{}""#,
        "the template of 'records.users.fields.phone.template' has braces without a column in them; write '{column}'"
      ),
      (
        "template: phone",
        "the template of 'records.users.fields.phone.template' names no column; write one as '{column}', or 'value' "
          + "for one text in all records"
      ),
      (
        #"template: "{a}", from: b"#,
        "'records.users.fields.phone.template' and 'records.users.fields.phone.from' contradict each other; keep one"
      ),
      (
        #"template: "{a}", value: b"#,
        "'records.users.fields.phone.value' and 'records.users.fields.phone.template' contradict each other; keep one"
      ),
      (
        #"template: "{a}", type: json"#,
        "'records.users.fields.phone.template' puts a text together, and this field is of type json; use 'from', or "
          + "another type"
      ),
      (
        #"from: a, extract: "a*b*c""#,
        #"expected one '*' with a text before or after it, such as "ticket-*.json", for "#
          + "'records.users.fields.phone.extract', found text 'a*b*c'"
      ),
      (
        #"from: a, extract: "*""#,
        #"expected one '*' with a text before or after it, such as "ticket-*.json", for "#
          + "'records.users.fields.phone.extract', found text '*'"
      ),
      (
        #"from: a, extract: "x*", type: json"#,
        "'records.users.fields.phone.extract' takes a part of a text, and this field is of type json; leave it out, or "
          + "give it another type"
      ),
      (
        #"value: a, extract: "x*""#,
        "'records.users.fields.phone.value' and 'records.users.fields.phone.extract' contradict each other; keep one"
      ),
    ])
  func mistakes(field: String, message: String) {
    #expect(problem(field) == ["m.yml:2: " + message])
  }
}
