import ArgumentParser
import Reporting

/// What is shown of an audit, and how much.
struct ReportOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What to print: text, json (audit.json), github (annotations of a job), or openmetrics. The reports are written all the same."
    ))
  var format = AuditFormat.text

  @Flag(help: "Print every rule and every file, too.")
  var matrix = false

  @Flag(help: "Print the verdict and the causes alone.")
  var quiet = false

  @Option(help: ArgumentHelp("At most this many characters in audit.md.", valueName: "characters"))
  var budget = MarkdownReport.budget

  func validate() throws {
    if budget < 2000 { throw ValidationError("--budget is a number of characters, 2000 or more") }
    if matrix, quiet { throw ValidationError("--matrix and --quiet exclude each other") }
    if format != .text, matrix || quiet {
      throw ValidationError("--matrix and --quiet are about --format text")
    }
  }

  var detail: TerminalReport.Detail { matrix ? .matrix : quiet ? .quiet : .usual }

  /// Where an audit goes with these options.
  func output(to reports: String?, attestor: Attestor, keepsAudit: Bool = false) -> AuditOutput {
    AuditOutput(
      reports: reports, format: format, detail: detail, markdownBudget: budget, attestor: attestor,
      keepsAudit: keepsAudit)
  }
}

extension AuditFormat: ExpressibleByArgument {}
