/// Reads the records of a CSV text (RFC 4180) as ranges of bytes; the demo reads only files that it wrote.
struct CSVReader {
  /// A field's bytes, without the quotation marks around them.
  struct Field {
    var bytes: Range<Int>
    /// Quotation marks inside are doubled.
    var isQuoted: Bool
  }

  private let path: String
  private(set) var offset = 0
  /// Records read, the header included.
  private(set) var records = 0

  init(path: String) {
    self.path = path
  }

  /// Reads the next record into `fields`; false at the end of the text.
  ///
  /// - Throws: `DemoError` when the record has another number of fields, or a quoted field never ends.
  mutating func next(_ text: borrowing Span<UInt8>, count: Int, into fields: inout [Field]) throws -> Bool {
    guard offset < text.count else { return false }
    records += 1
    fields.removeAll(keepingCapacity: true)
    repeat {
      fields.append(try field(text))
    } while skip(UInt8(ascii: ","), text)
    guard skip(0x0A, text) || offset == text.count else {
      throw failure("there is text behind a closing quotation mark")
    }
    guard fields.count == count else {
      throw failure("\(fields.count) \(fields.count == 1 ? "field" : "fields") instead of \(count)")
    }
    return true
  }

  private mutating func field(_ text: borrowing Span<UInt8>) throws -> Field {
    guard skip(UInt8(ascii: "\""), text) else {
      let start = offset
      while offset < text.count, text[offset] != UInt8(ascii: ","), text[offset] != 0x0A { offset += 1 }
      return Field(bytes: start..<offset, isQuoted: false)
    }
    let start = offset
    repeat {
      while offset < text.count, text[offset] != UInt8(ascii: "\"") { offset += 1 }
      guard skip(UInt8(ascii: "\""), text) else { throw failure("a quoted field that never ends") }
    } while skip(UInt8(ascii: "\""), text)
    return Field(bytes: start..<(offset - 1), isQuoted: true)
  }

  private mutating func skip(_ byte: UInt8, _ text: borrowing Span<UInt8>) -> Bool {
    guard offset < text.count, text[offset] == byte else { return false }
    offset += 1
    return true
  }

  /// An error that names the record which was read last.
  func failure(_ problem: String) -> DemoError {
    DemoError("\(path): record \(records): \(problem); write the demo's exports again")
  }
}

extension CSVReader.Field {
  /// Puts the field's value into `value`, with single quotation marks.
  func copy(_ text: borrowing Span<UInt8>, into value: inout [UInt8]) {
    value.removeAll(keepingCapacity: true)
    var index = bytes.lowerBound
    while index < bytes.upperBound {
      let byte = text[index]
      value.append(byte)
      index += isQuoted && byte == UInt8(ascii: "\"") ? 2 : 1
    }
  }

  /// The field's value; nil when it is empty.
  func value(_ text: borrowing Span<UInt8>) -> [UInt8]? {
    var value: [UInt8] = []
    copy(text, into: &value)
    return value.isEmpty ? nil : value
  }

  /// The field's bytes are exactly these.
  func holds(_ word: StaticString, _ text: borrowing Span<UInt8>) -> Bool {
    guard bytes.count == word.utf8CodeUnitCount else { return false }
    return word.withUTF8Buffer { word in
      for (index, byte) in zip(bytes, word) where text[index] != byte { return false }
      return true
    }
  }

  /// The field as a decimal number within 64 bits; nil for anything else.
  func integer(_ text: borrowing Span<UInt8>) -> Int64? {
    guard !bytes.isEmpty else { return nil }
    var number: Int64 = 0
    for index in bytes {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(text[index]) else { return nil }
      let (tens, overflows) = number.multipliedReportingOverflow(by: 10)
      let (sum, overflowsToo) = tens.addingReportingOverflow(Int64(text[index] &- UInt8(ascii: "0")))
      guard !overflows, !overflowsToo else { return nil }
      number = sum
    }
    return number
  }

  /// The field as a point in time; nil for anything else.
  func instant(_ text: borrowing Span<UInt8>) -> Instant? {
    guard bytes.count <= 40 else { return nil }
    return Instant(bytes.map { text[$0] })
  }
}
