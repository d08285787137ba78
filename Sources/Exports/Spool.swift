import Glibc

/// The text of a coded file in a temporary file without a name, which is gone with the last reference to it.
final class Spool: Sendable {
  let input: InputFile
  /// How the original is coded.
  let coding: TextCoding

  /// Unpacks and transcodes the whole of `text` into `directory`.
  ///
  /// - Throws: `ExportError` when it can't be read to its end, or not be written.
  init(_ text: TextInput, in directory: String) throws {
    coding = text.coding
    let name = text.file.name
    let descriptor = try Self.openTemporaryFile(in: directory, for: name)
    do {
      try Self.copy(text, to: descriptor, in: directory)
      let stamp = try FileStamp(of: descriptor, named: name)
      input = InputFile(owning: descriptor, name: name, stamp: stamp)
    } catch {
      _ = close(descriptor)
      throw error
    }
    try text.file.requireUnchanged()
  }

  private static func openTemporaryFile(in directory: String, for name: String) throws -> Int32 {
    // mkstemp gives it the mode 0600.
    var template = Array((directory.isEmpty ? "." : directory).utf8CString.dropLast())
    template += "/.deskaudit-XXXXXX".utf8CString
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw failure(errno, of: name, in: directory) }
    unlink(template)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    return descriptor
  }

  private static func copy(_ text: TextInput, to descriptor: Int32, in directory: String) throws {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { buffer.deallocate() }
    while case let count = try text.read(into: buffer), count > 0 {
      var done = 0
      while done < count {
        let written = write(descriptor, buffer.baseAddress?.advanced(by: done), count - done)
        if written < 0, errno != EINTR { throw failure(errno, of: text.file.name, in: directory) }
        done += max(0, written)
      }
    }
  }

  private static func failure(_ code: Int32, of name: String, in directory: String) -> ExportError {
    let remedy =
      switch code {
      case ENOSPC, EDQUOT: "free some space there, or unpack the file and convert it to UTF-8 yourself"
      case EMFILE, ENFILE: "allow more open files (ulimit -n)"
      default: "give this user the right to write there"
      }
    let folder = directory.isEmpty ? "the current folder" : "'\(directory)'"
    return ExportError(
      file: name,
      message: "can't be unpacked into \(folder): \(String(cString: strerror(code))); \(remedy)")
  }
}

extension Export {
  /// The same export with the text of each file that is compressed or not in UTF-8 in a temporary file, so
  /// that single records can be read again. Files in plain UTF-8 are kept as they are.
  ///
  /// Names and paths stay those of the originals, and so do the sizes in summaries and the shapes; the bytes
  /// that a tap sees are then those of the text.
  ///
  /// - Parameter directory: receives the temporary files, which have no name, and end with the export.
  /// - Throws: `ExportError` when a file can't be read to its proven end, or its text can't be written.
  /// - Complexity: O(bytes of the coded files), on disk as well.
  package func unpacked(in directory: String) throws -> Export {
    Export(
      source,
      files: try files.map { file in
        guard file.spool == nil else { return file }
        let text = try TextInput(file, try file.open(), encoding: source.encoding)
        if text.coding.isPlain { return file }
        return ExportFile(
          path: file.path, name: file.name, stamp: file.stamp, spool: try Spool(text, in: directory))
      })
  }
}
