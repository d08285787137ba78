import Foundation
import Testing

@testable import Audit
@testable import Reporting

@Suite("Reports tell what an audit covers, and what is new")
struct CoverageReportTests {
  private func strip(_ runs: [BatchRun]) throws -> BatchStrip { try #require(BatchStrip(runs)) }

  private func run(_ first: Int64, _ last: Int64, _ count: Int, _ state: BatchRun.State) -> BatchRun {
    BatchRun(first: first, last: last, count: count, state: state, troubled: state == .whole ? 0 : count)
  }

  @Test("a broken batch among many is as wide as can be seen, and the strip is as wide as ever")
  func strip() throws {
    let strip = try strip([run(0, 9999, 10_000, .whole), run(10_000, 10_000, 1, .faulty)])
    #expect(strip.parts.map(\.partClass) == ["whole", "faulty"])
    #expect(strip.parts.map(\.partWidth) == ["597.0", "3.0"])
    #expect(strip.parts.map(\.partX) == ["0.0", "597.0"])
    #expect(
      strip.stripText == "Batches: 1 with something that failed: 10000; 10,000 without a fault.")
  }

  @Test("a gap as wide as numbers can be does not hide the batches that are there")
  func wideGap() throws {
    let strip = try strip([
      run(0, 0, 1, .whole), run(1, .max - 1, Int.max - 1, .missing), run(.max, .max, 1, .whole),
    ])
    #expect(strip.parts.map(\.partWidth) == ["150.0", "300.0", "150.0"])
  }

  @Test("an archive without a batch has no strip")
  func noStrip() {
    #expect(BatchStrip([]) == nil)
    #expect(BatchStrip([run(0, 0, 1, .missing)]) == nil)
  }

  @Test("a month whose figures differ is another colour, a sentence and a row of the table")
  func months() {
    let chart = PeriodChart(sampleAudit().periods[0])
    #expect(
      chart.chartText == "comments by month, 2020-11 to 2021-01: the figures differ in 2020-12, 2021-01.")
    #expect(chart.samePath == "M10.0 80V24.5H30.0V80z")
    #expect(chart.otherPath == "M50.0 80V15.2H70.0V80zM90.0 80V6.0H110.0V80z")
    #expect(chart.chartRows.map(\.periodDifference) == ["–", "-100", "+2"])
    #expect(chart.ticks.map(\.tickName) == ["2020", "2021"])
    #expect(chart.chartNote == "1 record of the new system without a time that can be read")
  }

  @Test("the balance of each report says what is there under another id, and what is not migrated")
  func balance() throws {
    let (text, markdown) = (
      TerminalReport(width: 200).render(sampleAudit()), try MarkdownReport.render(sampleAudit())
    )
    #expect(
      text.contains("\n  comments: 1 of the lost is there under another id, and counts as extra, too\n"))
    #expect(text.contains("\n  not migrated of chat: CONVERSATION_TAGS, RATING; 1 ignored by the plan\n"))
    #expect(
      markdown.contains("\nNot migrated of chat: CONVERSATION\\_TAGS, RATING; 1 ignored by the plan.\n"))
    #expect(
      try HTMLReport.render(sampleAudit()).contains("<td>WIDGET_VERSION</td><td>of the old tool alone</td>"))
  }

  @Test("many columns that are not migrated are counted, not listed")
  func manyColumns() {
    let source = SourceFacts(
      name: "chat", files: [], notMigrated: (1...14).map { NotMigratedColumn(name: "C\($0)") })
    #expect(source.notMigratedWords() == "C1, C2, C3, C4, C5, C6, C7, C8, C9, C10, C11, C12 and 2 more")
  }

  @Test("each report says what is new since the audit before")
  func since() throws {
    let words = "the audit of 2026-11-19 06:00:00 UTC (FAIL): 1 new, 1 fixed, 0 persisting"
    #expect(TerminalReport(width: 200).render(sampleAudit()).contains("\n  Since    \(words)\n"))
    #expect(try MarkdownReport.render(sampleAudit()).contains("Since the audit of"))
    #expect(try HTMLReport.render(sampleAudit()).contains("<a href=\"#Since\">Since \(words)</a>"))
  }

  @Test("what is new is what the comparison with the earlier audit says")
  func changes() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    var earlier = sampleAudit()
    earlier.causes = []
    let failed = try #require(earlier.rules.firstIndex { $0.outcome == .failed && $0.severity == .error })
    earlier.rules[failed].outcome = .passed
    try Reports.write(earlier, to: folder.path)
    let previous = try PreviousAudit(contentsOf: folder.path + "/audit.json")
    let since = try #require(previous.changes(in: sampleAudit()))
    #expect(since.sha256 == previous.digest)
    #expect(since.newRules == [earlier.rules[failed].id])
    #expect(since.newCauses == sampleAudit().causes.map(\.sentence))
    #expect(since.fixedRules == [])
    #expect(previous.warning == nil)
  }

  @Test("an audit of another version is named in the attestation, and nothing is said to be new since it")
  func otherVersion() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    let text = JSONReport.render(sampleAudit()).replacing(
      "\"schema_version\": \(AuditResult.schemaVersion)", with: "\"schema_version\": 1")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try text.write(to: folder.appending(path: "audit.json"), atomically: true, encoding: .utf8)
    let previous = try PreviousAudit(contentsOf: folder.path + "/audit.json")
    #expect(previous.changes(in: sampleAudit()) == nil)
    #expect(previous.digest.count == 64)
    #expect(
      previous.warning
        == "the previous audit is of another version, so the reports do not say what is new since it")
  }
}
