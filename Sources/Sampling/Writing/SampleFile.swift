import Exports
import Foundation
import Platform

/// Writes files of a sample, for their owner's eyes only.
enum SampleFile {
  typealias Write = (UnsafeRawBufferPointer) throws -> Void

  /// - Throws: `Sampler.Failure`.
  static func write(_ bytes: [UInt8], to path: String) throws {
    try writing(path) { write in try bytes.withUnsafeBytes { try write($0) } }
  }

  /// Copies a file as it is.
  ///
  /// - Throws: `Sampler.Failure`.
  static func copy(_ source: String, to path: String) throws {
    try writing(path) { write in
      var failure: (any Error)?
      do throws(SystemError) {
        try forEachPiece(ofFile: source) { piece in
          if failure != nil { return }
          do { try write(piece) } catch { failure = error }
        }
      } catch {
        throw Sampler.Failure(description: "\(source): can't be read: \(error); check the path in the plan")
      }
      if let failure { throw failure }
    }
  }

  /// Opens a file that is not there, with its folders, and has it written.
  ///
  /// - Throws: `Sampler.Failure`; whatever `body` throws.
  static func writing(_ path: String, _ body: (Write) throws -> Void) throws {
    let folder = URL(filePath: path).deletingLastPathComponent().path
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw Sampler.Failure(
        description: "\(folder): this folder can't be created: \(error.localizedDescription)")
    }
    let descriptor = retrying { open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600) }
    guard descriptor >= 0 else { throw failure(path) }
    do {
      try body { bytes in
        guard writeAll(bytes, to: descriptor) else { throw failure(path) }
      }
    } catch {
      _ = close(descriptor)
      throw error
    }
    guard close(descriptor) == 0 || errno == EINTR else { throw failure(path) }
  }

  static func failure(_ path: String) -> Sampler.Failure {
    let code = errno
    let remedy =
      code == EEXIST
      ? "two files of the plan would have this name; rename one" : "free some space, or name another folder"
    return Sampler.Failure(
      description: "\(path): can't be written: \(String(cString: strerror(code))); \(remedy)")
  }
}
