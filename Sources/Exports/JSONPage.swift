/// A JSON array of records, a page: an object that has one under a key, or one record on however many lines.
///
/// At any time no more than one record, or one value beside the records, is in memory with a window. Broken
/// JSON ends the reading, because nothing shows where the next record would start.
extension JSONReader {
  /// Where in the file the window is.
  struct Page: ~Copyable {
    enum Step {
      case start, member, behindMember, element, behindElement, end
      /// Read to its end, or broken.
      case done
    }

    var step = Step.start
    /// Whether no member or element was in front.
    var isFirst = true
    /// Whether there is an object around the array.
    var isPage = false
    /// Whether the object is a record itself.
    let isRecord: Bool
    var envelope: JSONEnvelope

    init(envelope: consuming JSONEnvelope, isRecord: Bool = false) {
      self.envelope = envelope
      self.isRecord = isRecord
      // It is taken like an element of an array.
      if isRecord { step = .element }
    }
  }

  mutating func readPage(
    _ page: inout Page, _ window: inout ByteWindow, advance: Advance
  ) throws {
    while true {
      try takePage(&page, &window)
      if window.isLast { return }
      if page.step == .done {
        window.index = window.count
      } else if window.count - window.index > limit + 2 {
        try skipValue(&page, &window, advance: advance)
        continue
      }
      try advance(&window)
    }
  }

  /// Takes the records that are whole in the window.
  mutating func takePage(_ page: inout Page, _ window: inout ByteWindow) throws {
    let scanner = JSONScanner(bytes: window.bytes, count: window.count, isLast: window.isLast)
    var top = JSONRecordScanner(scanner, fields: page.envelope.fields)
    while page.step != .done {
      top.scanner.restart(at: window.index)
      guard top.scanner.skipSpace() else { break }
      line &+= UInt64(top.scanner.lineBreaks)
      window.index = top.scanner.index
      if page.step == .element, !(page.isFirst && top.scanner.byte == UInt8(ascii: "]")) {
        guard try takeElements(&page, &window) else { break }
      } else {
        top.scanner.restart(at: window.index)
        guard try takeStep(&page, &top, &window) else { break }
      }
    }
    try flush(window)
  }

  /// Takes the element at the window's index, and those after it up to anything but a comma and an object.
  ///
  /// A function of its own, because in a large one the compiler stops inlining the scanner.
  ///
  /// - Returns: false when the last one is not whole yet, or broken.
  @inline(never)
  private mutating func takeElements(_ page: inout Page, _ window: inout ByteWindow) throws -> Bool {
    var element = JSONRecordScanner(
      JSONScanner(bytes: window.bytes, count: window.count, isLast: window.isLast), fields: fields)
    while true {
      let start = window.index
      guard element.scanRecord(at: start) else {
        if let fault = element.scanner.fault {
          beginRecord()
          try stop(&page, at: fault, element.scanner, &window)
        }
        return false
      }
      beginRecord()
      if element.scanner.bytes[start] == UInt8(ascii: "{") {
        try take(element, from: start, in: window)
      } else {
        try report(
          .notAnObject, at: window.offset + UInt64(start),
          "an element of the array is not a JSON object; expected a record. Export the file again")
      }
      line &+= UInt64(element.scanner.lineBreaks)
      page.isFirst = false
      window.index = element.scanner.index
      guard element.scanner.skipToElement() else {
        page.step = .behindElement
        return true
      }
      line &+= UInt64(element.scanner.lineBreaks)
      window.index = element.scanner.index
    }
  }

  /// Everything but a record. False: it is not whole yet, or broken.
  private mutating func takeStep(
    _ page: inout Page, _ top: inout JSONRecordScanner, _ window: inout ByteWindow
  ) throws -> Bool {
    guard let next = try nextStep(&page, &top, in: window) else {
      if let fault = top.scanner.fault {
        try stop(&page, at: fault, top.scanner, &window)
      }
      return false
    }
    page.isFirst =
      next == .member && page.step != .behindMember || next == .element && page.step != .behindElement
    page.step = next
    line &+= UInt64(top.scanner.lineBreaks)
    window.index = top.scanner.index
    return true
  }

