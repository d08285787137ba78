import Audit
import Foundation
import Testing

@testable import Reporting

@Suite("A trend of audits")
struct TrendTests {
  private func audit(_ asOf: String, _ outcome: Outcome, _ violations: Int) -> AuditResult {
    var audit = smallAudit(outcome, verdict: outcome == .failed ? .fail : .pass)
    audit.asOf = asOf
    audit.rules[1].violations = violations
    if outcome == .waived {
      audit.rules[1].policy.waivers = [("2026-12-31", "Bo"), ("2026-11-30", "Ada")].map { expires, owner in
        WaiverUse(
          rule: "b", selector: nil, state: .inForce, violations: violations, max: 9, reason: "Known",
          owner: owner,
          expires: expires, file: "w.yml", line: 1)
      }
    }
    return audit
  }

  private func trend() -> Trend {
    let audits = [
      ("b/audit.json", audit("2026-11-21T00:00:00Z", .waived, 3)),
      ("a/audit.json", audit("2026-11-20T00:00:00Z", .failed, 12)),
    ]
    return Trend(audits.map { ($0.0, $0.1) })
  }

  @Test("is in the order of time, and counts violations by what they are")
  func points() {
    let points = trend().points.map { point in
      var point = point
      point.time = String(point.time.prefix(10))
      return point
    }
    let archive = String(repeating: "a1", count: 32)
    #expect(
      points.map {
        [$0.path, $0.verdict.rawValue, "\($0.errors) \($0.warnings) \($0.waived) \($0.unchecked)"]
      } == [
        ["a/audit.json", "fail", "12 0 0 0"], ["b/audit.json", "pass", "0 0 3 0"],
      ])
    #expect(points.allSatisfy { $0.archiveSHA256 == archive })
    #expect(
      points.map { $0.waivers.map { "\($0.owner) \($0.daysLeft ?? -1)" } } == [[], ["Ada 9", "Bo 40"]])
  }

  @Test("is ordered by when the runs began")
  func started() {
    func began(_ time: String) -> AuditResult {
      var audit = audit("2026-11-20T00:00:00Z", .passed, 0)
      audit.timing.startedAt = time
      return audit
    }
    let trend = Trend([
      ("a", began("2026-11-22T08:00:00Z")), ("b", began("2026-11-22T07:00:00Z")),
    ])
    #expect(
      trend.points.map { [$0.path, $0.time] } == [
        ["b", "2026-11-22T07:00:00Z"], ["a", "2026-11-22T08:00:00Z"],
      ])
  }

  @Test("the table has a line for each audit, and one for each waiver of the last")
  func text() throws {
    let text = try TrendReport.render(trend(), as: .text, width: 140)
    #expect(
      text.contains(
        "FAIL    │     12 │        0 │      0 │                 0 │       0 │         – │ a1a1a1a1a1a1… │ a/audit.json\n"
      ))
    #expect(
      text.contains(
        "PASS    │      0 │        0 │      3 │                 0 │       2 │         9 │ a1a1a1a1a1a1… │ b/audit.json\n"
      ))
    #expect(
      text.contains(
        "b    │ Ada   │ Known  │ 2026-11-30 │         9\nb    │ Bo    │ Known  │ 2026-12-31 │        40\n"))
    let markdown = try TrendReport.render(trend(), as: .markdown, width: 140)
    #expect(markdown.contains("| b | Ada | Known | 2026-11-30 | 9 |\n| b | Bo | Known | 2026-12-31 | 40 |\n"))
  }

  @Test("the page draws a line for each severity, and a bar for each waiver by its days")
  func chart() throws {
    let page = try TrendReport.render(trend(), as: .html, width: 0)
    #expect(page.contains("<polyline class=\"failed\" points=\"0,8 640,192\"/>"))
    #expect(page.contains("<polyline class=\"warning\" points=\"0,192 640,192\"/>"))
    #expect(page.contains("<polyline class=\"waived\" points=\"0,192 640,146\"/>"))
    #expect(
      page.contains(
        "<rect width=\"72\" height=\"16\" rx=\"2\"/><text x=\"72\" dx=\"6\" y=\"13\">9 d: b</text>"))
    #expect(
      page.contains(
        "<rect width=\"320\" height=\"16\" rx=\"2\"/><text x=\"320\" dx=\"6\" y=\"13\">40 d: b</text>"))
  }

  @Test("the policy allows the page's two style sheets, and nothing else")
  func policy() throws {
    let page = try TrendReport.render(trend(), as: .html, width: 0)
    #expect(
      page.contains(
        "content=\"default-src 'none'; style-src '\(HTMLPage.styleDigest)' '\(TrendPage.styleDigest)'; "
          + "base-uri 'none'; form-action 'none'\""))
    #expect(page.contains("<style>\(HTMLPage.style)</style>\n<style>\(TrendPage.style)</style>"))
    for trace in ["<script", "src=", "url(", "@import", "http:", "https:", "style="] {
      #expect(!page.contains(trace), "\(trace)")
    }
  }

  // Skipped where OpenSSL's command is not installed.
  @Test("the policy's digest is the style sheet's", .enabled(if: installedPath(of: "openssl") != nil))
  func digest() throws {
    let digest = try output(
      of: "sh", ["-c", "openssl dgst -sha256 -binary | base64"], input: TrendPage.style)
    #expect(digest == "\(TrendPage.styleDigest.dropFirst("sha256-".count))\n")
  }

  @Test("hostile text adds no markup character to the page")
  func hostile() throws {
    func page(_ text: String) throws -> String {
      var audit = audit("2026-11-20T00:00:00Z", .waived, 1)
      audit.asOf = text
      audit.archive.sha256 = text
      audit.rules[1].id = text
      audit.rules[1].policy.waivers[0].owner = text
      audit.rules[1].policy.waivers[0].reason = text
      audit.rules[1].policy.waivers[0].expires = text
      return try TrendReport.render(Trend([(text, audit)]), as: .html, width: 0)
    }
    let harmless = try page("word")
    for text in hostileStrings {
      let hostile = try page(text)
      for character in "<>\"'".utf8 {
        #expect(hostile.utf8.count { $0 == character } == harmless.utf8.count { $0 == character }, "\(text)")
      }
      #expect(hostile.unicodeScalars.filter { $0 != "\n" && isInvisible($0) } == [])
    }
  }

  @Test("a folder gives the audits below it, and a sentence for each that can't be read")
  func folder() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "trend-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Reports.write(smallAudit(), to: folder + "/a/b")
    try Reports.write(smallAudit(), to: folder)
    for (name, text) in [("cut/audit.json", "{"), ("a/my-audit.json", "{")] {
      try FileManager.default.createDirectory(
        at: URL(filePath: "\(folder)/\(name)").deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: URL(filePath: "\(folder)/\(name)"))
    }
    let (trend, troubles) = try Trend.below(folder)
    #expect(trend.points.map(\.path) == ["a/b/audit.json", "audit.json"])
    #expect(
      troubles.map(\.description) == [
        "\(folder)/cut/audit.json: this is not JSON, or not complete; write the reports again"
      ])
    #expect(throws: ReportError.self) { try Trend.below(folder + "/nowhere") }
    try FileManager.default.createDirectory(atPath: folder + "/empty", withIntermediateDirectories: true)
    #expect(throws: ReportError.self) { try Trend.below(folder + "/empty") }
  }
}
