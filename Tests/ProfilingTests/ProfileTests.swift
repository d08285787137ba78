import Foundation
import Plan
import Testing

@testable import Profiling

@Suite("The profile of an export")
struct ProfileTests {
  @Test("a column has its counts, its range and its lengths")
  func column() throws {
    let exports = try Exports(["a.csv": "id,note\n5,\n12,abcd\n-3,ab\n12,\n"])
    let source = try #require(exports.profile().sources.first)
    let (id, note) = (source.columns[0], source.columns[1])
    #expect(numbers(id.values, id.nulls, id.distinct.value) == [4, 0, 3])
    #expect(id.least == "-3" && id.greatest == "12")
    #expect(id.forms == [FormCount(form: "integer", count: 4, example: "5")])
    #expect(numbers(note.values, note.nulls) == [2, 2])
    #expect(note.lengths == Lengths(least: 2, meanTenths: 30, greatest: 4))
    #expect(note.least == "aa" && note.greatest == "aaaa")
  }

  @Test("values are shown only where that is asked for")
  func values() throws {
    let exports = try Exports(["a.csv": "id,note\n5,Ann Lee 7\n"])
    #expect(try exports.profile().sources[0].columns[1].forms[0].example == "Aaa Aaa 9")
    #expect(try exports.profile(showsValues: true).sources[0].columns[1].forms[0].example == "Ann Lee 7")
  }

