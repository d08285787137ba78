import Foundation
import Plan
import Testing

@testable import Profiling

/// Plans for files of which one row is one record.
@Suite("A plan drafted from lists")
struct DraftListsTests {
  static let users = "id,name,email\n1,Ann,ann@example.org\n2,Bob,bob@example.org\n"
  static let tickets =
    "id,subject,requester_id,created_at\n50,Help,1,2021-03-01T10:00:00Z\n51,Hi,2,2021-03-02T10:00:00Z\n"
  static let comments = """
    id,ticket_id,author_id,public,created_at,body
    7,50,1,true,2021-03-01T10:00:00Z,Please help
    8,50,2,false,2021-03-01T11:00:00Z,A note

    """
  static let nested = """
    {"id":50,"subject":"Help","requester":{"id":1},"created_at":"2021-03-01T10:00:00Z","comments":[\
    {"id":7,"author_id":1,"public":true,"created_at":"2021-03-01T10:00:00Z","body":"Please help"}]}
    {"id":51,"subject":"Hi","requester":{"id":2},"created_at":"2021-03-02T10:00:00Z","comments":[\
    {"id":8,"author_id":2,"public":false,"created_at":"2021-03-02T11:00:00Z","body":"A note"}]}

    """

  private func plan(_ draft: PlanDraft) throws -> Plan { try Plan(text: draft.text, path: "migration.yml") }

