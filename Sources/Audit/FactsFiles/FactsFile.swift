import CZlib
import Crypto
import Foundation
import Platform

/// What can't be done with facts files or a work list, in a sentence.
package struct FactsError: Error, Equatable, CustomStringConvertible {
  package enum Kind: Sendable {
    /// The command, the plan or the list is another than it must be: to try again is no use.
    case mistake
    /// A file can't be read or written: to try again may be.
    case trouble
    /// A facts file is damaged, missing or there twice.
    case damage
  }

  package var kind: Kind
  package var file: String
  package var message: String

  package init(_ kind: Kind, _ file: String, _ message: String) {
    self.kind = kind
    self.file = file
    self.message = message
  }

  package var description: String { "\(file): \(message)" }
}

/// The format of facts files: a line, then frames, then the SHA-256 of all of it.
///
/// A frame is its kind, the lengths of its contents as they are and as they are packed (32 bits each, little-endian), and the
/// packed contents (zlib, RFC 1950). The last frame has the kind `end`; nothing is after the digest.
enum FactsFormat {
  static let line = Array("deskaudit facts 1\n".utf8)

  enum Kind: UInt8 {
    case end
    /// What the facts are of, in JSON: `FactsHeader`.
    case header
    /// Records of an export: `BlockFacts`.
    case block
    /// `ExportProblem`s in JSON.
    case problems
    /// A part of a column of the archive: `StoredArchive`.
    case column
  }

  static let headerBytes = 9
  static let digestBytes = 32
  /// The longest contents of a frame.
  static let longest = 1 << 30
  /// The most bytes that contents have for each packed one: deflate makes 258 of two bits.
  static let expansion = 1032
}

/// Writes one facts file beside its place, and puts it there once it is whole.
final class FactsWriter {
  private let path: String
  private let partial: String
  private let descriptor: Int32
  private let note: UnfinishedPath
  private var digest = SHA256()
  private var packed: [UInt8] = []

  /// - Throws: `FactsError` when the file can't be made.
  init(_ path: String) throws(FactsError) {
    let made = UnfinishedPath.make({ "\(path).\($0).partial" }) {
      open($0, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    }
    guard let (partial, descriptor, note) = made else { throw Self.failure(path) }
    (self.path, self.partial, self.descriptor, self.note) = (path, partial, descriptor, note)
    try write(FactsFormat.line)
  }

  private static func failure(_ path: String) -> FactsError {
    FactsError(.trouble, path, "this facts file can't be written: \(String(cString: strerror(errno)))")
  }

  func write(_ kind: FactsFormat.Kind, _ contents: [UInt8]) throws(FactsError) {
    var count = compressBound(UInt(contents.count))
    if packed.count < Int(count) { packed = [UInt8](repeating: 0, count: Int(count)) }
    // Level 1: facts are mostly numbers, of which higher levels make little more.
    guard compress2(&packed, &count, contents, UInt(contents.count), 1) == Z_OK else {
      throw FactsError(.trouble, path, "there is no memory to pack facts")
    }
    var header = [kind.rawValue]
    for length in [UInt32(contents.count), UInt32(count)] {
      withUnsafeBytes(of: length.littleEndian) { header += $0 }
    }
    try write(header)
    try write(packed[..<Int(count)])
  }

  private func write(_ bytes: some Collection<UInt8>) throws(FactsError) {
    let isWritten = bytes.withContiguousStorageIfAvailable { bytes in
      digest.update(bufferPointer: UnsafeRawBufferPointer(bytes))
      return writeAll(UnsafeRawBufferPointer(bytes), to: descriptor)
    }
    guard isWritten == true else { throw Self.failure(path) }
  }

  /// Ends the file by `contents`, and puts it into its place.
  func finish(_ contents: [UInt8]) throws(FactsError) {
    try write(.end, contents)
    let whole = Array(digest.finalize())
    let isWritten =
      whole.withUnsafeBytes { writeAll($0, to: descriptor) } && retrying { fsync(descriptor) } == 0
    guard isWritten, retrying({ rename(partial, path) }) == 0 else { throw Self.failure(path) }
  }

  deinit {
    close(descriptor)
    // Nothing where it is in its place.
    unlink(partial)
  }
}

/// Reads one facts file from front to back, and proves at its end that it is the one that was written.
///
/// `@unchecked Sendable`: one thread at a time has it.
final class FactsReader: @unchecked Sendable {
  let path: String
  private let descriptor: Int32
  private var digest = SHA256()
  private var packed: [UInt8] = []
  private var contents: [UInt8] = []

