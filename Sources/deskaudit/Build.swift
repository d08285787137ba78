import ArgumentParser
import Foundation
import Migration
import Plan

/// `deskaudit build`.
struct Build: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Build the archive that a plan describes.",
    discussion: """
      Reads the chat export and the ticketing users, merges people by e-mail, and writes the archive and its \
      .sha256. The balance goes to standard output, warnings and errors to standard error.

      Exit codes: 0 written; 1 refused, nothing written; 2 input or output trouble; 64 usage or plan error; \
      130, 143 interrupted.
      """)

  @Argument(help: "The plan.")
  var plan = "migration.yml"

  @Option(name: .shortAndLong, help: "Write the archive here instead of where the plan says.")
  var output: String?

  @Option(help: "Compression, from 0 (none) to 9 (smallest).")
  var level = 6

  @Option(help: "Threads that compress. (default: one for each processor)")
  var jobs: Int?

  func validate() throws {
    guard (0...9).contains(level) else { throw ValidationError("--level is a number from 0 to 9") }
    guard jobs.map({ (1...1024).contains($0) }) ?? true else {
      throw ValidationError("--jobs is a number from 1 to 1024")
    }
  }

  func run() throws {
    let progress = isatty(STDERR_FILENO) == 1 ? ProgressLine { Self.complain($0) } : nil
    do {
      let build = try Migration.Build(
        Plan(contentsOf: plan), .init(output: output, level: level, jobs: jobs),
        interruption: .observingSignals(), progress: progress)
      let report = try build.run()
      for warning in report.warnings { Self.complain("warning: \(warning)\n") }
      try FileHandle.standardOutput.write(contentsOf: Data(report.text.utf8))
    } catch let error as BuildError {
      for sentence in error.sentences { Self.complain("error: \(sentence)\n") }
      throw ExitCode(error.exitCode)
    } catch let error as PlanError {
      for problem in error.problems { Self.complain("error: \(problem)\n") }
      throw ExitCode(64)
    } catch {
      Self.complain("error: the archive is in place, but standard output can't be written: \(error)\n")
      throw ExitCode(2)
    }
  }

  private static func complain(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
