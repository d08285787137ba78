@testable import Exports
import Foundation
import Plan

/// The reader of JSON exports against a simple one: lines, arrays, pages, one record, and arrays nested in records; in
/// pieces of every size, and read again by its places.
///
/// The first bytes choose the layout, the size of a piece, the limit of a record and how the first column is wanted; the rest
/// follows a first record of the target's own, so that every column is known.
///
/// Known and meant: a record beyond the limit is skipped unread where it is not whole in memory, so that what is wrong with
/// it, or with white space after it, depends on the size of a piece. Such inputs are only read, and not compared.
enum JSONTarget {
  private static let file = ScratchFile("json")

  enum Layout: CaseIterable { case lines, array, page, object, detected, nestedLines, nestedPage }

  struct Case {
    var layout: Layout
    var chunk: Int
    var limit: Int
    var wantsJSON: Bool
    var cut: Int
    var text: [UInt8]
    /// Where the input's own bytes begin.
    var start = 0

    var isNested: Bool { layout == .nestedLines || layout == .nestedPage }
    var columns: [String] { isNested ? ["x", "^.a"] : ["a", "v", "v.c"] }
  }

  static func run(_ input: [UInt8]) {
    guard input.count < 4096 else { return }
    let each = makeCase(input)
    file.write(each.text)
    let whole = read(each, chunk: 1 << 16)
    let pieces = read(each, chunk: each.chunk)
    let hasLong = [whole, pieces].contains {
      if case .read(let reading) = $0 {
        reading.problems.contains { $0.kind == .tooLong }
      } else {
        each.limit < 1 << 20
      }
    }
    // Of what kind a file is, too, may be told by a part of it where its records are beyond the limit.
    if hasLong || each.limit < 1 << 20 && each.layout != .lines && each.layout != .array { return }
    // What is no record may pass for a page or for lines, by how much of it was looked at.
    let isFound = [whole, pieces].contains {
      if case .read(let reading) = $0 { !reading.rows.isEmpty } else { false }
    }
    if each.layout == .detected, !isFound { return }
    require(whole == pieces, "in pieces of \(each.chunk) bytes: \(pieces), at once: \(whole)")
    guard case .read(let reading) = whole else { return }
    compare(reading, each)
    let counted = VerifierSide.count(
      each.text, cutAt: each.cut, reading.shape, hasHeader: true, reading.problems)
    require(
      counted == nil || counted == reading.rows.count + reading.problems.count,
      "second count \(counted ?? 0), read \(reading.rows.count) rows and \(reading.problems.count) rejects")
    readAgain(reading, each)
  }

  private static func makeCase(_ input: [UInt8]) -> Case {
    var choices = Choices(input)
    let layout = choices.pick(Layout.allCases)
    let chunk = choices.below(64) + 1
    let limit = choices.below(8) == 0 ? 60 : 1 << 20
    let wantsJSON = choices.below(2) == 1
    let cut = choices.below(256)
    let first = #"{"a":"1","v":{"c":2},"l":[{"x":3}]}"#
    let start =
      switch layout {
      case .lines, .nestedLines: first + "\n"
      case .array, .nestedPage: "[" + first
      case .page: #"{"users":["# + first
      case .object: #"{"a":"1","v":{"c":2},"# + "\n"
      case .detected: ""
      }
    return Case(
      layout: layout, chunk: chunk, limit: limit, wantsJSON: wantsJSON, cut: cut,
      text: Array(start.utf8) + choices.rest,
      start: start.utf8.count)
  }

  // MARK: Reading

  private enum Outcome: Equatable {
    case read(Reading)
    case refused(String)
  }

  private struct Reading: Equatable {
    var rows: [[[UInt8]]] = []
    var places: [RecordPlace] = []
    var problems: [ExportProblem] = []
    var shape = FileShape()
    var envelope: PageEnvelope?
  }

  private static func source(_ each: Case) -> Source {
    var source = Source(name: "chat", paths: [Located(file.path, line: 1)])
    source.encoding = .utf8
    source.format =
      switch each.layout {
      case .lines, .nestedLines: .ndjson
      case .array, .page, .nestedPage: .json
      case .object, .detected: .detected
      }
    if each.isNested { source.each = EachPath("l[]") }
    return source
  }

  private static func columns(_ each: Case) -> [WantedColumn] {
    each.columns.enumerated().map { WantedColumn($1, isJSON: $0 == 0 && each.wantsJSON, absence: .usual) }
  }

  private static func read(_ each: Case, chunk: Int) -> Outcome {
    var reading = Reading()
    do {
      let export = try Export(source(each), relativeTo: "")
      let summaries = try export.read(
        columns: columns(each), limits: ReadLimits(chunk: chunk, record: each.limit)
      ) {
        reading.problems.append($0)
      } receive: { block in
        for record in 0..<block.count {
          reading.places.append(block.places[record])
          reading.rows.append((0..<block.columnCount).map { Array(block[record, $0]) })
        }
      }
      reading.shape = summaries[0].shape
      reading.envelope = summaries[0].envelope
      let shape = try export.shape(ofFile: 0, columns: each.columns)
      let isLimited = each.limit < 1 << 20
      // Of broken JSON its start may tell something else than the whole.
      let isBroken = reading.problems.contains { $0.kind == .brokenJSON }
      require(
        isLimited || isBroken
          || shape.format == reading.shape.format && shape.isOneObject == reading.shape.isOneObject,
        "by its start the file is \(shape), it was read as \(reading.shape)")
      return .read(reading)
    } catch {
      return .refused("\(error)")
    }
  }

