import ArgumentParser
import Audit
import Foundation

/// How the work of an audit is divided, which changes no result.
struct ParallelismOptions: ParsableArguments {
  @Option(help: "Threads that may be busy at once. (default: one for each processor)")
  var jobs: Int?

  @Option(
    help: ArgumentHelp(
      "Divide tables into partitions and runs of about this many rows, which changes no result.",
      visibility: .hidden))
  var partitionRows: Int?

  var parallelism: Parallelism {
    let jobs = jobs ?? ProcessInfo.processInfo.activeProcessorCount
    return partitionRows.map { Parallelism(jobs: jobs, partitionRows: $0, runRows: $0) }
      ?? Parallelism(jobs: jobs)
  }

  func validate() throws {
    guard jobs.map({ (1...1024).contains($0) }) ?? true else {
      throw ValidationError("--jobs is a number from 1 to 1024")
    }
    guard partitionRows.map({ (1...1 << 30).contains($0) }) ?? true else {
      throw ValidationError("--partition-rows is a number from 1 to \(1 << 30)")
    }
  }
}
