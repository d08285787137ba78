import Exports
import Foundation
import Platform

/// A copy of a block that outlives the call it was handed to; recycled.
///
/// `@unchecked Sendable`: it belongs to one thread at a time, from the taking out of a queue to the next
/// putting in.
final class BlockCopy: @unchecked Sendable {
  private var bytes = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1 << 20)
  private var fields = UnsafeMutableBufferPointer<FieldRange>.allocate(capacity: 1 << 14)
  private var places = UnsafeMutableBufferPointer<RecordPlace>.allocate(capacity: 1 << 12)
  private var counts = (bytes: 0, fields: 0, places: 0, columns: 0)
  /// Index into the layouts of the files.
  private(set) var file = 0

  deinit {
    bytes.deallocate()
    fields.deallocate()
    places.deallocate()
  }

  /// Copies `block`: of its bytes only the part that its fields are in.
  func fill(_ block: RecordBlock, file: Int) {
    self.file = file
    var (start, end) = (UInt32.max, UInt32.min)
    for field in block.fields {
      start = min(start, field.start)
      end = max(end, field.start &+ field.length)
    }
    start = min(start, end)
    counts = (Int(end - start), block.fields.count, block.places.count, block.columnCount)
    Self.reserve(&bytes, counts.bytes)
    Self.reserve(&fields, counts.fields)
    Self.reserve(&places, counts.places)
    _ = bytes.update(fromContentsOf: block.bytes[Int(start)..<Int(end)])
    for (index, field) in block.fields.enumerated() {
      (fields.baseAddress.map { $0 + index })?
        .initialize(to: FieldRange(start: field.start &- start, length: field.length))
    }
    _ = places.update(fromContentsOf: block.places)
  }

  /// The block, valid until the next filling.
  var block: RecordBlock {
    RecordBlock(
      bytes: UnsafeBufferPointer(rebasing: bytes[..<counts.bytes]),
      fields: UnsafeBufferPointer(rebasing: fields[..<counts.fields]),
      places: UnsafeBufferPointer(rebasing: places[..<counts.places]), columnCount: counts.columns)
  }

  private static func reserve<Element>(_ buffer: inout UnsafeMutableBufferPointer<Element>, _ count: Int) {
    guard count > buffer.count else { return }
    buffer.deallocate()
    buffer = .allocate(capacity: count + count / 4)
  }
}

/// Shares the blocks that one thread reads out to threads that count, through a fixed number of copies.
///
/// `@unchecked Sendable`: everything that changes is under the lock.
final class BlockPipeline: @unchecked Sendable {
  private let condition = NSCondition()
  private var free: [BlockCopy]
  private var filled: [BlockCopy] = []
  private var isClosed = false
  private var running: Int

  /// Starts `jobs` threads; each calls `count` with its own number and one block after the other.
  init(jobs: Int, count: @escaping @Sendable (Int, BlockCopy) -> Void) {
    free = (0..<jobs + 2).map { _ in BlockCopy() }
    running = jobs
    for job in 0..<jobs {
      WorkThread.start(stackSize: 1 << 20) { [self] in
        while let copy = take() {
          count(job, copy)
          giveBack(copy)
        }
        end()
      }
    }
  }

  /// Copies a block and queues it; waits for a copy that is free.
  func put(_ block: RecordBlock, file: Int) {
    condition.lock()
    while free.isEmpty { condition.wait() }
    let copy = free.removeLast()
    condition.unlock()
    copy.fill(block, file: file)
    condition.lock()
    filled.append(copy)
    condition.broadcast()
    condition.unlock()
  }

  /// Waits until everything is counted and the threads have ended.
  func finish() {
    condition.lock()
    isClosed = true
    condition.broadcast()
    while running > 0 { condition.wait() }
    condition.unlock()
  }

  private func take() -> BlockCopy? {
    condition.lock()
    defer { condition.unlock() }
    while filled.isEmpty, !isClosed { condition.wait() }
    return filled.isEmpty ? nil : filled.removeFirst()
  }

  private func giveBack(_ copy: BlockCopy) {
    condition.lock()
    free.append(copy)
    condition.broadcast()
    condition.unlock()
  }

  private func end() {
    condition.lock()
    running -= 1
    condition.broadcast()
    condition.unlock()
  }
}
