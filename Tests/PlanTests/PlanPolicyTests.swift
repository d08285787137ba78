import Foundation
import Testing

@testable import Plan

@Suite("The policy of a plan: 'rules' and 'waivers'")
struct PlanPolicyTests {
  private static let sound = "sources: {chat: {path: chat.csv}}\n"

  private func problems(_ text: String) -> [String] {
    do throws(PlanError) {
      _ = try Plan(text: Self.sound + text, path: "migration.yml")
      return []
    } catch {
      return error.problems.map(\.description)
    }
  }

  @Test("the hosts of the legacy system are one name or a list, in lower case")
  func legacyHosts() throws {
    func hosts(_ value: String) throws -> [String] {
      try Plan(text: Self.sound + "legacy-hosts: \(value)\n", path: "migration.yml").legacyHosts
    }
    #expect(try hosts("Acme.Zendesk.com") == ["acme.zendesk.com"])
    #expect(try hosts("[acme.example, bücher.example]") == ["acme.example", "bücher.example"])
    #expect(try Plan(text: Self.sound, path: "migration.yml").legacyHosts == [])
  }

  @Test(
    "what is no name of a host is reported with its line",
    arguments: [
      ("https://acme.example", "expected the name of a host such as acme.zendesk.com for 'legacy-hosts'"),
      ("acme", "expected the name of a host such as acme.zendesk.com for 'legacy-hosts'"),
      (".acme.example", "expected the name of a host such as acme.zendesk.com for 'legacy-hosts'"),
      ("acme.example.", "expected the name of a host such as acme.zendesk.com for 'legacy-hosts'"),
      (
        "[acme.example, acme.example/hc]",
        "expected the name of a host such as acme.zendesk.com for 'legacy-hosts'"
      ),
      ("{host: acme.example}", "expected text for 'legacy-hosts', found a mapping"),
    ])
  func wrongHosts(value: String, problem: String) throws {
    let found = problems("legacy-hosts: \(value)\n")
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix("migration.yml:2: \(problem)") == true, "\(found)")
  }

  @Test("each rule has its keys with their values and lines, or the reason why it is off")
  func rules() throws {
    let plan = try Plan(
      text: Self.sound + """
        rules:
          no-missing-comments: {severity: warning, max-violations: 3}
          export-times-are-plausible:
            columns: [expected.comments.created_at]
          no-future-times:
            off: The clock of the chat is known to be wrong
        waivers: policy/waivers.yml
        """, path: "migration.yml")
    #expect(
      plan.rules == [
        RuleSetting(
          rule: Located("no-missing-comments", line: 3), off: nil,
          entries: [
            .init(key: "severity", value: .text("warning"), line: 3),
            .init(key: "max-violations", value: .text("3"), line: 3),
          ]),
        RuleSetting(
          rule: Located("export-times-are-plausible", line: 4), off: nil,
          entries: [.init(key: "columns", value: .list(["expected.comments.created_at"]), line: 5)]),
        RuleSetting(
          rule: Located("no-future-times", line: 6),
          off: Located("The clock of the chat is known to be wrong", line: 7), entries: []),
      ])
    #expect(plan.waivers == "policy/waivers.yml")
  }

  @Test(
    "what can't be said of a rule is a problem with its line",
    arguments: [
      ("rules: [a]", "migration.yml:2: expected a mapping for 'rules', found a list"),
      (
        "rules:\n  a: off", "migration.yml:3: expected a mapping for 'rules.a', found text 'off'"
      ),
      (
        "rules:\n  a: {off: true}",
        "migration.yml:3: expected the reason for 'rules.a.off', found text 'true'"
      ),
      ("rules:\n  a: {off: }", "migration.yml:3: expected text for 'rules.a.off', found nothing"),
      (
        "rules:\n  a:\n    off: Not ours\n    severity: error",
        "migration.yml:4: 'rules.a.off' is beside other keys, which a rule that is off does not need"
      ),
      (
        "rules:\n  a: {check: limit}",
        "migration.yml:3: 'rules.a.check' can't be changed; write a page of your own, and name its folder by --rules"
      ),
      (
        "rules:\n  a:",
        "migration.yml:3: 'rules.a' says nothing; write a key such as 'severity', or remove it"
      ),
      (
        "rules:\n  a: {max-share: {x: 1}}",
        "migration.yml:3: expected text for 'rules.a.max-share', found a mapping"
      ),
      ("waivers: [w.yml]", "migration.yml:2: expected text for 'waivers', found a list"),
    ])
  func mistakes(_ text: String, _ problem: String) {
    #expect(problems(text) == [problem])
  }

  @Test("what is measured depends on neither policy, title, comments nor ways of writing")
  func measuredText() throws {
    func text(_ plan: String) throws -> String { try Plan(text: plan, path: "migration.yml").measuredText }
    let plain = try text("sources: {chat: {path: chat.csv}}\nas-of: 2026-11-20T00:00:00Z\n")
    let other = try text(
      """
      migration: Another title
      sources:
        chat:   # the same
          path: chat.csv
      as-of: 2026-11-20T00:00:00Z
      export-defects: fail
      waivers: w.yml
      rules: {a: {severity: error}}
      """)
    #expect(plain == other)
    #expect(try text("sources: {chat: {path: chat.tsv}}\nas-of: 2026-11-20T00:00:00Z\n") != plain)
    #expect(try text("sources: {chat: {path: chat.csv}}\nas-of: 2026-11-21T00:00:00Z\n") != plain)
  }
}

