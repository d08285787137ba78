import Foundation

/// A new file that only its owner may read, written through a buffer.
final class FileOutput {
  private let file: StagedFile
  private var descriptor: Int32
  private var buffer: [UInt8] = []

  private static let bufferSize = 1 << 16

  init(_ file: StagedFile) throws(EvidenceError) {
    self.file = file
    descriptor = open(file.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw EvidenceError(file.place, "this evidence can't be written") }
    buffer.reserveCapacity(Self.bufferSize * 2)
  }

  deinit { if descriptor >= 0 { Foundation.close(descriptor) } }

  func put(_ body: (inout [UInt8]) -> Void) throws(EvidenceError) {
    body(&buffer)
    if buffer.count >= Self.bufferSize { try flush() }
  }

  /// Brings all of it onto the disk.
  func close() throws(EvidenceError) {
    try flush()
    let isSynced = fsync(descriptor) == 0
    let code = errno
    defer { descriptor = -1 }
    guard Foundation.close(descriptor) == 0, isSynced else {
      throw EvidenceError(file.place, "this evidence can't be written", code: isSynced ? errno : code)
    }
  }

  private func flush() throws(EvidenceError) {
    let isWritten = buffer.withUnsafeBytes { bytes in
      writeAll(bytes) { write(descriptor, $0.baseAddress, $0.count) }
    }
    guard isWritten else { throw EvidenceError(file.place, "this evidence can't be written") }
    buffer.removeAll(keepingCapacity: true)
  }
}

/// Has all bytes written, in as many calls as it takes.
///
/// - Parameter call: writes from the start of what is left, and returns how much it wrote.
/// - Returns: false where a call failed by `errno`.
func writeAll(_ bytes: UnsafeRawBufferPointer, _ call: (UnsafeRawBufferPointer) -> Int) -> Bool {
  var rest = bytes[...]
  while !rest.isEmpty {
    let count = call(UnsafeRawBufferPointer(rebasing: rest))
    if count < 0, errno == EINTR { continue }
    guard count > 0 else { return false }
    rest = rest.dropFirst(count)
  }
  return true
}
