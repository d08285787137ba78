@testable import Exports
import Plan

/// The reader of CSV against a simple one, in pieces of every size, in every encoding, and read again by its places.
///
/// The first bytes choose delimiter, dialect, columns, encoding, the size of a piece and the limit of a record; the rest is
/// the file, after a header of the target's own unless the plan gives one.
enum CSVTarget {
  private static let file = ScratchFile("csv")

  private struct Case {
    var dialect = SimpleCSV.Dialect()
    var columns: [String]
    var hasHeader: Bool
    var coding: Coding
    var chunk: Int
    var limit: Int
    /// Where the text is cut for the second count.
    var cut: Int
    var text: [UInt8]
  }

  private enum Coding: CaseIterable { case plain, utf16, utf16Big, windows, gzip }

  static func run(_ input: [UInt8]) {
    guard input.count < 4096, let each = makeCase(input) else { return }
    let bytes = encoded(each)
    guard let bytes else { return }
    file.write(bytes)
    let whole = read(each, chunk: 4096)
    let pieces = read(each, chunk: each.chunk)
    require(whole == pieces, "in pieces of \(each.chunk) bytes: \(pieces), at once: \(whole)")
    guard case .read(let reading) = whole else { return }
    require(reading.text == each.text, "the tap saw another text: \(shown(reading.text))")
    compare(reading, each)
    if let counted = VerifierSide.count(
      each.text, cutAt: each.cut, reading.shape, hasHeader: each.hasHeader, reading.problems)
    {
      require(
        counted == reading.rows.count + reading.problems.count,
        "second count \(counted) (cut at \(each.cut)), read \(reading.rows.count) rows and \(reading.problems.count) rejects"
      )
    }
    if each.coding == .plain || each.coding == .gzip { readAgain(reading, each) }
    if !reading.rows.isEmpty { writeAgain(reading, each) }
  }

  private static func makeCase(_ input: [UInt8]) -> Case? {
    var choices = Choices(input)
    var dialect = SimpleCSV.Dialect()
    dialect.delimiter = choices.pick(Array(",;\t|".utf8))
    let odd = choices.below(16)
    if odd >= 8 {
      dialect.quote = [34, 39, nil, 34][odd & 3]
      dialect.hasEscapes = odd & 4 != 0
      dialect.comment = odd & 1 != 0 ? UInt8(ascii: "#") : nil
    }
    let shape = choices.below(8)
    let columns = Array(["a", "b", "c"].prefix(shape % 3 + 1))
    let coding = choices.pick(Coding.allCases)
    let chunk = choices.below(64) + 1
    let limit = choices.pick([8, 20, 2000])
    // The first piece of a text has at least its byte order mark and first line (`RecordCounter.take`).
    let cut = choices.below(256) + 19
    var each = Case(
      dialect: dialect, columns: columns, hasHeader: shape < 6, coding: coding, chunk: chunk, limit: limit,
      cut: cut,
      text: Array(choices.rest))
    if odd >= 14 { each.dialect.skippedLines = 1 }
    if each.hasHeader {
      let junk = each.dialect.skippedLines == 1 ? "title\n" : ""
      let mark: [UInt8] = each.text.starts(with: [0xEF, 0xBB, 0xBF]) ? [0xEF, 0xBB, 0xBF] : []
      let header = junk + columns.joined(separator: String(Unicode.Scalar(dialect.delimiter))) + "\n"
      each.text = mark + header.utf8 + each.text.dropFirst(mark.count)
    }
    return each
  }

  // MARK: Reading

  private enum Outcome: Equatable {
    case read(Reading)
    /// In words, which may be others where more of the file was looked at.
    case refused(String)

    static func == (one: Outcome, other: Outcome) -> Bool {
      switch (one, other) {
      case (.read(let one), .read(let other)): one == other
      case (.refused, .refused): true
      default: false
      }
    }
  }

  private struct Reading: Equatable {
    var rows: [SimpleCSV.Row] = []
    var places: [RecordPlace] = []
    var problems: [ExportProblem] = []
    var shape = FileShape()
    var text: [UInt8] = []
  }

  private static func source(_ each: Case) -> Source {
    var source = Source(name: "chat", paths: [Located(file.path, line: 1)])
    source.format = .csv
    source.encoding =
      each.coding == .windows
      ? .windows1252 : each.coding == .plain || each.coding == .gzip ? .utf8 : .detected
    source.delimiter = each.dialect.delimiter
    source.header = each.hasHeader ? nil : each.columns
    source.dialect.quote = each.dialect.quote
    source.dialect.hasEscapes = each.dialect.hasEscapes
    source.dialect.comment = each.dialect.comment
    source.dialect.skippedLines = each.dialect.skippedLines
    return source
  }

