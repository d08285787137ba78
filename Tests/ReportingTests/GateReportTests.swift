import Audit
import Foundation
import Testing

@testable import Reporting

@Suite("Gates in the formats of CI")
struct GateReportTests {
  /// The sample audit with a gate that decides NO-GO, and one that decides nothing.
  private func audit() -> AuditResult {
    var audit = sampleAudit()
    audit.gates = [
      GateDecision(
        name: "cutover", word: .noGo,
        crossings: [
          .init(
            level: .noGo, threshold: .drift, subject: "names", bound: "0.1%", found: 3, total: 2000,
            sentence: "drift of names: 1 value too many", state: .crossed),
          .init(
            level: .noGo, threshold: .drift, subject: "mails", bound: "0.1%", found: 4, total: 2000,
            sentence: "drift of mails: 2 values too many", state: .crossed),
          .init(
            level: .rollBack, threshold: .migratedShare, bound: "95%", sentence: "migrated-share: not known",
            state: .unknown),
        ],
        met: [
          .init(
            level: .noGo, threshold: .failedRules, bound: "0", found: 0,
            sentence: "failed-rules: at most 0, found 0",
            state: .met)
        ]),
      GateDecision(
        name: "pilot", word: .go,
        met: [
          .init(
            level: .noGo, threshold: .uncheckedRules, bound: "1", found: 1,
            sentence: "unchecked-rules: at most 1, found 1 (a)", state: .met)
        ]),
      GateDecision(
        name: "later", word: .noDecision,
        crossings: [
          .init(
            level: .noGo, threshold: .uncheckedRules, bound: "0", found: 2,
            sentence: "unchecked-rules: at most 0, found 2 (a, b): 2 rules too many", state: .unknown)
        ]),
    ]
    return audit
  }

  // MARK: JUnit