  /// - Throws: `FactsError` for a file that can't be opened, or is no facts file.
  init(_ path: String) throws(FactsError) {
    self.path = path
    descriptor = retrying { open(path, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else {
      throw FactsError(.trouble, path, "can't be opened: \(String(cString: strerror(errno)))")
    }
    guard try read(FactsFormat.line.count) == FactsFormat.line else {
      throw FactsError(.damage, path, "is no facts file of this version of deskaudit; map its input again")
    }
  }

  deinit { close(descriptor) }

  /// That the file is not as it was written.
  var damage: FactsError {
    FactsError(.damage, path, "is damaged, or cut off; map its input again")
  }

  /// Whether a facts file is as it was written, by the digest at its end.
  static func isIntact(_ path: String) -> Bool {
    var (digest, tail) = (SHA256(), [UInt8]())
    let isRead = Result { () throws(SystemError) in
      try forEachPiece(ofFile: path) { piece in
        tail += piece
        let whole = max(0, tail.count - FactsFormat.digestBytes)
        tail.withUnsafeBytes { digest.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<whole])) }
        tail.removeFirst(whole)
      }
    }
    return (try? isRead.get()) != nil && digest.finalize().elementsEqual(tail)
  }

  /// What the facts are of: the first frame.
  func header() throws(FactsError) -> FactsHeader {
    let (kind, contents) = try next()
    guard kind == .header, let header = try? JSONDecoder().decode(FactsHeader.self, from: Data(contents))
    else {
      throw damage
    }
    return header
  }

  /// The next frame; its contents are valid until the one after it is asked for. The one of the kind `end` is the last, and
  /// comes only of a file that is whole.
  func next() throws(FactsError) -> (kind: FactsFormat.Kind, contents: [UInt8]) {
    let header = try read(FactsFormat.headerBytes)
    func length(_ index: Int) -> Int { (0..<4).reduce(0) { $0 | Int(header[index + $1]) << ($1 * 8) } }
    let (count, packedCount) = (length(1), length(5))
    guard let kind = FactsFormat.Kind(rawValue: header[0]), max(count, packedCount) <= FactsFormat.longest,
      count <= packedCount * FactsFormat.expansion
    else {
      throw damage
    }
    let bytes = try read(packedCount)
    if contents.count != count { contents = [UInt8](repeating: 0, count: count) }
    var unpacked = UInt(count)
    guard uncompress(&contents, &unpacked, bytes, UInt(packedCount)) == Z_OK, unpacked == UInt(count) else {
      throw damage
    }
    if kind == .end { try requireEnd() }
    return (kind, contents)
  }

  private func requireEnd() throws(FactsError) {
    let expected = Array(digest.finalize())
    var stored = [UInt8](repeating: 0, count: FactsFormat.digestBytes + 1)
    guard try readSome(into: &stored) == FactsFormat.digestBytes, stored.dropLast().elementsEqual(expected)
    else {
      throw damage
    }
  }

  private func read(_ count: Int) throws(FactsError) -> [UInt8] {
    packed.removeAll(keepingCapacity: true)
    // By what is there: a length that is damaged asks for a gigabyte.
    while packed.count < count {
      let start = packed.count
      packed += repeatElement(0, count: min(count - start, max(start, Self.firstStep)))
      guard try readSome(into: &packed, from: start) == packed.count else { throw damage }
    }
    digest.update(data: packed)
    return packed
  }

  /// Bytes that are asked for at first.
  private static let firstStep = 1 << 16

  /// Reads until the bytes are full, or the file ends.
  ///
  /// - Returns: how many are filled.
  private func readSome(into bytes: inout [UInt8], from start: Int = 0) throws(FactsError) -> Int {
    var filled = start
    while filled < bytes.count {
      let count = bytes.withUnsafeMutableBytes { buffer in
        retrying {
          Foundation.read(descriptor, buffer.baseAddress.map { $0 + filled }, buffer.count - filled)
        }
      }
      guard count >= 0 else {
        throw FactsError(.trouble, path, "can't be read: \(String(cString: strerror(errno)))")
      }
      if count == 0 { break }
      filled += count
    }
    return filled
  }
}
