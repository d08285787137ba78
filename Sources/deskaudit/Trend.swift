import ArgumentParser
import Foundation
import Reporting

/// `deskaudit trend`.
struct TrendCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trend",
    abstract: "Show what became of a migration over all of its audits.",
    discussion: """
      Reads every audit.json below a folder, and shows them in the order in which they began ("started_at"): \
      the verdict, violations of rules that failed as errors, as warnings, and waived, rules not checked, the waivers in \
      force and the days that the first of them has left. The page of --format html has a chart of that, and loads \
      nothing from elsewhere.

      Examples:

        deskaudit trend audits
        deskaudit trend audits --format html --output trend.html

      Exit codes: 0 done; 2 there is no audit, or one can't be read, which is then left out; 64 usage error.
      """)

  @Argument(help: "A folder with audits below it.")
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
