import ArgumentParser
import Audit
import Exports
import Foundation
import Plan
import Reporting

/// `deskaudit hypercare`.
struct HypercareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hypercare",
    abstract:
      "Watch the weeks after go-live by the hour: what is beyond its bound, since when, and whose it is.",
    discussion: """
      Reads the tables that 'hypercare' of the plan names: an export of the new platform's tickets, and, if there are some, a \
      baseline of the old system's and the notifications that were sent. No archive is needed. Of each hour and day since \
      go-live it tells the tickets created, the time until they are assigned, answered and solved, the backlog and its age, \
      the shares that were reopened and reassigned, due times that were missed, and duplicates of tickets and notifications, \
      beside the baseline's same weekday and hour. Consecutive hours beyond a bound are one incident.

      Bounds, and what they are unless the plan says otherwise:

      \(HypercareMetric.allCases.map { "\($0.rawValue) \($0.usualBound.text)" }.joined(separator: ", ")).

      A bound may be another one in the first week, which ends seven dates after go-live by the clocks of 'time-zone': \
      handling-time: {first-week: 120%, later: 105%}. An hour or day is judged by the bound that is in force when it begins; an \
      incident that goes on beyond the week says both, and its limit is that of its worst hour or day.

      A share is of the baseline. What differs from it by chance is no incident: a count must be rarer than one in 10,000, and \
      handling time, reopened and reassigned tickets are judged by the day. Medians of fewer than five tickets count only \
      where all of them, at least three, are beyond the bound. Hours that the export can't know yet are not judged.

      Examples:

        deskaudit hypercare
        deskaudit hypercare acme.yml --format html --output hypercare.html
        deskaudit hypercare --as-of 2026-12-05T06:00:00Z --format json

      Exit codes: 0 no incident is open; 1 at least one is; 2 an input can't be read, or nothing could be measured; 64 \
      usage or plan error.
      """)

  @Argument(help: "The plan.", completion: .yaml)
  var plan = "migration.yml"

  @Option(help: "text, markdown, html or json.")
  var format = HypercareReport.Format.text

  @Option(
    name: .shortAndLong, help: "Write into this file instead of to standard output.", completion: .file())
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Tell what was known at this time (RFC 3339). (default: 'as-of' of the plan, or now)", valueName: "time"
    ))
  var asOf: PastTime?

  @Flag(
    help:
      "Show values of the exports, such as names of queues that look like people, which are masked otherwise."
  )
  var showValues = false

  @OptionGroup var parallelismOptions: ParallelismOptions
  @OptionGroup var limitOptions: InputLimitOptions

  func run() throws {
    let progress = ReadingProgress()
    let hypercare = try Hypercare(
      plan: Plan(contentsOf: plan, limits: limitOptions.limits), asOf: asOf?.seconds,
      now: Int64(Date().timeIntervalSince1970), showsValues: showValues,
      parallelism: parallelismOptions.parallelism, progress: progress)
    let result = ProgressDisplay(progress).during { hypercare.run() }
    let text = try HypercareReport.render(result, as: format, width: Console.width)
    if let output {
      try Reports.write(text, to: output)
    } else {
      try Console.say(text, to: format == .json ? .programs : .people)
    }
    for trouble in result.troubles { Console.complain("error: \(trouble)") }
    if result.exitCode != 0 { throw ExitCode(result.exitCode) }
  }
}

extension HypercareReport.Format: ExpressibleByArgument {}

/// The value of `--as-of`.
struct PastTime: ExpressibleByArgument {
  let seconds: Int64

  init?(argument: String) {
    let time = Array(argument.utf8).withUnsafeBufferPointer { Instant($0, form: .strict) }
    guard let time else { return nil }
    seconds = time.seconds
  }
}
