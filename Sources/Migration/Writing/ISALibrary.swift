import CISAL
import Foundation

/// The functions of ISA-L, where it is installed.
enum ISALibrary {
  /// Filled once, and never changed or freed; nil without the library, and where nothing is to depend on it.
  nonisolated(unsafe) static let loaded: UnsafePointer<isal_library>? = {
    var functions = isal_library()
    guard !ReferenceMode.isOn, isal_load(&functions) == 1 else { return nil }
    let lasting = UnsafeMutablePointer<isal_library>.allocate(capacity: 1)
    lasting.initialize(to: functions)
    return UnsafePointer(lasting)
  }()
}

/// Whether the environment variable `DESKAUDIT_REFERENCE` is 1: the work is done as the manuals describe it, so that
/// what makes it faster can be compared with it.
enum ReferenceMode {
  static let isOn = ProcessInfo.processInfo.environment["DESKAUDIT_REFERENCE"] == "1"
}
