/// Finds one CSV record after another in a run of bytes, after RFC 4180, strictly.
///
/// Fields are separated by commas, or by another byte of ASCII. A field whose first byte is a quote ends at
/// the next quote that is not doubled; every byte between the two belongs to it, line breaks included. A
/// record ends with LF, CRLF or CR, in any mixture, or with the file. Nothing is trimmed, no other byte
/// separates, and there is no escape but the doubled quote. UTF-8 is not judged: all bytes of the syntax are
/// ASCII, so it needn't be.
///
/// What is not RFC 4180 is a fault of its record, and the first one counts:
/// - `bareQuote`: a quote inside a field that doesn't start with one. It means itself.
/// - `textAfterQuote`: anything but a separator after a closing quote. The rest of the field is unquoted.
/// - `nul`: a NUL byte, in quotes or not.
/// - `unclosedQuote`: the file ends inside quotes. This one hides the others: the rest of the file is in it.
///
/// **Invariant of the unsafe loads.** `bytes[count]` and the `padding - 1` bytes after are readable, and all
/// zero. A zero byte stops every search, so none starts after `count`, and a load of up to `padding` bytes
/// (of `PaddedBuffer`) from where a search is stays inside.
struct CSVScanner<Delimiter: CSVDelimiter> {
  let bytes: UnsafePointer<UInt8>
  let count: Int
  /// Whether the file ends with these bytes.
  let isLast: Bool
  let delimiter: Delimiter
  /// Receives the first `spanCapacity` fields of a record.
  let spans: UnsafeMutablePointer<FieldSpan>
  let spanCapacity: Int

  /// Where the last scan stopped: after the record's last byte, before its line end.
  private(set) var index = 0
  private(set) var fieldCount = 0
  /// Line breaks inside the quotes of the record.
  private(set) var lineBreaks = 0
  private(set) var fault: CSVFault?

  init(
    bytes: UnsafePointer<UInt8>, count: Int, isLast: Bool, delimiter: Delimiter,
    spans: UnsafeMutablePointer<FieldSpan>, spanCapacity: Int
  ) {
    self.bytes = bytes
    self.count = count
    self.isLast = isLast
    self.delimiter = delimiter
    self.spans = spans
    self.spanCapacity = spanCapacity
  }

  /// Scans the record that starts at `start`.
  ///
  /// - Returns: the index after its line end; nil when that is not among the bytes yet.
  @inline(__always)
  mutating func scanRecord(at start: Int) -> Int? {
    index = start
    fieldCount = 0
    lineBreaks = 0
    fault = nil
    while true {
      let isWhole = bytes[index] == quote ? scanQuotedField() : scanUnquotedField()
      guard isWhole else { return nil }
      fieldCount &+= 1
      switch bytes[index] {
      case delimiter.byte: index &+= 1
      case lineFeed: return index &+ 1
      case carriageReturn:
        if bytes[index &+ 1] == lineFeed { return index &+ 2 }
        return index &+ 1 == count && !isLast ? nil : index &+ 1
      default: return index
      }
    }
  }

  /// Scans a field up to its separator. False: it may go on after the last byte.
  @inline(__always)
  private mutating func scanUnquotedField() -> Bool {
    let start = index
    guard skipUnquoted() else { return false }
    keep(FieldSpan(start: start, end: index, isEscaped: false))
    return true
  }

  @inline(__always)
  private mutating func skipUnquoted() -> Bool {
    while true {
      index = nextUnquotedStop(bytes, from: index, delimiters: everyByte(delimiter.byte))
      switch bytes[index] {
      case delimiter.byte, lineFeed, carriageReturn: return true
      case quote: note(.bareQuote)
      case 0 where index == count: return isLast
      case 0: note(.nul)
      default: break
      }
      index &+= 1
    }
  }