  @Test(
    "in JUnit each gate is a suite, and its decision and each threshold a test case; of one that nobody asked for none fails"
  )
  func junit() throws {
    let script = """
      import xml.etree.ElementTree as tree
      root = tree.fromstring(report.encode())
      for suite in root:
          if not suite.get("name").startswith("gate "): continue
          print(suite.get("name"), *[suite.get(name) for name in ("tests", "failures", "errors", "skipped")])
          for case in suite:
              assert case.get("classname") == "deskaudit." + suite.get("name").replace(" ", ".")
              for child in case:
                  told = child.get("message") or child.text
                  print("  " + "|".join([case.get("name"), child.tag, child.get("type") or "", told]))
      print(*[root.get(name) for name in ("tests", "failures", "errors", "skipped")])
      """
    #expect(
      try inPython(script, report: JUnitReport.render(audit(), gate: "cutover"), texts: []) == """
        gate cutover 4 2 1 0
          decision|failure|no-go|gate cutover: NO-GO, 1 threshold crossed, 1 threshold not known
          roll-back: migrated-share|error|roll-back|migrated-share: not known
          no-go: failed-rules|system-out||failed-rules: at most 0, found 0
          no-go: drift|failure|no-go|drift of names: 1 value too many; drift of mails: 2 values too many
        gate pilot 2 0 0 0
          decision|system-out||gate pilot: GO
          no-go: unchecked-rules|system-out||unchecked-rules: at most 1, found 1 (a)
        gate later 2 0 0 2
          decision|skipped||gate later: NO DECISION, 1 threshold not known
          no-go: unchecked-rules|skipped||unchecked-rules: at most 0, found 2 (a, b): 2 rules too many
        15 3 2 5

        """)
  }

  // MARK: OpenMetrics

  @Test("as metrics there are the decision, and each threshold with its bound, its state and what was found")
  func metrics() {
    let lines = OpenMetricsReport.render(audit()).split(separator: "\n").filter {
      $0.hasPrefix("deskaudit_gate") && $0.contains("cutover")
    }
    #expect(
      lines.map { $0.dropFirst("deskaudit_gate".count).replacing("gate=\"cutover\",", with: "") } == [
        "{deskaudit_gate=\"go\"} 0", "{deskaudit_gate=\"no-go\"} 1", "{deskaudit_gate=\"roll-back\"} 0",
        "{deskaudit_gate=\"no-decision\"} 0",
        "_threshold_info{level=\"roll-back\",threshold=\"migrated-share\",bound=\"95%\",state=\"unknown\"} 1",
        "_threshold_info{level=\"no-go\",threshold=\"failed-rules\",bound=\"0\",state=\"met\"} 1",
        "_threshold_info{level=\"no-go\",threshold=\"drift\",subject=\"names\",bound=\"0.1%\",state=\"crossed\"} 1",
        "_threshold_info{level=\"no-go\",threshold=\"drift\",subject=\"mails\",bound=\"0.1%\",state=\"crossed\"} 1",
        "_threshold_crossed{level=\"no-go\",threshold=\"failed-rules\"} 0",
        "_threshold_crossed{level=\"no-go\",threshold=\"drift\",subject=\"names\"} 1",
        "_threshold_crossed{level=\"no-go\",threshold=\"drift\",subject=\"mails\"} 1",
        "_threshold_found{level=\"no-go\",threshold=\"failed-rules\"} 0",
        "_threshold_found{level=\"no-go\",threshold=\"drift\",subject=\"names\"} 3",
        "_threshold_found{level=\"no-go\",threshold=\"drift\",subject=\"mails\"} 4",
        "_threshold_of{level=\"no-go\",threshold=\"drift\",subject=\"names\"} 2000",
        "_threshold_of{level=\"no-go\",threshold=\"drift\",subject=\"mails\"} 2000",
      ])
    #expect(!OpenMetricsReport.render(sampleAudit()).contains("deskaudit_gate"))
  }

  @Test(
    "the reference parser reads the families of gates",
    .enabled(if: metricsPython != nil, "prometheus_client is not installed, and pip can't install it"))
  func parsed() throws {
    let script = """
      from prometheus_client.openmetrics.parser import text_string_to_metric_families
      for family in text_string_to_metric_families(report):
          if family.name.startswith("deskaudit_gate"): print(family.name, family.type, len(family.samples))
      """
    let report = OpenMetricsReport.render(audit())
    #expect(
      try inPython(script, report: report, texts: [], python: try #require(metricsPython)) == """
        deskaudit_gate stateset 12
        deskaudit_gate_threshold info 6
        deskaudit_gate_threshold_crossed gauge 4
        deskaudit_gate_threshold_found gauge 5
        deskaudit_gate_threshold_of gauge 2

        """)
  }

  // MARK: GitHub

  @Test(
    "on GitHub each threshold of the gate that is crossed or not known is an error before all others, and the notice has all decisions"
  )
  func gitHub() {
    let checkout = Checkout(root: "/w", folder: "/w")
    let lines = GitHubReport.render(audit(), in: checkout, gate: "cutover").split(separator: "\n")
    #expect(
      lines.prefix(3) == [
        "::error title=NO-GO gate cutover,file=migration.yml::drift of names: 1 value too many",
        "::error title=NO-GO gate cutover,file=migration.yml::drift of mails: 2 values too many",
        "::error title=NO DECISION gate cutover,file=migration.yml::migrated-share: not known",
      ])
    #expect(lines[3].hasPrefix("::error title=Cause 1 of 1::"))
    #expect(!GitHubReport.render(audit(), in: checkout).contains("gate cutover,"))
    #expect(
      lines.last?.hasSuffix(
        "%0Agate cutover: NO-GO, 1 threshold crossed, 1 threshold not known%0Agate pilot: GO"
          + "%0Agate later: NO DECISION, 1 threshold not known") == true)
  }

  // MARK: audit.json

  @Test(
    "audit.json has all thresholds, and is read again as it was written; one without those that are met as well"
  )
  func json() throws {
    let text = JSONReport.render(audit())
    #expect(try JSONReport.read(Array(text.utf8)).gates == audit().gates)
    var older = audit()
    for index in older.gates.indices { older.gates[index].met = [] }
    let former = JSONReport.render(older)
    #expect(!former.contains("\"met\""))
    #expect(JSONReport.render(try JSONReport.read(Array(former.utf8))) == former)
  }
}
