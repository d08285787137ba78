import ArgumentParser
import Exports
import Foundation
import Plan
import Reporting
import Profiling

/// `deskaudit profile`.
struct Profile: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Make an inventory of the exports, before anything is migrated.",
    discussion: """
      Reads every file of a plan once, and reports for each source and column what is there: records, nulls, \
      distinct values, forms and lengths, suspected damage with its first place, texts with payment card numbers, \
      bank accounts or passwords, the time span; and what relates rows to each other: duplicates, people with \
      several ids, conversations without a requester, orphans. It judges nothing.

      Examples:

        deskaudit profile
        deskaudit profile --format html --output profile.html
        deskaudit profile --file exports/*.csv

      Exit codes: 0 done; 2 a file could not be read to its end; 64 usage or plan error.
      """)

  @Argument(help: "The plan. (default: migration.yml)", completion: .yaml)
  var plan: String?

  @Option(
    name: .customLong("file"), parsing: .upToNextOption,
    help: "Files, folders and globs in quotes, without a plan: what they are is recognised by their columns.",
    completion: .file())
  var files: [String] = []

  @Option(help: "text, markdown, html or json.")
  var format = ProfileReport.Format.text

  @Option(
    name: .shortAndLong, help: "Write into this file instead of to standard output.", completion: .file())
  var output: String?

  @Flag(help: "Show values of the exports, which are masked otherwise.")
  var showValues = false

  @Option(help: "Threads that count. (default: one for each processor)")
  var jobs: Int?

  func validate() throws {
    guard plan == nil || files.isEmpty else { throw ValidationError("name a plan or --file, not both") }
    guard jobs.map({ (1...1024).contains($0) }) ?? true else {
      throw ValidationError("--jobs is a number from 1 to 1024")
    }
  }

  func run() throws {
    let profile: Profiling.Profile
    do {
      profile = try profiler().run()
    } catch let error as PlanError {
      throw error
    } catch {
      throw CommandError("\(error)")
    }
    try write(ProfileReport.render(profile, as: format, width: min(Console.width, 100)))
    guard profile.isComplete else {
      for trouble in profile.sources.flatMap(\.files).compactMap(\.trouble) {
        Console.complain("error: \(trouble)")
      }
      throw ExitCode(2)
    }
  }

  private func profiler() throws -> Profiler {
    let jobs = jobs ?? ProcessInfo.processInfo.activeProcessorCount
    guard files.isEmpty else { return try Profiler(files: files, showsValues: showValues, jobs: jobs) }
    return try Profiler(Plan(contentsOf: plan ?? "migration.yml"), showsValues: showValues, jobs: jobs)
  }

  private func write(_ text: String) throws {
    guard let output else { return try Console.say(text, to: format == .json ? .programs : .people) }
    try Reports.write(text, to: output)
  }
}

extension ProfileReport.Format: ExpressibleByArgument {}
