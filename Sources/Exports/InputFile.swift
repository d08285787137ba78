import Glibc
import Platform

/// What distinguishes one state of a file from another: which file it is, its size and when it was last written.
struct FileStamp: Sendable, Equatable, Codable {
  var device: UInt64
  var inode: UInt64
  /// Bytes.
  var size: UInt64
  var modifiedSeconds: Int
  var modifiedNanoseconds: Int

  private init(_ status: stat) {
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    size = UInt64(clamping: status.st_size)
    modifiedSeconds = status.st_mtim.tv_sec
    modifiedNanoseconds = status.st_mtim.tv_nsec
  }

  /// The state of the regular file at `path`, links followed.
  ///
  /// - Throws: `ExportError` when nothing is there, or something that is not a regular file.
  init(ofFileAt path: String, named name: String) throws(ExportError) {
    var status = stat()
    guard stat(path, &status) == 0 else { throw ExportError(file: name, failed: "be found", errno) }
    try self.init(regular: status, named: name)
  }

  init(of descriptor: Int32, named name: String) throws(ExportError) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw ExportError(file: name, failed: "be read", errno) }
    try self.init(regular: status, named: name)
  }

  private init(regular status: stat, named name: String) throws(ExportError) {
    guard status.st_mode & S_IFMT == S_IFREG else {
      let kind =
        switch status.st_mode & S_IFMT {
        case S_IFDIR: "a folder"
        case S_IFIFO: "a pipe"
        case S_IFSOCK: "a socket"
        default: "a device"
        }
      throw ExportError(
        file: name, message: "is \(kind); expected a regular file, because it is read more than once")
    }
    self.init(status)
  }
}

/// A regular file that is open for reading, and the check that it stays as it was found; or the text of one in a spool,
/// which nobody else can write to.
///
/// It has no position, so that several threads may read it at once.
final class InputFile: Sendable {
  private enum Storage {
    /// The state is the one that every reading requires.
    case file(descriptor: Int32, FileStamp)
    case text(Spool, start: UInt64)
  }

  /// The file as messages show it.
  let name: String
  /// Bytes.
  let size: UInt64
  private let storage: Storage

  /// The text that is at `range` of a spool.
  init(in spool: Spool, _ range: Range<UInt64>, name: String) {
    self.name = name
    size = range.upperBound - range.lowerBound
    storage = .text(spool, start: range.lowerBound)
  }

  /// - Throws: `ExportError` when the file can't be opened, or is not the one that was resolved any more.
  init(opening file: ExportFile) throws(ExportError) {
    // Without O_NONBLOCK, a pipe that took the file's place would hang the run.
    let descriptor = retrying { Glibc.open(file.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK) }
    guard descriptor >= 0 else { throw ExportError(file: file.name, failed: "be opened", errno) }
    (name, size, storage) = (file.name, file.stamp.size, .file(descriptor: descriptor, file.stamp))
    try requireUnchanged()
  }

  deinit {
    if case .file(let descriptor, _) = storage { _ = close(descriptor) }
  }

  /// Reads some of the bytes from `offset` on.
  ///
  /// - Returns: how many; 0 at the end of the file.
  func readSome(into target: UnsafeMutableRawBufferPointer, at offset: UInt64) throws(ExportError) -> Int {
    let count = retrying {
      switch storage {
      case .file(let descriptor, _):
        return pread(descriptor, target.baseAddress, target.count, off_t(truncatingIfNeeded: offset))
      case .text(let spool, let start):
        let rest = offset < size ? target.prefix(Int(clamping: size - offset)) : target.prefix(0)
        return spool.readSome(into: UnsafeMutableRawBufferPointer(rebasing: rest), at: start + offset)
      }
    }
    guard count >= 0 else { throw ExportError(file: name, failed: "be read", errno) }
    return count
  }

  /// Reads the bytes from `offset` on until `target` is full.
  ///
  /// - Throws: `ExportError` when the file ends before.
  func read(into target: UnsafeMutableRawBufferPointer, at offset: UInt64) throws(ExportError) {
    var filled = 0
    while filled < target.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: target[filled...])
      let count = try readSome(into: rest, at: offset &+ UInt64(filled))
      guard count > 0 else { throw changed }
      filled += count
    }
  }

  /// - Throws: `ExportError` when the file is not in the state any more in which it was found.
  func requireUnchanged() throws(ExportError) {
    guard case .file(let descriptor, let stamp) = storage else { return }
    guard try FileStamp(of: descriptor, named: name) == stamp else { throw changed }
  }

  var changed: ExportError {
    ExportError(
      file: name,
      message: "changed while it was read; expected a file that nobody writes to. "
        + "Wait until the export is finished, then run again")
  }
}

extension ExportError {
  /// `chat.csv: can't be opened: Permission denied; …`
  ///
  /// - Parameter action: what can't be done, beginning with `be `.
  init(file: String, failed action: String, _ code: Int32) {
    let remedy =
      switch code {
      case ENOENT, ENOTDIR: "check the path in the plan"
      case EACCES, EPERM: "give this user the right to read it"
      case EMFILE, ENFILE: "allow more open files (ulimit -n)"
      default: "check the disk and the path in the plan"
      }
    self.init(file: file, message: "can't \(action): \(String(cString: strerror(code))); \(remedy)")
  }
}