  @Test("the values of a status are counted and shown, those of a name are masked")
  func common() throws {
    let exports = try Exports(["a.csv": "status,name\nopen,Ann\nopen,Bob\nsolved,Ann\n"])
    let columns = try exports.profile().sources[0].columns
    #expect(
      columns[0].common == [ValueCount(value: "open", count: 2), ValueCount(value: "solved", count: 1)])
    #expect(columns[1].common == [ValueCount(value: "Aaa", count: 2), ValueCount(value: "Aaa", count: 1)])
  }

  @Test("a malformed row is not a record, and is named with its line")
  func malformed() throws {
    let exports = try Exports(["a.csv": "id,note\n1,a\n2\n3,c\n"])
    let source = try exports.profile().sources[0]
    #expect(source.records == 2)
    #expect(source.problems.map(\.kind) == ["ragged row"])
    #expect(source.problems[0].examples[0].hasPrefix("\(exports.path)/a.csv:3: 1 field, expected 2"))
  }

  @Test("a file that can't be read does not hide the others")
  func trouble() throws {
    let exports = try Exports(["a.csv": "id,note\n1,a\n", "b.csv": "id,note\n2,b\n"])
    let profiler = try Profiler(files: [exports.path])
    try FileManager.default.removeItem(atPath: exports.path + "/b.csv")
    try exports.write(Data(), to: "b.csv")
    let profile = try profiler.run()
    #expect(profile.sources[0].files.map(\.records) == [1, 0])
    #expect(!profile.isComplete)
    #expect(profile.sources[0].files[1].trouble?.contains("is empty") == true)
  }

  @Test("months without a record are there, and local times are not shown as UTC")
  func months() throws {
    let exports = try Exports(["a.csv": "id,created_at\n1,2021-01-31 23:59:59\n2,2021-03-01 00:00:00\n"])
    let source = try exports.profile().sources[0]
    #expect(source.months.map(\.name) == ["2021-01", "2021-02", "2021-03"])
    #expect(source.emptyMonths == ["2021-02"])
    #expect(source.isLocalTime)
    #expect(source.files[0].span == TimeSpan(first: "2021-01-31T23:59:59", last: "2021-03-01T00:00:00"))
  }

  @Test("duplicates, contradictions, silent requesters and shared e-mails are counted")
  func relations() throws {
    let rows = """
      2021-03-01T10:00:00Z,555,1,70,true,<p>Hi there</p>,2021-03-01T10:00:00Z,11,Ann,ann@example.org
      2021-03-01T10:00:00Z,555,1,70,true,<p>Hi there</p>,2021-03-01T10:00:00Z,11,Ann,ann@example.org
      2021-03-01T10:00:00Z,555,2,70,true,<p>One</p>,2021-03-01T10:01:00Z,12,Ann L,ANN@example.org
      2021-03-01T10:00:00Z,555,2,70,true,<p>Two</p>,2021-03-01T10:01:00Z,12,Ann L,ANN@example.org
      2019-03-01T10:00:00Z,,3,71,true,<p>Old</p>,2019-03-01T10:01:00Z,13,Bob,
      2021-03-02T10:00:00Z,11,4,72,true,<p>New</p>,2021-03-02T10:01:00Z,12,Ann L,ann.l@example.org

      """
    let users = "id,email\n9001,ann@example.org\n9002,zoe@example.org\n9002,zoe@example.org\n"
    let exports = try Exports(["chat.csv": Chat.header + rows, "users.csv": users])
    let plan = "chat: {path: chat.csv}, ticketing: {path: users.csv}"
    try exports.write(
      Data(
        """
        sources: {\(plan)}
        identity: {match: email, keep: ticketing}
        records:
          comments:
            fields: {id: msg_id, ticket_id: conv_id, author_id: sender_id, public: visible, created_at: sent,
              html_body: message}
          tickets: {fields: {requester_id: customer, created_at: conv_opened}}
          users: {fields: {name: sender_name, email: mail}}
        """.utf8), to: "migration.yml")
    let chat = try #require(Profiler(Plan(contentsOf: exports.path + "/migration.yml")).run().chat)
    #expect(numbers(chat.rows, chat.comments, chat.repeatedRows, chat.contradictingComments) == [6, 4, 1, 1])
    #expect(numbers(chat.conversations, chat.conversationsWithoutRequester) == [3, 1])
    #expect(numbers(chat.silentRequesters, chat.conversationsOfSilentRequesters) == [1, 1])
    #expect(numbers(chat.authors, chat.authorsWithoutEmail, chat.authorsWithTwoEmails) == [3, 1, 1])
    #expect(numbers(chat.peopleWithSeveralIDs, chat.idsOfPeopleWithSeveral) == [1, 2])
    #expect(chat.inactiveAuthors == 1 && chat.inactiveBefore == "2020-03-02")
    let list = try #require(chat.users)
    #expect(numbers(list.ids, list.repeatedIDs, list.knownAuthors, list.unknownAuthors) == [2, 1, 2, 0])
  }

  @Test("a chat whose ids and e-mails the plan puts together is counted like another")
  func templates() throws {
    let rows = """
      2021-03-01T10:00:00Z,555,1,70,true,<p>Hi</p>,2021-03-01T10:00:00Z,11,Ann,ann@example.org
      2021-03-01T10:00:00Z,555,2,70,true,<p>Two</p>,2021-03-01T10:01:00Z,12,Bob,

      """
    let exports = try Exports(["chat.csv": Chat.header + rows])
    func chat(email: String) throws -> (profile: Profile, chat: ChatProfile?) {
      try exports.write(
        Data(
          """
          sources: {chat: {path: chat.csv}}
          records:
            comments:
              ids: {text: comments}
              fields: {id: {template: "c{msg_id}"}, ticket_id: conv_id, author_id: sender_id, public: visible,
                created_at: sent, html_body: message}
            tickets: {fields: {requester_id: customer, created_at: conv_opened}}
            users: {fields: {name: sender_name, email: \(email)}}
          """.utf8), to: "migration.yml")
      let profile = try Profiler(Plan(contentsOf: exports.path + "/migration.yml")).run()
      return (profile, profile.chat)
    }
    let (profile, counted) = try chat(email: "mail")
    #expect(
      counted.map { [$0.rows, $0.comments, $0.conversations, $0.authors, $0.authorsWithoutEmail] } == [
        2, 2, 1, 2, 1,
      ])
    let column = try #require(profile.sources[0].columns.last)
    #expect(column.name == "c{msg_id}" && column.distinct.value == 2 && column.least == "a9")
    #expect(try chat(email: "{value: null}").chat?.authorsWithoutEmail == 2)
    let (without, nothing) = try chat(email: "{template: \"{none}@example.org\"}")
    #expect(nothing == nil)
    #expect(
      without.sources[0].role
        == "chat export; its rows are not related to each other, because no file has '{none}@example.org'")
  }

  @Test("the result is the same for any number of threads", arguments: [UInt64(1), 2])
  func jobs(seed: UInt64) throws {
    var numbers = SeededNumbers(seed: seed)
    let rows = (0..<20_000).map { row -> String in
      let author = Int.random(in: 0..<50, using: &numbers)
      let conversation = Int.random(in: 0..<900, using: &numbers)
      let requester = Int.random(in: 0..<20, using: &numbers)
      let body = ["<p>a</p>", "3.0", "N/A", "Ã¼", "", "x &amp;amp; y"].randomElement(using: &numbers) ?? ""
      let mail = Bool.random(using: &numbers) ? "" : "M\(author % 40)@example.org"
      let opened = "2021-03-0\(1 + row % 9)T10:00:00Z"
      return
        "\(opened),\(requester == 0 ? "" : "\(requester)"),\(row % 17_000),\(conversation),"
        + "true,\(body),2021-0\(1 + row % 9)-01 10:00:0\(row % 7),\(author),N\(author),\(mail)\n"
    }.joined()
    let exports = try Exports(["chat.csv": Chat.header + rows])
    let alone = try exports.profile(jobs: 1)
    #expect(alone.chat?.rows == 20_000, "seed \(seed)")
    #expect(try exports.profile(jobs: 2) == alone, "seed \(seed)")
    #expect(try exports.profile(jobs: 5) == alone, "seed \(seed)")
  }
}
