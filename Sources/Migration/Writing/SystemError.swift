import Foundation
import Platform

extension BuildError {
  /// Trouble with a file, in the system's words: `backup.tar.gz: can't be written: No space left on device`.
  ///
  /// - Parameter errorNumber: `errno` right after the call that failed.
  static func system(_ path: String, _ problem: String, _ errorNumber: Int32 = errno) -> BuildError {
    .trouble("\(path): \(problem): \(String(cString: strerror(errorNumber)))")
  }
}

/// Writes all of `bytes`, in as many calls as the system wants.
///
/// - Throws: `BuildError` with the system's words about `path`.
func writeAll(
  _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, path: String
) throws(BuildError) {
  guard writeAll(bytes, to: descriptor) else { throw .system(path, "can't be written") }
}
