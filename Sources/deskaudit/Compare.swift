import ArgumentParser
import Foundation
import Reporting

/// `deskaudit compare`.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Say what is new in an audit, what is fixed, and what persists.",
    discussion: """
      Compares two audits that 'verify' wrote: first the inputs that differ, then rules that failed, warned or could not \
      be checked in one of them with their findings, then causes and figures. A finding is the same if its rule, the key \
      of its record and its field are. An audit keeps the first findings of each rule: of the violations beyond them only \
      the numbers are compared.

      Examples:

        deskaudit compare monday/audit.json tuesday/audit.json
        deskaudit compare old.json new.json --format markdown

      Exit codes: 0 nothing new; 1 something failed or could not be checked that did and could before: a rule, more \
      violations of one, or another finding; 2 an audit can't be read; 64 usage error.
      """)

  @Argument(help: "The earlier audit.json.")
  var old: String

  @Argument(help: "The later audit.json.")
  var new: String

  @Option(help: "text, json or markdown.")
  var format = ComparisonReport.Format.text

  func run() throws {
    let comparison = Comparison(
      try JSONReport.read(contentsOf: old).audit, at: old, try JSONReport.read(contentsOf: new).audit, at: new
    )
    try Console.say(
      ComparisonReport.render(comparison, as: format, width: Console.width),
      to: format == .json ? .programs : .people)
    if comparison.hasNew { throw ExitCode(1) }
  }
}

extension ComparisonReport.Format: ExpressibleByArgument {}
