import Plan

/// Makes a row of each element of a nested array: `each` of a source.
///
/// A column is looked for in the element; with `^.` before it, in what is around the element: the element of the
/// next outer array, or the record. `[]` is the position of an element in its array, counted from 0.
///
/// `JSONRecordScanner` has scanned the record whole before, so nothing here can fail for its syntax; each object on
/// the way to the elements is scanned once more, for the columns of its own level. Values are handed on in `arena`,
/// where a copy of the record is with its decoded texts after it, because an object may be wanted as it is
/// beside the texts in it.
///
/// One for each reading; belongs to one thread.
final class NestedRows {
  /// The record, an element of an outer array, or an element that is a row.
  private struct Level {
    /// Its columns, and for all but the last level the array in it.
    let fields: JSONFields
    /// Indices of these columns among those of a row.
    let columns: [Int]
    /// Indices of the columns that are its position.
    let positions: [Int]
  }

  typealias Object = (_ level: Int, _ start: Int) -> Void

  let columns: [String]
  /// The keys that lead to the array inside of each level but the last.
  let arrays: [[String]]
  /// What the ranges of the last row are of.
  private(set) var arena: [UInt8] = []
  private let levels: [Level]
  /// Those of the row that is handed on, one for each column.
  private let ranges: UnsafeMutablePointer<FieldRange>
  /// Where the elements that are open are in their arrays.
  private var positions: [Int] = []
  private var ordinal: UInt32 = 0
  /// Whether what is open is meant, by the source's `where`.
  private var isMeant = true

  /// - Throws: `ExportError` for a column that goes up further than the record.
  init(_ each: EachPath, of source: Source, columns wanted: [WantedColumn]) throws(ExportError) {
    columns = wanted.map(\.name)
    arrays = each.arrays
    var names = Array(repeating: [(index: Int, name: String)](), count: arrays.count + 1)
    for (index, column) in columns.enumerated() {
      let (name, levelsUp) = Self.split(column)
      guard levelsUp < names.count, name != "[]" || levelsUp < arrays.count else {
        let around =
          arrays.count == 1 ? "only the record" : "only \(arrays.count) levels, the last the record,"
        throw ExportError(
          file: source.name,
          message: "the column '\(column)' goes beyond the record; expected at most '^.' for each [] of "
            + "'each: \(each)', which has \(around) around an element, and [] only for elements. Correct the plan"
        )
      }
      names[arrays.count - levelsUp].append((index, name))
    }
    levels = names.enumerated().map { [arrays] level, names in
      let fields = names.filter { $0.name != "[]" }
      return Level(
        fields: JSONFields(
          wanting: fields.map { field in
            var column = WantedColumn(field.name, isJSON: wanted[field.index].isJSON)
            column.filter = wanted[field.index].filter
            return column
          },
          array: level < arrays.count ? arrays[level] : []),
        columns: fields.map(\.index), positions: names.filter { $0.name == "[]" }.map(\.index))
    }
    ranges = .allocate(capacity: columns.count)
    ranges.initialize(repeating: FieldRange(start: 0, length: 0), count: columns.count)
  }

  deinit { ranges.deallocate() }

  /// A column without the `^.` before it, and how many these are.
  private static func split(_ column: String) -> (name: String, levelsUp: Int) {
    var name = Substring(column)
    var levelsUp = 0
    while name.utf8.starts(with: "^.".utf8) {
      name = name.dropFirst(2)
      levelsUp += 1
    }
    return (String(name), levelsUp)
  }

  /// The columns of a source that its records have at their top.
  static func recordColumns(of columns: [String], _ each: EachPath) -> [String] {
    columns.map(split).filter { $0.levelsUp == each.arrays.count }.map(\.name)
  }

  /// What a record must be scanned for before it is read here.
  var recordFields: JSONFields { levels[0].fields }

  /// Writes the ranges of the row that is handed on.
  func write(to target: UnsafeMutablePointer<FieldRange>, shift: Int = 0) {
    for column in columns.indices {
      let range = ranges[column]
      (target + column).initialize(
        to: FieldRange(start: range.start + UInt32(truncatingIfNeeded: shift), length: range.length))
    }
  }

  /// Whether the arena should be handed on and removed before another record.
  var isArenaLong: Bool { arena.count >= 1 << 20 }

  /// Lets `body` have the arena.
  func withArena(_ body: (UnsafeMutablePointer<UInt8>, _ count: Int) throws -> Void) rethrows {
    try arena.withUnsafeMutableBufferPointer { arena in
      if let base = arena.baseAddress { try body(base, arena.count) }
    }
  }

  /// Removes it; ranges handed on until now must not be used any more.
  func removeArena() { arena.removeAll(keepingCapacity: arena.count < 8 << 20) }

  /// For each column how many records, or elements, had it since this was asked last. A position is always there.
  func takeTallies() -> [ColumnTally] {
    var tallies = columns.map { _ in ColumnTally(records: 1, count: 1, first: 1, last: 1) }
    for level in levels {
      for (index, tally) in zip(level.columns, level.fields.takeTallies()) { tallies[index] = tally }
    }
    return tallies
  }

