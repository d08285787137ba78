import CPlatform
import Foundation

/// The end of the process, where what the system refuses, or a signal, leaves no way back to whoever could report it.
///
/// Whatever ends the process, three things hold: what is not finished is removed (`UnfinishedPath`), standard error has a sentence and
/// the last line that scripts look for, and the exit code is a documented one: 2, or 128 and the number of the signal
/// that asked for the end. In particular a crash is never the exit code of a verdict.
///
/// **Crashes.** Swift ends a process that can't have memory by a trap, in whatever function it is, and libraries by
/// `abort` or by an access to nothing: no code can catch that and go on. A handler can't tell it from a defect either.
/// So it does what is safe in any state (CPlatform), and its sentence names both. Where the environment has `SWIFT_BACKTRACE`,
/// somebody wants to see the crash, and no handler is in its way.
package enum ProcessEnd {
  /// Takes signals over; from here on, all of the above holds.
  ///
  /// - Parameter lastLine: gives the line that is to be the last one at an exit code; nil for none.
  package static func prepare(
    lastLine: (_ exitCode: Int32) -> String?,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) {
    for code in [2] + [SIGHUP, SIGINT, SIGTERM].map({ 128 + $0 }) {
      if let line = lastLine(code) { platform_set_last_line(code, line) }
    }
    platform_share_heap_if_limited()
    platform_take_signals()
    if environment["SWIFT_BACKTRACE"] == nil { platform_take_crashes() }
  }

  /// Ends the process by exit code 2 with a sentence, on whatever thread this is.
  package static func trouble(_ sentence: String) -> Never { platform_end(sentence, 2) }

  /// Has a handler called for SIGINT, SIGTERM and SIGHUP, in place of the end at once.
  ///
  /// A SIGHUP that is ignored, as under `nohup`, stays ignored.
  package static func onSignals(_ handler: @escaping @convention(c) (Int32) -> Void) {
    platform_on_signals(handler)
  }
}

/// A file or folder that must not outlive the process while it is not finished; a folder goes with the files in it.
///
/// Noted before it is made, so that there is no moment at which a signal leaves it.
package final class UnfinishedPath: Sendable {
  private let number: Int32

  package init(_ path: String) { number = platform_unfinished(path) }

  /// It is finished, renamed or removed, when nobody holds this any more.
  deinit { platform_finished(number) }

  /// Makes something under a name that nothing has yet.
  ///
  /// - Parameters:
  ///   - name: the name for six random characters.
  ///   - make: makes it, and returns -1 with `errno` where it can't, as system calls do.
  /// - Returns: nil where it can't be made, for the reason that is in `errno`.
  package static func make(
    _ name: (_ random: String) -> String, _ make: (_ path: String) -> Int32
  ) -> (path: String, result: Int32, note: UnfinishedPath)? {
    let characters = Array("abcdefghijklmnopqrstuvwxyz0123456789")
    for _ in 0..<100 {
      let path = name(String((0..<6).map { _ in characters[Int.random(in: 0..<characters.count)] }))
      let note = UnfinishedPath(path)
      let result = retrying { make(path) }
      if result >= 0 { return (path, result, note) }
      if errno != EEXIST { return nil }
    }
    return nil
  }
}
