import Foundation
import Testing

/// A helpdesk that brings its own people, from two lists; its tickets, and their comments from two sources.
@Suite("Lists of people")
struct ListTests {
  static let plan = """
    sources:
      agents: {path: exports/agents.ndjson}
      contacts: {path: exports/contacts.ndjson}
      tickets: {path: exports/tickets.ndjson, format: ndjson}
      parts: {path: exports/tickets.ndjson, format: ndjson, each: "parts[]"}
      companies: {path: exports/companies.csv}
    archive: {path: tickets.tar.gz}
    records:
      users:
        - {source: agents, fields: {role: {value: agent}}}
        - {source: contacts, fields: {role: {from: kind, default: customer}}}
      tickets:
        source: tickets
        fields: {id: id, requester_id: customer, created_at: opened, agent_id: {from: agent, type: user-reference}}
      comments:
        - source: tickets
          ids: {offset: 1000000}
          fields:
            id: id
            ticket_id: id
            author_id: customer
            public: {value: true}
            created_at: opened
            html_body: description
        - source: parts
          fields: {ticket_id: ^.id, author_id: by, public: public, created_at: at, html_body: body}
      organizations: {source: companies, key: id, fields: {owner_id: {from: owner, type: user-reference}}}

    """

  /// The same beside a chat.
  private static let planBesideAChat =
    plan.replacing(
      "  companies: {path", with: "  chat: {path: exports/chat.csv}\n  companies: {path"
    )
    .replacing(
      "    - source: tickets\n      ids", with: "    - {source: chat}\n    - source: tickets\n      ids"
    )
    .replacing(
      "  tickets:\n    source: tickets\n    fields:",
      with: "  tickets:\n    - {source: chat}\n    - source: tickets\n      fields:")

  /// Contact 11 is contact 10, and contact 13 is agent 1, by their addresses.
  private func folder(plan: String = ListTests.plan) throws -> Folder {
    let folder = try Folder()
    try folder.write(
      """
      {"id":1,"name":null,"email":"ann@example.com"}
      {"id":2,"name":"Bo","email":"bo@example.com"}

      """, to: "exports/agents.ndjson")
    try folder.write(
      """
      {"id":10,"name":"Cy","email":"cy@example.com"}
      {"id":11,"name":"CY","email":"CY@example.com "}
      {"id":13,"name":"Ann","email":"ann@example.com","kind":"vip"}

      """, to: "exports/contacts.ndjson")
    try folder.write(
      """
      {"id":100,"customer":11,"agent":13,"opened":"2024-01-01T10:00:00Z","description":"help","parts":[\
      {"id":5,"by":1,"public":true,"at":"2024-01-01T11:00:00Z","body":"hi"},\
      {"id":6,"by":13,"public":false,"at":"2024-01-01T10:30:00Z","body":"note"}]}

      """, to: "exports/tickets.ndjson")
    try folder.write("id,owner\n7,13\n", to: "exports/companies.csv")
    try folder.write(plan, to: "migration.yml")
    return folder
  }

