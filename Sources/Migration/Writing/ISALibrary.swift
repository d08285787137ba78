import CISAL

/// The functions of ISA-L, where it is installed.
enum ISALibrary {
  /// Filled once, and never changed or freed; nil without the library.
  nonisolated(unsafe) static let loaded: UnsafePointer<isal_library>? = {
    var functions = isal_library()
    guard isal_load(&functions) == 1 else { return nil }
    let lasting = UnsafeMutablePointer<isal_library>.allocate(capacity: 1)
    lasting.initialize(to: functions)
    return UnsafePointer(lasting)
  }()
}
