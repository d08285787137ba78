import Foundation
import Platform

/// A new file that only its owner may read, written through a buffer.
final class FileOutput {
  private let file: StagedFile
  private var descriptor: Int32
  private var buffer: [UInt8] = []

  private static let bufferSize = 1 << 16

  init(_ file: StagedFile) throws(EvidenceError) {
    self.file = file
    descriptor = retrying { open(file.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600) }
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
    let isSynced = retrying { fsync(descriptor) } == 0
    let code = errno
    defer { descriptor = -1 }
    // A descriptor is closed also where a signal interrupted that.
    let isClosed = Foundation.close(descriptor) == 0 || errno == EINTR
    guard isClosed, isSynced else {
      throw EvidenceError(file.place, "this evidence can't be written", code: isSynced ? errno : code)
    }
  }

  private func flush() throws(EvidenceError) {
    let isWritten = buffer.withUnsafeBytes { writeAll($0, to: descriptor) }
    guard isWritten else { throw EvidenceError(file.place, "this evidence can't be written") }
    buffer.removeAll(keepingCapacity: true)
  }
}
