import ArgumentParser
import Foundation
import Reporting

/// `deskaudit trend`.
struct TrendCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trend",
    abstract: "Show what became of a migration over all of its audits, and after go-live.",
    discussion: """
      Reads every audit.json below a folder, and shows them in the order in which they began ("started_at"): \
      the verdict, violations of rules that failed as errors, as warnings, and waived, rules not checked, the waivers in \
      force and the days that the first of them has left. The page of --format html has a chart of that, and loads \
      nothing from elsewhere.

      Every hypercare.json below it ('hypercare --format json') is read, too: its incidents are a table, and numbered marks \
      on the chart where they begin. Of several reports of one title and go-live the last one that knows of an incident says \
      whether it is open. An incident that a later report has measured again, and does not have, is told as such, and is not \
      open; a report that did not judge its metric up to its end says nothing about it.

      Examples:

        deskaudit trend audits
        deskaudit trend audits --format html --output trend.html

      Exit codes: 0 done; 2 there is neither an audit nor a report of hypercare, or one can't be read, which is then left \
      out; 64 usage error.
      """)

  @Argument(help: "A folder with audits, or reports of hypercare, below it.")
  var folder: String

  @Option(help: "text, markdown or html.")
  var format = TrendReport.Format.text

  @Option(name: .shortAndLong, help: "Write into this file instead of to standard output.")
  var output: String?

  func run() throws {
    let (trend, troubles) = try Trend.below(folder)
    let text = try TrendReport.render(trend, as: format, width: Console.width)
    if let output { try Reports.write(text, to: output) } else { try Console.say(text) }
    guard troubles.isEmpty else {
      for trouble in troubles { Console.complain("error: \(trouble)") }
      throw ExitCode(2)
    }
  }
}

extension TrendReport.Format: ExpressibleByArgument {}
