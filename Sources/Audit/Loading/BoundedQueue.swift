import Foundation

/// Hands elements from one thread to others, never holding more than `capacity`.
///
/// A thread that found no room is woken when half of it is free, so that threads of different speeds don't wake each
/// other for every element.
///
/// For threads only: `put` and `take` block. `@unchecked Sendable`: every access is under the lock, and whoever puts an
/// element lets go of it.
final class BoundedQueue<Element>: @unchecked Sendable {
  private let condition = NSCondition()
  private var elements: [Element] = []
  private var isClosed = false
  /// Threads that wait for an element.
  private var takers = 0
  private let capacity: Int

  init(capacity: Int) {
    self.capacity = capacity
  }

  /// Waits for room. After `close`, the element is let go.
  func put(_ element: Element) {
    condition.lock()
    defer { condition.unlock() }
    while elements.count >= capacity, !isClosed { condition.wait() }
    if isClosed { return }
    elements.append(element)
    if takers > 0 { condition.broadcast() }
  }

  /// Waits for an element; nil once the queue is closed and empty.
  func take() -> Element? {
    condition.lock()
    defer { condition.unlock() }
    takers += 1
    while elements.isEmpty, !isClosed { condition.wait() }
    takers -= 1
    if elements.isEmpty { return nil }
    let element = elements.removeFirst()
    if elements.count <= capacity / 2 { condition.broadcast() }
    return element
  }

  /// No more elements will come.
  func close() {
    condition.lock()
    isClosed = true
    condition.broadcast()
    condition.unlock()
  }
}

/// Lets threads act in the order of their numbers: 0, 1, 2, …
///
/// `@unchecked Sendable`: every access is under the lock.
final class Turnstile: @unchecked Sendable {
  private let condition = NSCondition()
  private var next = 0

  /// Waits until every smaller number has passed, then runs `body`.
  func pass(_ number: Int, _ body: () -> Void) {
    condition.lock()
    while next != number { condition.wait() }
    condition.unlock()
    body()
    condition.lock()
    next += 1
    condition.broadcast()
    condition.unlock()
  }
}