  private mutating func nextStep(
    _ page: inout Page, _ top: inout JSONRecordScanner, in window: borrowing ByteWindow
  ) throws -> Page.Step? {
    let byte = top.scanner.byte
    switch (page.step, byte) {
    case (.start, UInt8(ascii: "[")):
      top.scanner.index += 1
      return .element
    case (.start, UInt8(ascii: "{")):
      top.scanner.index += 1
      page.isPage = true
      return .member
    case (.start, _):
      guard top.scanner.stop(.value) || top.scanner.fault != nil else { return nil }
      throw ExportError(
        file: name, line: line,
        message:
          "is not a JSON array or a page of records; expected '[' or '{' first. Export it again as JSON"
      )
    case (.behindMember, comma):
      top.scanner.index += 1
      return .member
    case (.behindMember, UInt8(ascii: "}")),
      (.member, UInt8(ascii: "}")) where page.isFirst:
      top.scanner.index += 1
      if page.envelope.isInEmbedded {
        page.envelope.leaveEmbedded()
        return .behindMember
      }
      if let key = try page.envelope.close() {
        try report(
          .duplicateKey, at: window.offset + UInt64(window.index), isRecord: false,
          "the key '\(key)' is there twice at the top of the page; expected each key once. Fetch it again")
      }
      return .end
    case (.member, _): return try takeMember(&page, &top, in: window)
    case (.behindElement, _) where page.isRecord:
      if top.scanner.index == window.count { return window.isLast ? .done : nil }
      _ = top.scanner.stop(.fileEnd)
      return nil
    case (.behindElement, comma):
      top.scanner.index += 1
      return .element
    case (.behindElement, UInt8(ascii: "]")), (.element, _):
      top.scanner.index += 1
      return page.isPage ? .behindMember : .end
    case (.end, _) where top.scanner.index == window.count: return window.isLast ? .done : nil
    case (.end, _): _ = top.scanner.stop(.fileEnd)
    case (.behindMember, _): _ = top.scanner.stop(.commaOrBrace)
    default: _ = top.scanner.stop(.commaOrBracket)
    }
    return nil
  }

  private mutating func takeMember(
    _ page: inout Page, _ top: inout JSONRecordScanner, in window: borrowing ByteWindow
  ) throws -> Page.Step? {
    guard let member = try page.envelope.scanMember(&top) else { return nil }
    if top.scanner.loneSurrogate != nil || top.duplicate != nil {
      try refuse(top, from: window.index, length: 0, isRecord: false, in: window)
    }
    return switch member {
    case .records: .element
    case .embedded: .member
    case .other: .behindMember
    }
  }

  /// Reports broken JSON, after which nothing more is read.
  private mutating func stop(
    _ page: inout Page, at fault: JSONFault, _ scanner: JSONScanner, _ window: inout ByteWindow
  ) throws {
    let place = "line \(line + UInt64(scanner.lineBreaks)), offset \(window.offset + UInt64(fault.index))"
    let found = fault.sentence(isLineBound: false)
    let offset = window.offset + UInt64(window.index)
    if page.step == .end {
      let remedy =
        fault.byte == UInt8(ascii: "{") || fault.byte == UInt8(ascii: "[")
        ? "If the file is a sequence of JSON values, write one record on each line (jq -c .)"
        : "Export it again"
      try report(
        .brokenJSON, at: offset, isRecord: false,
        "data after the end of the JSON on \(place): \(found); it is not read. \(remedy)")
    } else {
      try report(
        .brokenJSON, at: offset, isRecord: page.step == .element,
        "broken JSON on \(place): \(found); the rest of the file can't be read. "
          + "It may be cut off: export it again")
    }
    page.step = .done
    window.index = window.count
  }

  /// Leaves out the value at the window's index, which is too long to be kept.
  private mutating func skipValue(
    _ page: inout Page, _ window: inout ByteWindow, advance: Advance
  ) throws {
    guard page.step == .element else {
      throw ExportError(
        file: name, line: line,
        message: "has a value of more than \(limit) bytes beside the records; expected a shorter one. "
          + "Remove it from the file, name the array of the records in the plan (collection: …), or "
          + "let 'build' and 'verify' read longer values (--max-record)")
    }
    beginRecord()
    let offset = window.offset + UInt64(window.index)
    var value = JSONSkippedValue()
    while true {
      let rest = UnsafeBufferPointer(start: window.bytes + window.index, count: window.count - window.index)
      if let end = value.follow(rest) {
        window.index += end
        break
      }
      window.index = window.count
      if window.isLast { break }
      try advance(&window)
    }
    let length = window.offset + UInt64(window.index) - offset
    try report(.tooLong, at: offset, Self.tooLong(length, limit: limit))
    line += UInt64(value.lineBreaks)
    page.isFirst = false
    page.step = .behindElement
  }
}
