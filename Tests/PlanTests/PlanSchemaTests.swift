import Foundation
import Profiling
import RuleExamples
import Testing
import Yams

@testable import Plan

/// The schema of plans and the parser agree: in the keys, in what they accept, and in what they refuse.
@Suite("The JSON Schema of plans")
struct PlanSchemaTests {
  private static var schema: [String: Any] { schema("plan") }

  private static func schema(_ name: String) -> [String: Any] {
    let data = (try? Data(contentsOf: SchemaCheck.file(name))) ?? Data()
    return (try? JSONSerialization.jsonObject(with: data)) as? [String: Any] ?? [:]
  }

  /// The keys of each definition that knows all of its keys, by its name, those of waivers and sign-offs too; those of the plan itself
  /// under `plan`.
  private static let keys: [String: Set<String>] = {
    var all = schema["$defs"] as? [String: [String: Any]] ?? [:]
    all["plan"] = schema
    all["waiver"] = (schema("waivers")["$defs"] as? [String: [String: Any]])?["waiver"]
    for name in ["sign-off", "sign-off-evidence"] {
      all[name] = (schema("signoffs")["$defs"] as? [String: [String: Any]])?[name]
    }
    // A field may be a text, or these.
    all["field"] = all.removeValue(forKey: "field-options")
    let closed = all.filter { $0.value["additionalProperties"] as? Bool == false }
    return closed.mapValues { Set(($0["properties"] as? [String: Any] ?? [:]).keys) }
  }()

  @Test("the schema has the parser's keys, and no others, of every mapping", arguments: PlanKeys.allCases)
  func keys(_ place: PlanKeys) {
    #expect(Self.keys[place.rawValue] == Set(place.names))
  }

  @Test("every definition of the schema that knows all keys is one of the parser")
  func definitions() {
    #expect(Set(Self.keys.keys) == Set(PlanKeys.allCases.map(\.rawValue)))
  }

  @Test("every key of the schema is explained")
  func descriptions() {
    func unexplained(_ value: Any, _ path: String) -> [String] {
      guard let object = value as? [String: Any] else { return [] }
      let properties = object["properties"] as? [String: [String: Any]] ?? [:]
      let silent = properties.filter { $0.value["description"] == nil && $0.value["$ref"] == nil }
        .keys.filter { _ in object["additionalProperties"] as? Bool == false }
      return silent.map { "\(path)/\($0)" } + object.flatMap { unexplained($0.value, "\(path)/\($0.key)") }
    }
    #expect(unexplained(Self.schema, "") == [])
    for name in ["waivers", "signoffs", "audit", "comparison", "attestation"] {
      #expect(unexplained(Self.schema(name), "") == [], "\(name)")
    }
  }

