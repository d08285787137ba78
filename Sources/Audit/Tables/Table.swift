import Plan

/// How messages name the rows of a table.
struct Noun: Sendable {
  var singular: String
  var plural: String

  func counted(_ number: Int) -> String { "\(grouped(number)) \(number == 1 ? singular : plural)" }
}

/// Columns by name over the same rows; each row with its lineage.
struct Table<Side>: Sendable {
  /// As rule pages name it: `expected.comments`, `archive.users`, `legacy_sla`.
  let name: String
  let noun: Noun
  let count: Int
  /// The first is the key.
  let columns: [Column<Side>]
  /// What became of each row, of which the expected ones belong to the table; nil where all do.
  let states: Vector<RowState>?
  let includedCount: Int
  /// What rows are joined by.
  var joinNumbers: Vector<Int64>
  /// Puts the place of a row into a finding.
  let place: @Sendable (Row<Side>, inout Finding) -> Void
  /// The short texts of a declared table.
  var texts: ShortTexts?
  var showsValues = false

  var key: Column<Side> { columns[0] }

  subscript(name: String) -> Column<Side>? { columns.first { $0.name == name } }

  /// Whether a row is one of the table, and has a key. For loops over many rows see `inclusion`.
  func includes(_ row: Row<Side>) -> Bool { inclusion.contains(row.index) }

  /// Which rows are of the table, to be asked in loops; valid as long as the table lives.
  var inclusion: Inclusion {
    Inclusion(states: states?.base, present: key.presence?.bits.base, bit: key.presence?.bit ?? 0)
  }

  /// `comment 1002`
  func keyText(_ row: Row<Side>) -> String { "\(noun.singular) \(keyValue(row))" }

  func keyValue(_ row: Row<Side>) -> String {
    if let number = key.integers?(row) { return number.description }
    let value = key.value(row)
    return (showsValues ? texts?[value] : nil).map { "'\($0)'" } ?? value.keyWords
  }

  /// A value of its columns as a message may show it.
  func shown(_ value: FieldValue) -> String {
    (showsValues ? texts?[value] : nil).map { "'\($0)'" } ?? value.words
  }

  /// A value that a rule groups rows by, or compares with words of its own, such as the name of a queue: it is shown unless it
  /// may be an address.
  func groupName(_ value: FieldValue) -> String {
    guard let text = texts?[value], showsValues || !text.contains("@") else { return value.words }
    return "'\(text)'"
  }

  /// A finding about a row, with its key and place.
  func finding(_ row: Row<Side>, _ message: String, expected: String? = nil, found: String? = nil) -> Finding
  {
    var finding = Finding(message: message, key: keyText(row), expected: expected, found: found)
    place(row, &finding)
    return finding
  }
}

/// Which rows of a table are expected, and have a key: looked up without counting references.
struct Inclusion {
  fileprivate let states: UnsafeMutablePointer<RowState>?
  fileprivate let present: UnsafeMutablePointer<UInt8>?
  fileprivate let bit: UInt8

  @inline(__always)
  func contains(_ row: Int) -> Bool {
    if let states, states[row] != .expected { return false }
    guard let present else { return true }
    return present[row] & bit == bit
  }
}
