import Foundation
import Testing

/// A gate of the plan decides in place of the verdict.
@Suite("verify by a gate")
struct GateDecisionCommandTests {
  private static func rows(_ count: Int) -> String {
    (1...count).map {
      "2021-01-01T00:00:00Z,1,\(100 + $0),5,true,Hello,2021-01-01T00:00:00Z,1,Ann,ann@example.org\n"
    }.joined()
  }

  /// An archive of 199 comments of the exports' `expected`.
  private func folder(expected: Int, _ gates: String = "gates: {cutover: {no-go: {migrated-share: 99.5%}}}")
    throws
    -> Folder
  {
    let folder = try Folder.migration(rows: Self.rows(199), plan: gates)
    try #require(try Tool.run("build", in: folder).exitCode == 0)
    try folder.write(Folder.header + Self.rows(expected), to: "exports/chat.csv")
    return folder
  }

  private func verify(_ options: String = "--gate cutover", in folder: Folder) throws -> Tool.Outcome {
    try Tool.shell("exec \"$0\" verify \(options)", in: folder)
  }

  private func counts(failed: Int, unchecked: Int = 0) -> String {
    "rules=\(Tool.ruleCount) failed=\(failed) warnings=0 unchecked=\(unchecked) waived=0"
  }

  @Test("exactly the share is a GO, though the verdict is FAIL: exit 0, and the last line says both")
  func go() throws {
    // 199 of 200 are 99.5 %.
    let outcome = try verify(in: folder(expected: 200))
    #expect(outcome.exitCode == 0)
    #expect(outcome.output.hasPrefix("✓ GO gate cutover\n\n✗ FAIL A small one\n"))
    #expect(outcome.lastLine == "gate=cutover decision=GO exit=0 crossed=0 verdict=FAIL \(counts(failed: 1))")
  }

