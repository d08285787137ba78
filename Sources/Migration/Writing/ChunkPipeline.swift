import Foundation
import Platform

/// Renders, compresses and writes the chunks of an archive on several threads, so that the bytes come out
/// as one thread would write them.
///
/// A worker takes the next chunk, renders it, hands its last 32 KiB to whoever compresses the next,
/// compresses it after the last 32 KiB of the one before, waits for its turn and writes. A worker holds
/// one chunk at a time, so memory is bounded by the number of workers; whoever waits, waits for a lower
/// number, which a running worker holds: nothing can lock up.
///
/// `@unchecked`: the state is touched only under `condition`; a turn belongs to one worker.
final class ChunkPipeline: @unchecked Sendable {
  private let count: Int
  private let condition = NSCondition()
  private var next = 0
  private var turn = 0
  /// The last 32 KiB of chunks that have been rendered, until the next one has taken them.
  private var tails: [Int: [UInt8]] = [:]
  private var failure: (any Error)?

  /// - Parameter count: the number of chunks.
  init(count: Int) {
    self.count = count
  }

  /// Runs `work` on `jobs` threads, and returns when all have ended.
  ///
  /// - Throws: the first error that a worker threw; the others stop at their next step.
  func run(jobs: Int, work: @escaping @Sendable (ChunkPipeline) throws -> Void) throws {
    let group = DispatchGroup()
    for _ in 0..<max(1, min(jobs, count)) {
      group.enter()
      WorkThread.start(stackSize: 1 << 20) {
        do { try work(self) } catch { self.fail(error) }
        group.leave()
      }
    }
    group.wait()
    if let failure { throw failure }
  }

  /// The next chunk to work on; nil when there is none, or a worker failed.
  func claim() -> Int? {
    condition.withLock {
      guard failure == nil, next < count else { return nil }
      defer { next += 1 }
      return next
    }
  }

  /// Publishes what chunk `number + 1` is primed with, and takes what this one is; nil when a worker failed.
  func exchange(tail: [UInt8], of number: Int) -> [UInt8]? {
    condition.withLock {
      tails[number] = tail
      condition.broadcast()
      guard number > 0 else { return [] }
      while failure == nil {
        if let dictionary = tails.removeValue(forKey: number - 1) { return dictionary }
        condition.wait()
      }
      return nil
    }
  }

  /// Waits until all chunks before `number` are written, and then lets `write` run alone.
  ///
  /// - Returns: false when a worker failed, and nothing was written.
  func inTurn(_ number: Int, write: () throws -> Void) rethrows -> Bool {
    let isMyTurn = condition.withLock {
      while failure == nil, turn != number { condition.wait() }
      return failure == nil
    }
    guard isMyTurn else { return false }
    try write()
    condition.withLock {
      turn += 1
      condition.broadcast()
    }
    return true
  }

  private func fail(_ error: any Error) {
    condition.withLock {
      failure = failure ?? error
      condition.broadcast()
    }
  }
}
