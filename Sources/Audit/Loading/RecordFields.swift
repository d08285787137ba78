import Exports
import Plan

/// The mapped columns of one source, in the order in which a record is judged by them.
///
/// The order of judgement is that of `Sources/README.md`: invalid UTF-8 in any column, null, a value that can't be
/// read, an empty body.
struct RecordFields: Sendable {
  let readers: [FieldReader]
  /// The names of the columns that the reader must carry, each once: further fields may share one.
  let columns: [String]
  /// For each reader its column.
  private let places: [Int]
  /// The reader whose null is judged last, or written as the empty text.
  private let body: Int?

  /// - Parameters:
  ///   - plans: the agreed fields first, then the further ones.
  ///   - body: the index of the body among them.
  init(_ plans: [ColumnPlan], body: Int? = nil) {
    readers = plans.map { FieldReader($0) }
    var columns: [String] = []
    places = plans.map { plan in
      let known = columns.firstIndex { $0.utf8.elementsEqual(plan.from.utf8) }
      if known == nil { columns.append(plan.from) }
      return known ?? columns.count - 1
    }
    self.columns = columns
    self.body = body
  }

  /// Whether all of the first `count` fields are read as they stand.
  func areDirect(_ count: Int) -> Bool { readers.prefix(count).allSatisfy(\.isDirect) }

  /// The bytes of a field as they stand in the export.
  @inline(__always)
  func text(_ block: RecordBlock, _ record: Int, _ field: Int) -> Bytes { block[record, places[field]] }

  /// The bytes of a field behind its way; nil where the map does not know them, or they are no UTF-8.
  func resolved(_ block: RecordBlock, _ record: Int, _ field: Int) -> Bytes? {
    readers[field].resolved(text(block, record, field))
  }

  /// Reads the fields from `first` on into `values`; false where one can't be read, or is null and must not be.
  func read(
    _ block: RecordBlock, _ record: Int, _ fields: Range<Int>, into values: inout [FieldValue],
    at columns: [Int]
  ) -> Bool {
    for (field, column) in zip(fields, columns) {
      guard let value = readers[field].value(text(block, record, field)) else { return false }
      if value.tag == FieldValue.null.tag, readers[field].plan.whenNull != .keep { return false }
      values[column] = value
    }
    return true
  }

  /// Why a record that can't be used is none, in the order of judgement.
  ///
  /// - Parameter behind: what is judged behind the fields themselves.
  func reasonToLeaveOut(
    _ block: RecordBlock, _ record: Int, showsValues: Bool,
    behind: () -> (LeftOutRows.Reason, String)? = { nil }
  ) -> (reason: LeftOutRows.Reason, message: String) {
    // What nothing speaks against is counted all the same: no record goes without a reason.
    reason(block, record, showsValues: showsValues) ?? behind() ?? (.unusable, "the record can't be used")
  }

  private func reason(
    _ block: RecordBlock, _ record: Int, showsValues: Bool
  ) -> (LeftOutRows.Reason, String)? {
    for field in readers.indices where !isUTF8(text(block, record, field)) {
      return (.invalidUTF8, "\(readers[field].plan.from) is not UTF-8")
    }
    for field in readers.indices where field != body && readers[field].plan.whenNull != .keep {
      guard let text = resolved(block, record, field), text.isEmpty else { continue }
      let plan = readers[field].plan
      return (.null(plan, order: field), "\(plan.from) is null")
    }
    for field in readers.indices where readers[field].value(text(block, record, field)) == nil {
      let complaint = readers[field].complaint(text(block, record, field), showsValues: showsValues)
      let plan = readers[field].plan
      return (.unreadable(plan, order: field), "\(plan.from) is \(complaint)")
    }
    if let body, readers[body].plan.whenNull == .drop, resolved(block, record, body)?.isEmpty == true {
      return (.emptyBody(readers[body].plan), "\(readers[body].plan.from) is empty")
    }
    return nil
  }

  /// The integer that a field holds, if it can be read.
  func number(_ block: RecordBlock, _ record: Int, _ field: Int) -> Int64? {
    resolved(block, record, field).flatMap { integer($0) }
  }
}

extension LeftOutRows.Reason {
  static func torn(_ problem: ExportProblem) -> Self {
    Self(order: 0, words: problem.kind.rawValue, isDropped: false)
  }
  static let invalidUTF8 = Self(order: 1, words: "invalid UTF-8", isDropped: false)
  static func null(_ column: ColumnPlan, order: Int) -> Self {
    Self(order: 1000 + order, words: "null \(column.from)", isDropped: column.whenNull == .drop)
  }
  static func unreadable(_ column: ColumnPlan, order: Int) -> Self {
    Self(order: 1_000_000 + order, words: "unreadable \(column.from)", isDropped: false)
  }
  static func emptyBody(_ column: ColumnPlan) -> Self {
    Self(order: 2_000_000, words: "empty \(column.from)", isDropped: true)
  }
  static let unusable = Self(order: 4_000_000, words: "unusable", isDropped: false)
  static let unknownTicket = Self(order: 3_000_000, words: "unknown ticket", isDropped: false)
}

/// A value where a number, flag or time belongs, as a message may show it: text that could be a name is masked.
func shownScalar(_ text: Bytes, showsValues: Bool) -> String {
  let isPlain = text.allSatisfy { $0 >= 0x20 && $0 < 0x3B || $0 == 0x54 || $0 == 0x5A || $0 | 0x20 == 0x65 }
  return showsValues || isPlain && text.count <= 40
    ? "'\(String(decoding: text, as: UTF8.self))'" : "a text of \(text.count) bytes (masked)"
}
