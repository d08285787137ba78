import Exports
import Foundation
import Plan
import Platform
import Synchronization

/// A short queue of runs between one thread that reads and one that indexes; the runs' memory goes round.
///
/// `@unchecked`: the state is touched only under `condition`.
private final class RunQueue: @unchecked Sendable {
  private let condition = NSCondition()
  /// Three: one is filled, one is emptied, one waits.
  private var free = Array(repeating: ChatRows(), count: 3)
  private var full: [ChatRows] = []
  private var end: Result<Void, any Error>?
  private var isClosed = false

  /// Memory for a run; nil when nobody wants more. Waits while all are full.
  func takeFree() -> ChatRows? {
    condition.withLock {
      while free.isEmpty, !isClosed { condition.wait() }
      return isClosed ? nil : free.removeLast()
    }
  }

  func put(_ rows: ChatRows) {
    condition.withLock {
      full.append(rows)
      condition.signal()
    }
  }

  /// Says that no run follows, and why.
  func finish(_ result: Result<Void, any Error>) {
    condition.withLock {
      end = result
      condition.signal()
    }
  }

  /// The next run; nil after the last. Waits while there is none.
  func takeFull() throws -> ChatRows? {
    try condition.withLock {
      while full.isEmpty, end == nil { condition.wait() }
      if !full.isEmpty { return full.removeFirst() }
      try end?.get()
      return nil
    }
  }

  func recycle(_ rows: ChatRows) {
    condition.withLock {
      free.append(rows)
      condition.signal()
    }
  }

  /// Wants no more runs, and waits until the reader has heard of it.
  func close() {
    condition.withLock {
      isClosed = true
      condition.signal()
      while end == nil { condition.wait() }
    }
  }
}

/// Ends a reading of which nobody wants the rest.
private struct Unwanted: Error {}

extension Export {
  /// Reads and converts the rows of the chat export on a thread of its own: what `receive` does with one
  /// run goes on while the next is read.
  ///
  /// `tap` and `problem` run on that thread; `receive` runs on the caller's, run by run, in order.
  ///
  /// - Returns: what some of its files lack, in sentences.
  /// - Throws: what `read`, `tap` or `receive` throws; the thread has ended its reading by then.
  func readChatRows(
    _ map: ChatColumnMap, digest: Digest, tap: @escaping @Sendable (_ byteCount: Int) throws -> Void,
    problem: @escaping @Sendable (ExportProblem) -> Void, receive: (ChatRows) throws -> Void
  ) throws -> [String] {
    let queue = RunQueue()
    let absences = Mutex([String]())
    let reader = ChatRowReader(map)
    WorkThread.start {
      let result = Result {
        let summaries = try self.read(
          columns: map.columns.wanted, tap: ReadTap(bytes: { try tap($1.count) }),
          problem: problem,
          receive: { block in
            guard var rows = queue.takeFree() else { throw Unwanted() }
            rows.convert(block, reader: reader, digest: digest)
            queue.put(rows)
          })
        absences.withLock { $0 = self.absences(in: summaries) }
      }
      queue.finish(result)
    }
    defer { queue.close() }
    while let rows = try queue.takeFull() {
      try receive(rows)
      queue.recycle(rows)
    }
    return absences.withLock { $0 }
  }

  /// What files lack that others have: `2.ndjson: no record has 'STATE'; it is read as null`.
  func absences(in summaries: [ExportFileSummary]) -> [String] {
    zip(files, summaries).flatMap { file, summary in
      summary.absences.map { "\(file.name): \($0), though other records have it; it is read as null" }
    }
  }
}
