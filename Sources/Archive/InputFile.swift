import Glibc
import Platform

/// A regular file, open for reading, closed with its last reference.
///
/// Reads name their offset (`pread`), so that the file can be read again and by more than one reader.
final class InputFile: Sendable {
  let path: String
  private let descriptor: Int32
  private let stamp: Stamp

  /// What distinguishes one state of a file from another.
  private struct Stamp: Equatable {
    var size: off_t
    var seconds: Int
    var nanoseconds: Int

    init(_ status: stat) {
      size = status.st_size
      seconds = Int(status.st_mtim.tv_sec)
      nanoseconds = Int(status.st_mtim.tv_nsec)
    }
  }

  /// Opens `path`. Never waits: a named pipe without a writer is refused like any other special file.
  static func open(_ path: String) throws(ArchiveError) -> InputFile {
    let descriptor = retrying { Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY) }
    guard descriptor >= 0 else {
      throw ArchiveError(file: path, message: "can't be opened: \(reason(errno))")
    }
    var status = stat()
    let isKnown = fstat(descriptor, &status) == 0
    let file = InputFile(path: path, descriptor: descriptor, stamp: Stamp(status))
    guard isKnown else {
      throw ArchiveError(file: path, message: "can't be examined: \(reason(errno))")
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      let kind = status.st_mode & S_IFMT == S_IFDIR ? "a directory" : "not a regular file"
      throw ArchiveError(file: path, message: "is \(kind); expected a file that can be read to its end")
    }
    posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
    return file
  }

  private init(path: String, descriptor: Int32, stamp: Stamp) {
    self.path = path
    self.descriptor = descriptor
    self.stamp = stamp
  }

  deinit { close(descriptor) }

  /// Reads what is at `offset`, at most a buffer full. Returns the number of bytes, 0 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) throws(ArchiveError) -> Int {
    let count = retrying { pread(descriptor, buffer.baseAddress, buffer.count, off_t(clamping: offset)) }
    guard count >= 0 else {
      throw ArchiveError(file: path, message: "can't be read at byte \(offset): \(Self.reason(errno))")
    }
    return count
  }

  /// Throws if the file is no longer what it was when it was opened, or if it was not `bytesRead` long.
  func requireUnchanged(bytesRead: UInt64) throws(ArchiveError) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw ArchiveError(file: path, message: "can't be examined: \(Self.reason(errno))")
    }
    guard Stamp(status) == stamp, UInt64(clamping: stamp.size) == bytesRead else {
      throw ArchiveError(
        file: path, message: "was changed while it was read; wait until it is finished and start again")
    }
  }

  private static func reason(_ code: Int32) -> String {
    guard let text = strerror(code) else { return "error \(code)" }
    return String(cString: text)
  }
}