  @Test("people, tickets and comments are lists, and nothing is left to decide")
  func lists() throws {
    let draft = try Exports(["a.csv": Self.users, "b.csv": Self.tickets, "c.csv": Self.comments]).draft()
    #expect(draft.decisions.isEmpty)
    let start = try #require(draft.text.firstRange(of: "\nsources:\n")?.lowerBound)
    #expect(
      draft.text[start...] == """

        sources:
          # 1 file, CSV, ',', UTF-8; 3 columns
          users:
            path: a.csv
          # 1 file, CSV, ',', UTF-8; 4 columns
          tickets:
            path: b.csv
          # 1 file, CSV, ',', UTF-8; 6 columns
          comments:
            path: c.csv

        records:
          users:
            - source: users
              fields:
                # from id: integer 2 of 2; 2 distinct
                id: {from: id}
                # from name: text 2 of 2
                name: {from: name}
                # from email: e-mail 2 of 2
                email: {from: email}
          tickets:
            - source: tickets
              fields:
                # from id: integer 2 of 2; 2 distinct
                id: {from: id}
                # from requester_id: integer 2 of 2
                requester_id: {from: requester_id}
                # from created_at: RFC 3339, UTC 2 of 2
                created_at: {from: created_at}
                # not mapped: subject: text 2 of 2
          comments:
            - source: comments
              fields:
                # from id: integer 2 of 2; 2 distinct
                id: {from: id}
                # from ticket_id: integer 2 of 2; 1 distinct
                ticket_id: {from: ticket_id}
                # from author_id: integer 2 of 2; 2 distinct; constant in 0 of 1 conversations with several rows
                author_id: {from: author_id}
                # from public: boolean word 2 of 2; 2 distinct
                public: {from: public}
                # from created_at: RFC 3339, UTC 2 of 2; constant in 0 of 1 conversations with several rows
                created_at: {from: created_at}
                # from body: text 2 of 2; 8 bytes on average
                html_body: {from: body}

        archive:
          path: backup_tickets.tar.gz

        """)
    let plan = try plan(draft)
    #expect(plan.chats.isEmpty && plan.ticketing == nil)
    #expect(plan.records.map(\.type.name) == ["users", "tickets", "comments"])
  }

  @Test("comments in an array of each ticket are a source with each, and their ticket is around them")
  func nestedComments() throws {
    let draft = try Exports(["people.csv": Self.users, "tickets.ndjson": Self.nested]).draft()
    #expect(draft.decisions.isEmpty)
    let plan = try plan(draft)
    #expect(plan.sources.map(\.name) == ["users", "tickets", "comments"])
    #expect(plan.sources[2].each?.description == "comments[]")
    #expect(plan.sources[2].paths.map(\.value) == ["tickets.ndjson"])
    #expect(
      plan.records[2].columns.map(\.from) == ["id", "^.id", "author_id", "public", "created_at", "body"])
    #expect(plan.records[1].columns.map(\.from) == ["id", "requester.id", "created_at"])
    #expect(!draft.text.contains("not mapped: comments"))
  }

  @Test("several lists of people and arrays of comments are sources of their own names")
  func several() throws {
    let nested = Self.nested.replacing(#""comments""#, with: #""notes":[],"parts""#)
    let draft = try Exports([
      "agents.csv": Self.users, "contacts.csv": "id,first_name,last_name,email\n2,Cy,Lee,cy@example.org\n",
      "tickets.ndjson": nested,
    ]).draft()
    let plan = try plan(draft)
    #expect(plan.sources.map(\.name) == ["agents", "contacts", "tickets", "parts"])
    #expect(plan.records.map(\.source.name) == ["agents", "contacts", "tickets", "parts"])
    #expect(plan.records[1].columns[1].template?.columns == ["first_name", "last_name"])
    #expect(
      draft.decisions.map(\.sentence) == [
        "1 id is in agents and in contacts; where these are different people, keep them apart in each list and in "
          + "each reference to it"
      ])
    #expect(draft.text.contains("\n    # id: {template: \"agents:{id}\"}\n"))
  }

  @Test(
    "people without a column of e-mails are people by the name of their file, and the e-mail is to be decided"
  )
  func withoutEmail() throws {
    let draft = try Exports([
      "customers.csv": "id,firstName,lastName\n1,Ann,Lee\n2,Bo,Po\n", "tickets.csv": Self.tickets,
      "comments.csv": Self.comments,
    ]).draft()
    #expect(draft.decisions.map(\.sentence) == ["no column was found for email"])
    let decided = draft.text.replacing("# email: {value: null}", with: "email: {value: null}")
    #expect(try Plan(text: decided, path: "migration.yml").records[0].columns[2].isConstant)
  }

  @Test("ids that are texts get numbers")
  func textIDs() throws {
    let draft = try Exports([
      "people.csv": Self.users.replacing("\n1,", with: "\na1-f,").replacing("\n2,", with: "\na2-f,"),
      "tickets.csv": Self.tickets.replacing(",1,2021", with: ",a1-f,2021").replacing(
        ",2,2021", with: ",a2-f,2021"),
      "comments.csv": Self.comments.replacing(",1,true", with: ",a1-f,true").replacing(
        ",2,false", with: ",a2-f,false"),
    ]).draft()
    #expect(draft.decisions.isEmpty)
    #expect(try plan(draft).records.map(\.ids) == [.text("people"), .same, .same])
  }

  @Test("the description of a ticket may be its first comment, and that is to be decided")
  func description() throws {
    let tickets = Self.tickets.replacing("subject", with: "description")
    let draft = try Exports(["people.csv": Self.users, "tickets.csv": tickets, "c.csv": Self.comments])
      .draft()
    #expect(
      draft.decisions.map(\.sentence) == [
        "description of a ticket may be its first comment; if it is not among the comments, add this mapping"
      ])
    let lines = draft.text.split(separator: "\n", omittingEmptySubsequences: false)
    let decided = lines.enumerated().map { index, line in
      let number = index + 1 - draft.decisions[0].line
      return (1...3).contains(number) ? String(line).replacing("# ", with: "") : String(line)
    }.joined(separator: "\n")
    #expect(
      try Plan(text: decided, path: "migration.yml").records.map(\.source.name) == [
        "users", "tickets", "comments", "tickets",
      ])
  }

  @Test(
    "people are never the chat, whatever their number and order",
    arguments: [["users.csv"], ["users.csv", "chat.csv"], ["chat.csv", "users.csv"]])
  func people(_ files: [String]) throws {
    let rows = (1...50).map { "\($0),Name \($0),n\($0)@example.org,true,2021-03-01T10:00:00Z\n" }.joined()
    let exports = try Exports([
      "users.csv": "id,name,email,active,created_at\n" + rows, "chat.csv": Chat.header + Chat.zulu,
    ])
    let paths = files.map { "\(exports.path)/\($0)" }
    guard files.count > 1 else {
      #expect {
        try PlanDraft(files: paths, planDirectory: exports.path)
      } throws: { error in
        "\(error)"
          == "\(paths[0]): no file has comments with their texts, and none is a chat export: \"\(paths[0])\" has "
          + "people in columns id, name, email, active, created_at. Name the files that have them, or write the plan by hand"
      }
      return
    }
    let plan = try plan(PlanDraft(files: paths, planDirectory: exports.path))
    #expect(plan.chats.map { $0.source.paths.map(\.value) } == [["chat.csv"]])
    #expect(plan.ticketing?.source.paths.map(\.value) == ["users.csv"])
  }

  @Test("tickets without their comments are no chat, and each file is said by its name")
  func ticketsAlone() throws {
    let exports = try Exports(["tickets.csv": Self.tickets, "users.csv": Self.users])
    #expect {
      try exports.draft()
    } throws: { error in
      "\(error)".contains("no file has comments with their texts, and none is a chat export: ")
        && "\(error)".contains("tickets.csv\" has tickets in columns id, subject, requester_id, created_at; ")
        && "\(error)".contains("users.csv\" has people in columns id, name, email. ")
    }
  }

  @Test("comments without people or tickets are said to lack them")
  func commentsAlone() throws {
    let exports = try Exports(["comments.csv": Self.comments])
    #expect {
      try exports.draft()
    } throws: { error in
      "\(error)".contains(
        "no file has people with ids and e-mails, or tickets with ids and requesters, and none is a chat export: "
      )
    }
  }
}