  @inline(__always)
  private mutating func scanQuotedField() -> Bool {
    let start = index &+ 1
    var isEscaped = false
    index = start
    scan: while true {
      index = nextQuotedStop(bytes, from: index)
      switch bytes[index] {
      case quote:
        guard bytes[index &+ 1] == quote else { break scan }
        isEscaped = true
        index &+= 1
      case lineFeed: lineBreaks &+= 1
      case carriageReturn where bytes[index &+ 1] != lineFeed: lineBreaks &+= 1
      case 0 where index == count:
        fault = CSVFault(kind: .unclosedQuote, field: fieldCount)
        return isLast
      case 0: note(.nul)
      default: break
      }
      index &+= 1
    }
    keep(FieldSpan(start: start, end: index, isEscaped: isEscaped))
    index &+= 1
    switch bytes[index] {
    case delimiter.byte, lineFeed, carriageReturn: return true
    case 0 where index == count: return isLast
    default:
      note(.textAfterQuote)
      return skipUnquoted()
    }
  }

  @inline(__always)
  private func keep(_ span: FieldSpan) {
    if fieldCount < spanCapacity { spans[fieldCount] = span }
  }

  @inline(__always)
  private mutating func note(_ kind: ExportProblem.Kind) {
    if fault == nil { fault = CSVFault(kind: kind, field: fieldCount) }
  }
}

/// What separates the fields of a record.
///
/// A type for each kind, because the scanner is a twentieth faster where the compiler knows the byte.
protocol CSVDelimiter {
  var byte: UInt8 { get }
}

struct Comma: CSVDelimiter {
  var byte: UInt8 { comma }
}

struct OtherDelimiter: CSVDelimiter {
  let byte: UInt8
}

/// What is not RFC 4180 in a record.
struct CSVFault {
  var kind: ExportProblem.Kind
  /// The field it is in, counted from 0.
  var field: Int
}

/// Where a field's bytes are, without the quotes around them, doubled quotes not halved yet.
struct FieldSpan {
  var start: Int
  var end: Int
  /// Whether there are doubled quotes in it.
  var isEscaped: Bool

  /// A copy of the field's bytes, its doubled quotes halved.
  func decoded(in bytes: UnsafePointer<UInt8>) -> [UInt8] {
    var field: [UInt8] = []
    var index = start
    while index < end {
      field.append(bytes[index])
      index += isEscaped && bytes[index] == quote ? 2 : 1
    }
    return field
  }
}

let quote = UInt8(ascii: "\"")
let comma = UInt8(ascii: ",")
let lineFeed = UInt8(ascii: "\n")
let carriageReturn = UInt8(ascii: "\r")

/// The first byte from `index` on that may matter outside quotes: the delimiter, of which `delimiters` has
/// eight, a quote, or one below 0x0E (CR, LF and NUL are; so are a few that the caller steps over). See the
/// invariant of `CSVScanner`.
///
/// Eight bytes at a time: a byte of `hits` has its highest bit set where the byte of `word` matches. Borrows
/// can set further bits, but only above a true hit, and only the lowest is used.
@inline(__always)
private func nextUnquotedStop(
  _ bytes: UnsafePointer<UInt8>, from index: Int, delimiters: UInt64
) -> Int {
  var index = index
  while true {
    let word = UInt64(
      littleEndian: UnsafeRawPointer(bytes + index).loadUnaligned(as: UInt64.self))
    let separators = word ^ delimiters
    let quotes = word ^ everyByte(quote)
    let hits =
      ((separators &- everyByte(1)) & ~separators | (quotes &- everyByte(1)) & ~quotes
        | (word &- everyByte(0x0E)) & ~word) & everyByte(0x80)
    if hits != 0 { return index &+ hits.trailingZeroBitCount &>> 3 }
    index &+= 8
  }
}

/// The first byte from `index` on that may matter inside quotes: a quote, or one below 0x0E.
@inline(__always)
private func nextQuotedStop(_ bytes: UnsafePointer<UInt8>, from index: Int) -> Int {
  var index = index
  while true {
    let word = UInt64(
      littleEndian: UnsafeRawPointer(bytes + index).loadUnaligned(as: UInt64.self))
    let quotes = word ^ everyByte(quote)
    let hits = ((quotes &- everyByte(1)) & ~quotes | (word &- everyByte(0x0E)) & ~word) & everyByte(0x80)
    if hits != 0 { return index &+ hits.trailingZeroBitCount &>> 3 }
    index &+= 8
  }
}

/// A word of which each byte is this one.
@inline(__always)
func everyByte(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }
