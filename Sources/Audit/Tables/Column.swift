import Plan

/// Where the values of a column are kept: one kind for all rows, so that a loop over them is chosen once.
enum ColumnStorage: Sendable {
  case integers(Vector<Int64>)
  /// A number of the list for each row.
  case lookup(Vector<Int32>, Vector<Int64>)
  case instants(Vector<Int64>, MostlyZero<Int32>)
  case flags(Vector<UInt8>)
  /// Texts by digest and length.
  case digests(Vector<UInt64>, Vector<UInt32>)
  /// Texts that are kept, by their numbers; -1 is null.
  case texts(Vector<Int32>, TextPool)
  /// Values that know their kind.
  case values(FieldColumn)
  /// A custom field.
  case custom(CustomField)
}

/// The values of a custom field, of which each system may have a kind of its own.
struct CustomField: Sendable {
  let layout: FieldLayout
  /// Index into the layout's keys.
  let key: Int
  /// By the columns of the layout.
  let columns: [FieldColumn]
  /// Which system tells of a row; nil where each row has a value of each kind, as in the archive.
  var system: (@Sendable (Int) -> Int)?
  /// What a value becomes in the archive.
  var written: (@Sendable (FieldValue, _ column: Int, _ system: Int) -> FieldValue)?

  /// Which system tells of a row.
  func system(of row: Int) -> Int { system?(row) ?? 0 }

  /// The column that the field of a system has its values in.
  func column(of system: Int) -> Int { layout.compared[system][key] }

  /// The value of a row as the system that tells of it has it.
  func value(_ row: Int) -> FieldValue {
    let system = system(of: row)
    let column = column(of: system)
    let value = columns[column][row]
    return written?(value, column, system) ?? value
  }
}

/// A typed column of a table of one side.
struct Column<Side>: Sendable {
  let name: String
  let type: FieldType
  let storage: ColumnStorage
  /// The bit of `present` that a row has where the key is there with a value of its type; nil where every row has one.
  var presence: (bits: Vector<UInt8>, bit: UInt8)?

  init(_ name: String, _ type: FieldType, _ storage: ColumnStorage, presence: (Vector<UInt8>, UInt8)? = nil) {
    self.name = name
    self.type = type
    self.storage = storage
    self.presence = presence.map { ($0.0, $0.1) }
  }

  /// Whether the row has a value of the column's type there (null included, where it may be null).
  @inline(__always)
  func has(_ row: Row<Side>) -> Bool {
    guard let presence else { return true }
    return presence.bits[row.index] & presence.bit == presence.bit
  }

  /// The value of a row, of any storage. Not for loops over millions of rows.
  func value(_ row: Row<Side>) -> FieldValue {
    guard has(row) else { return .missing }
    let index = row.index
    switch storage {
    case .integers(let values): return .integer(values[index])
    case .lookup(let places, let values): return .integer(values[Int(places[index])])
    case .instants(let seconds, let nanoseconds):
      return .instant(Instant(seconds: seconds[index], nanoseconds: nanoseconds[index]))
    case .flags(let flags): return .boolean(flags[index] == 1)
    case .digests(let digests, let lengths): return .text(digest: digests[index], length: Int(lengths[index]))
    case .texts(let numbers, let pool): return numbers[index] < 0 ? .null : .text(pool[numbers[index]])
    case .values(let column): return column[index]
    case .custom(let field): return field.value(index)
    }
  }

  /// The integer of a row, by a kernel that is chosen once; nil for a column of other values.
  var integers: ((Row<Side>) -> Int64)? {
    switch storage {
    case .integers(let values): return { values[$0.index] }
    case .lookup(let places, let values): return { values[Int(places[$0.index])] }
    default: return nil
    }
  }

  /// The instant of a row; nil for a column of other values.
  var instants: ((Row<Side>) -> Instant)? {
    switch storage {
    case .instants(let seconds, let nanoseconds):
      return { Instant(seconds: seconds[$0.index], nanoseconds: nanoseconds[$0.index]) }
    default: return nil
    }
  }

  /// Whether its texts are kept whole.
  var isKeptText: Bool {
    if case .texts = storage { return true }
    return false
  }

  /// The bytes of a kept text; nil for null and for a column that keeps none.
  func text(_ row: Row<Side>) -> Bytes? {
    guard case .texts(let numbers, let pool) = storage, numbers[row.index] >= 0 else { return nil }
    return pool[numbers[row.index]]
  }
}

/// The values of a pair of rows: of a custom field the archive's is of the kind that the legacy row's system has.
func pairValues(
  _ legacy: Column<Legacy>, _ from: Row<Legacy>, _ new: Column<New>, _ to: Row<New>
) -> (expected: FieldValue, found: FieldValue) {
  guard case .custom(let expected) = legacy.storage, case .custom(let found) = new.storage else {
    return (legacy.value(from), new.value(to))
  }
  let column = expected.column(of: expected.system(of: from.index))
  return (legacy.value(from), found.columns[column][to.index])
}

extension Match {
  /// Calls `body` with each pair whose values of a column differ: byte for byte, instant for instant.
  ///
  /// The kernel is chosen once, because to look at the storage of two columns costs more than to compare two values.
  func forEachDifference(
    _ legacy: Column<Legacy>, _ new: Column<New>, _ body: (Row<Legacy>, Row<New>) -> Void
  ) {
    switch (legacy.storage, new.storage) {
    case (.integers(let expected), .integers(let found)):
      forEachDifference(new, body) { found[$1] == expected[$0] }
    case (.lookup(let places, let expected), .integers(let found)):
      forEachDifference(new, body) { found[$1] == expected[Int(places[$0])] }
    case (.instants(let seconds, let nanoseconds), .instants(let foundSeconds, let foundNanoseconds)):
      forEachDifference(new, body) {
        foundSeconds[$1] == seconds[$0] && foundNanoseconds[$1] == nanoseconds[$0]
      }
    case (.flags(let expected), .flags(let found)):
      forEachDifference(new, body) { found[$1] == expected[$0] }
    case (.digests(let digests, let lengths), .digests(let foundDigests, let foundLengths)):
      forEachDifference(new, body) {
        foundLengths[$1] == lengths[$0] && foundDigests[$1] == digests[$0]
      }
    case (.custom(let expected), .custom(let found)):
      forEachPair { from, to in
        let system = expected.system(of: from.index)
        let column = expected.column(of: system)
        let value = expected.columns[column][from.index]
        let written = expected.written?(value, column, system) ?? value
        if written != found.columns[column][to.index] { body(from, to) }
      }
    default:
      forEachPair { if new.value($1) != legacy.value($0) { body($0, $1) } }
    }
  }

  /// - Parameter isSame: compares two values, by the numbers of their rows.
  @inline(__always)
  private func forEachDifference(
    _ new: Column<New>, _ body: (Row<Legacy>, Row<New>) -> Void, _ isSame: (Int, Int) -> Bool
  ) {
    forEachPair { if !new.has($1) || !isSame($0.index, $1.index) { body($0, $1) } }
  }
}
