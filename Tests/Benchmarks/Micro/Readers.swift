import Archive
import Audit
import CZlib
import Crypto
import Exports
import Foundation
import Plan

/// The measurements, each of one reader.
struct Readers {
  let inputs: Inputs
  let archivePath: String
  let storedPath: String

  func measure() throws -> [Measurement] {
    let inflating = Inflating(compressed: inputs.compressed)
    return try [copying(), csv(), json(), archive("tar, in stored gzip", storedPath)]
      + inflating.measure()
      + [archive("gzip and tar, as verify reads them", archivePath)]
      + [utf8(), digest(), sha256(), crc32(), instants(), integers()]
  }

  /// The floor under everything that touches its input.
  private func copying() throws -> Measurement {
    let source = inputs.bodies.bytes
    let target = UnsafeMutableRawBufferPointer.allocate(byteCount: source.count, alignment: 16)
    defer { target.deallocate() }
    return try Measurement("memcpy", bytes: source.count) {
      source.withUnsafeBytes { target.copyMemory(from: $0) }
      return UInt64(target[source.count / 2]) &+ UInt64(target[source.count - 1])
    }
  }

  private func csv() throws -> Measurement {
    try Measurement("CSV to fields, all columns", bytes: inputs.exportBytes) {
      var sum: UInt64 = 0
      _ = try inputs.export.read(columns: Inputs.columns, problem: { _ in }) { block in
        sum &+= UInt64(block.count) &+ UInt64(block.fields[block.fields.count - 1].length)
      }
      return sum
    }
  }

  /// Strings are decoded in place, so every pass gets its own copies.
  private func json() throws -> Measurement {
    let copies = inputs.batches.map { MemberBytes(capacity: $0.count) }
    let reader = BatchReader(schema: Inputs.schema, limits: InputLimits().ofArchive)
    let batch = Batch()
    let prepare = {
      for (copy, source) in zip(copies, inputs.batches) {
        copy.count = source.count
        _ = copy.buffer.update(fromContentsOf: source)
      }
    }
    return try Measurement(
      "batch JSON to records", bytes: inputs.batches.reduce(0) { $0 + $1.count }, prepare: prepare
    ) {
      copies.reduce(0) { sum, copy in
        reader.read(copy.bytes, into: batch)
        let comments = batch.records[1]
        let last = comments.count == 0 ? 0 : comments[comments.count - 1, 0].integer
        return sum &+ UInt64(comments.count) &+ UInt64(truncatingIfNeeded: last)
      }
    }
  }

  /// In bytes of the tar.
  private func archive(_ name: String, _ path: String) throws -> Measurement {
    let reader = try ArchiveReader(path: path, limits: InputLimits().ofArchive)
    let read = {
      try reader.read(problem: { _ in }) { member in
        if let contents = member.contents { reader.recycle(contents) }
      }
    }
    return try Measurement(name, bytes: Int(clamping: read().tarBytes)) {
      let summary = try read()
      return UInt64(summary.members) &+ summary.tarBytes
    }
  }

  private func utf8() throws -> Measurement {
    try Measurement("UTF-8 check, bodies", bytes: inputs.bodies.bytes.count) {
      inputs.bodies.sum { isUTF8($0) ? 1 : 0 }
    }
  }

  private func digest() throws -> Measurement {
    try Measurement("64-bit digest, bodies", bytes: inputs.bodies.bytes.count) {
      inputs.bodies.sum { textDigest($0) }
    }
  }

  private func sha256() throws -> Measurement {
    try Measurement("SHA-256", bytes: inputs.bodies.bytes.count) {
      SHA256.hash(data: inputs.bodies.bytes).withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
    }
  }

  private func crc32() throws -> Measurement {
    try Measurement("CRC-32, libz", bytes: inputs.bodies.bytes.count) {
      inputs.bodies.bytes.withUnsafeBufferPointer {
        UInt64(CZlib.crc32(0, $0.baseAddress, UInt32(clamping: $0.count)))
      }
    }
  }

  private func instants() throws -> Measurement {
    try Measurement("timestamp", bytes: inputs.stamps.bytes.count, values: inputs.stamps.count) {
      inputs.stamps.sum { UInt64(truncatingIfNeeded: Instant($0, form: .strict)?.seconds ?? -1) }
    }
  }

  private func integers() throws -> Measurement {
    try Measurement("integer", bytes: inputs.ids.bytes.count, values: inputs.ids.count) {
      inputs.ids.sum { UInt64(truncatingIfNeeded: integer($0) ?? -1) }
    }
  }
}
