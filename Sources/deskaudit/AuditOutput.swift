import Audit
import Reporting

/// Where a finished audit goes: what decides to standard output, the reports into a folder.
struct AuditOutput {
  /// The folder of the reports.
  var reports: String
  /// How much is printed.
  var detail = TerminalReport.Detail.usual
  /// The most characters of audit.md.
  var markdownBudget = MarkdownReport.budget
  var attestor = Attestor()
  /// Whether the reports of a PASS that could not all be written or printed go.
  var removesHalves = true

  /// Prints and writes. What can't be written is reported, and turns a PASS into exit 2; it never hides a FAIL.
  ///
  /// - Returns: the exit code.
  func deliver(_ audit: AuditResult) -> Int32 {
    var result = audit
    result.since = attestor.previous?.changes(in: result)
    let report = TerminalReport(width: Console.width, colour: Console.isColourful, detail: detail)
    let printed = attempt {
      try Console.say(report.render(result))
    }
    let written = attempt {
      try Reports.write(result, to: reports, markdownBudget: markdownBudget)
      try attestor.write(result, to: reports)
      try Console.say("\nReports: \(reports)/audit.html, audit.md, audit.json, audit.junit.xml\n")
    }
    guard result.verdict == .pass, !(printed && written) else { return result.verdict.exitCode }
    if removesHalves { _ = attempt { try FormerReports.remove(from: reports) } }
    return 2
  }

  private func attempt(_ body: () throws -> Void) -> Bool {
    do {
      try body()
      return true
    } catch {
      Console.complain("error: \(error)")
      return false
    }
  }
}
