import ArgumentParser
import Foundation
import Migration
import Plan
import Storage

/// `deskaudit build`.
struct Build: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Build the archive that a plan describes.",
    discussion: """
      Reads the sources that the plan maps: one chat or several, the ticketing users, the ticketing tool's own \
      tickets and comments, organizations, and record types of the plan's own. Merges people by e-mail, gives the \
      records new ids where the plan says so, and writes the archive and its .sha256. Does not read 'tables:', which \
      are for 'verify'. The balance goes to standard output, warnings and errors to standard error.

      Examples:

        deskaudit build
        deskaudit build acme.yml --output /mnt/new/tickets.tar.gz
        deskaudit build --level 1 --memory 1G

      Exit codes: 0 written; 1 refused, because rows contradict each other or are rejected, nothing written; 2 input or \
      output trouble; 64 usage or plan error; \
      129, 130, 143 interrupted (SIGHUP, SIGINT, SIGTERM).
      """)

  @Argument(help: "The plan.", completion: .yaml)
  var plan = "migration.yml"

  @Option(
    name: .shortAndLong, help: "Write the archive here instead of where the plan says.", completion: .file())
  var output: String?

  @Option(
    help: """
      Compression, from 0 (none) to 9 (smallest). 1 and 2 are done by ISA-L where it is installed; 5 to 7 are faster \
      where samples show that it makes the archive no larger.
      """)
  var level = 6

  @Option(help: "Threads that compress. (default: one for each processor)")
  var jobs: Int?

  @OptionGroup var memoryOptions: MemoryOptions
  @OptionGroup var limitOptions: InputLimitOptions

  func validate() throws {
    guard (0...9).contains(level) else { throw ValidationError("--level is a number from 0 to 9") }
    guard jobs.map({ (1...1024).contains($0) }) ?? true else {
      throw ValidationError("--jobs is a number from 1 to 1024")
    }
  }

  func run() throws {
    if let memory = memoryOptions.memory { Spill.begin(memory: memory.byteCount) }
    let build = try Migration.Build(
      Plan(contentsOf: plan, limits: limitOptions.limits),
      .init(output: output, level: level, jobs: jobs, isReference: ReferenceMode.isOn),
      interruption: .observingSignals(), progress: Console.progressLine)
    let report: BuildReport
    do throws(BuildError) {
      report = try build.run()
    } catch {
      for sentence in error.sentences { Console.complain("error: \(sentence)") }
      throw ExitCode(error.exitCode)
    }
    for warning in report.warnings { Console.complain("warning: \(warning)") }
    do {
      try Console.say(report.text)
    } catch {
      throw CommandError("the archive is written, but \(error)")
    }
  }
}