  @Test("each row is a user, one e-mail is one person, and all references follow")
  func archive() throws {
    let folder = try folder()
    let build = try Tool.run("build", in: folder)
    #expect(build.exitCode == 0)
    let balance = build.output.split(separator: "\n").prefix { !$0.hasPrefix("Archive") }.map(String.init)
    #expect(
      balance == [
        "                     rows  written  explained",
        "comments of tickets     1        1  -",
        "comments of parts       2        2  -",
        "tickets                 1        1  -",
        "users of agents         2        2  -",
        "users of contacts       3        1  2 merged identity",
        "organizations           1        1  -",
      ])
    let members = try folder.members().sorted { $0.key < $1.key }.map(\.value)
    #expect(
      members == [
        #"{"data":{"tickets":{"data":[],"comments":[],"users":["#
          + #"{"id":1,"name":"Ann","email":"ann@example.com","role":"agent"},"#
          + #"{"id":2,"name":"Bo","email":"bo@example.com","role":"agent"},"#
          + #"{"id":10,"name":"Cy","email":"cy@example.com","role":"customer"}],"organizations":[]}}}"#,
        #"{"data":{"tickets":{"data":["#
          + #"{"id":100,"created_at":"2024-01-01T10:00:00Z","requester_id":10,"agent_id":1}],"comments":["#
          + #"{"id":1000100,"ticket_id":100,"author_id":10,"public":true,"created_at":"2024-01-01T10:00:00Z","html_body":"help"},"#
          + #"{"id":6,"ticket_id":100,"author_id":1,"public":false,"created_at":"2024-01-01T10:30:00Z","html_body":"note"},"#
          + #"{"id":5,"ticket_id":100,"author_id":1,"public":true,"created_at":"2024-01-01T11:00:00Z","html_body":"hi"}],"#
          + #""users":[],"organizations":[]}}}"#,
        #"{"data":{"tickets":{"data":[],"comments":[],"users":[],"organizations":[{"id":7,"owner_id":1}]}}}"#,
      ])
    try expectPass(folder)
  }

  @Test("what became of a person or a reference is found, with the line of the list or the record")
  func changes() throws {
    let folder = try folder()
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    try folder.changeArchive(
      (#","role":"customer"}"#, #","role":"vip"}"#), (#""requester_id":10"#, #""requester_id":11"#),
      (#""owner_id":1}"#, #""owner_id":2}"#),
      (#"{"id":2,"name":"Bo","email":"bo@example.com","role":"agent"},"#, ""))
    let (report, outcome) = try folder.audit()
    #expect(outcome.exitCode == 1)
    #expect(
      report.findings == [
        "no-missing-users: 1 user is missing, user 2: in the list of people with name and e-mail | exports/agents.ndjson:2",
        "organization-references-exist: 1 organization (organization 7): orphan owner_id 2, no such user | "
          + "exports/companies.csv:2 | backup_tickets_300.json /data/tickets/organizations/0 byte 72",
        "tickets-have-requesters: 1 ticket (ticket 100): orphan requester_id 11, no such user | exports/tickets.ndjson:1 | "
          + "backup_tickets_200.json /data/tickets/data/0 byte 28",
        "tickets-have-the-expected-requester: ticket 100: it must have requester_id 10 and has requester_id 11, which is a "
          + "merged id of that person | exports/tickets.ndjson:1 | backup_tickets_200.json /data/tickets/data/0 byte 28",
        "organization-fields-are-unchanged: organization 7: owner_id must be 1 and is 2 | exports/companies.csv:2 | "
          + "backup_tickets_300.json /data/tickets/organizations/0 byte 72",
        "user-fields-are-unchanged: user 10: role must be (8 bytes, masked) and is (3 bytes, masked); from character 1 on "
          + "letter letter letter letter … became letter letter letter | exports/contacts.ndjson:1 | backup_tickets_100.json "
          + "/data/tickets/users/1 byte 116",
      ])
  }

  @Test("a list and a chat are one people: the list gives the id, and the chat's users follow")
  func besideAChat() throws {
    let folder = try folder(plan: Self.planBesideAChat)
    try folder.write(
      Folder.header + "2021-01-01T00:00:00Z,31,11,50,true,x,2021-01-01T00:00:00Z,31,cy,cy@example.com\n"
        + "2021-01-01T00:00:00Z,31,12,50,true,y,2021-01-01T00:01:00Z,32,Dora,dora@example.com\n",
      to: "exports/chat.csv")
    let build = try Tool.run("build", in: folder)
    #expect(build.exitCode == 0, "\(build.errors)")
    #expect(build.output.contains("users                   2        1  1 merged identity"))
    let archive = try folder.members().values.joined()
    #expect(archive.contains(#"{"id":11,"ticket_id":50,"author_id":10,"#))
    #expect(archive.contains(#""users":[{"id":32,"name":"Dora","email":"dora@example.com"}]"#))
    try expectPass(folder)
  }

  @Test("an id of a list that a person of a chat has as well is refused by both, with both lines")
  func sharedID() throws {
    let folder = try folder(plan: Self.planBesideAChat)
    try folder.write(
      Folder.header + "2021-01-01T00:00:00Z,2,11,50,true,x,2021-01-01T00:00:00Z,2,Carl,carl@example.com\n",
      to: "exports/chat.csv")
    let build = try Tool.run("build", in: folder)
    #expect(build.exitCode == 1)
    #expect(
      build.errors.contains(
        "people of 'agents' and 'chat' would get the user id 2, because no e-mail matches: exports/agents.ndjson:2 "
          + "against exports/chat.csv:2"))
  }

  @Test("records of one id in two lists that differ are refused, or decided by the plan")
  func conflict() throws {
    let folder = try folder()
    try folder.write(
      #"{"id":10,"name":"Cy","email":"cy@example.com"}"# + "\n"
        + #"{"id":2,"name":"Bob","email":"bo@example.com","kind":null}"# + "\n",
      to: "exports/contacts.ndjson")
    try folder.write("id,owner\n7,1\n", to: "exports/companies.csv")
    try folder.write(
      #"{"id":100,"customer":10,"agent":1,"opened":"2024-01-01T10:00:00Z","description":"help","parts":[{"id":5,"by":1,"public":true,"at":"2024-01-01T11:00:00Z","body":"hi"}]}"#
        + "\n",
      to: "exports/tickets.ndjson")
    let build = try Tool.run("build", in: folder)
    #expect(build.exitCode == 1)
    #expect(
      build.errors.contains(
        "id 2 of the users has records that differ: exports/agents.ndjson:2 against exports/contacts.ndjson:2"
      ))
    try folder.write("conflicts: last\n" + Self.plan, to: "migration.yml")
    try expectPass(folder)
    #expect(
      try folder.members().values.joined().contains(
        #"{"id":2,"name":"Bob","email":"bo@example.com","role":"customer"}"#))
  }

  @Test("an author whom no list has is warned of by build, and fails the audit at the record")
  func stranger() throws {
    let folder = try folder()
    try folder.write(
      #"{"id":100,"customer":10,"agent":1,"opened":"2024-01-01T10:00:00Z","description":"help","parts":["#
        + #"{"id":5,"by":77,"public":true,"at":"2024-01-01T11:00:00Z","body":"hi"}]}"# + "\n",
      to: "exports/tickets.ndjson")
    let build = try Tool.run("build", in: folder)
    #expect(build.exitCode == 0)
    #expect(
      build.errors.contains(
        "1 record of the comments refers to people who are in no list of people; the audit will fail"))
    #expect(build.errors.contains("exports/tickets.ndjson:1 element 0: by 77 is in no list of people"))
    let (report, outcome) = try folder.audit()
    #expect(outcome.exitCode == 1)
    #expect(
      report.findings == [
        "comments-have-authors: 1 comment (comment 5): orphan author_id 77, no such user | exports/tickets.ndjson:1 "
          + "element 0 | backup_tickets_200.json /data/tickets/comments/1 byte 234"
      ])
  }

  @Test("a requester whom no list has is one who is not known, as the plan decides")
  func unknownRequester() throws {
    let folder = try folder()
    try folder.write(
      #"{"id":100,"customer":77,"agent":1,"opened":"2024-01-01T10:00:00Z","description":null,"parts":[{"id":5,"by":1,"public":true,"at":"2024-01-01T11:00:00Z","body":"hi"}]}"#
        + "\n",
      to: "exports/tickets.ndjson")
    try folder.write(
      Self.plan.replacing("author_id: customer", with: "author_id: agent") + "unresolved-requester: allow\n",
      to: "migration.yml")
    let build = try Tool.run("build", in: folder)
    #expect(build.exitCode == 0, "\(build.errors)")
    let (report, outcome) = try folder.audit()
    #expect(outcome.exitCode == 0)
    #expect(
      report.findings == [
        "requesters-are-known: ticket 100 was requested by user id 77, who is in no list of people: exports/tickets.ndjson:1 "
          + "| exports/tickets.ndjson:1"
      ])
  }

  @Test(
    "a source that may be empty is no trouble without a row; one that may not is, with its reasons and the remedy"
  )
  func mayBeEmpty() throws {
    let folder = try folder()
    try folder.write(
      #"{"id":100,"customer":11,"agent":13,"opened":"2024-01-01T10:00:00Z","description":"help","parts":[]}"#
        + "\n",
      to: "exports/tickets.ndjson")
    let build = try Tool.run("build", in: folder)
    #expect(build.exitCode == 2)
    #expect(
      build.errors.contains(
        "exports/tickets.ndjson: 'parts' has no accepted row; check the export, or say 'may-be-empty: true' of the source "
          + "in the plan"))
    try folder.changePlan(#"each: "parts[]"}"#, to: #"each: "parts[]", may-be-empty: true}"#)
    try expectPass(folder)
  }

  @Test("tickets and comments of people who are in the new system already need no chat and bring no user")
  func knownPeople() throws {
    let folder = try Folder()
    try folder.write("id,email\n1,ada@example.org\n2,ben@example.org\n", to: "exports/users.csv")
    try folder.write("id,created_at,requester_id\n10,2024-02-27T09:00:00Z,1\n", to: "exports/tickets.csv")
    try folder.write(
      "id,html_body,created_at,public,ticket_id,author_id\n51,x,2024-02-27T09:00:00Z,true,10,2\n",
      to: "exports/comments.csv")
    try folder.write(
      """
      sources:
        users: {path: exports/users.csv}
        tickets: {path: exports/tickets.csv}
        comments: {path: exports/comments.csv}
      identity: {match: email, keep: users}
      archive: {path: tickets.tar.gz}
      records: {comments: [{source: comments}], tickets: [{source: tickets}]}

      """, to: "migration.yml")
    try expectPass(folder)
    try folder.changeArchive((#""author_id":2"#, #""author_id":3"#))
    let (report, outcome) = try folder.audit()
    #expect(outcome.exitCode == 1)
    #expect(
      report.findings == [
        "comments-have-authors: 1 comment (comment 51): orphan author_id 3, no such user | exports/comments.csv:2 | "
          + "backup_tickets_100.json /data/tickets/comments/0 byte 104",
        "comments-have-the-expected-author: comment 51: it must have author_id 2 and has author_id 3, which neither system "
          + "knows | exports/comments.csv:2 | backup_tickets_100.json /data/tickets/comments/0 byte 104",
      ])
  }
}
