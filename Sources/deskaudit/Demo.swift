import ArgumentParser
import Demo

/// `deskaudit demo`.
struct Demo: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show both verdicts on made-up data: a PASS, and a FAIL that names seven published faults.",
    discussion: """
      Writes realistic exports from a fixed seed, builds their archive and verifies it: PASS. Then it audits a \
      second archive, made the way a published hand-made pipeline made its own, with that pipeline's faults: FAIL, \
      with every fault named and counted.

      The faults: 1 the last batch is never written; 2 comments and tickets keep chat ids; 3 the last page of \
      ticketing users is never read; 4 private comments become public; 5 people with two chat ids are not merged; \
      6 ticketing ids are looked up by name; 7 users without an e-mail or a name are dropped. The second archive \
      has all but the sixth, which would hide the second and third.

      Examples:

        deskaudit demo
        deskaudit demo --fault 6
        deskaudit demo --rows 2500000 --into /tmp/demo

      Exit codes: 0 both verdicts, and the count of every fault, are as expected; 1 they are not; 2 input or \
      output trouble; 64 usage error.
      """)

  @Option(help: ArgumentHelp("Write everything into this folder.", valueName: "dir"), completion: .directory)
  var into = "Reports/out/demo"

  @Option(help: "Rows of the chat export, 2000 to 25000000; 2500000 is the reference size.")
  var rows = 50_000

  @Option(help: "Give the second archive this fault alone, 1 to 7.")
  var fault: Int?

  @Flag(help: "Write the exports and the plan, and nothing else.")
  var exportsOnly = false

  @Option(help: "Threads that may be busy at once. (default: one for each processor)")
  var jobs: Int?

  func validate() throws {
    guard DemoExports.rowsAllowed.contains(rows) else {
      throw ValidationError("--rows is a number from 2000 to 25000000")
    }
    guard fault.map({ DemoFault(rawValue: $0) != nil }) ?? true else {
      throw ValidationError("--fault is a number from 1 to 7")
    }
    guard jobs.map({ (1...1024).contains($0) }) ?? true else {
      throw ValidationError("--jobs is a number from 1 to 1024")
    }
  }

  func run() throws {
    let faults = fault.flatMap(DemoFault.init).map { [$0] } ?? DemoFault.published
    let run = DemoRun(folder: into, rows: rows, faults: faults, jobs: jobs)
    do {
      if exportsOnly { return try run.writeExports() }
      guard try run.run() else { throw ExitCode(1) }
    } catch let code as ExitCode {
      throw code
    } catch {
      Console.complain("error: \(error)")
      throw ExitCode(2)
    }
  }
}
