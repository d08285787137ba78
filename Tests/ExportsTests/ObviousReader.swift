@testable import Exports

/// A CSV reader as slow and obvious as can be, to which the fast one must agree: one byte after the other,
/// the whole file in memory, a fresh array for each field.
struct ObviousReader {
  private(set) var rows: [[Field]] = []
  private(set) var places: [RecordPlace] = []
  /// Without their sentences.
  private(set) var problems: [ExportProblem] = []

  private let columnCount: Int
  private let limit: Int

  /// Reads `bytes`, of which the first record is a header.
  init(_ bytes: [UInt8], columnCount: Int, delimiter: UInt8 = 44, limit: Int) {
    self.columnCount = columnCount
    self.limit = limit
    var index = 0
    var line: UInt64 = 1
    var isHeader = true
    while index < bytes.count {
      let start = index
      let startLine = line
      let record = Self.record(bytes, delimiter, &index)
      var end = index
      if index < bytes.count {
        index += bytes[index] == 13 && index + 1 < bytes.count && bytes[index + 1] == 10 ? 2 : 1
      }
      line += UInt64(Self.lineBreaks(Array(bytes[start..<index])))
      if end == start, isHeader || columnCount > 1 { continue }
      if isHeader {
        isHeader = false
        continue
      }
      end -= start
      judge(record, RecordPlace(file: 0, length: UInt32(end), offset: UInt64(start), line: startLine))
    }
  }

  private mutating func judge(_ record: Record, _ place: RecordPlace) {
    let kind: ExportProblem.Kind? =
      if record.endsInQuotes {
        .unclosedQuote
      } else if place.length > limit {
        .tooLong
      } else if let fault = record.faults.first {
        fault
      } else if record.fields.count != columnCount {
        .raggedRow
      } else {
        nil
      }
    if let kind {
      problems.append(
        ExportProblem(kind: kind, file: 0, line: place.line, offset: place.offset, message: ""))
    } else {
      rows.append(record.fields.map(Field.init))
      places.append(place)
    }
  }

  private struct Record {
    var fields: [[UInt8]] = []
    var faults: [ExportProblem.Kind] = []
    var endsInQuotes = false
  }

  /// Reads one record; `index` stops at its line end or the file's.
  private static func record(_ bytes: [UInt8], _ delimiter: UInt8, _ index: inout Int) -> Record {
    var record = Record()
    var field: [UInt8] = []
    var isQuoted = false
    var isClosed = false
    var isFresh = true
    while index < bytes.count {
      let byte = bytes[index]
      let next = index + 1 < bytes.count ? bytes[index + 1] : nil
      if isQuoted, !isClosed {
        if byte == 34, next == 34 {
          field.append(34)
          index += 1
        } else if byte == 34 {
          isClosed = true
        } else {
          if byte == 0 { record.faults.append(.nul) }
          field.append(byte)
        }
      } else if byte == 10 || byte == 13 {
        break
      } else if byte == delimiter {
        record.fields.append(field)
        (field, isQuoted, isClosed, isFresh) = ([], false, false, true)
        index += 1
        continue
      } else if byte == 34, isFresh {
        isQuoted = true
      } else {
        if isClosed { record.faults.append(.textAfterQuote) }
        if byte == 34 { record.faults.append(.bareQuote) }
        if byte == 0 { record.faults.append(.nul) }
        field.append(byte)
      }
      isFresh = false
      index += 1
    }
    record.fields.append(field)
    record.endsInQuotes = isQuoted && !isClosed
    return record
  }

  /// LF, CRLF and CR, each once.
  private static func lineBreaks(_ bytes: [UInt8]) -> Int {
    let returns = bytes.count { $0 == 13 }
    let feeds = bytes.count { $0 == 10 }
    let pairs = zip(bytes, bytes.dropFirst()).count { $0 == 13 && $1 == 10 }
    return returns + feeds - pairs
  }
}
