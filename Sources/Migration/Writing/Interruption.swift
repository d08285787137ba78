import Foundation
import Platform
import Storage
import Synchronization

/// The signal that came last; a store to it is all that a handler does.
private let notedSignal = Atomic<Int32>(0)

/// Whether somebody asked the run to stop, or it has to because `--memory` can't be kept to.
///
/// A signal only sets a flag; the run looks at it between two pieces of work, and so removes its
/// temporary on the way that every other failure takes.
package struct Interruption: Sendable {
  private let signal: @Sendable () -> Int32

  /// - Parameter signal: gives the number of the signal that came, or 0.
  package init(signal: @escaping @Sendable () -> Int32) {
    self.signal = signal
  }

  /// Takes SIGINT, SIGTERM and SIGHUP over for the process.
  package static func observingSignals() -> Interruption {
    // The first access makes the flag, which a handler could not.
    notedSignal.store(0, ordering: .relaxed)
    ProcessEnd.onSignals { notedSignal.store($0, ordering: .relaxed) }
    return Interruption { notedSignal.load(ordering: .relaxed) }
  }

  /// - Throws: `BuildError.interrupted` once a signal has come; trouble where tables have no room on the disk.
  func check() throws(BuildError) {
    let number = signal()
    if number != 0 { throw .interrupted(signal: number) }
    if let shortage = Spill.current?.shortage { throw .trouble(shortage) }
  }
}
