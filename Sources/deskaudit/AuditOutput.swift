import Audit
import EvidenceFiles
import Foundation
import Plan
import Reporting

/// Where a finished audit goes: what was asked for to standard output, the reports into a folder.
struct AuditOutput {
  /// The folder of the reports; nil where none are wanted.
  var reports: String?
  /// What is printed.
  var format = AuditFormat.text
  /// How much is printed of the text.
  var detail = TerminalReport.Detail.usual
  /// The gate of the plan that decides in place of the verdict.
  var gate: String?
  /// The most characters of audit.md.
  var markdownBudget = MarkdownReport.budget
  var attestor = Attestor()
  /// Whether the audit was read from the folder of the reports, where it stays until there is another in its place.
  var keepsAudit = false
  /// Where all of the evidence goes, or why there is no such folder; nil where nobody asked for it.
  var evidence: Result<EvidenceFolder, EvidenceError>?

  /// Writes and prints. What can't be written is reported, and turns a PASS or GO into exit 2; it never hides a FAIL.
  ///
  /// A PASS, or the GO of a gate, is printed once its reports are there, so that nobody reads one on standard output that the exit code denies.
  ///
  /// - Returns: the exit code.
  func deliver(_ audit: AuditResult) -> Int32 {
    var result = audit
    result.since = attestor.previous?.changes(in: result)
    let written = attempt {
      guard let reports else { return }
      // What an earlier audit left beside the one that was read must not be beside this one.
      if keepsAudit { try FormerReports.remove(FormerReports.besideAudit, from: reports) }
      try Reports.write(result, to: reports, markdownBudget: markdownBudget, gate: gate)
      try attestor.write(result, to: reports)
    }
    var evidence: String?
    let isEvidenceThere = attempt { evidence = try writeEvidence(result) }
    let isAllThere = written && isEvidenceThere
    let exitCode = gate.flatMap(result.gate)?.word.exitCode ?? result.verdict.exitCode
    let printed =
      (isAllThere || exitCode != 0)
      && attempt {
        try Console.say(text(of: result), to: reader)
        guard format == .text else { return }
        if written, let reports {
          try Console.say("\nReports: \(reports)/audit.html, audit.md, audit.json, audit.junit.xml\n")
        }
        if let evidence { try Console.say("Evidence: \(evidence)\n") }
      }
    guard exitCode == 0, !(printed && isAllThere) else { return exitCode }
    if !keepsAudit, let reports { _ = attempt { try FormerReports.remove(from: reports) } }
    return 2
  }

  /// Writes all of the evidence; tells where it is, or nil where nobody asked for it.
  private func writeEvidence(_ result: AuditResult) throws -> String? {
    guard let folder = try evidence?.get() else { return nil }
    let total = result.rules.reduce(0) { $0 + $1.violations }
    let files = try ProgressDisplay(folder, of: total).during { () throws(EvidenceError) in
      try folder.write(result)
    }
    let tables = files.count > 1 ? ", \(counted(files.count - 1, "CSV file"))" : ""
    return "\(folder.path)/\(EvidenceFolder.database)\(tables)"
  }

  /// What is printed of an audit.
  func text(of result: AuditResult) -> String {
    switch format {
    case .text:
      TerminalReport(width: Console.width, colour: Console.isColourful, detail: detail, gate: gate).render(
        result)
    case .json: JSONReport.render(result)
    case .github: GitHubReport.render(result, in: Self.checkout, gate: gate)
    case .openmetrics: OpenMetricsReport.render(result)
    }
  }

  /// Who reads what is printed.
  var reader: Console.Reader {
    switch format {
    case .text: .people
    case .json, .openmetrics: .programs
    case .github: .runner
    }
  }

  /// The folder that the runner checked out; the one at hand where there is no runner.
  private static var checkout: Checkout {
    let folder = FileManager.default.currentDirectoryPath
    let root = ProcessInfo.processInfo.environment["GITHUB_WORKSPACE"].flatMap(realPath)
    return Checkout(root: root ?? folder, folder: folder)
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

/// Without links and dots; nil of what is not there.
func realPath(_ path: String) -> String? {
  guard let real = realpath(path, nil) else { return nil }
  defer { free(real) }
  return String(cString: real)
}
