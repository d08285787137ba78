import Testing

@testable import Plan

@Suite("Plans of lists of people")
struct PlanListTests {
  private static let sources = """
    sources:
      agents: {path: agents.json}
      contacts: {path: contacts.json}
      tickets: {path: tickets.json}
      parts: {path: parts.json}

    """

  private func plan(_ records: String, sources: String = Self.sources) throws -> Plan {
    try Plan(text: sources + "records: {\(records)}", path: "m.yml")
  }

  @Test("a plan of lists has no chat, and needs no 'identity'; each list is one mapping of users")
  func noChat() throws {
    let plan = try plan(
      "users: [{source: agents}, {source: contacts, fields: {vip: {from: vip, type: boolean}}}], "
        + "tickets: {source: tickets, key: id}, comments: [{source: tickets}, {source: parts}]")
    #expect(plan.chats.isEmpty)
    #expect(plan.ticketing == nil)
    #expect(plan.hasLists)
    #expect(plan.recordMaps(.users).map(\.source.name) == ["agents", "contacts"])
    #expect(plan.recordMaps(.comments).map(\.source.name) == ["tickets", "parts"])
    #expect(
      plan.records.map(\.name) == [
        "users of agents", "users of contacts", "tickets", "comments of tickets", "comments of parts",
      ])
    #expect(plan.customFields(of: .users).map { $0.map(\.field) } == [[], ["vip"]])
  }

  @Test(
    "beside lists, a source of comments and of tickets is a chat unless its tickets have an id of their own")
  func besideAChat() throws {
    let sources = Self.sources + "  chat: {path: chat.csv}\n"
    let plan = try plan(
      "users: [{source: agents}, {source: contacts}], tickets: [{source: chat}, {source: tickets, fields: {id: id}}], "
        + "comments: [{source: tickets}, {source: chat}, {source: parts}]", sources: sources)
    #expect(plan.chats.map(\.source.name) == ["chat"])
    #expect(plan.recordMap(.tickets)?.source.name == "tickets")
    #expect(plan.recordMaps(.users).map(\.name) == ["users of agents", "users of contacts"])
  }

  @Test("people who are in the new system already, and tickets without a chat, are a plan as well")
  func knownPeople() throws {
    let plan = try Plan(
      text: """
        sources: {people: {path: a.csv}, tickets: {path: b.json}, parts: {path: c.json}}
        identity: {match: email, keep: people}
        records: {tickets: {source: tickets, key: id}, comments: {source: parts}}
        """, path: "m.yml")
    #expect(plan.chats.isEmpty)
    #expect(plan.ticketing?.source.name == "people")
    #expect(plan.records.map(\.name) == ["tickets", "comments"])
  }

  @Test("comments of one source and tickets of another are no chat, without a word about ids")
  func apart() throws {
    let plan = try Plan(
      text: """
        sources: {people: {path: a.csv}, tickets: {path: b.csv}, comments: {path: c.csv}}
        identity: {match: email, keep: people}
        records: {comments: [{source: comments}], tickets: [{source: tickets}]}
        """, path: "m.yml")
    #expect(plan.chats.isEmpty)
    #expect(plan.records.map(\.source.name) == ["tickets", "comments"])
  }

  @Test("users of the only source that a plan names are those of the chat")
  func usersOfTheChat() throws {
    let plan = try Plan(
      text: "sources: {chat: {path: a.csv}}\nrecords: {users: {source: chat, fields: {name: N}}}",
      path: "m.yml")
    #expect(plan.chats.map(\.source.name) == ["chat"])
    #expect(!plan.hasLists)
  }

  @Test(
    "mistakes in lists of people have their line and what to do",
    arguments: [
      (
        "users: [{source: agents}, {source: contacts, ids: {offset: 5}}], tickets: {source: tickets, key: id}, "
          + "comments: {source: parts}",
        "'records.users' of 'contacts' and of 'agents' have different 'ids'; give all lists of people the same"
      ),
      (
        "users: [{source: agents}, {source: agents}, {source: contacts}], tickets: {source: tickets, key: id}, "
          + "comments: {source: parts}",
        "'records.users' maps 'agents' a second time; keep one"
      ),
      (
        "users: [{source: agents}, {source: contacts}], comments: {source: parts}, organizations: {source: tickets, key: id}",
        "the comments of 'parts' need their tickets; add 'records.tickets: [{source: …}]', or leave them out"
      ),
    ])
  func mistakes(records: String, message: String) {
    #expect(problems(of: Self.sources + "records: {\(records)}") == ["m.yml:6: " + message])
  }

  @Test("a source that a plan of lists does not name is no chat, but forgotten")
  func forgotten() {
    #expect(
      problems(
        of: Self.sources + "records: {users: {source: agents}, tickets: {source: tickets, key: id}, "
          + "comments: {source: parts}}") == [
          "m.yml:3: nothing uses the source 'contacts'; name it under 'records' or 'tables', or leave it out"
        ])
  }
}
