import Testing

@testable import Plan

@Suite("Columns that are not migrated are known, and may be ignored with a reason")
struct UnmigratedTests {
  /// A plan of a list of people, whose fields are `id`, `profile.name` and `email`.
  private func plan(_ source: String) throws -> Plan {
    try Plan(
      text: """
        sources:
          users: {path: users.json\(source)}
          tickets: {path: tickets.json}
          parts: {path: tickets.json, each: "parts.all[]"}
        records:
          users: [{source: users, fields: {name: profile.name}}]
          tickets: {source: tickets, key: id}
          comments: [{source: parts}]
        """, path: "migration.yml")
  }

  private func unmigrated(_ plan: Plan, _ columns: [String], arePaths: Bool = true) -> [UnmigratedColumn] {
    plan.unmigratedColumns(of: plan.sources[0], among: columns, arePaths: arePaths)
  }

  @Test("what a field is mapped from is migrated, and so is what it is in, or what is in it")
  func mapped() throws {
    let plan = try plan("")
    #expect(
      unmigrated(plan, ["id", "profile", "profile.name.first", "email", "profile.photo", "emails"])
        == [UnmigratedColumn(name: "profile.photo"), UnmigratedColumn(name: "emails")])
  }

  @Test("a column of CSV is its whole name")
  func csv() throws {
    let plan = try plan("")
    #expect(
      unmigrated(plan, ["id", "email.old", "profile.name"], arePaths: false)
        == [UnmigratedColumn(name: "email.old")])
  }

  @Test("a condition reads its column")
  func filter() throws {
    #expect(unmigrated(try plan(", where: role = agent"), ["role", "email"]) == [])
  }

  @Test("an ignored column has its reason, with all that is in it")
  func ignored() throws {
    let plan = try plan(", ignore: {photo: of the old tool alone}")
    let reason = "of the old tool alone"
    #expect(
      unmigrated(plan, ["photo.url", "photos"])
        == [UnmigratedColumn(name: "photo.url", reason: reason), UnmigratedColumn(name: "photos")])
  }

  @Test("keys by which records are kept do not show whose they are")
  func personalKeys() throws {
    #expect(
      unmigrated(try plan(""), ["seen.ada@acme.example", "seen.bo@acme.example", "calls.+4930123456.at"])
        == [UnmigratedColumn(name: "*"), UnmigratedColumn(name: "calls.*.at")])
  }

  @Test("of nested rows only what is theirs is looked at")
  func nested() throws {
    #expect(unmigrated(try plan(""), ["^.subject", "tags"]) == [UnmigratedColumn(name: "tags")])
  }

  @Test("the array that is another source of the same file is migrated by it")
  func otherSource() throws {
    let plan = try plan("")
    #expect(
      plan.unmigratedColumns(
        of: plan.sources[1], among: ["id", "requester_id", "created_at", "parts.all", "parts.total"],
        arePaths: true) == [UnmigratedColumn(name: "parts.total")])
  }

  @Test("what the plan reads can't be ignored")
  func contradiction() throws {
    #expect {
      try plan(", ignore: {profile: not needed}")
    } throws: { error in
      "\(error)"
        == "migration.yml:2: 'ignore' of 'users' has 'profile', and the plan reads 'profile.name'; leave one out"
    }
  }

  @Test("a reason is a text")
  func reason() throws {
    #expect {
      try plan(", ignore: {photo: }")
    } throws: { error in
      "\(error)" == "migration.yml:2: expected text for 'sources.users.ignore.photo', found nothing"
    }
  }
}
