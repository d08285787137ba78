import Audit
import EvidenceFiles
import Plan
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
  /// Where all of the evidence goes, or why there is no such folder; nil where nobody asked for it.
  var evidence: Result<EvidenceFolder, EvidenceError>?

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
    let kept = attempt { try writeEvidence(result) }
    guard result.verdict == .pass, !(printed && written && kept) else { return result.verdict.exitCode }
    if removesHalves { _ = attempt { try FormerReports.remove(from: reports) } }
    return 2
  }

  private func writeEvidence(_ result: AuditResult) throws {
    guard let folder = try evidence?.get() else { return }
    let total = result.rules.reduce(0) { $0 + $1.violations }
    let files = try ProgressDisplay(folder, of: total).during { () throws(EvidenceError) in
      try folder.write(result)
    }
    let tables = files.count > 1 ? ", \(counted(files.count - 1, "CSV file"))" : ""
    try Console.say("Evidence: \(folder.path)/\(EvidenceFolder.database)\(tables)\n")
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
