import ArgumentParser
import Drill
import Fetch
import Foundation
import Plan

/// `deskaudit drill`.
struct DrillCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drill",
    abstract:
      "Damage copies of your exports and archive, one fault at a time, and see whether the audit finds it.",
    discussion: """
      A gate is worth what it would not let through. Takes the plan, its exports and the archive, which should pass, and \
      puts one fault after the other into copies: records lost, doubled or exchanged, texts and times changed, references \
      and flags, batches, JSON, tar, gzip, and the exports; each at the first, a middle and the last place, and at random \
      ones. Each copy is audited by 'verify', under your plan, rules and waivers, and must FAIL by the rule that is meant \
      for the fault, which must show the place. Lawful forms that look unusual (white space, order of keys, other tar \
      headers) must change nothing.

      Prints a line for each kind of fault, and of each that was not caught a command that does it again. The originals are \
      only read. A copy needs the room of the archive, and of the one export that is damaged.

      The last line on standard error is always such as 'drill=PERFECT exit=0 kinds=212 places=640 caught=640 placed=640 \
      lawful=24 alarms=0'.

      Examples:

        deskaudit drill
        deskaudit drill acme.yml --waivers waivers.yml --seeds 5
        deskaudit drill --fault a-body-emptied --at seed:7 --keep copies

      Exit codes: 0 every fault was caught at its place, and nothing lawful reported; 1 not so; 2 input or output trouble, or \
      the undamaged migration has no verdict; 64 usage or plan error; 129, 130, 143 interrupted (SIGHUP, SIGINT, SIGTERM), \
      with the copies removed.
      """)

  @Argument(help: "The plan.", completion: .yaml)
  var plan = "migration.yml"

  @Option(help: "Damage this archive instead of the plan's.", completion: .file())
  var archive: String?

  @Option(
    help: ArgumentHelp("Rule pages for 'verify'. May be given repeatedly.", valueName: "dir"),
    completion: .directory)
  var rules: [String] = []

  @Option(help: ArgumentHelp("Waivers for 'verify'.", valueName: "file"), completion: .file())
  var waivers: String?

  @Option(help: ArgumentHelp("Only faults whose id, as --list shows it, has this text.", valueName: "text"))
  var fault: String?

  @Option(help: ArgumentHelp("Only this place: first, middle, last, or seed:N.", valueName: "place"))
  var at: String?

  @Option(help: ArgumentHelp("Random places for each fault, beside first, middle and last.", valueName: "n"))
  var seeds = 1

  @Option(help: "The seed of the first of them.")
  var seed: UInt64 = 1

  @Option(help: "Copies that are audited at once. (default: one for each processor)")
  var jobs: Int?

  @Option(
    help: ArgumentHelp("Keep the copies whose fault was not caught, in this folder.", valueName: "dir"),
    completion: .directory)
  var keep: String?

  @Flag(help: "List the faults, and damage nothing.")
  var list = false

  func validate() throws {
    guard (0...1000).contains(seeds) else { throw ValidationError("--seeds is a number from 0 to 1000") }
    guard jobs.map({ (1...1024).contains($0) }) ?? true else {
      throw ValidationError("--jobs is a number from 1 to 1024")
    }
  }

  func run() throws {
    let plan = try Plan(contentsOf: plan)
    if list { return try Console.say(Drill.list(for: plan)) }
    if archive == nil, plan.archive.paths.count > 1 {
      throw ValidationError("'archive.path' names several deliveries; name one whole archive with --archive")
    }
    let folder =
      keep ?? FileManager.default.temporaryDirectory.appending(path: "deskaudit-drill-\(UUID())").path
    let signal = StopSignal.observe()
    defer { if keep == nil { try? FileManager.default.removeItem(atPath: folder) } }
    let path = URL(filePath: folder).standardizedFileURL.path
    guard let score = try score(of: plan, in: path, isStopped: { signal() != 0 }) else {
      Console.complain("error: interrupted: \(keep == nil ? "the copies are removed" : "no score")")
      throw ExitCode(128 + signal())
    }
    try Console.say(score.text)
    Console.complain(score.line)
    throw ExitCode(score.exitCode)
  }

  /// Nil where a signal came.
  private func score(
    of plan: Plan, in folder: String, isStopped: @escaping @Sendable () -> Bool
  ) throws -> Score? {
    var options = Drill.Options(
      folder: folder, tool: Bundle.main.executablePath ?? CommandLine.arguments[0])
    options.archive = archive
    options.only = fault
    options.at = at
    options.seeds = seeds
    options.firstSeed = seed
    options.jobs = jobs ?? ProcessInfo.processInfo.activeProcessorCount
    options.keeps = keep != nil
    options.isStopped = isStopped
    options.arguments =
      rules.flatMap { ["--rules", Self.absolute($0)] }
      + (waivers.map { ["--waivers", Self.absolute($0)] } ?? [])
    do {
      return try Drill(plan, options).run { done, total in
        if Console.isErrorTerminal {
          Console.write("\r\u{1B}[K\(done < total ? "\(done) of \(total) faults" : "")")
        }
      }
    } catch let error as DrillError {
      // What a signal has ended on the way is no trouble of the migration.
      if options.isStopped() { return nil }
      throw CommandError("\(error)")
    }
  }

  private static func absolute(_ path: String) -> String { URL(filePath: path).standardizedFileURL.path }
}