@Suite("The file of waivers")
struct WaiverListTests {
  private func read(_ text: String) throws -> WaiverList {
    let url = FileManager.default.temporaryDirectory.appending(path: "waivers-\(UUID().uuidString).yml")
    defer { try? FileManager.default.removeItem(at: url) }
    try Data(text.utf8).write(to: url)
    return try WaiverList(contentsOf: url.path, shown: "waivers.yml")
  }

  private func problems(_ text: String) throws -> [String] {
    do {
      _ = try read(text)
      return []
    } catch let error as PlanError {
      return error.problems.map(\.description)
    }
  }

  private static let sound = "rule: a, max: 1, reason: Known, owner: Ada, expires: 2027-01-31"

  @Test("a waiver has its rule, its records, its bound, and who decided it until when")
  func waivers() throws {
    let list = try read(
      """
      # What we accept
      - rule: no-missing-comments
        keys: [comment 1001, comment 1002]
        max: 2
        reason: Told to the customer
        owner: Ada Osei
        expires: 2027-01-31
      - {\(Self.sound), pattern: comment 10*}
      """)
    #expect(
      list.waivers == [
        Waiver(
          rule: Located("no-missing-comments", line: 2),
          selector: KeySelector(keys: ["comment 1001", "comment 1002"]),
          max: 2, reason: "Told to the customer", owner: "Ada Osei", expires: "2027-01-31", line: 2),
        Waiver(
          rule: Located("a", line: 8), selector: KeySelector(pattern: "comment 10*"), max: 1, reason: "Known",
          owner: "Ada", expires: "2027-01-31", line: 8),
      ])
  }

  @Test("a file without a waiver is none", arguments: ["", "# nothing is waived any more\n", "[]\n"])
  func empty(_ text: String) throws { #expect(try read(text).waivers == []) }

  @Test(
    "what a waiver lacks, or says wrongly, is a problem with its line",
    arguments: [
      ("rule: a", "waivers.yml:1: expected a list of waivers ('- rule: …'), found a mapping"),
      (
        "- {rule: a, max: 1, expires: 2027-01-31}",
        "waivers.yml:1: this waiver has no 'reason', 'owner'; every waiver has 'rule', 'max', 'reason', 'owner' and "
          + "'expires'"
      ),
      ("- {\(sound), key: x}", "waivers.yml:1: unknown key 'key' in 'waiver'; did you mean 'keys'?"),
      ("- {\(sound), keys: [x], pattern: y}", "waivers.yml:1: a waiver has 'keys' or 'pattern', not both"),
      ("- {\(sound), keys: []}", "waivers.yml:1: 'waiver.keys' is an empty list; name at least one"),
      (
        "- {rule: a, max: 0, reason: r, owner: o, expires: 2027-01-31}",
        "waivers.yml:1: expected a number from 1 to 1000000000000 for 'waiver.max', found 0"
      ),
      (
        "- {rule: a, max: all, reason: r, owner: o, expires: 2027-01-31}",
        "waivers.yml:1: expected a whole number for 'waiver.max', found text 'all'"
      ),
      (
        "- {rule: a, max: 1, reason: r, owner: o, expires: 2027-02-29}",
        "waivers.yml:1: expected a day such as 2027-01-31 for 'waiver.expires', found text '2027-02-29'"
      ),
      (
        "- {rule: a, max: 1, reason: ' ', owner: o, expires: 2027-01-31}",
        "waivers.yml:1: 'waiver.reason' is blank; write its text, or leave the key out"
      ),
      (
        "- {\(sound)}\n- {\(sound)}",
        "waivers.yml:2: a second waiver of 'a'; the first is in line 1, make them one"
      ),
    ])
  func mistakes(_ text: String, _ problem: String) throws { #expect(try problems(text) == [problem]) }

  @Test("a file that is not there is a sentence")
  func missing() {
    #expect(
      throws: PlanError([
        PlanProblem(
          path: "/nowhere/w.yml", line: nil,
          message: "there is no such file; name the waivers by 'waivers' or --waivers")
      ])
    ) { try WaiverList(contentsOf: "/nowhere/w.yml") }
  }

  @Test(
    "in a pattern '*' is any text and '?' one character, and all else is itself",
    arguments: [
      ("comment 10*", "comment 1001", true), ("comment 10*", "comment 10", true),
      ("comment 10*", "comment 1", false),
      ("comment 100?", "comment 1001", true), ("comment 100?", "comment 100", false), ("*", "", true),
      ("*1*1", "comment 1001", true), ("*1*2", "comment 1001", false),
      ("comment 1.01", "comment 1001", false),
      ("[a]", "a", false), ("?", "é", true), ("", "a", false),
    ])
  func patterns(_ pattern: String, _ key: String, isCovered: Bool) {
    #expect(KeySelector(pattern: pattern).covers(key) == isCovered)
  }
}
