import Glibc
import Plan

/// Where the fields of the record that was scanned last are, and which of them are wanted.
///
/// One for each header; belongs to one thread.
final class Projection {
  /// The fields that a record has.
  let fieldCount: Int
  let delimiter: UInt8
  /// One for each field; a scanner writes them.
  let spans: UnsafeMutablePointer<FieldSpan>
  private let positions: UnsafeMutableBufferPointer<Int>

  init(_ header: Header) {
    fieldCount = header.names.count
    delimiter = header.delimiter
    spans = .allocate(capacity: fieldCount)
    spans.initialize(repeating: FieldSpan(start: 0, end: 0, isEscaped: false), count: fieldCount)
    positions = .allocate(capacity: header.positions.count)
    _ = positions.initialize(from: header.positions)
  }

  deinit {
    spans.deallocate()
    positions.deallocate()
  }

  /// Decodes the wanted fields in place, as a dialect writes them.
  ///
  /// `spans` must be those of a whole record in `bytes`.
  func decode(_ dialect: CSVDialect, in bytes: UnsafeMutablePointer<UInt8>) {
    for position in positions where spans[position].isEscaped {
      spans[position].decode(dialect, in: bytes)
    }
  }

  /// Writes the ranges of the wanted fields to `target`, their doubled quotes halved in place.
  ///
  /// `spans` must be those of a whole record in `bytes`.
  @inline(__always)
  func write(to target: UnsafeMutablePointer<FieldRange>, bytes: UnsafeMutablePointer<UInt8>) {
    var target = target
    for position in positions {
      if spans[position].isEscaped { halveQuotes(in: &spans[position], of: bytes) }
      let span = spans[position]
      target.initialize(
        to: FieldRange(
          start: UInt32(truncatingIfNeeded: span.start),
          length: UInt32(truncatingIfNeeded: span.end &- span.start)))
      target += 1
    }
  }
}

/// Removes the second of every two quotes, moving what follows to the front.
private func halveQuotes(in span: inout FieldSpan, of bytes: UnsafeMutablePointer<UInt8>) {
  var source = bytes + span.start
  var target = source
  let end = bytes + span.end
  while source < end {
    let found = memchr(source, Int32(quote), end - source)
    let length = found.map { UnsafeRawPointer($0) - UnsafeRawPointer(source) + 1 } ?? end - source
    memmove(target, source, length)
    target += length
    source += length + 1
  }
  span.end = target - bytes
  span.isEscaped = false
}
