import CZlib
import Crypto
import Foundation
import Platform

/// A written archive under its final name.
package struct WrittenArchive: Sendable, Equatable {
  package var path: String
  package var byteCount: Int
  /// Lower-case hexadecimal.
  package var sha256: String
}

/// The archive's bytes on their way to the disk: framed as one gzip member, digested, written in order.
///
/// `@unchecked`: whoever writes has the turn, see `ChunkPipeline`.
final class ArchiveSink: @unchecked Sendable {
  private let file: Replacement
  private var gzip = Gzip()
  private var sha256 = SHA256()

  /// - Throws: `BuildError` when the file can't be created.
  init(path: String) throws(BuildError) {
    file = try Replacement(of: path)
  }

  /// The path of the archive.
  var target: String { file.target }

  /// Removes what has been written, unless it is committed.
  func discard() { file.discard() }

  func begin(level: Int) throws(BuildError) {
    try write(Gzip.header(level: level))
  }

  /// Writes a compressed chunk.
  ///
  /// - Parameters:
  ///   - checksum: the CRC-32 of the chunk before compression.
  ///   - length: its length before compression.
  func write(_ chunk: Bytes, checksum: UInt, length: Int) throws(BuildError) {
    gzip.add(checksum: checksum, length: length)
    try write(UnsafeRawBufferPointer(chunk))
  }

  /// Ends the stream and puts the archive into place, with its `.sha256` beside it, and what else it has.
  ///
  /// What stood beside an old archive goes first: at no time does it claim to speak for another one.
  /// - Parameter sides: gives the further files, each with its path.
  func commit(
    sides: (WrittenArchive) throws(BuildError) -> [(path: String, bytes: [UInt8])]
  ) throws(BuildError) -> WrittenArchive {
    try write(gzip.trailer)
    let digest = hexadecimal(sha256.finalize())
    let archive = WrittenArchive(path: file.target, byteCount: file.byteCount, sha256: digest)
    let further = try sides(archive)
    for path in Self.paths(of: file.target).dropFirst() {
      guard retrying({ unlink(path) }) == 0 || errno == ENOENT else {
        throw .system(path, "can't be replaced")
      }
    }
    try file.commit()
    do throws(BuildError) {
      try Self.put(
        Array(Self.claim(digest, for: file.target).utf8), into: Self.claimPath(of: file.target))
      for (path, bytes) in further { try Self.put(bytes, into: path) }
    } catch {
      throw .trouble(
        "\(error.sentences.joined()); the archive \(file.target) itself is complete, and in place")
    }
    return archive
  }

  private static func put(_ text: [UInt8], into path: String) throws(BuildError) {
    let replacement = try Replacement(of: path)
    try text.withUnsafeBufferPointer { text throws(BuildError) in
      try replacement.write(UnsafeRawBufferPointer(text))
    }
    try replacement.commit()
  }

  static func claimPath(of archive: String) -> String { archive + ".sha256" }
  static func idMapPath(of archive: String) -> String { archive + ".ids.csv" }

  /// Everything that a build puts into place.
  static func paths(of archive: String) -> [String] {
    [
      archive, claimPath(of: archive), idMapPath(of: archive), Manifest.path(of: archive),
      Selection.deletedPath(of: archive),
    ]
  }

  /// The line as `sha256sum -c` reads it: a name with a backslash or a line break is escaped, and says so
  /// first.
  static func claim(_ digest: String, for archive: String) -> String {
    let name = archive.split(separator: "/").last.map(String.init) ?? archive
    let escaped = name.unicodeScalars.map { scalar in
      switch scalar {
      case "\\": "\\\\"
      case "\n": "\\n"
      case "\r": "\\r"
      default: String(scalar)
      }
    }.joined()
    return "\(escaped.utf8.count == name.utf8.count ? "" : "\\")\(digest)  \(escaped)\n"
  }

  private func write(_ bytes: [UInt8]) throws(BuildError) {
    try bytes.withUnsafeBufferPointer { bytes throws(BuildError) in
      try write(UnsafeRawBufferPointer(bytes))
    }
  }

  private func write(_ bytes: UnsafeRawBufferPointer) throws(BuildError) {
    sha256.update(bufferPointer: bytes)
    try file.write(bytes)
  }
}
