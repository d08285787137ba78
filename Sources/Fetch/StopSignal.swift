import Foundation
import Synchronization

/// The signal that came last; a store to it is all that a handler does.
private let noted = Atomic<Int32>(0)

/// SIGINT and SIGTERM as a wish that a fetch looks at between two pieces of work.
package enum StopSignal {
  /// Takes both signals over for the process.
  ///
  /// - Returns: what gives the number of the signal that came, or 0.
  package static func observe() -> @Sendable () -> Int32 {
    // The first access sets the note up, which a handler could not.
    noted.store(0, ordering: .relaxed)
    for number in [SIGINT, SIGTERM] { signal(number) { noted.store($0, ordering: .relaxed) } }
    // Whoever starts a process from a thread that blocks signals hands that down to it.
    var both = sigset_t()
    sigemptyset(&both)
    for number in [SIGINT, SIGTERM] { sigaddset(&both, number) }
    pthread_sigmask(SIG_UNBLOCK, &both, nil)
    return { noted.load(ordering: .relaxed) }
  }
}
