import Testing

@testable import Plan

@Suite("A plan that is written with some of its keys changed")
struct PlanRevisionTests {
  private func revised(_ text: String, _ change: (inout PlanRevision) -> Void) throws -> String {
    let plan = try Plan(text: text, path: "m.yml")
    var revision = PlanRevision()
    change(&revision)
    let result = try revision.text(of: plan, note: "# note\n")
    _ = try Plan(text: result, path: "m.yml")
    return result
  }

  @Test("what is changed in place leaves all else as it is, comments among it")
  func inPlace() throws {
    let text = """
      # Ours.
      counts:
        tickets: 5
        # of which some are open
        users: 3
      sources:
        chat:
          path: [/data/a.csv, "/data/b.csv"]   # two
          records: {2021-Q1: 4}
          stages: quarter
      as-of: 2026-01-01T00:00:00Z
      """
    let result = try revised(text) {
      $0.remove(["counts"])
      $0.remove(["sources", "chat", "records"])
      $0.replace("/data/a.csv", at: ["sources", "chat", "path"], with: "a \"1\".csv")
      $0.replace("/data/b.csv", at: ["sources", "chat", "path"], with: "b.csv")
    }
    #expect(
      result == """
        # note
        # Ours.
        sources:
          chat:
            path: ["a \\"1\\".csv", "b.csv"]   # two
            stages: quarter
        as-of: 2026-01-01T00:00:00Z
        """)
  }

  @Test(
    "a key in braces goes with its comma",
    arguments: [
      ("{path: a.csv, records: 12}", "{path: a.csv}"),
      ("{records: {total: 12}, path: a.csv}", "{path: a.csv}"),
      ("{path: a.csv, records: 12, format: csv}", "{path: a.csv, format: csv}"),
    ])
  func braces(source: String, rest: String) throws {
    // A mapping of `records` names stages; what it says is not looked at where it goes.
    let text = "sources: {chat: \(source.replacing("{total: 12}", with: "12"))}\n"
    #expect(
      try revised(text) { $0.remove(["sources", "chat", "records"]) } == "# note\nsources: {chat: \(rest)}\n")
  }

  @Test("a plan that can't be changed in place is written anew, and means the same")
  func anew() throws {
    let text = "sources: {chat: {path: 'it''s.csv'}}\nrules: {no-missing-users: {max-violations: 3}}\n"
    let result = try revised(text) {
      $0.replace("it's.csv", at: ["sources", "chat", "path"], with: "b.csv")
    }
    let plan = try Plan(text: result, path: "m.yml")
    #expect(plan.sources[0].paths.map(\.value) == ["b.csv"])
    #expect(plan.rules.map(\.rule.value) == ["no-missing-users"])
    #expect(result.hasPrefix("# note\n"))
  }

  @Test("links are addresses with one {id}, of record types that the plan has")
  func links() throws {
    let text = """
      sources: {chat: {path: a.csv}}
      links:
        legacy: {tickets: "https://old.example.com/t/{id}"}
        new: {tickets: "https://new.example.com/agent/tickets/{id}", users: "HTTPS://new.example.com/u?i={id}#x"}
      """
    let links = try Plan(text: text, path: "m.yml").links
    #expect(links.legacyAddress(of: "tickets", id: "a b/5") == "https://old.example.com/t/a%20b%2F5")
    #expect(links.newAddress(of: "users", id: "7") == "HTTPS://new.example.com/u?i=7#x")
    #expect(links.legacyAddress(of: "users", id: "7") == nil)
    for pattern in [
      "https://old.example.com/t", "https://o/{id}/{id}", "ftp://o/{id}", "javascript:alert({id})",
    ] {
      let wrong = text.replacing("https://old.example.com/t/{id}", with: pattern)
      do {
        _ = try Plan(text: wrong, path: "m.yml")
        Issue.record("\(pattern) is taken")
      } catch {
        #expect(
          error.description
            == "m.yml:3: expected an address with one {id}, such as https://desk.example.com/tickets/{id}, for "
            + "'links.legacy.tickets', found text '\(pattern)'")
      }
    }
    #expect(throws: PlanError.self) {
      try Plan(text: text.replacing("users:", with: "usres:"), path: "m.yml")
    }
  }
}
