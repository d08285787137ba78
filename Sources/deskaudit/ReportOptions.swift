import ArgumentParser
import Reporting

/// How much of an audit is shown.
struct ReportOptions: ParsableArguments {
  @Flag(help: "Print every rule and every file, too.")
  var matrix = false

  @Flag(help: "Print the verdict and the causes alone.")
  var quiet = false

  @Option(help: ArgumentHelp("At most this many characters in audit.md.", valueName: "characters"))
  var budget = MarkdownReport.budget

  func validate() throws {
    if budget < 2000 { throw ValidationError("--budget is a number of characters, 2000 or more") }
    if matrix, quiet { throw ValidationError("--matrix and --quiet exclude each other") }
  }

  var detail: TerminalReport.Detail { matrix ? .matrix : quiet ? .quiet : .usual }

  /// Where an audit goes with these options.
  func output(to reports: String, attestor: Attestor, removesHalves: Bool = true) -> AuditOutput {
    AuditOutput(
      reports: reports, detail: detail, markdownBudget: budget, attestor: attestor,
      removesHalves: removesHalves)
  }
}
