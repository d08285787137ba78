import Testing

@testable import Plan

@Suite("Counts that a plan states, and columns of counts")
struct StatedCountTests {
  private func plan(_ text: String) throws -> Plan { try Plan(text: text, path: "m.yml") }

  private func problems(_ text: String) -> [String] {
    do {
      _ = try plan(text)
      return []
    } catch {
      return (error as? PlanError)?.problems.map { "\($0)" } ?? ["\(error)"]
    }
  }

  @Test("the tickets of a chat name the column that counts their comments, alone or with what it leaves out")
  func commentCount() throws {
    let chat = "sources: {chat: {path: a.csv, null: NULL}}\nrecords: {tickets: {comment-count: "
    let alone = try plan(chat + "PARTS}}").chats[0].commentCount
    #expect(alone?.words == "PARTS")
    #expect(alone?.column.nullWords == ["NULL"])
    let more = try plan(chat + "{from: statistics.parts, plus: 1}}}").chats[0].commentCount
    #expect(more?.words == "statistics.parts + 1")
    #expect(more?.plus == 1)
  }

  @Test("tickets of which one row is one record have it as well, other record types have not")
  func commentCountOfRecords() throws {
    let sources = "sources: {agents: {path: a}, tickets: {path: t}, parts: {path: p}}\n"
    let people = "users: {source: agents}, comments: {source: parts}, "
    let text = sources + "records: {\(people)tickets: {source: tickets, key: id, comment-count: n}}"
    #expect(try plan(text).recordMap(.tickets)?.commentCount?.words == "n")
    #expect(
      problems(
        sources
          + "records: {users: {source: agents, comment-count: n}, comments: {source: parts}, tickets: {source: tickets, key: id}}"
      )
        == ["m.yml:2: unknown key 'comment-count' in 'records.users'; known here: source, key, ids, fields"])
  }

  @Test(
    "what can't be a column of counts is reported with its line",
    arguments: [
      (
        "{plus: 1}",
        "m.yml:2: 'records.tickets.comment-count.from' is missing; name the column that says how many comments a ticket has"
      ),
      (
        "{from: N, plus: -1}",
        "m.yml:2: expected a number from 0 to 1000000 for 'records.tickets.comment-count.plus', found -1"
      ),
      ("[N]", "m.yml:2: expected a mapping for 'records.tickets.comment-count', found a list"),
    ])
  func commentCountMistakes(value: String, problem: String) {
    #expect(
      problems("sources: {chat: {path: a.csv}}\nrecords: {tickets: {comment-count: \(value)}}") == [problem])
  }

  @Test("a source states its records in all or by stages, and a plan what must arrive")
  func statedCounts() throws {
    let total = try plan(
      "sources: {chat: {path: a.csv, records: 2500000}}\ncounts: {tickets: 93000, users: 0}\n")
    #expect(total.sources[0].statedRecords == StatedRecords(total: Located(2_500_000, line: 1)))
    #expect(
      total.counts == [
        StatedCount(type: "tickets", count: Located(93000, line: 2)),
        StatedCount(type: "users", count: Located(0, line: 2)),
      ])
    let stages = try plan(
      "sources:\n  chat:\n    path: a*.csv\n    stages: quarter\n    records:\n      2021-Q1: 5\n      2021-Q2: 7\n"
    )
    #expect(
      stages.sources[0].statedRecords?.stages == [
        .init(name: "2021-Q1", count: Located(5, line: 6)),
        .init(name: "2021-Q2", count: Located(7, line: 7)),
      ])
  }

  @Test(
    "what can't be a count is reported with its line",
    arguments: [
      (
        "sources: {chat: {path: a.csv, records: many}}",
        "m.yml:1: expected a whole number for 'sources.chat.records', found text 'many'"
      ),
      (
        "sources: {chat: {path: a.csv, records: {2021-Q1: 5}}}",
        "m.yml:1: 'sources.chat.records' has numbers of stages, and the source has no 'stages'; add it, or give one number"
      ),
      (
        "sources: {chat: {path: a.csv, stages: quarter, records: {2021-09: 5}}}",
        "m.yml:1: '2021-09' in 'sources.chat.records' is not a quarter; expected one such as 2021-Q3"
      ),
      (
        "sources: {chat: {path: a.csv}}\ncounts: {ticket: 5}",
        "m.yml:2: unknown key 'ticket' in 'counts'; did you mean 'tickets'?"
      ),
      (
        "sources: {chat: {path: a.csv}}\ncounts: {}",
        "m.yml:2: 'counts' has no number; name a record type, such as 'tickets: 93000'"
      ),
    ])
  func mistakes(text: String, problem: String) { #expect(problems(text) == [problem]) }

  @Test("people who must not arrive are a file, a list of files, or what is said of a source")
  func ledger() throws {
    let chat = "sources: {chat: {path: a.csv}}\nmust-not-arrive: "
    #expect(try plan(chat + "erased.csv").erasureLedger?.source.paths.map(\.value) == ["erased.csv"])
    #expect(try plan(chat + "[a.csv, b.csv]").erasureLedger?.source.paths.map(\.value) == ["a.csv", "b.csv"])
    let known = try plan(chat + "{path: erased.csv, may-be-empty: true}").erasureLedger
    #expect(known?.source.mayBeEmpty == true)
    #expect(known?.line == 2)
  }
}