  @Test(
    "the words of the schema are those of the parser",
    arguments: [
      ("source", "format", SourceFormat.allCases.map(\.rawValue)),
      ("source", "encoding", TextEncoding.allCases.map(\.rawValue)),
      ("fetch", "pagination", FetchPlan.Pagination.allCases.map(\.rawValue)),
      ("table", "side", TablePlan.Side.allCases.map(\.rawValue)),
      ("field-options", "when-null", WhenNull.allCases.map(\.rawValue)),
      ("", "conflicts", ConflictPolicy.allCases.map(\.rawValue)),
      ("", "unresolved-requester", UnresolvedRequesterPolicy.allCases.map(\.rawValue)),
      ("", "already-imported", AlreadyImportedPolicy.allCases.map(\.rawValue)),
      ("", "export-defects", ExportDefectPolicy.allCases.map(\.rawValue)),
    ])
  func words(definition: String, key: String, words: [String]) throws {
    let definitions = try #require(Self.schema["$defs"] as? [String: [String: Any]])
    let properties = try #require(
      (definitions[definition] ?? Self.schema)["properties"] as? [String: [String: Any]])
    #expect(properties[key]?["enum"] as? [String] == words)
  }

  // MARK: Plans of the repository

  @Test("every plan of the repository satisfies the schema", .enabled(if: SchemaCheck.plan.isThere))
  func plans() throws {
    let plans = try written() + examples() + Preset.all.map { $0.text(host: nil) } + drafts()
    #expect(plans.count > 200)
    for plan in plans { #expect(try SchemaCheck.plan.complaints(plan) == "", "\(plan)") }
  }

  /// The texts in the documentation and the tests that are plans.
  private func written() throws -> [String] {
    let folder = SchemaCheck.repository
    var plans: [String] = []
    for path in ["README.md", "Rules/README.md"] {
      let text = try String(contentsOf: folder.appending(path: path), encoding: .utf8)
      plans += blocks(of: text, from: { $0.hasPrefix("```yaml") }, to: { $0.hasPrefix("```") })
    }
    let tests = folder.appending(path: "Tests").path
    for path in try FileManager.default.subpathsOfDirectory(atPath: tests) where path.hasSuffix(".swift") {
      let text = try String(contentsOfFile: "\(tests)/\(path)", encoding: .utf8)
      plans += blocks(
        of: text, from: { $0.hasSuffix("\"\"\"") },
        to: { $0.drop { $0 == " " }.hasPrefix("\"\"\"") }
      ).filter { $0.contains("sources:") }
    }
    return plans.filter { (try? Plan(text: $0, path: "m.yml")) != nil }
  }

  /// Runs of lines between two, without the indentation of the closing one.
  private func blocks(
    of text: String, from isStart: (Substring) -> Bool, to isEnd: (Substring) -> Bool
  ) -> [String] {
    var blocks: [String] = []
    var open: [Substring]?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if let lines = open, isEnd(line) {
        let indent = line.prefix { $0 == " " }
        blocks.append(
          lines.map { String($0.hasPrefix(indent) ? $0.dropFirst(indent.count) : $0) }.joined(separator: "\n")
        )
        open = nil
      } else if open != nil {
        open?.append(line)
      } else if isStart(line) {
        open = []
      }
    }
    return blocks
  }

  private func examples() throws -> [String] {
    let rules = SchemaCheck.repository.appending(path: "Rules").path
    let standard = try ExampleInput.standard()
    return try FileManager.default.subpathsOfDirectory(atPath: rules)
      .filter { $0.hasSuffix(".md") && $0.contains("/") }
      .flatMap { path in
        let text = try String(contentsOfFile: "\(rules)/\(path)", encoding: .utf8)
        return try RuleExample.examples(ofPage: path, text, standard: standard).map(\.input.plan)
      }
  }

  /// Plans that `init` writes.
  private func drafts() throws -> [String] {
    let folder = try ExampleFolder(.standard())
    let users = """
      {"id":7,"name":"Ada","email":"ada@example.org"}
      {"id":8,"name":"Ben","email":"ben@example.org"}

      """
    let tickets = """
      {"id":1,"requester_id":7,"created_at":"2021-01-01T00:00:00Z","status":"open","comments":[{"id":2,"author_id":7,"public":true,"created_at":"2021-01-01T00:00:00Z","body":"Hi"}]}
      {"id":3,"requester_id":8,"created_at":"2021-01-02T00:00:00Z","status":"open","comments":[]}

      """
    for (name, text) in [("users.ndjson", users), ("tickets.ndjson", tickets)] {
      try Data(text.utf8).write(to: URL(filePath: "\(folder.path)/\(name)"))
    }
    return [
      try PlanDraft(
        files: ["\(folder.path)/chat.csv", "\(folder.path)/ticketing.csv"], planDirectory: folder.path),
      try PlanDraft(
        files: ["\(folder.path)/users.ndjson", "\(folder.path)/tickets.ndjson"], planDirectory: folder.path),
    ].map(\.text)
  }

  // MARK: Mistakes

  /// Every key of a plan is in it, and every value is changed to one of another kind.
  @Test(
    "whatever is changed in a plan, the schema refuses no plan that is right",
    .enabled(if: SchemaCheck.plan.isThere))
  func changes() throws {
    let root = try #require(try Yams.compose(yaml: Self.full))
    #expect(problems(of: Self.full) == [])
    var refused = 0
    for changed in variants(of: root) {
      // What the parser says is compared with what the schema says where problems are asked for.
      refused += problems(of: try Yams.serialize(node: changed)).isEmpty ? 0 : 1
    }
    #expect(refused > 300)
  }

  @Test(
    "the schema of waivers accepts what is right, and refuses what the reader refuses",
    .enabled(if: SchemaCheck.waivers.isThere),
    arguments: [
      ("", true), (", keys: [comment 1, comment 2]", true), (", pattern: 'comment 1*'", true),
      (", keys: comment 1", true), (", keys: []", false), (", keys: a, pattern: b", false),
      (", key: a", false),
    ])
  func waivers(_ more: String, _ isRight: Bool) throws {
    let list = "- {rule: a, max: 2, reason: r, owner: o, expires: 2027-01-31\(more)}"
    let file = FileManager.default.temporaryDirectory.appending(path: "waivers-\(UUID().uuidString).yml")
    defer { try? FileManager.default.removeItem(at: file) }
    for (text, isRight) in [
      (list, isRight), (list.replacing("max: 2", with: "max: 0"), false),
      (list.replacing("owner: o", with: "owner: "), false), (list.replacing("reason: r, ", with: ""), false),
      (list.replacing("2027-01-31", with: "soon"), false),
    ] {
      try Data(text.utf8).write(to: file)
      #expect(((try? WaiverList(contentsOf: file.path)) != nil) == isRight, "\(text)")
      #expect(try (SchemaCheck.waivers.complaints(text) == "") == isRight, "\(text)")
    }
  }

  private func variants(of node: Node) -> [Node] {
    var others = ["x", "[a, b]", "{a: b}", "~", "''"].compactMap {
      (try? Yams.compose(yaml: $0, .basic)) ?? nil
    }
    switch node {
    case .mapping(let mapping):
      var more = mapping
      more["zzz"] = Node("x")
      others.append(.mapping(more))
      for (key, value) in mapping {
        for variant in variants(of: value) {
          var changed = mapping
          changed[key] = variant
          others.append(.mapping(changed))
        }
      }
    case .sequence(let list):
      for index in list.indices {
        for variant in variants(of: list[index]) {
          var changed = list
          changed[index] = variant
          others.append(.sequence(changed))
        }
      }
    default: break
    }
    return others
  }

  private static let full = #"""
    migration: All
    sources:
      chat:
        path: [chat.csv]
        format: csv
        encoding: utf-8
        delimiter: ";"
        quote: "'"
        escape: "\\"
        comment: "#"
        skip-lines: 2
        header: [A, B]
        null: ['\N']
        may-be-empty: true
        stages: {by: quarter, first: 2016-Q1, last: 2021-Q4}
        records: {2016-Q1: 5}
      desk:
        path: users/*.json
        format: json
        collection: users
        where: "a = b"
        each: parts[]
        fetch:
          url: "https://desk.example/{id}.json"
          pagination: page
          per-page: 50
          parameters: {page: p, per-page: size}
          first: 0
          total: meta.count
          headers: {X-Desk: acme}
          token-scheme: Token
          body: {query: all}
          for-each: parents
          key: id
        columns: {id: uid, email: mail}
      parents:
        path: parents/*.json
        records: 7
        fetch: {url: "https://desk.example/p", pagination: cursor, cursor: {from: next, to: after, alone: true}}
      aliases: {path: aliases.csv}
      macros: {path: macros.csv}
      sla: {path: sla.csv}
    identity: {match: email, keep: desk, aliases: aliases}
    conflicts: first
    unresolved-requester: allow
    already-imported: omit
    export-defects: fail
    decisions: decisions.csv
    counts: {tickets: 5}
    must-not-arrive: {path: erased.csv, format: csv}
    legacy-hosts: [acme.desk.example]
    rules:
      no-missing-users: {severity: warning, max-violations: 2, columns: [a, b]}
      no-missing-tickets: {off: Not ours}
    waivers: waivers.yml
    sign-offs: signoffs.yml
    gates:
      cutover:
        areas: [counts, keys]
        rules: [no-mojibake]
        severity: warning
        no-go: {failed-rules: 1, unchecked-rules: 0, migrated-share: 99.5%, findings: 20, drift: 0.1%}
        roll-back: {failed-rules: 3, migrated-share: 95%, findings: 40, drift: 1%}
    null: NULL
    archive: {path: a.tar.gz, member: "a_{batch}.json", numbering: {start: 1, step: 2}, batch-size: 50}
    as-of: 2026-11-20T00:00:00Z
    records:
      comments:
        - source: chat
          key: PART
          fields:
            public: {from: P, true: [yes], false: [no], when-null: refuse, null: x, extract: "a*"}
            created_at: {from: AT, format: "%Y-%m-%d %H:%M", time-zone: UTC, required: true}
            kind: {template: "{A}-{B}", default: x, map: {a: b}, otherwise: keep, type: text}
            fixed: {value: one}
            short: {from: S, cut: 10, loss: {reason: Long, owner: Ada}}
      tickets: {source: chat, comment-count: {from: N, null: x, plus: 1}}
      macros: {source: macros, key: ID, ids: {offset: 100}, array: macros, singular: macro, fields: {title: T}}
    tables:
      legacy_sla: {source: sla, side: legacy, key: ticket, columns: {due: {from: due, type: timestamp}}}
    """#
}
