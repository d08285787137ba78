/// NDJSON: one object on each line.
///
/// LF, CRLF and CR end a line, and so a record; white space around the object is allowed, and a blank line is
/// no record. Whatever is wrong with a line, reading goes on with the next one.
extension JSONReader {
  mutating func readLines(_ window: inout ByteWindow, advance: Advance) throws {
    while true {
      try takeLines(&window)
      if window.isLast { return }
      if window.count - window.index > limit + 2 {
        try skipLine(&window, advance: advance)
      } else {
        try advance(&window)
      }
    }
  }

  /// Takes the lines that are whole in the window.
  ///
  /// A function of its own, because in a large one the compiler stops inlining the scanner.
  @inline(never)
  mutating func takeLines(_ window: inout ByteWindow) throws {
    let (bytes, count, isLast) = (window.bytes, window.count, window.isLast)
    var scanner = JSONRecordScanner(
      JSONScanner(bytes: bytes, count: count, isLast: isLast, isLineBound: true), fields: fields)
    var start = window.index
    lines: while start < count {
      switch bytes[start] {
      case UInt8(ascii: "{"):
        if scanner.scanRecord(at: start) {
          let end = scanner.scanner.index
          if scanner.scanner.scanLineEnd() {
            scanner.scanner.index = end
            try take(scanner, from: start, in: window)
            start = end
            continue
          }
        }
      case UInt8(ascii: " "), UInt8(ascii: "\t"):
        start &+= 1
        continue
      case lineFeed:
        line &+= 1
        start &+= 1
        continue
      case carriageReturn:
        guard start &+ 1 < count || isLast else { break lines }
        line &+= 1
        start &+= bytes[start &+ 1] == lineFeed ? 2 : 1
        continue
      default: _ = scanner.scanner.refuse(at: start, .object)
      }
      guard let fault = scanner.scanner.fault,
        let end = lineEnd(from: fault.index, bytes, count, isLast: isLast)
      else { break lines }
      try refuse(fault, from: start, to: end, in: window)
      start = end
    }
    window.index = start
    try flush(window)
  }

  /// The index of the line break at or after `index`, or the end of the file; nil when neither is there yet.
  private func lineEnd(
    from index: Int, _ bytes: UnsafePointer<UInt8>, _ count: Int, isLast: Bool
  ) -> Int? {
    (index..<count).first { bytes[$0] == lineFeed || bytes[$0] == carriageReturn } ?? (isLast ? count : nil)
  }

  private mutating func refuse(
    _ fault: JSONFault, from start: Int, to end: Int, in window: borrowing ByteWindow
  ) throws {
    let offset = window.offset + UInt64(start)
    guard end - start <= limit else {
      return try report(.tooLong, at: offset, Self.tooLong(UInt64(end - start), limit: limit))
    }
    if fault.expected == .object {
      return try report(
        .notAnObject, at: offset,
        "the line is not a JSON object; \(fault.sentence(isLineBound: true)). "
          + "Export the file again as NDJSON, one object on each line")
    }
    try report(
      .brokenJSON, at: offset,
      "broken JSON at offset \(window.offset + UInt64(fault.index)): \(fault.sentence(isLineBound: true)). "
        + "The record may be cut off: export the file again as NDJSON, one object on each line")
  }

  /// Leaves out the line at the window's index, which is too long to be kept.
  private mutating func skipLine(_ window: inout ByteWindow, advance: Advance) throws {
    let offset = window.offset + UInt64(window.index)
    while true {
      if let end = lineEnd(from: window.index, window.bytes, window.count, isLast: window.isLast) {
        window.index = end
        break
      }
      window.index = window.count
      try advance(&window)
    }
    let length = window.offset + UInt64(window.index) - offset
    try report(.tooLong, at: offset, Self.tooLong(length, limit: limit))
  }
}
