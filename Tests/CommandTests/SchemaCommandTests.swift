import Foundation
import Testing

/// What the tool writes as JSON, beside the schemas that it prints, by Python's jsonschema.
@Suite("The schemas of what is written", .enabled(if: hasJSONSchema, "Python's jsonschema is not installed"))
struct SchemaCommandTests {
  /// A migration whose reports are in `reports`, as one of four kinds.
  enum Kind: String, CaseIterable {
    case clean, damaged, notChecked, waived

    var exitCode: Int32 {
      switch self {
      case .clean, .waived: 0
      case .damaged: 1
      case .notChecked: 2
      }
    }
  }

  /// A folder with the reports of a migration in `before`, and of what became of it in `after`.
  private func folder(_ kind: Kind) throws -> Folder {
    let folder = try Folder.migration()
    // Nobody of the chat could be recognised by it.
    if kind == .notChecked { try folder.write("id,email\n9001,\n", to: "exports/users.csv") }
    try #require(try Tool.run("build", in: folder).exitCode == 0)
    let before = try Tool.run("verify", "--reports", "before", in: folder)
    try #require(before.exitCode == (kind == .notChecked ? 2 : 0))
    let more = "2021-01-01T00:00:00Z,1,13,5,true,Bye,2021-01-01T00:02:00Z,2,Bob,bob@example.org\n"
    if kind == .damaged || kind == .waived {
      try folder.write(Folder.header + Folder.goodRows + more, to: "exports/chat.csv")
    }
    try folder.write(
      "- {rule: no-missing-comments, max: 1, reason: Known, owner: Desk, expires: 2026-03-01}",
      to: "waivers.yml")
    let waivers = kind == .waived ? "--waivers waivers.yml" : ""
    let outcome = try Tool.shell("exec \"$0\" verify --reports after \(waivers)", in: folder)
    try #require(outcome.exitCode == kind.exitCode, "\(outcome.errors)")
    return folder
  }

  /// The mistakes that a schema finds in a file.
  private func mistakes(_ file: String, _ schema: String, in folder: Folder) throws -> String {
    try folder.write(Self.script, to: "check.py")
    let outcome = try Tool.shell(
      "\"$0\" schema \(schema) >schema.json && python3 check.py schema.json \(file)", in: folder)
    try #require(outcome.exitCode == 0, "\(outcome.errors)")
    return outcome.output
  }

  @Test(
    "audit.json, the attestation and a comparison are valid, whatever came of the audit",
    arguments: Kind.allCases)
  func valid(kind: Kind) throws {
    let folder = try folder(kind)
    let compared = try Tool.shell(
      "\"$0\" compare before/audit.json after/audit.json --format json >comparison.json", in: folder)
    #expect(compared.exitCode == (kind == .damaged ? 1 : 0))
    #expect(try mistakes("after/audit.json", "audit", in: folder) == "")
    #expect(try mistakes("after/attestation.intoto.json", "attestation", in: folder) == "")
    #expect(try mistakes("comparison.json", "comparison", in: folder) == "")
  }

  @Test("gates and sign-offs are valid, too")
  func gates() throws {
    let folder = try Folder.migration(
      plan: """
        sign-offs: signoffs.yml
        gates:
          pilot: {areas: counts, no-go: {migrated-share: 100%, findings: 0}}
          cutover: {no-go: {}}
        """)
    try folder.write("[]", to: "signoffs.yml")
    try #require(try Tool.run("build", in: folder).exitCode == 0)
    let more = "2021-01-01T00:00:00Z,1,13,5,true,Bye,2021-01-01T00:02:00Z,2,Bob,bob@example.org\n"
    try folder.write(Folder.header + Folder.goodRows + more, to: "exports/chat.csv")
    try #require(try Tool.run("verify", in: folder).exitCode == 1)
    #expect(try mistakes("Reports/out/audit.json", "audit", in: folder) == "")
  }

  @Test(
    "a key that is missing or unknown is a mistake, but for those that may be missing",
    arguments: [
      (
        "after/audit.json", "audit",
        [
          "$.policy.off_by_default", "$.rules.evidence.export", "$.rules.evidence.key", "$.rules.figures",
          "$.rules.figures.legacy", "$.rules.figures.new", "$.rules.measured", "$.samples",
          "$.samples.reasons.rule", "$.samples.rows.body.bytes", "$.samples.rows.body.text",
          "$.samples.rows.id", "$.samples.rows.legacy", "$.samples.rows.legacy.author",
          "$.samples.rows.legacy.name", "$.samples.rows.legacy.public", "$.samples.rows.legacy.time",
          "$.samples.rows.new", "$.samples.rows.new.author", "$.samples.rows.new.name",
          "$.samples.rows.new.public", "$.samples.rows.new.time", "$.since",
        ]
      ),
      ("after/attestation.intoto.json", "attestation", ["$.predicate.deskaudit.previousAuditSHA256"]),
      ("comparison.json", "comparison", ["$.rules.new_status", "$.rules.old_status"]),
    ])
  func keys(file: String, schema: String, optional: [String]) throws {
    let folder = try folder(.damaged)
    let written = try Tool.shell(
      """
      "$0" verify --reports after --previous before/audit.json
      "$0" compare before/audit.json after/audit.json --format json >comparison.json; exit 0
      """, in: folder)
    #expect(written.exitCode == 0)
    try folder.write(Self.script, to: "check.py")
    let outcome = try Tool.shell(
      "\"$0\" schema \(schema) >schema.json && python3 check.py schema.json \(file) keys", in: folder)
    let lines = outcome.output.split(separator: "\n").map(String.init)
    #expect(
      lines.filter { $0.hasPrefix("may be missing ") }.map { $0.dropFirst(15) } == optional.map { $0[...] })
    // Reasons of a balance and parameters are keys by themselves.
    #expect(
      lines.filter { $0.hasPrefix("may have more ") }
        == (schema == "audit"
          ? [
            "may have more $.balance.explained", "may have more $.balance.rejected",
            "may have more $.rules.measured.parameters",
          ] : []))
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
  }

  /// Prints mistakes of a file; with a third argument which keys may be missing, and which objects may have more. Of the
  /// rules one of each outcome is looked at, of other lists the first element.
  private static let script = """
    import json, sys, jsonschema
    schema, instance = (json.load(open(path)) for path in sys.argv[1:3])
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for error in validator.iter_errors(instance): print(error.json_path, error.message)
    def shorten(value):
        if isinstance(value, dict): return {key: shorten(part) for key, part in value.items()}
        if not isinstance(value, list): return value
        kept = {part.get("outcome", 0): part for part in reversed(value)}.values() if value and isinstance(value[0], dict) else value[:1]
        return [shorten(part) for part in kept]
    missing, more = set(), set()
    def look(value, path):
        if isinstance(value, list):
            for part in value: look(part, path)
        if not isinstance(value, dict): return
        for kind in (1, "1"):
            value["another"] = kind
            if validator.is_valid(instance): more.add(path)
        del value["another"]
        for key, part in list(value.items()):
            del value[key]
            if path not in more and validator.is_valid(instance): missing.add(path + "." + key)
            value[key] = part
            look(part, path + "." + key)
    if len(sys.argv) > 3:
        instance = shorten(instance)
        assert validator.is_valid(instance)
        look(instance, "$")
        for path in sorted(missing): print("may be missing", path)
        for path in sorted(more): print("may have more", path)
    """
}

let hasJSONSchema =
  (try? Tool.shell("python3 -c 'import jsonschema'", in: Folder()).exitCode) == 0
