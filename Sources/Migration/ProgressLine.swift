import Synchronization

/// One line that is written over and over on a terminal, at most five times a second, from any thread.
package final class ProgressLine: Sendable {
  private struct State {
    var shownAt: ContinuousClock.Instant?
    var width = 0
  }

  private static let interval = Duration.milliseconds(200)
  private let write: @Sendable (String) -> Void
  private let state = Mutex(State())

  /// - Parameter write: puts text on the terminal as it is.
  package init(write: @escaping @Sendable (String) -> Void) {
    self.write = write
  }

  /// Shows `text`, unless the line changed a moment ago.
  func show(_ text: @autoclosure () -> String) {
    let now = ContinuousClock.now
    state.withLock { state in
      if let shownAt = state.shownAt, now - shownAt < Self.interval { return }
      let text = text()
      write("\r" + text + String(repeating: " ", count: max(0, state.width - text.count)))
      state = State(shownAt: now, width: text.count)
    }
  }

  /// Leaves an empty line.
  func clear() {
    state.withLock { state in
      if state.width > 0 { write("\r" + String(repeating: " ", count: state.width) + "\r") }
      state = State()
    }
  }
}