  /// Hands on the rows of the record that `recordFields` were scanned for last, with no byte moved or changed since.
  ///
  /// - Parameters:
  ///   - record: where it is in `bytes`.
  ///   - bytes: with `PaddedBuffer.padding` more readable after `count`.
  ///   - object: sees where the record and each object on the way to the rows, these included, start.
  ///   - problem: takes a sentence on what is there in place of an array, or of an object in it.
  ///   - row: gets the ordinal of an element within the record; `write` has its fields, in `arena`.
  /// - Complexity: O(length of the record · number of arrays in the path).
  func read(
    _ record: Range<Int>, in bytes: UnsafePointer<UInt8>, count: Int, object: Object? = nil,
    problem: (String) throws -> Void, row: (UInt32) throws -> Void
  ) throws {
    let copy = arena.count
    arena += UnsafeBufferPointer(start: bytes + record.lowerBound, count: record.count)
    ordinal = 0
    positions.removeAll(keepingCapacity: true)
    let scanner = JSONScanner(bytes: bytes, count: count, isLast: true)
    try visit(
      0, at: record.lowerBound, scanner, distance: copy - record.lowerBound, object: object, problem: problem,
      row: row)
  }

  /// Takes the columns of the object of a level, which was scanned last, and goes into its array.
  private func visit(
    _ level: Int, at start: Int, _ scanner: JSONScanner, distance: Int, object: Object?,
    problem: (String) throws -> Void, row: (UInt32) throws -> Void
  ) throws {
    object?(level, start)
    let (fields, columns) = (levels[level].fields, levels[level].columns)
    let array = fields.nestedArray(in: scanner.bytes)
    let isAroundMeant = isMeant
    defer { isMeant = isAroundMeant }
    isMeant = fields.place(in: &arena, of: scanner.bytes, distance: distance, isMeant: isAroundMeant) {
      ranges[columns[$0]] = $1
    }
    if level == arrays.count { return try row(ordinal) }
    switch array {
    case .none: break
    case .other(let key, let start):
      let keys = arrays[level]
      let expected = key == keys.count - 1 ? "an array" : "an object with '\(keys[key + 1])'"
      try problem(sentence(on: keys[...key], at: start, scanner.bytes, expected: expected))
    case .found(let start):
      try visitElements(
        of: level, from: start, scanner, distance: distance, object: object, problem: problem, row: row)
    }
  }

  private func visitElements(
    of level: Int, from start: Int, _ scanner: JSONScanner, distance: Int, object: Object?,
    problem: (String) throws -> Void, row: (UInt32) throws -> Void
  ) throws {
    let inner = level + 1
    var scanner = JSONRecordScanner(scanner, fields: levels[inner].fields)
    var index = start + 1
    positions.append(0)
    defer { positions.removeLast() }
    while true {
      scanner.scanner.restart(at: index)
      guard scanner.scanner.skipSpace(), scanner.scanner.byte != UInt8(ascii: "]") else { return }
      let element = scanner.scanner.index
      guard scanner.scanRecord(at: element) else { return }
      index = scanner.scanner.index
      if scanner.scanner.bytes[element] == UInt8(ascii: "{") {
        notePosition(of: inner)
        try visit(
          inner, at: element, scanner.scanner, distance: distance, object: object, problem: problem, row: row)
      } else {
        try problem(
          sentence(
            on: arrays[level][...], at: element, scanner.scanner.bytes, expected: "an object", isElement: true
          ))
      }
      if inner == arrays.count { ordinal += 1 }
      positions[level] += 1
      scanner.scanner.restart(at: index)
      guard scanner.scanner.skipSpace(), scanner.scanner.byte == comma else { return }
      index = scanner.scanner.index + 1
    }
  }

  private func notePosition(of level: Int) {
    guard !levels[level].positions.isEmpty else { return }
    let start = arena.count
    arena += String(positions[level - 1]).utf8
    for column in levels[level].positions {
      ranges[column] = FieldRange(
        start: UInt32(truncatingIfNeeded: start), length: UInt32(truncatingIfNeeded: arena.count - start))
    }
  }

  /// `'threads[0].attachments[2]' is null; expected an object, …`
  ///
  /// - Parameters:
  ///   - keys: of the last level, up to what is wrong.
  ///   - start: where that is.
  private func sentence(
    on keys: ArraySlice<String>, at start: Int, _ bytes: UnsafePointer<UInt8>, expected: String,
    isElement: Bool = false
  ) -> String {
    var path = ""
    for (keys, position) in zip(arrays, isElement ? positions.dropLast() : positions) {
      path += keys.joined(separator: ".") + "[\(position)]."
    }
    path += keys.joined(separator: ".")
    if isElement { path += "[\(positions.last ?? 0)]" }
    let found =
      switch bytes[start] {
      case UInt8(ascii: "{"): "an object"
      case UInt8(ascii: "["): "an array"
      case quote: "a text"
      case UInt8(ascii: "t"), UInt8(ascii: "f"): "a boolean"
      case UInt8(ascii: "n"): "null"
      default: "a number"
      }
    let counting = path.contains("[") ? " (elements counted from 0)" : ""
    return
      "'\(Header.shown(Array(path.utf8)))' is \(found)\(counting); expected \(expected), because 'each' in the "
      + "plan makes rows of what is in it. Correct the plan, or export the file again"
  }
}
