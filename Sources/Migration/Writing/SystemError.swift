import Foundation

extension BuildError {
  /// Trouble with a file, in the system's words: `backup.tar.gz: can't be written: No space left on device`.
  ///
  /// - Parameter errorNumber: `errno` right after the call that failed.
  static func system(_ path: String, _ problem: String, _ errorNumber: Int32 = errno) -> BuildError {
    .trouble("\(path): \(problem): \(String(cString: strerror(errorNumber)))")
  }
}

/// Repeats a call that a signal interrupted.
func withoutInterruption<Result: SignedInteger>(_ call: () -> Result) -> Result {
  while true {
    let result = call()
    if result != -1 || errno != EINTR { return result }
  }
}

/// Writes all of `bytes`, in as many calls as the system wants.
///
/// - Throws: `BuildError` with the system's words about `path`.
func writeAll(
  _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, path: String
) throws(BuildError) {
  var rest = bytes
  while !rest.isEmpty {
    let count = withoutInterruption { write(descriptor, rest.baseAddress, rest.count) }
    guard count > 0 else { throw .system(path, "can't be written", count < 0 ? errno : ENOSPC) }
    rest = UnsafeRawBufferPointer(rebasing: rest[count...])
  }
}
