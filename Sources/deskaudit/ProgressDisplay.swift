import Audit
import Foundation

/// A line on the terminal that shows how much an audit has read; nothing where there is no terminal.
struct ProgressDisplay {
  private let progress: ReadingProgress

  init(_ progress: ReadingProgress) {
    self.progress = progress
  }

  /// Shows the line while `body` runs, and leaves no trace of it.
  func during<Result>(_ body: () -> Result) -> Result {
    guard Console.isErrorTerminal else { return body() }
    let timer = DispatchSource.makeTimerSource(queue: .global())
    timer.schedule(deadline: .now() + .milliseconds(200), repeating: .milliseconds(200))
    let progress = progress
    timer.setEventHandler {
      Console.write("\r\u{1B}[Kreading both sides: \(progress.bytesRead >> 20) MiB")
    }
    timer.resume()
    defer {
      timer.cancel()
      Console.write("\r\u{1B}[K")
    }
    return body()
  }
}
