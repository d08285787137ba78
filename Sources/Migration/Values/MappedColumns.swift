import Exports
import Plan

/// Why a record is rejected, as the balance names it.
struct RejectionReason: Hashable, Sendable {
  /// In the order of judgement.
  enum Fault: Int, Sendable { case unwanted, invalidUTF8, null, unreadable, emptyBody, unknownTicket }
  var fault: Fault
  /// Index into `MappedColumns.readers`.
  var column: Int
}

/// The mapped columns of one source, in the order in which the fields of a record are judged; blocks carry them
/// in this order.
struct MappedColumns: Sendable {
  let readers: [FieldReader]
  /// The column of the body, if there is one: its null is the empty string.
  let body: Int?

  /// Which rows of the source are meant; nil: all.
  private let filter: RowFilter?
  /// The columns that the plan lets lose something: each is a bit of `losses`.
  let lossy: [Int]
  /// The column in which tickets say how many comments they have; nil for none.
  private let commentCount: CommentCountReader?

  /// - Parameters: as the properties; `source` for its `where`.
  init(
    readers: [FieldReader], body: Int?, of source: Source? = nil, commentCount: CommentCountReader? = nil
  ) {
    self.readers = readers
    self.commentCount = commentCount
    self.body = body
    filter = source?.filter.map(RowFilter.init)
    lossy = readers.indices.filter { readers[$0].column.loss != nil }
  }

  /// The names in the export of the columns, and after them that of the source's `where`.
  var names: [String] { readers.map(\.column.from) + [filter?.comparison.column].compactMap(\.self) }

  /// Whether the source's `where` means a record of a block with all columns.
  @inline(__always)
  func isWanted(_ record: Int, of block: RecordBlock) -> Bool {
    filter?.means(block[record, readers.count]) ?? true
  }

  /// What is wanted of the export.
  var wanted: [WantedColumn] {
    readers.map(\.wanted) + (filter.map { [WantedColumn(filter: $0.comparison)] } ?? [])
      + [commentCount?.wanted].compactMap(\.self)
  }

  /// What a record of a block with all columns says of the number of its ticket's comments.
  func declaredComments(_ record: Int, of block: RecordBlock) -> Int64 {
    guard let commentCount else { return DeclaredComments.nothing }
    return commentCount.count(block[record, readers.count + (filter == nil ? 0 : 1)])
  }

  /// Reads the columns from `first` on into `values`, which it replaces.
  ///
  /// - Returns: why the record is rejected; nil if it is not.
  /// - Complexity: O(length of the record), no allocation once `values` has grown.
  func read(
    _ record: Int, of block: RecordBlock, from first: Int = 0, into values: inout [FieldValue]
  ) -> RejectionReason? {
    values.removeAll(keepingCapacity: true)
    guard isWanted(record, of: block) else { return RejectionReason(fault: .unwanted, column: 0) }
    for column in first..<readers.count {
      let raw = block[record, column]
      guard raw.isValidUTF8, let value = readers[column].value(raw), !isFault(value, in: column) else {
        return reason(record, of: block)
      }
      values.append(value)
    }
    return nil
  }

  /// In which of the columns `lossy` an accepted record loses something.
  func losses(_ record: Int, of block: RecordBlock) -> UInt64 {
    lossy.enumerated().reduce(0) {
      $0 | (readers[$1.element].loses(block[record, $1.element]) ? 1 << $1.offset : 0)
    }
  }

