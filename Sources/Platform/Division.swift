import Foundation
import Synchronization

/// Work that is divided into numbered parts, which any thread may do.
///
/// `@unchecked Sendable`: `body` is set before others see the division, and taken away when none is at it.
private final class Division: @unchecked Sendable {
  let count: Int
  private var body: ((Int) -> Void)?
  private let next = Atomic(0)
  /// Helpers that are at it; under the lock of `Helpers`.
  var helpers = 0

  init(_ count: Int, _ body: @escaping (Int) -> Void) { (self.count, self.body) = (count, body) }

  var hasMore: Bool { next.load(ordering: .relaxed) < count }

  func work() {
    while case let part = next.wrappingAdd(1, ordering: .relaxed).oldValue, part < count { body?(part) }
  }

  /// Lets go of `body`, which must not outlive its caller.
  func end() { body = nil }
}

/// Threads that help whoever divides work: one for each processor but the caller's, for as long as the process lives.
///
/// `@unchecked Sendable`: everything that changes is under the lock.
private final class Helpers: @unchecked Sendable {
  static let all = Helpers()

  private let condition = NSCondition()
  private var divisions: [Division] = []
  private var isStarted = false

  func divide(_ division: Division) {
    start()
    condition.withLock {
      divisions.append(division)
      condition.broadcast()
    }
    division.work()
    condition.withLock {
      divisions.removeAll { $0 === division }
      // Each is within its last part. It may divide that in turn, but never waits for who waits here.
      while division.helpers > 0 { condition.wait() }
    }
    division.end()
  }

  private func start() {
    let isFirst = condition.withLock {
      defer { isStarted = true }
      return !isStarted
    }
    guard isFirst else { return }
    for _ in 1..<max(2, ProcessInfo.processInfo.activeProcessorCount) { WorkThread.start { self.help() } }
  }

  private func help() {
    while true {
      let division = condition.withLock {
        while true {
          if let division = divisions.last(where: \.hasMore) {
            division.helpers += 1
            return division
          }
          condition.wait()
        }
      }
      division.work()
      condition.withLock {
        division.helpers -= 1
        condition.broadcast()
      }
    }
  }
}

/// Calls `body` for each number below `count`, on several threads; returns when all calls have.
///
/// In place of `DispatchQueue.concurrentPerform`, which waits for good where no thread can be started. Parts may divide their work
/// as well: there are never more threads at work than processors and callers.
package func divide(_ count: Int, _ body: @Sendable (Int) -> Void) {
  withoutActuallyEscaping(body) { body in
    if count <= 1 { return (0..<max(count, 0)).forEach(body) }
    Helpers.all.divide(Division(count, body))
  }
}
