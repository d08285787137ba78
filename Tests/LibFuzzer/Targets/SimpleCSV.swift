/// What a simple reader makes of CSV: the definition (RFC 4180, and the dialects of Sources/Exports), byte by byte, with the
/// whole text in memory.
struct SimpleCSV {
  struct Row: Equatable {
    var fields: [[UInt8]]
    var offset: Int
    var length: Int
    var line: Int
  }

  enum Fault: String {
    case bareQuote = "bare quote"
    case textAfterQuote = "text after a closing quote"
    case nul = "NUL byte"
    case unclosedQuote = "unclosed quote"
    case tooLong = "record too long"
    case ragged = "ragged row"
  }

  struct Reject: Equatable {
    var fault: Fault
    var offset: Int
    var line: Int
  }

  struct Dialect {
    var delimiter = UInt8(ascii: ",")
    var quote: UInt8? = UInt8(ascii: "\"")
    var hasEscapes = false
    var comment: UInt8?
    var skippedLines = 0
  }

  private(set) var rows: [Row] = []
  private(set) var rejects: [Reject] = []

  private let text: [UInt8]
  private let dialect: Dialect

  /// - Parameters:
  ///   - columns: the fields that a row has.
  ///   - hasHeader: whether the first record is not a row.
  ///   - limit: bytes of the longest record.
  init(_ text: [UInt8], _ dialect: Dialect, columns: Int, hasHeader: Bool, limit: Int) {
    (self.text, self.dialect) = (text, dialect)
    var place = text.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var line = 1
    for _ in 0..<dialect.skippedLines {
      place = endOfLine(from: place)
      line += 1
    }
    var isHeader = hasHeader
    while place < text.count {
      if text[place] == dialect.comment {
        place = endOfLine(from: place)
        line += 1
        continue
      }
      let record = record(at: place)
      let length = record.end - place
      let isBlank = length == 0 && (isHeader || columns > 1)
      if isHeader, !isBlank {
        isHeader = false
      } else if !isBlank {
        let fault =
          record.isOpen
          ? .unclosedQuote
          : length > limit ? .tooLong : record.fault ?? (record.fields.count == columns ? nil : .ragged)
        if let fault {
          rejects.append(Reject(fault: fault, offset: place, line: line))
        } else {
          rows.append(Row(fields: record.fields, offset: place, length: length, line: line))
        }
      }
      line += lineBreaks(in: place..<record.next)
      if record.next == record.end { line += 1 }
      place = record.next
    }
  }

  private struct Record {
    var fields: [[UInt8]] = []
    var fault: Fault?
    /// Whether the text ends within quotes.
    var isOpen = false
    var end = 0
    var next = 0
  }

  private func isLineBreak(_ byte: UInt8) -> Bool { byte == 10 || byte == 13 }

  /// The place after a line end that is at `place`.
  private func afterLineEnd(_ place: Int) -> Int {
    guard place < text.count else { return place }
    return text[place] == 13 && place + 1 < text.count && text[place + 1] == 10 ? place + 2 : place + 1
  }

  private func endOfLine(from start: Int) -> Int {
    afterLineEnd(text[start...].firstIndex(where: isLineBreak) ?? text.count)
  }

  /// LF, CRLF and CR, each once.
  private func lineBreaks(in range: Range<Int>) -> Int {
    range.count { text[$0] == 13 || text[$0] == 10 && !($0 > range.lowerBound && text[$0 - 1] == 13) }
  }

  private func record(at start: Int) -> Record {
    var record = Record()
    var place = start
    while true {
      record.fields.append(field(&record, &place))
      guard place < text.count, text[place] == dialect.delimiter, !record.isOpen else { break }
      place += 1
    }
    record.end = place
    record.next = afterLineEnd(place)
    return record
  }

  private func field(_ record: inout Record, _ place: inout Int) -> [UInt8] {
    let note = { (record: inout Record, fault: Fault) in record.fault = record.fault ?? fault }
    var field: [UInt8] = []
    let start = place
    var isInQuotes = false
    if let quote = dialect.quote, place < text.count, text[place] == quote {
      isInQuotes = true
      place += 1
    }
    var isClosed = false
    while place < text.count {
      let byte = text[place]
      let isQuoted = isInQuotes && !isClosed
      if !isQuoted, byte == dialect.delimiter || isLineBreak(byte) { break }
      if isClosed { note(&record, .textAfterQuote) }
      place += 1
      if byte == UInt8(ascii: "\\"), dialect.hasEscapes {
        guard place < text.count else {
          field.append(byte)
          break
        }
        field.append(Self.meaning(of: text[place]))
        if text[place] == 0 { note(&record, .nul) }
        place += 1
        if text[place - 1] == 13, place < text.count, text[place] == 10 {
          field.append(10)
          place += 1
        }
      } else if isQuoted, byte == dialect.quote {
        if place < text.count, text[place] == byte {
          field.append(byte)
          place += 1
        } else {
          isClosed = true
        }
      } else {
        if byte == dialect.quote { note(&record, .bareQuote) }
        if byte == 0 { note(&record, .nul) }
        field.append(byte)
      }
    }
    record.isOpen = isInQuotes && !isClosed
    if !isInQuotes, dialect.hasEscapes, text[start..<place].elementsEqual([92, 78]) { return [] }
    return field
  }

  private static func meaning(of escaped: UInt8) -> UInt8 {
    switch escaped {
    case UInt8(ascii: "n"): 10
    case UInt8(ascii: "r"): 13
    case UInt8(ascii: "t"): 9
    case UInt8(ascii: "0"): 0
    default: escaped
    }
  }
}
