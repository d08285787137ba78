import Glibc
import Platform

/// Where the texts of coded files are, one after another: a temporary file without a name, which is gone with the last
/// reference to it. One file for all of them, because a process may have a thousand open, and an export more.
final class Spool: Sendable {
  private let descriptor: Int32
  private let directory: String

  /// - Parameter name: the file for which it is opened, as messages show it.
  init(in directory: String, for name: String) throws {
    self.directory = directory
    descriptor = try Self.openTemporaryFile(in: directory, for: name)
  }

  deinit { _ = close(descriptor) }

  private static func openTemporaryFile(in directory: String, for name: String) throws -> Int32 {
    // mkstemp gives it the mode 0600.
    var template = Array((directory.isEmpty ? "." : directory).utf8CString.dropLast())
    template += "/.deskaudit-XXXXXX".utf8CString
    let descriptor = retrying { mkstemp(&template) }
    guard descriptor >= 0 else { throw failure(errno, of: name, in: directory) }
    unlink(template)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    return descriptor
  }

  /// Unpacks and transcodes the whole of `text` to `start`.
  ///
  /// - Returns: the offset after it.
  /// - Throws: `ExportError` when it can't be read to its end, or not be written.
  func copy(_ text: TextInput, to start: UInt64) throws -> UInt64 {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { buffer.deallocate() }
    var end = start
    while case let count = try text.read(into: buffer), count > 0 {
      let isWritten = writeAll(UnsafeRawBufferPointer(rebasing: buffer[..<count])) { rest in
        let written = pwrite(descriptor, rest.baseAddress, rest.count, off_t(truncatingIfNeeded: end))
        end += UInt64(max(0, written))
        return written
      }
      guard isWritten else { throw Self.failure(errno, of: text.file.name, in: directory) }
    }
    try text.file.requireUnchanged()
    return end
  }

  /// Reads some of the bytes from `offset` on.
  ///
  /// - Returns: how many; -1 for an error, which is in `errno`.
  func readSome(into target: UnsafeMutableRawBufferPointer, at offset: UInt64) -> Int {
    pread(descriptor, target.baseAddress, target.count, off_t(truncatingIfNeeded: offset))
  }

  private static func failure(_ code: Int32, of name: String, in directory: String) -> ExportError {
    let remedy =
      switch code {
      case ENOSPC, EDQUOT: "free some space there, or unpack the file and convert it to UTF-8 yourself"
      case EMFILE, ENFILE: "allow more open files (ulimit -n)"
      case ENOENT, ENOTDIR: "make that folder"
      default: "give this user the right to write there"
      }
    let folder = directory.isEmpty ? "the current folder" : "'\(directory)'"
    return ExportError(
      file: name,
      message: "can't be unpacked into \(folder): \(String(cString: strerror(code))); \(remedy)")
  }
}

/// The text of one coded file in a spool.
struct SpooledText: Sendable {
  let input: InputFile
  /// How the original is coded.
  let coding: TextCoding
}

extension Export {
  /// The same export with the text of each file that is compressed or not in UTF-8 in a temporary file, so
  /// that single records can be read again. Files in plain UTF-8 are kept as they are.
  ///
  /// Names and paths stay those of the originals, and so do the sizes in summaries and the shapes; the bytes
  /// that a tap sees are then those of the text.
  ///
  /// - Parameter directory: receives one temporary file, which has no name, takes as much of the disk as all these texts
  ///   in UTF-8, and ends with the export.
  /// - Throws: `ExportError` when a file can't be read to its proven end, or its text can't be written.
  /// - Complexity: O(bytes of the texts of coded files), on disk as well; two descriptors, whatever their number.
  package func unpacked(in directory: String) throws -> Export {
    var known: Spool?
    var end: UInt64 = 0
    let files = try files.map { file in
      guard file.spooled == nil else { return file }
      let text = try TextInput(file, try file.open(), of: source)
      if text.coding.isPlain { return file }
      let spool = try known ?? Spool(in: directory, for: file.name)
      known = spool
      let start = end
      end = try spool.copy(text, to: start)
      let input = InputFile(in: spool, start..<end, name: file.name)
      return ExportFile(
        path: file.path, name: file.name, stamp: file.stamp,
        spooled: SpooledText(input: input, coding: text.coding))
    }
    return Export(source, files: files)
  }
}
