import Foundation
import Plan

/// A file of an export as records whose fields can be changed: CSV (RFC 4180), JSON lines, or one JSON array of objects.
///
/// It follows the plain forms alone. A file in another dialect or encoding has the faults that need no record.
struct ExportText {
  enum Form: Equatable {
    case csv(delimiter: UInt8, header: [String])
    case json
  }

  private(set) var bytes: [UInt8]
  private(set) var form: Form
  /// Where the header of CSV is, without its line end; empty for JSON.
  private(set) var head = 0..<0
  /// Where each record is, without its line end.
  private(set) var records: [Range<Int>]

  /// Nil for what is written in another way.
  ///
  /// - Complexity: O(bytes)
  init?(_ bytes: [UInt8], source: Source) {
    self.bytes = bytes
    let isPlain = source.dialect == CSVDialect() && source.header == nil && source.encoding != .utf16
    guard isPlain, !bytes.starts(with: [0xFF, 0xFE]), !bytes.starts(with: [0xFE, 0xFF]) else { return nil }
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    let first = bytes[start...].first { !$0.isSpace }
    if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
      form = .json
      records = Self.objects(of: bytes, from: start)
    } else {
      var lines = Self.lines(of: bytes, from: start)
      guard let first = lines.first else { return nil }
      head = first
      lines.removeFirst()
      let text = String(decoding: bytes[head], as: UTF8.self)
      let candidates: [Character] = [",", ";", "\t", "|"]
      let delimiter =
        candidates.max { one, other in text.count { $0 == one } < text.count { $0 == other } } ?? ","
      let byte = source.delimiter ?? delimiter.asciiValue ?? UInt8(ascii: ",")
      form = .csv(delimiter: byte, header: Self.fields(of: bytes[head], delimiter: byte).map(Self.unquoted))
      records = lines
    }
    guard !records.isEmpty else { return nil }
  }

  /// The value of a column of a record; nil where there is none, or where it is null.
  func value(_ record: Int, _ column: String) -> String? {
    switch form {
    case .csv(let delimiter, let header):
      let fields = Self.fields(of: bytes[records[record]], delimiter: delimiter)
      guard let index = header.firstIndex(of: column), index < fields.count else { return nil }
      return Self.unquoted(fields[index])
    case .json:
      guard let value = object(record)?[column], !value.isNull else { return nil }
      return value.text ?? String(decoding: value.bytes, as: UTF8.self)
    }
  }

  func object(_ record: Int) -> JSONNode? { try? JSONNode(Array(bytes[records[record]])) }

  /// The bytes of a record with another value of a column.
  func record(_ record: Int, with column: String, _ value: [UInt8]) -> [UInt8]? {
    switch form {
    case .csv(let delimiter, let header):
      var fields = Self.fields(of: bytes[records[record]], delimiter: delimiter).map(Array.init)
      guard let index = header.firstIndex(of: column), index < fields.count else { return nil }
      fields[index] = Self.quoted(value)
      return Array(fields.joined(separator: [delimiter]))
    case .json:
      guard let object = object(record), let old = object[column] else { return nil }
      let text = JSONNode.text(String(decoding: value, as: UTF8.self))
      return object.with(column, old.text == nil ? .scalar(value) : text).bytes
    }
  }

  /// The file with another record in place of one, or without it and what separates it from its neighbour.
  func replacing(_ record: Int, with new: [UInt8]?) -> [UInt8] {
    var range = records[record]
    if new == nil {
      if record + 1 < records.count {
        range = range.lowerBound..<records[record + 1].lowerBound
      } else if record > 0 {
        range = records[record - 1].upperBound..<range.upperBound
      }
    }
    return Array(bytes[..<range.lowerBound]) + (new ?? []) + Array(bytes[range.upperBound...])
  }

  /// The file without the records from one on.
  func cut(before record: Int) -> [UInt8] {
    guard let last = records.last else { return bytes }
    let end = record > 0 ? records[record - 1].upperBound : records[0].lowerBound
    return Array(bytes[..<end]) + Array(bytes[last.upperBound...])
  }

  /// The header of CSV and its records, without their line ends.
  var lines: [ArraySlice<UInt8>] { ([head] + records).map { bytes[$0] } }

  /// Whether a text is in the file, and no second time.
  func isOnce(_ text: String) -> Bool {
    let data = Data(bytes)
    guard let first = data.range(of: Data(text.utf8)) else { return false }
    return data.range(of: Data(text.utf8), in: first.upperBound..<data.count) == nil
  }

  /// The fields of a CSV record, with their quotes.
  static func fields(of record: ArraySlice<UInt8>, delimiter: UInt8) -> [ArraySlice<UInt8>] {
    var fields: [ArraySlice<UInt8>] = []
    var start = record.startIndex
    var isQuoted = false
    for index in record.indices {
      if record[index] == UInt8(ascii: "\"") { isQuoted.toggle() }
      if record[index] == delimiter, !isQuoted {
        fields.append(record[start..<index])
        start = index + 1
      }
    }
    return fields + [record[start...]]
  }

  static func unquoted(_ field: ArraySlice<UInt8>) -> String {
    let text = String(decoding: field, as: UTF8.self)
    guard text.hasPrefix("\""), text.hasSuffix("\""), text.utf8.count > 1 else { return text }
    return String(text.dropFirst().dropLast()).replacing("\"\"", with: "\"")
  }

  static func quoted(_ value: [UInt8]) -> [UInt8] {
    [UInt8(ascii: "\"")] + value.flatMap { $0 == UInt8(ascii: "\"") ? [$0, $0] : [$0] } + [UInt8(ascii: "\"")]
  }

  /// The lines of CSV that are not empty: a line end within quotes ends none.
  private static func lines(of bytes: [UInt8], from start: Int) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var (begin, isQuoted) = (start, false)
    for index in start...bytes.count {
      let byte = index < bytes.count ? bytes[index] : UInt8(ascii: "\n")
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      guard byte == UInt8(ascii: "\n"), !isQuoted || index == bytes.count else { continue }
      let end = index > begin && bytes[index - 1] == UInt8(ascii: "\r") ? index - 1 : index
      if end > begin { lines.append(begin..<end) }
      begin = index + 1
    }
    return lines
  }

  /// The objects that are records: those of lines, of the array, or of the first array of objects in one object.
  private static func objects(of bytes: [UInt8], from start: Int) -> [Range<Int>] {
    var levels: [[Range<Int>]] = [[], [], []]
    var opened: [Int] = []
    var strings = JSONStrings()
    for index in start..<bytes.count {
      let byte = bytes[index]
      if strings.take(byte) { continue }
      switch byte {
      case UInt8(ascii: "{"), UInt8(ascii: "["): opened.append(index)
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        guard let begin = opened.popLast() else { return [] }
        if byte == UInt8(ascii: "}"), opened.count < levels.count {
          levels[opened.count].append(begin..<(index + 1))
        }
      default: break
      }
    }
    // Several objects at the outermost level are lines; one is a page around an array.
    if levels[0].isEmpty { return levels[1] }
    return levels[0].count == 1 && !levels[2].isEmpty ? levels[2] : levels[0]
  }
}

extension UInt8 {
  fileprivate var isSpace: Bool { [0x20, 0x09, 0x0A, 0x0D].contains(self) }
}