  private static func readAgain(_ reading: Reading, _ each: Case) {
    var rows: [[[UInt8]]] = []
    do {
      var lookup = try RecordLookup(try Export(source(each), relativeTo: ""), columns: columns(each))
      try lookup.read(reading.places.reversed()) { block in
        for record in 0..<block.count {
          rows.append((0..<block.columnCount).map { Array(block[record, $0]) })
        }
      }
    } catch {
      broken("rows can't be read again: \(error)")
    }
    require(rows == reading.rows.reversed(), "read again: \(rows), before: \(reading.rows)")
  }

  // MARK: The simple reader

  private struct Expected {
    var rows: [[[UInt8]]] = []
    var places: [RecordPlace] = []
    var rejects: [ExportProblem.Kind] = []
    var line: UInt64 = 0
    var ordinal: UInt32 = 0
  }

  private static func compare(_ reading: Reading, _ each: Case) {
    var expected = Expected()
    switch each.layout {
    case .lines: readLines(each, &expected)
    case .array: readArray(each, &expected)
    case .page, .object, .detected, .nestedLines, .nestedPage: return
    }
    require(reading.rows == expected.rows, "rows \(reading.rows), simple reader \(expected.rows)")
    require(reading.places == expected.places, "places \(reading.places), simple reader \(expected.places)")
    let kinds = reading.problems.map(\.kind)
    require(kinds == expected.rejects, "rejects \(kinds), simple reader \(expected.rejects)")
  }

  private static func readLines(_ each: Case, _ expected: inout Expected) {
    var start = 0
    for end in each.text.indices.filter({ isLineBreak(each.text[$0]) }) + [each.text.count] {
      defer { start = end + 1 }
      guard let first = each.text[start..<end].firstIndex(where: { $0 != 0x20 && $0 != 9 }) else { continue }
      guard each.text[first] == UInt8(ascii: "{") else {
        expected.rejects.append(end - first > each.limit ? .tooLong : .notAnObject)
        continue
      }
      var reader = SimpleJSONReader(Array(each.text[..<end]), at: first)
      reader.isOneLine = true
      guard let value = try? reader.value(), isEnd(&reader) else {
        expected.rejects.append(end - first > each.limit ? .tooLong : .brokenJSON)
        continue
      }
      take(value, reader, each, &expected)
    }
  }

  private static func isEnd(_ reader: inout SimpleJSONReader) -> Bool {
    reader.skipSpace()
    return reader.byte == nil
  }

  private static func readArray(_ each: Case, _ expected: inout Expected) {
    var place = 1
    while true {
      var reader = SimpleJSONReader(each.text, at: place)
      reader.skipSpace()
      guard let value = try? reader.value() else { return expected.rejects.append(.brokenJSON) }
      take(value, reader, each, &expected)
      reader.skipSpace()
      if reader.take("]") {
        if !isEnd(&reader) { expected.rejects.append(.brokenJSON) }
        return
      }
      guard reader.take(",") else { return expected.rejects.append(.brokenJSON) }
      place = reader.place
    }
  }

  private static func take(
    _ value: SimpleJSON.Value, _ reader: SimpleJSONReader, _ each: Case, _ expected: inout Expected
  ) {
    let line = 1 + lineBreaks(each.text[..<value.range.lowerBound])
    expected.ordinal = line == expected.line ? expected.ordinal + 1 : 0
    expected.line = line
    guard value.tree.isObject else { return expected.rejects.append(.notAnObject) }
    if value.range.count > each.limit { return expected.rejects.append(.tooLong) }
    if reader.hasLoneSurrogate { return expected.rejects.append(.brokenJSON) }
    if value.tree.hasDuplicates { return expected.rejects.append(.duplicateKey) }
    expected.places.append(
      RecordPlace(
        file: 0, length: UInt32(value.range.count), offset: UInt64(value.range.lowerBound), line: line,
        record: expected.ordinal))
    let inside = value.tree["v.c"] ?? value.tree["v"]?.tree["c"]
    expected.rows.append([
      field(value.tree["a"], each.text, asJSON: each.wantsJSON),
      field(value.tree["v"], each.text, asJSON: false),
      field(inside, each.text, asJSON: false),
    ])
  }

  private static func field(_ value: SimpleJSON.Value?, _ text: [UInt8], asJSON: Bool) -> [UInt8] {
    switch value?.tree {
    case nil: []
    case .text(let decoded) where !asJSON: decoded
    case .word(let word) where word.elementsEqual("null".utf8): []
    default: value.map { Array(text[$0.range]) } ?? []
    }
  }

  private static func isLineBreak(_ byte: UInt8) -> Bool { byte == 10 || byte == 13 }

  private static func lineBreaks(_ text: ArraySlice<UInt8>) -> UInt64 {
    UInt64(text.indices.count { text[$0] == 13 || text[$0] == 10 && !($0 > 0 && text[$0 - 1] == 13) })
  }
}
