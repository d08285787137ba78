import ArgumentParser
import Foundation
import Reporting

/// `deskaudit render`.
struct Render: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make the reports again from an audit.json.",
    discussion: """
      Prints what 'verify' prints, in each --format of it, and writes the reports, but for the attestation.

      Examples:

        deskaudit render Reports/out/audit.json
        deskaudit render audit.json --reports published
        deskaudit render audit.json --format openmetrics

      Exit codes: 0 written; 2 the audit can't be read or a report not written; 64 usage error.
      """)

  @Argument(help: "The audit, as 'verify' wrote it.", completion: .file(extensions: ["json"]))
  var audit: String

  @Option(help: ArgumentHelp("Write the reports into this folder.", valueName: "dir"), completion: .directory)
  var reports = "Reports/out"

  @OptionGroup var reportOptions: ReportOptions

  func run() throws {
    do {
      let result = try JSONReport.read(contentsOf: audit).audit
      let output = reportOptions.output(to: reports, attestor: Attestor())
      try Console.say(output.text(of: result), to: output.reader)
      try Reports.write(result, to: reports, markdownBudget: reportOptions.budget)
    } catch {
      Console.complain("error: \(error)")
      throw ExitCode(2)
    }
  }
}