  @Test("a record less is a NO-GO: exit 1, with what, the bound, what was found, and by how much")
  func noGo() throws {
    // 99.5 % of 201 are 199.995.
    let folder = try folder(expected: 201)
    let outcome = try verify(in: folder)
    let crossing =
      "migrated-share of comments: at least 99.5 %, found 99.00 % (199 of 201): 1 record too few"
    #expect(outcome.exitCode == 1)
    #expect(
      outcome.output.hasPrefix("✗ NO-GO gate cutover\n  no-go     \(crossing)\n\n✗ FAIL A small one\n"))
    #expect(
      outcome.lastLine == "gate=cutover decision=NO-GO exit=1 crossed=1 verdict=FAIL \(counts(failed: 1))")
    let markdown = String(decoding: try folder.bytes(of: "Reports/out/audit.md"), as: UTF8.self)
    #expect(markdown.contains("\n## Gates\n\n- ✗ **NO-GO** cutover\n  - no-go: \(crossing)\n"))
    let page = String(decoding: try folder.bytes(of: "Reports/out/audit.html"), as: UTF8.self)
    #expect(page.contains("<h2 id=\"Gates\">Gates</h2>"))
    #expect(page.contains("NO-GO</span> cutover\n<ul><li>no-go: \(crossing)</li></ul></li>"))
    let json = String(decoding: try folder.bytes(of: "Reports/out/audit.json"), as: UTF8.self)
    #expect(
      json.contains(
        """
          "gates": [
            {
              "name": "cutover",
              "decision": "no-go",
              "crossed": [
                {
                  "level": "no-go",
                  "threshold": "migrated-share",
                  "subject": "comments",
                  "bound": "99.5%",
                  "found": 199,
                  "total": 201,
                  "sentence": "\(crossing)"
                }
              ],
              "met": [
                {
                  "level": "no-go",
                  "threshold": "failed-rules",
                  "bound": "0",
                  "found": 0,
                  "sentence": "failed-rules: at most 0, found 0"
                },
                {
                  "level": "no-go",
                  "threshold": "unchecked-rules",
                  "bound": "0",
                  "found": 0,
                  "sentence": "unchecked-rules: at most 0, found 0"
                }
              ]
            }
          ],
        """))
    let graded = try Tool.run(
      "grade", "Reports/out/audit.json", "--reports", "again", "--gate", "cutover", in: folder)
    #expect(graded.exitCode == 1 && graded.lastLine == outcome.lastLine)
    #expect(try folder.bytes(of: "again/audit.json") == folder.bytes(of: "Reports/out/audit.json"))
  }

  @Test("without --gate the verdict decides, and reports have the gates of the plan all the same")
  func without() throws {
    let folder = try folder(expected: 200)
    let outcome = try verify("", in: folder)
    #expect(outcome.exitCode == 1)
    #expect(outcome.output.hasPrefix("✗ FAIL A small one\n"))
    #expect(outcome.lastLine == "verdict=FAIL exit=1 \(counts(failed: 1))")
    let markdown = String(decoding: try folder.bytes(of: "Reports/out/audit.md"), as: UTF8.self)
    #expect(markdown.contains("\n## Gates\n\n- ✓ **GO** cutover\n"))
  }

  @Test("a ROLL BACK is exit 1, what could not be checked exit 2")
  func others() throws {
    let folder = try folder(
      expected: 400, "gates: {cutover: {areas: counts, no-go: {}, roll-back: {migrated-share: 50%}}}")
    let back = try verify(in: folder)
    #expect(back.exitCode == 1)
    #expect(
      back.output.hasPrefix(
        """
        ✗ ROLL BACK gate cutover
          roll-back migrated-share of comments: at least 50 %, found 49.75 % (199 of 400): 1 record too few
          no-go     failed-rules: at most 0, found 1 (no-missing-comments): 1 rule too many

        """), "\(back.output)")
    #expect(back.lastLine.hasPrefix("gate=cutover decision=ROLL-BACK exit=1 crossed=2 verdict=FAIL "))
    try FileManager.default.removeItem(atPath: folder.path + "/tickets.tar.gz")
    let open = try verify(in: folder)
    #expect(open.exitCode == 2)
    #expect(open.lastLine.hasPrefix("gate=cutover decision=NO-DECISION exit=2 crossed="))
    #expect(open.output.hasPrefix("? NO DECISION gate cutover\n"))
  }

  @Test("a gate that is not there, and one of a rule or area that is not, are exit 64 with the nearest")
  func mistakes() throws {
    let folder = try folder(expected: 199)
    let unknown = try verify("--gate cutovr", in: folder)
    #expect(unknown.exitCode == 64)
    #expect(
      unknown.errors
        == "error: migration.yml: there is no gate 'cutovr'; did you mean 'cutover'?\n"
        + "gate=cutovr decision=NO-DECISION exit=64 crossed=0 verdict=NO-VERDICT rules=0 failed=0 warnings=0 unchecked=0 "
        + "waived=0\n")
    for (gates, sentence) in [
      ("areas: cuonts", "unknown area 'cuonts'; did you mean 'counts'?"),
      ("rules: no-missing-coments", "unknown rule 'no-missing-coments'; did you mean 'no-missing-comments'?"),
      ("rules: [no-passwords]", "the rule 'no-passwords' is off; switch it on, or take it out of the gate"),
    ] {
      let wrong = try Folder.migration(plan: "gates:\n  cutover: {\(gates), no-go: {}}")
      let outcome = try Tool.run("plan", in: wrong)
      #expect(outcome.exitCode == 64)
      #expect(
        outcome.errors.hasPrefix("error: migration.yml:9: 'gates.cutover': \(sentence)"), "\(outcome.errors)")
    }
  }

  @Test("a GO whose reports can't be written is none")
  func unwritten() throws {
    let folder = try folder(expected: 200)
    try folder.write("", to: "taken")
    let outcome = try verify("--gate cutover --reports taken/out", in: folder)
    #expect(outcome.exitCode == 2)
    #expect(outcome.lastLine.hasPrefix("gate=cutover decision=NO-DECISION exit=2 crossed=0 "))
    #expect(!outcome.output.contains("GO"))
  }

  // MARK: deskaudit gate

  @Test("the gate of archives asks for the GO in place of the PASS, as it follows from the rules")
  func gateCommand() throws {
    let folder = try folder(expected: 200)
    try #require(try verify(in: folder).exitCode == 0)
    let ask = "\"$0\" gate Reports/out/audit.json tickets.tar.gz --gate cutover"
    let met = try Tool.shell("\(ask) --plan migration.yml", in: folder)
    #expect(met.output == "PASS tickets.tar.gz: 8 of 8 conditions are met\n")
    #expect(met.exitCode == 0)
    let without = try Tool.shell(ask, in: folder)
    #expect(without.exitCode == 64)
    #expect(without.errors.contains("--gate names a gate of the plan; name the plan with --plan"))
    #expect(try Tool.shell("\(ask)s --plan migration.yml", in: folder).exitCode == 64)
    try folder.write(Folder.header + Self.rows(201), to: "exports/chat.csv")
    try #require(try verify(in: folder).exitCode == 1)
    let crossed = try Tool.shell("\(ask) --plan migration.yml", in: folder)
    #expect(crossed.exitCode == 1)
    #expect(
      crossed.output.hasSuffix(
        "\nFAIL gate cutover: expected GO, found NO-GO (no-go: migrated-share of comments: at least 99.5 %, found "
          + "99.00 % (199 of 201): 1 record too few); repair what crosses the threshold, and run 'verify' again\n"
      ))
    let text = String(decoding: try folder.bytes(of: "Reports/out/audit.json"), as: UTF8.self)
    try folder.write(
      text.replacing("\"decision\": \"no-go\"", with: "\"decision\": \"go\""), to: "Reports/out/audit.json")
    let edited = try Tool.shell("\(ask) --plan migration.yml", in: folder)
    #expect(
      edited.output.hasSuffix(
        "\nFAIL gate cutover: expected a decision that follows from the rules and the balance, found those from which "
          + "NO-GO follows; the audit was edited: run 'verify' again\n"))
  }

  // MARK: A phased launch

  @Test("a queue has a gate of its own, by rules with 'where': one goes, and the other does not")
  func queues() throws {
    let gates = """
      records:
        tickets: {fields: {queue: QUEUE}}
      gates:
        billing: {rules: tickets-of-billing-arrive, no-go: {}}
        returns: {rules: tickets-of-returns-arrive, no-go: {}}
      """
    let folder = try Folder.migration(rows: "", plan: gates)
    func write(_ tickets: [(Int, String)]) throws {
      let rows = tickets.map { id, queue in
        "2021-01-01T00:00:00Z,1,\(id + 100),\(id),true,Hello,2021-01-01T00:00:00Z,1,Ann,ann@example.org,\(queue)\n"
      }
      try folder.write(
        Folder.header.replacing("EMAIL\n", with: "EMAIL,QUEUE\n") + rows.joined(), to: "exports/chat.csv")
    }
    for queue in ["billing", "returns"] {
      try folder.writeRule(
        "counts/tickets-of-\(queue)-arrive.md",
        "area: counts\ncheck: reconcile\nfrom: expected.tickets\nto: archive.tickets\nside: missing\n"
          + "where: queue = \(queue)\nseverity: error", title: "Tickets of \(queue) arrive")
    }
    try write([(1, "billing"), (2, "returns")])
    try #require(try Tool.run("build", in: folder).exitCode == 0)
    try write([(1, "billing"), (2, "returns"), (3, "returns")])
    let billing = try verify("--rules rules --gate billing", in: folder)
    #expect(billing.exitCode == 0)
    #expect(billing.lastLine.hasPrefix("gate=billing decision=GO exit=0 crossed=0 verdict=FAIL "))
    let returns = try verify("--rules rules --gate returns", in: folder)
    #expect(returns.exitCode == 1)
    #expect(
      returns.output.hasPrefix(
        "✗ NO-GO gate returns\n  no-go     failed-rules: at most 0, found 1 (tickets-of-returns-arrive): 1 rule too many\n"
      ), "\(returns.output)")
  }
}