  private static func read(_ each: Case, chunk: Int) -> Outcome {
    var reading = Reading()
    do {
      let export = try Export(source(each), relativeTo: "")
      let summaries = try export.read(
        columns: each.columns.map { WantedColumn($0) }, limits: ReadLimits(chunk: chunk, record: each.limit),
        tap: ReadTap(text: { reading.text += $1 })
      ) {
        reading.problems.append($0)
      } receive: { block in
        for record in 0..<block.count {
          let place = block.places[record]
          reading.places.append(place)
          reading.rows.append(
            SimpleCSV.Row(
              fields: (0..<block.columnCount).map { Array(block[record, $0]) }, offset: Int(place.offset),
              length: Int(place.length), line: Int(place.line)))
        }
      }
      reading.shape = summaries[0].shape
      require(
        summaries[0].records == reading.rows.count && summaries[0].problems == reading.problems.count,
        "the summary counts \(summaries[0].records) rows and \(summaries[0].problems) rejects")
      return .read(reading)
    } catch {
      return .refused("\(error)")
    }
  }

  private static func compare(_ reading: Reading, _ each: Case) {
    // A line that names the delimiter is not a row, where the file has no header before it.
    let text = String(decoding: each.text.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
    if !each.hasHeader, text.utf8.contains(UInt8(ascii: "=")), text.contains("sep=") { return }
    let simple = SimpleCSV(
      each.text, each.dialect, columns: each.columns.count, hasHeader: each.hasHeader, limit: each.limit)
    require(reading.rows == simple.rows, "rows \(reading.rows), simple reader \(simple.rows)")
    let rejects = reading.problems.map {
      SimpleCSV.Reject(
        fault: .init(rawValue: $0.kind.rawValue) ?? .ragged, offset: Int($0.offset), line: Int($0.line))
    }
    require(rejects == simple.rejects, "rejects \(rejects), simple reader \(simple.rejects)")
  }

  /// Every row at its place, the last one first.
  private static func readAgain(_ reading: Reading, _ each: Case) {
    var fields: [[[UInt8]]] = []
    do {
      var export = try Export(source(each), relativeTo: "")
      if each.coding != .plain { export = try export.unpacked(in: "/dev/shm") }
      var lookup = try RecordLookup(export, columns: each.columns.map { WantedColumn($0) })
      try lookup.read(reading.places.reversed()) { block in
        for record in 0..<block.count {
          fields.append((0..<block.columnCount).map { Array(block[record, $0]) })
        }
      }
    } catch {
      broken("rows can't be read again: \(error)")
    }
    require(fields == reading.rows.map(\.fields).reversed(), "read again: \(fields), before: \(reading.rows)")
  }

  /// The rows in plain RFC 4180 are read as the same values.
  private static func writeAgain(_ reading: Reading, _ each: Case) {
    var text = Array("a".utf8)
    for name in each.columns.dropFirst() { text += Array(",\(name)".utf8) }
    for row in reading.rows {
      // A NUL, which escapes can write, RFC 4180 can't.
      if row.fields.contains(where: { $0.contains(0) }) { return }
      text += Array("\r\n".utf8)
      for (index, field) in row.fields.enumerated() {
        text += (index == 0 ? [34] : [44, 34]) + field.flatMap { $0 == 34 ? [34, 34] : [$0] } + [34]
      }
    }
    let plain = Case(
      columns: each.columns, hasHeader: true, coding: .plain, chunk: 1, limit: 1 << 20, cut: 0, text: text)
    file.write(text)
    guard case .read(let again) = read(plain, chunk: 4096) else {
      broken("rows that were written can't be read")
    }
    require(
      again.rows.map(\.fields) == reading.rows.map(\.fields) && again.problems.isEmpty,
      "written again as \(shown(text)): \(again), before: \(reading)")
  }

  // MARK: Encodings

  /// The bytes of the file; nil where the encoding can't write the text.
  private static func encoded(_ each: Case) -> [UInt8]? {
    switch each.coding {
    case .plain: return each.text
    case .gzip: return gzip(each.text)
    case .windows:
      guard let text = String(validating: each.text, as: UTF8.self) else { return nil }
      var bytes: [UInt8] = []
      for scalar in text.unicodeScalars {
        if scalar == "€" { bytes.append(0x80); continue }
        guard scalar.value < 0x80 || (0xA0...0xFF).contains(scalar.value) else { return nil }
        bytes.append(UInt8(scalar.value))
      }
      return bytes
    case .utf16, .utf16Big:
      guard let text = String(validating: each.text, as: UTF8.self),
        each.text.starts(with: [0xEF, 0xBB, 0xBF])
      else {
        return nil
      }
      let isBig = each.coding == .utf16Big
      return text.utf16.flatMap {
        isBig ? [UInt8($0 >> 8), UInt8($0 & 0xFF)] : [UInt8($0 & 0xFF), UInt8($0 >> 8)]
      }
    }
  }
}