  /// The first reason against a record, in the order of judgement; nil for none.
  func reason(_ record: Int, of block: RecordBlock) -> RejectionReason? {
    guard isWanted(record, of: block) else { return RejectionReason(fault: .unwanted, column: 0) }
    for column in readers.indices where !block[record, column].isValidUTF8 {
      return RejectionReason(fault: .invalidUTF8, column: column)
    }
    let dropsEmptyBodies = body.map { readers[$0].column.whenNull == .drop } ?? false
    for column in readers.indices where column != body || !dropsEmptyBodies {
      guard let value = readers[column].value(block[record, column]) else { continue }
      if isFault(value, in: column) { return RejectionReason(fault: .null, column: column) }
    }
    for column in readers.indices where readers[column].value(block[record, column]) == nil {
      return RejectionReason(fault: .unreadable, column: column)
    }
    guard let body, let value = readers[body].value(block[record, body]), isFault(value, in: body) else {
      return nil
    }
    return RejectionReason(fault: .emptyBody, column: body)
  }

  /// What an unreadable value of the record looks like.
  func damage(_ record: Int, of block: RecordBlock, _ reason: RejectionReason) -> ValueDamage? {
    reason.fault == .unreadable ? readers[reason.column].damage(block[record, reason.column]) : nil
  }

  private func isFault(_ value: FieldValue, in column: Int) -> Bool {
    guard case .null = value else { return false }
    return readers[column].isRequired || readers[column].column.whenNull != .keep
  }

  /// As the balance names it.
  func text(_ reason: RejectionReason) -> String {
    let name = readers[reason.column].column.from
    return switch reason.fault {
    case .unwanted: filter.map { "not where \($0.comparison)" } ?? ""
    case .invalidUTF8: "invalid UTF-8 in \(name)"
    case .null: "null \(name)"
    case .unreadable: "unreadable \(name)"
    case .emptyBody: "empty \(name)"
    case .unknownTicket: "unknown ticket"
    }
  }

  /// Whether the plan refuses such a record; otherwise it is dropped.
  func refuses(_ reason: RejectionReason) -> Bool {
    switch reason.fault {
    case .invalidUTF8, .unreadable, .unknownTicket: true
    case .null: readers[reason.column].column.whenNull != .drop
    case .emptyBody, .unwanted: false
    }
  }

  /// The sentence about a record, after its place.
  func complaint(_ reason: RejectionReason, _ damage: ValueDamage?) -> String {
    let reader = readers[reason.column]
    let name = reader.column.from
    switch reason.fault {
    case .unwanted: return "it is not one of the rows that 'where' means"
    case .invalidUTF8:
      return "\(name) is not valid UTF-8; export it again as UTF-8, or name the file's encoding in the plan "
        + "(encoding: windows-1252)"
    case .null:
      return "\(name) is null; fill it in\(remedyForNull(reader.column))"
    case .unreadable:
      if case .misfit(let pattern) = damage {
        return "\(name) does not fit the pattern '\(pattern)'; \(damage?.remedy ?? "")"
      }
      return
        "\(name) can't be read; expected \(reader.expectation); \(damage?.remedy ?? reader.remedy)"
    case .emptyBody: return "\(name) is empty"
    case .unknownTicket:
      return
        "\(name) is not the id of a ticket in the export of tickets; export the tickets again, or remove the "
        + "comment"
    }
  }
}

extension MappedColumns {
  /// How the plan can do without rows of which a field is null.
  private func remedyForNull(_ column: ColumnPlan) -> String {
    if column.remedies.takesDrop { return ", or let the plan drop such rows with 'when-null: drop'" }
    guard filter == nil, column.template == nil else { return "" }
    let words = (["null"] + (column.nullWords ?? [])).joined(separator: " | ")
    return
      ", or leave such rows out with \"where: '\(column.from) != \(words)'\" beside the source's path in the plan"
  }
}

/// `where` of a source, ready to be asked of each row.
struct RowFilter: Sendable {
  let comparison: Comparison
  private let words: [[UInt8]]

  init(_ comparison: Comparison) {
    self.comparison = comparison
    words = comparison.words.map { $0 == "null" ? [] : Array($0.utf8) }
  }

  func means(_ text: Bytes) -> Bool {
    let isOne = words.contains { word in word.withUnsafeBufferPointer { text.equals($0) } }
    return isOne == comparison.isEqual
  }
}
