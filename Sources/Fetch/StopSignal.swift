import Foundation
import Platform
import Synchronization

/// The signal that came last; a store to it is all that a handler does.
private let noted = Atomic<Int32>(0)

/// SIGINT, SIGTERM and SIGHUP as a wish that a fetch looks at between two pieces of work.
package enum StopSignal {
  /// Takes these signals over for the process.
  ///
  /// - Returns: what gives the number of the signal that came, or 0.
  package static func observe() -> @Sendable () -> Int32 {
    // The first access sets the note up, which a handler could not.
    noted.store(0, ordering: .relaxed)
    ProcessEnd.onSignals { noted.store($0, ordering: .relaxed) }
    // Whoever starts a process from a thread that blocks signals hands that down to it.
    var all = sigset_t()
    sigemptyset(&all)
    for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&all, number) }
    pthread_sigmask(SIG_UNBLOCK, &all, nil)
    return { noted.load(ordering: .relaxed) }
  }
}
