import Audit
import Foundation
import Testing

@testable import Reporting

/// The reports beside those of an audit, with the same texts as `HostileTextTests`.
@Suite("Hostile text in comparisons, trends, plans and rule pages")
struct HostileReportTests {
  private static let hasPython = installedPath(of: "python3") != nil
  private static let hasCMark = installedPath(of: "cmark-gfm") != nil

  /// Everything of the second audit is new beside the first, which has the same rules and passes.
  private static func comparison(_ texts: [String]) -> Comparison {
    let new = ReportingTests.audit(filledWith: texts)
    var old = new
    old.verdict = .pass
    old.archive.sha256 = "none"
    old.causes = []
    for index in old.rules.indices {
      (old.rules[index].outcome, old.rules[index].violations, old.rules[index].findings) = (.passed, 0, [])
    }
    return Comparison(old, at: texts.first ?? "", new, at: texts.last ?? "")
  }

  private static func trend(_ texts: [String]) -> Trend {
    Trend(
      texts.map { text in
        var audit = ReportingTests.audit(filledWith: [text])
        audit.rules[0].policy.waivers[0].state = .inForce
        return (text, audit)
      })
  }

  private func expectInert(_ text: String, _ comment: Comment) {
    #expect(text.unicodeScalars.filter { $0 != "\n" && isInvisible($0) } == [], comment)
  }

  @Test("text that is printed has no control but line ends")
  func printed() throws {
    let comparison = Self.comparison(hostileTexts)
    expectInert(try ComparisonReport.render(comparison, as: .text, width: 100), "compare")
    expectInert(try ComparisonReport.render(comparison, as: .json, width: 100), "compare --format json")
    expectInert(
      try ComparisonReport.render(comparison, as: .markdown, width: 100), "compare --format markdown")
    let trend = Self.trend(hostileTexts)
    for format in TrendReport.Format.allCases {
      expectInert(try TrendReport.render(trend, as: format, width: 100), "trend --format \(format)")
    }
    let plan = Self.plan(hostileTexts)
    expectInert(PlanReport.render(plan, width: 100), "plan")
    expectInert(PlanReport.json(plan), "plan --json")
    for audit in [ReportingTests.audit(filledWith: hostileTexts)] {
      expectInert(Attestation.render(audit, previous: audit.title), "attestation")
    }
  }

  @Test("a comparison as JSON, by Python's json", .enabled(if: hasPython))
  func comparisonJSON() throws {
    let script = """
      comparison = json.loads(report)
      for rule, cause, text in zip(comparison["rules"], comparison["causes"], texts, strict=True):
          found = {rule["id"], cause["sentence"]} | {finding["message"] for finding in rule["findings"]}
          if found != {text}: print(repr(text), found)
      print("read")
      """
    let report = try ComparisonReport.render(Self.comparison(hostileTexts), as: .json, width: 100)
    #expect(try inPython(script, report: report, texts: hostileTexts) == "read\n")
  }

  @Test("a plan's matrix as JSON, by Python's json", .enabled(if: hasPython))
  func planJSON() throws {
    let script = """
      plan = json.loads(report)
      for source, row, text in zip(plan["sources"], plan["mapping"], texts, strict=True):
          found = {source["name"], source["role"], source["files"][0]["path"], *row.values()}
          if found != {text}: print(repr(text), found)
      print("read")
      """
    #expect(
      try inPython(script, report: PlanReport.json(Self.plan(hostileTexts)), texts: hostileTexts) == "read\n")
  }

  @Test(
    "Markdown of comparisons and trends has the elements of harmless words",
    .enabled(if: hasPython && hasCMark, "cmark-gfm is not installed"))
  func markdown() throws {
    let harmless = hostileTexts.indices.map { "word\($0)" }
    for (name, render) in [
      ("compare", { try ComparisonReport.render(Self.comparison($0), as: .markdown, width: 100) }),
      ("trend", { try TrendReport.render(Self.trend($0), as: .markdown, width: 100) }),
    ] as [(String, ([String]) throws -> String)] {
      #expect(
        try elements(gitHubPage(render(hostileTexts))) == elements(gitHubPage(render(harmless))), "\(name)")
    }
  }

  @Test(
    "the page of a trend has the elements of harmless words, and the texts in its cells",
    .enabled(if: hasPython))
  func trendPage() throws {
    let harmless = hostileTexts.indices.map { "word\($0)" }
    let page = try TrendReport.render(Self.trend(hostileTexts), as: .html, width: 100)
    #expect(
      try elements(page) == elements(TrendReport.render(Self.trend(harmless), as: .html, width: 100)))
    let said = try inPython(HostileTextTests.cells, report: page, texts: hostileTexts.map(\.visible))
    #expect(said == "read\n")
  }

  /// The tags of a page with the names of their attributes, but for the code spans around `@`.
  private func elements(_ page: String) throws -> [String] {
    let script = """
      import html.parser
      class Parser(html.parser.HTMLParser):
          def handle_starttag(self, tag, attributes):
              if tag != "code": print(tag, [name for name, value in attributes])
          def handle_endtag(self, tag):
              if tag != "code": print("/" + tag)
          def handle_comment(self, data): print("comment")
      Parser().feed(report)
      """
    return try #require(try inPython(script, report: page, texts: [])).split(separator: "\n").map(String.init)
  }

  private static func plan(_ texts: [String]) -> PlanOverview {
    PlanOverview(
      title: texts.first ?? "", path: texts.last ?? "",
      sources: texts.map { .init(name: $0, role: $0, files: [.init(path: $0, bytes: 1, shape: $0)]) },
      settings: texts.map { .init($0, $0) },
      mapping: texts.map {
        MappingRow(
          record: $0, field: $0, source: $0, from: $0, type: $0, defaultValue: $0, transformation: $0,
          validation: $0)
      })
  }
}
