import Audit
import EvidenceFiles
import Foundation
import Plan
import Platform
import Sampling
import Synchronization

/// A line on the terminal that shows how far something is; nothing where there is no terminal.
struct ProgressDisplay {
  private let line: @Sendable () -> String

  /// How much an audit has read.
  init(_ progress: ReadingProgress) {
    line = { "reading both sides: \(progress.bytesRead >> 20) MiB" }
  }

  /// How much of the exports was read for a sample.
  init(_ progress: SamplingProgress) {
    line = { "reading the exports: \(progress.bytesRead >> 20) MiB" }
  }

  /// How much of the evidence is written.
  ///
  /// - Parameter total: how many violations there are.
  init(_ evidence: EvidenceFolder, of total: Int) {
    line = { "writing evidence: \(grouped(evidence.written)) of \(counted(total, "violation"))" }
  }

  /// Shows the line while `body` runs, and leaves no trace of it.
  func during<Result, Failure>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
    guard Console.isErrorTerminal else { return try body() }
    let line = line
    // The thread writes under the lock: nothing of it comes after the line was cleared.
    let isOver = Mutex(false)
    WorkThread.start(stackSize: 1 << 20) {
      var goesOn = true
      while goesOn {
        usleep(200_000)
        goesOn = isOver.withLock { isOver in
          if !isOver { Console.write("\r\u{1B}[K\(line())") }
          return !isOver
        }
      }
    }
    defer {
      isOver.withLock { isOver in
        isOver = true
        Console.write("\r\u{1B}[K")
      }
    }
    return try body()
  }
}
