import Foundation

/// Counts the records of a CSV file a second time, independently of the reader: quotes toggle, and a line end
/// outside them ends a record that has at least one byte.
struct RecordCounter {
  private var isInQuotes = false
  private var hasBytes = false
  private(set) var count = 0
  private var isAtStart = true

  mutating func count(_ chunk: UnsafeRawBufferPointer) {
    guard let base = chunk.baseAddress else { return }
    var index = 0
    if isAtStart, chunk.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    isAtStart = false
    while index < chunk.count {
      if isInQuotes {
        guard let quote = memchr(base + index, 0x22, chunk.count - index) else { return }
        index = base.distance(to: UnsafeRawPointer(quote)) + 1
        isInQuotes = false
        continue
      }
      let byte = chunk[index]
      index += 1
      if byte > 0x22 {
        hasBytes = true
      } else if byte == 0x0A || byte == 0x0D {
        if hasBytes { count += 1 }
        hasBytes = false
      } else {
        hasBytes = true
        if byte == 0x22 { isInQuotes = true }
      }
    }
  }

  /// To be called at the end of the file: a last record without a line end counts as well.
  mutating func finish() {
    if hasBytes || isInQuotes { count += 1 }
    self = RecordCounter(counted: count)
  }

  init() {}

  private init(counted: Int) { count = counted }
}
