import Exports
import Foundation

/// A copy of a block of records, which may leave the thread that read it.
private struct OwnedBlock: Sendable {
  private var bytes: [UInt8] = []
  private var fields: [FieldRange] = []
  private var places: [RecordPlace] = []
  private var columnCount = 0

  /// Takes the records of `block`, and of its bytes only what their fields span.
  mutating func copy(_ block: RecordBlock) {
    bytes.removeAll(keepingCapacity: true)
    fields.removeAll(keepingCapacity: true)
    places.removeAll(keepingCapacity: true)
    columnCount = block.columnCount
    places.append(contentsOf: block.places)
    var (start, end) = (UInt32.max, UInt32(0))
    for field in block.fields {
      start = min(start, field.start)
      end = max(end, field.start + field.length)
    }
    guard start < end else {
      fields.append(contentsOf: block.fields.lazy.map { _ in FieldRange(start: 0, length: 0) })
      return
    }
    bytes.append(contentsOf: block.bytes[Int(start)..<Int(end)])
    fields.append(
      contentsOf: block.fields.lazy.map { FieldRange(start: $0.start - start, length: $0.length) })
  }

  func withBlock(_ body: (RecordBlock) throws -> Void) rethrows {
    try bytes.withUnsafeBufferPointer { bytes in
      try fields.withUnsafeBufferPointer { fields in
        try places.withUnsafeBufferPointer { places in
          try body(RecordBlock(bytes: bytes, fields: fields, places: places, columnCount: columnCount))
        }
      }
    }
  }
}

/// A short queue of blocks between one thread that reads and one that indexes; the blocks go round.
///
/// `@unchecked`: the state is touched only under `condition`.
private final class BlockQueue: @unchecked Sendable {
  private let condition = NSCondition()
  /// Three: one is filled, one is emptied, one waits.
  private var free = Array(repeating: OwnedBlock(), count: 3)
  private var full: [OwnedBlock] = []
  private var end: Result<Void, any Error>?
  private var isClosed = false

  /// An empty block; nil when nobody wants more. Waits while all are full.
  func takeFree() -> OwnedBlock? {
    condition.withLock {
      while free.isEmpty, !isClosed { condition.wait() }
      return isClosed ? nil : free.removeLast()
    }
  }

  func put(_ block: OwnedBlock) {
    condition.withLock {
      full.append(block)
      condition.signal()
    }
  }

  /// Says that no block follows, and why.
  func finish(_ result: Result<Void, any Error>) {
    condition.withLock {
      end = result
      condition.signal()
    }
  }

  /// The next full block; nil behind the last. Waits while there is none.
  func takeFull() throws -> OwnedBlock? {
    try condition.withLock {
      while full.isEmpty, end == nil { condition.wait() }
      if !full.isEmpty { return full.removeFirst() }
      try end?.get()
      return nil
    }
  }

  func recycle(_ block: OwnedBlock) {
    condition.withLock {
      free.append(block)
      condition.signal()
    }
  }

  /// Wants no more blocks, and waits until the reader has heard of it.
  func close() {
    condition.withLock {
      isClosed = true
      condition.signal()
      while end == nil { condition.wait() }
    }
  }
}

/// Ends a reading of which nobody wants the rest.
private struct Unwanted: Error {}

extension Export {
  /// Reads like `read`, on a thread of its own: what `receive` does with one block goes on while the next is read.
  ///
  /// `tap` and `problem` run on that thread; `receive` runs on the caller's.
  ///
  /// - Throws: what `read`, `tap`, `problem` or `receive` throws; the thread has ended by then.
  func readAhead(
    columns: [String], tap: @escaping @Sendable (_ byteCount: Int) throws -> Void,
    problem: @escaping @Sendable (ExportProblem) -> Void, receive: (RecordBlock) throws -> Void
  ) throws {
    let queue = BlockQueue()
    Thread.detachNewThread {
      queue.finish(
        Result {
          _ = try self.read(
            columns: columns, tap: { try tap($1.count) }, problem: problem,
            receive: { block in
              guard var copy = queue.takeFree() else { throw Unwanted() }
              copy.copy(block)
              queue.put(copy)
            })
        })
    }
    defer { queue.close() }
    while let block = try queue.takeFull() {
      try block.withBlock(receive)
      queue.recycle(block)
    }
  }
}
