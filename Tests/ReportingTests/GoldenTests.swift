import Foundation
import Testing

@testable import Reporting

/// The sample audit in every format, as it is in `Golden`. `RECORD=1` writes the files anew, and
/// fails, so that a recording is never taken for a test.
@Suite("The sample reports")
struct GoldenTests {
  private static let isRecording = ProcessInfo.processInfo.environment["RECORD"] == "1"

  private func expect(_ text: String, equals name: String) throws {
    let file = packageRoot.appending(path: "Tests/ReportingTests/Golden/\(name)")
    if Self.isRecording {
      try Data(text.utf8).write(to: file)
      Issue.record("recorded \(name); read it, then run the tests without RECORD")
    }
    let golden = [UInt8](try Data(contentsOf: file))
    #expect(Array(text.utf8) == golden, "\(name) differs; see what changed with RECORD=1 and git diff")
  }

  @Test("the terminal's report is the golden one")
  func terminal() throws {
    try expect(TerminalReport(width: 120).render(sampleAudit()), equals: "audit.txt")
  }

  @Test("audit.json is the golden one")
  func json() throws {
    try expect(JSONReport.render(sampleAudit()), equals: "audit.json")
  }

  @Test("audit.md is the golden one")
  func markdown() throws {
    try expect(MarkdownReport.render(sampleAudit()), equals: "audit.md")
  }

  @Test("audit.html is the golden one")
  func html() throws {
    try expect(HTMLReport.render(sampleAudit()), equals: "audit.html")
  }
}
