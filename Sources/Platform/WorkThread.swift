import CPlatform
import Foundation

/// A thread for a piece of work.
///
/// `Thread` and queues of Dispatch don't say that a thread could not be started: who waits for its work then waits for good.
/// So every thread of the project is started here.
package enum WorkThread {
  private final class Body {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Starts a thread. Where the system refuses one, the process ends with a sentence (`ProcessEnd`): others wait for what
  /// this thread was to do.
  ///
  /// - Parameter stackSize: what the work needs on its stack is little, and known; the default of the system differs.
  package static func start(stackSize: Int = 4 << 20, _ body: @escaping @Sendable () -> Void) {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    pthread_attr_setstacksize(&attributes, stackSize)
    var thread = pthread_t()
    let code = pthread_create(
      &thread, &attributes,
      { context in
        guard let context else { return nil }
        platform_use_alternate_stack()
        Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
        return nil
      }, Unmanaged.passRetained(Body(body)).toOpaque())
    guard code == 0 else {
      ProcessEnd.trouble(
        "no further thread could be started (\(String(cString: strerror(code)))); use fewer with --jobs 1, or allow more: "
          + "ulimit -u, ulimit -v, the container's limit of processes")
    }
  }
}
