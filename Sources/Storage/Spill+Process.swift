import Foundation
import Platform
import Synchronization

/// The process has one memory, and so one spill: set before the first table is made, or never.
private let current = Mutex<Spill?>(nil)

extension Spill {
  /// What new vectors use; nil without a limit.
  package static var current: Spill? { Storage.current.withLock { $0 } }

  /// The least memory that can be asked for: the buffers of the readers and their threads need a part of it.
  package static let leastMemory = 256 << 20

  /// The folder of files that are too long for memory: `TMPDIR`, else /var/tmp, because /tmp is memory on many machines.
  package static func folder(of environment: [String: String]) -> String {
    environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/var/tmp"
  }

  /// Bounds the resident memory of the process to about `memory` bytes from here on.
  ///
  /// - Parameters:
  ///   - memory: at least `leastMemory`.
  ///   - environment: `TMPDIR` is the folder of the files, else it is /var/tmp, because /tmp is memory on many
  ///     machines. `DESKAUDIT_SPILL_FROM` is for tests: the size in bytes from which on a table lives in a file, so
  ///     that small ones do.
  ///   - report: see `Spill.init`; also called at once, if the folder can't be written to.
  package static func begin(
    memory: Int, environment: [String: String] = ProcessInfo.processInfo.environment,
    report: @escaping @Sendable (_ sentence: String) -> Void = { _ in }
  ) {
    let folder = folder(of: environment)
    let threshold = environment["DESKAUDIT_SPILL_FROM"].flatMap { Int($0) } ?? 1 << 20
    // What is touched between two looks at the memory comes on top of the limit.
    let spill = Spill(limit: memory - memory / 4, folder: folder, threshold: threshold, report: report)
    if let probe = spill.openFile() { close(probe) }
    spill.watch()
    Storage.current.withLock { $0 = spill }
  }

  /// Lets go of pages when too many are resident, on a thread of its own, for as long as the spill lives.
  func watch() {
    guard statm >= 0 else { return }
    WorkThread.start(stackSize: 1 << 20) { [weak self] in
      while let spill = self {
        spill.relieve()
        usleep(2_000)
      }
    }
  }
}
