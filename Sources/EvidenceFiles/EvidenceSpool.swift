import Audit
import Foundation
import Platform
import Synchronization

/// The violations of all rules in one file without a name, in pieces that each rule's thread adds as it goes.
final class EvidenceSpool: Sendable {
  /// Whole violations of one rule.
  struct Piece: Sendable {
    var offset: Int
    var byteCount: Int
  }

  private struct State {
    var end = 0
    /// The `errno` of the first write that failed.
    var failure: Int32?
  }

  private let file: StagedFile
  private let descriptor: Int32
  private let state = Mutex(State())

  init(in folder: StagingFolder) throws(EvidenceError) {
    file = folder.file(EvidenceDatabase.fileName)
    let path = file.path
    descriptor = retrying { open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600) }
    guard descriptor >= 0, retrying({ unlink(path) }) == 0 else {
      throw EvidenceError(file.place, "this evidence can't be written")
    }
  }

  deinit { close(descriptor) }

  /// Adds a piece. After a failure, which `finish` throws, there is nothing more to write.
  func add(_ bytes: [UInt8]) -> Piece {
    let piece = state.withLock { state in
      defer { state.end += bytes.count }
      return Piece(offset: state.end, byteCount: state.failure == nil ? bytes.count : 0)
    }
    if piece.byteCount == 0 { return piece }
    var offset = piece.offset
    let isWritten = bytes.withUnsafeBytes { bytes in
      writeAll(bytes) { rest in
        let count = pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset))
        offset += max(0, count)
        return count
      }
    }
    if !isWritten {
      let code = errno
      state.withLock { if $0.failure == nil { $0.failure = code } }
    }
    return piece
  }

  /// - Throws: a sentence where a piece could not be written.
  func finish() throws(EvidenceError) {
    if let code = state.withLock({ $0.failure }) {
      throw EvidenceError(file.place, "this evidence can't be written", code: code)
    }
  }

  /// Reads the violations of a rule that count, in their order.
  func forEach(of rule: SpooledRule, _ body: (Violation) throws -> Void) throws {
    for piece in rule.pieces {
      var reader = SpoolReader(try read(piece))
      while !reader.isAtEnd {
        let violation = reader.violation()
        if rule.parts.contains(violation.part) { try body(violation) }
      }
    }
  }

  private func read(_ piece: Piece) throws(EvidenceError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: piece.byteCount)
    var done = 0
    while done < piece.byteCount {
      let count = bytes.withUnsafeMutableBytes { bytes in
        let rest = UnsafeMutableRawBufferPointer(rebasing: bytes[done...])
        return retrying { pread(descriptor, rest.baseAddress, rest.count, off_t(piece.offset + done)) }
      }
      guard count > 0 else { throw EvidenceError(file.place, "this evidence can't be read again") }
      done += count
    }
    return bytes
  }
}

/// Where the violations of one rule are, and which of them count.
struct SpooledRule: Sendable {
  var pieces: [EvidenceSpool.Piece] = []
  var parts: Set<Int> = []
}

/// Takes the violations of one rule into the spool.
final class SpooledViolations: RuleEvidenceSink {
  private let spool: EvidenceSpool
  private let finish: (SpooledRule) -> Void
  private var writer = SpoolWriter()
  private var rule = SpooledRule()

  private static let pieceSize = 1 << 16

  init(_ spool: EvidenceSpool, _ finish: @escaping (SpooledRule) -> Void) {
    (self.spool, self.finish) = (spool, finish)
  }

  func take(_ violation: Violation) {
    writer.put(violation)
    if writer.bytes.count >= Self.pieceSize { flush() }
  }

  func end(_ parts: Set<Int>) {
    flush()
    rule.parts = parts
    finish(rule)
  }

  private func flush() {
    if !writer.bytes.isEmpty { rule.pieces.append(spool.add(writer.bytes)) }
    writer.bytes.removeAll(keepingCapacity: true)
  }
}
