import Foundation

/// Repeats a system call for as long as a signal interrupts it.
///
/// - Returns: what the call returned; -1 for any other error, which is in `errno`.
package func retrying<Result: SignedInteger>(_ call: () -> Result) -> Result {
  while true {
    let result = call()
    if result != -1 || errno != EINTR { return result }
  }
}

/// Has all bytes written, in as many calls as it takes.
///
/// - Parameter call: writes from the start of what is left, and returns how much it wrote, -1 with `errno` for an error.
/// - Returns: false where a call failed by `errno`.
package func writeAll(_ bytes: UnsafeRawBufferPointer, _ call: (UnsafeRawBufferPointer) -> Int) -> Bool {
  var rest = bytes
  while !rest.isEmpty {
    let count = retrying { call(rest) }
    if count == 0 { errno = ENOSPC }
    guard count > 0 else { return false }
    rest = UnsafeRawBufferPointer(rebasing: rest[count...])
  }
  return true
}

/// Writes all bytes to a descriptor.
///
/// - Returns: false where that failed by `errno`.
package func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
  writeAll(bytes) { write(descriptor, $0.baseAddress, $0.count) }
}

/// Why a file could not be read, as `errno` has it.
package struct SystemError: Error, Equatable, CustomStringConvertible {
  package let code: Int32

  package init(_ code: Int32 = errno) { self.code = code }

  package var description: String { String(cString: strerror(code)) }
  /// Whether there is no file of that name.
  package var isAbsence: Bool { code == ENOENT || code == ENOTDIR }
}

/// Has the bytes of a file handed on, a piece after the other.
///
/// In place of Foundation's readers, which take a signal for an error, and do not tell one error from another.
///
/// - Throws: `SystemError`.
package func forEachPiece(
  ofFile path: String, limit: Int = .max, _ body: (UnsafeRawBufferPointer) -> Void
) throws(SystemError) {
  let descriptor = retrying { open(path, O_RDONLY | O_CLOEXEC) }
  guard descriptor >= 0 else { throw SystemError() }
  defer { close(descriptor) }
  try forEachPiece(of: descriptor, limit: limit, body)
}

private func forEachPiece(
  of descriptor: Int32, limit: Int, _ body: (UnsafeRawBufferPointer) -> Void
) throws(SystemError) {
  var buffer = [UInt8](repeating: 0, count: 256 << 10)
  var rest = limit
  while rest > 0 {
    let wanted = min(buffer.count, rest)
    let count = retrying { read(descriptor, &buffer, wanted) }
    guard count >= 0 else { throw SystemError() }
    if count == 0 { return }
    buffer.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    rest -= count
  }
}

/// The bytes of a file.
///
/// - Parameter limit: reads no more than these.
/// - Throws: `SystemError`.
package func contents(ofFile path: String, limit: Int = .max) throws(SystemError) -> [UInt8] {
  var bytes: [UInt8] = []
  try forEachPiece(ofFile: path, limit: limit) { bytes += $0 }
  return bytes
}

/// The bytes that an open file has from where it is read on, in as many calls as it takes.
///
/// - Parameter limit: reads no more than these.
/// - Throws: `SystemError`.
package func contents(of descriptor: Int32, limit: Int) throws(SystemError) -> [UInt8] {
  var bytes: [UInt8] = []
  try forEachPiece(of: descriptor, limit: limit) { bytes += $0 }
  return bytes
}

/// The text of a file; nil of one that is not UTF-8.
///
/// - Throws: `SystemError`.
package func text(ofFile path: String) throws(SystemError) -> String? {
  String(validating: try contents(ofFile: path), as: UTF8.self)
}
