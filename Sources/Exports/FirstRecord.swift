import Plan

/// The first record of a file, as one delimiter makes it.
struct FirstRecord {
  enum Fault {
    case tooLong
    case tooManyColumns(Int)
    case syntax(CSVFault)
  }

  let delimiter: UInt8
  private(set) var fields: [[UInt8]] = []
  private(set) var fieldCount = 0
  /// Why the fields are not to be trusted.
  private(set) var fault: Fault?
  /// Inside its quotes.
  private(set) var lineBreaks = 0
  /// The index in the window after its line end.
  private(set) var next = 0

  /// A record that goes on after what a header may have.
  init(tooLongWith delimiter: UInt8) {
    self.delimiter = delimiter
    fault = .tooLong
  }

  /// Nil when the record goes on after the window.
  ///
  /// - Parameter start: where it starts; nil for where the window is.
  init?(
    _ window: borrowing ByteWindow, delimiter: UInt8, dialect: CSVDialect = CSVDialect(),
    from start: Int? = nil
  ) {
    self.delimiter = delimiter
    var spans = [FieldSpan](repeating: FieldSpan(start: 0, end: 0, isEscaped: false), count: 64)
    while true {
      let (bytes, count, isLast, index) = (window.bytes, window.count, window.isLast, start ?? window.index)
      let scan = spans.withUnsafeMutableBufferPointer { spans -> Scan? in
        guard let base = spans.baseAddress else { return nil }
        guard dialect.hasUsualRecords else {
          var scanner = DialectScanner(
            bytes: bytes, count: count, isLast: isLast, delimiter: delimiter, dialect: dialect, spans: base,
            spanCapacity: spans.count)
          return scanner.scanRecord(at: index)
            .map { Scan(next: $0, scanner.fieldCount, scanner.lineBreaks, scanner.fault) }
        }
        var scanner = CSVScanner(
          bytes: bytes, count: count, isLast: isLast, delimiter: OtherDelimiter(byte: delimiter), spans: base,
          spanCapacity: spans.count)
        return scanner.scanRecord(at: index)
          .map { Scan(next: $0, scanner.fieldCount, scanner.lineBreaks, scanner.fault) }
      }
      guard let scan else { return nil }
      (fieldCount, lineBreaks, next) = (scan.fieldCount, scan.lineBreaks, scan.next)
      fault = scan.fault.map { .syntax($0) }
      if fieldCount > window.limits.columns { fault = .tooManyColumns(fieldCount) }
      if fault != nil { return }
      if fieldCount <= spans.count { break }
      spans += Array(repeating: spans[0], count: fieldCount - spans.count)
    }
    fields = spans.prefix(fieldCount).map {
      dialect.hasUsualRecords ? $0.decoded(in: window.bytes) : $0.decoded(dialect, in: window.bytes)
    }
  }

  private struct Scan {
    let next: Int
    let fieldCount: Int
    let lineBreaks: Int
    let fault: CSVFault?

    init(next: Int, _ fieldCount: Int, _ lineBreaks: Int, _ fault: CSVFault?) {
      (self.next, self.fieldCount, self.lineBreaks, self.fault) = (next, fieldCount, lineBreaks, fault)
    }
  }

  /// Whether it looks more like a header: of the right syntax, then of more fields.
  func isBetter(than other: FirstRecord) -> Bool {
    isBroken == other.isBroken ? fieldCount > other.fieldCount : other.isBroken
  }

  private var isBroken: Bool {
    switch fault {
    case nil, .tooManyColumns: false
    case .tooLong, .syntax: true
    }
  }
}
