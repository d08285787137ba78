import ArgumentParser
import Exports
import Plan
import Sampling

/// `deskaudit sample`.
struct SampleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample",
    abstract: "Write a pilot: a small part of the exports that belongs together, with a plan of its own.",
    discussion: """
      Chooses tickets of every kind: those with rows that are rejected, that contradict each other or are there twice, \
      the oldest and newest, the longest and shortest, private ones, people of both systems and of several ids, rare values, \
      nulls, long bodies, each file and month; the rest evenly. Copies their rows byte for byte, with the people and \
      records that they refer to, so that 'build' and 'verify' run on the sample's plan as on the whole. The same plan, exports and \
      number give the same bytes.

      DIR gets migration.yml, the exports under their names, sample.md, which says what was chosen and why, and sample.json. \
      They hold what the exports hold: names, addresses and messages.

      Examples:

        deskaudit sample --into pilot
        deskaudit sample acme.yml --tickets 50 --into pilot

      Exit codes: 0 written; 2 input or output trouble, nothing is written; 64 usage or plan error, or a plan without \
      tickets; 129, 130, 143 interrupted.
      """)

  @Argument(help: "The plan.", completion: .yaml)
  var plan = "migration.yml"

  @Option(help: ArgumentHelp("How many tickets to choose.", valueName: "number"))
  var tickets = 200

  @Option(
    help: ArgumentHelp("The folder of the sample, which is new or empty.", valueName: "dir"),
    completion: .directory)
  var into: String

  @Option(
    help: ArgumentHelp("Draw the tickets without a reason of their own by another text.", valueName: "text"))
  var rowsSeed: String?

  @OptionGroup var limitOptions: InputLimitOptions

  func validate() throws {
    guard (1...1_000_000_000).contains(tickets) else {
      throw ValidationError("--tickets is a number from 1 to 1000000000")
    }
    guard !into.isEmpty else { throw ValidationError("--into is the name of a folder") }
  }

  func run() throws {
    let progress = SamplingProgress()
    let sampler = try Sampler(
      Plan(contentsOf: plan, limits: limitOptions.limits), tickets: tickets, seed: rowsSeed,
      progress: progress)
    let text: String
    do {
      text = try ProgressDisplay(progress).during { () throws(any Error) in try sampler.run(into: into) }
    } catch let error as Sampler.Failure where error.isMistake {
      Console.complain("error: \(error)")
      throw ExitCode(64)
    } catch let error where error is Sampler.Failure || error is ExportError {
      throw CommandError("\(error)")
    }
    try Console.say(text)
  }
}
