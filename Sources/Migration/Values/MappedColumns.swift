import Exports
import Plan

/// Why a record was left out, as the balance names it.
struct LeftOutReason: Hashable, Sendable {
  /// In the order of judgement.
  enum Fault: Int, Sendable { case invalidUTF8, null, unreadable, emptyBody, unknownTicket }
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
  /// Whether the plan may leave out records of which a field is null.
  var takesDrop = true

  /// The columns' names in the export.
  var names: [String] { readers.map(\.column.from) }

  /// What is wanted of the export.
  var wanted: [WantedColumn] { readers.map(\.wanted) }

  /// Reads the columns from `first` on into `values`, which it replaces.
  ///
  /// - Returns: why the record is left out; nil if it is not.
  /// - Complexity: O(length of the record), no allocation once `values` has grown.
  func read(
    _ record: Int, of block: RecordBlock, from first: Int = 0, into values: inout [FieldValue]
  ) -> LeftOutReason? {
    values.removeAll(keepingCapacity: true)
    for column in first..<readers.count {
      let raw = block[record, column]
      guard raw.isValidUTF8, let value = readers[column].value(raw), !isFault(value, in: column) else {
        return reason(record, of: block)
      }
      values.append(value)
    }
    return nil
  }

  /// The first reason against a record, in the order of judgement; nil for none.
  func reason(_ record: Int, of block: RecordBlock) -> LeftOutReason? {
    for column in readers.indices where !block[record, column].isValidUTF8 {
      return LeftOutReason(fault: .invalidUTF8, column: column)
    }
    let dropsEmptyBodies = body.map { readers[$0].column.whenNull == .drop } ?? false
    for column in readers.indices where column != body || !dropsEmptyBodies {
      guard let value = readers[column].value(block[record, column]) else { continue }
      if isFault(value, in: column) { return LeftOutReason(fault: .null, column: column) }
    }
    for column in readers.indices where readers[column].value(block[record, column]) == nil {
      return LeftOutReason(fault: .unreadable, column: column)
    }
    guard let body, let value = readers[body].value(block[record, body]), isFault(value, in: body) else {
      return nil
    }
    return LeftOutReason(fault: .emptyBody, column: body)
  }

  /// What an unreadable value of the record looks like.
  func damage(_ record: Int, of block: RecordBlock, _ reason: LeftOutReason) -> ValueDamage? {
    reason.fault == .unreadable ? readers[reason.column].damage(block[record, reason.column]) : nil
  }

  private func isFault(_ value: FieldValue, in column: Int) -> Bool {
    guard case .null = value else { return false }
    return readers[column].isRequired || readers[column].column.whenNull != .keep
  }

  /// As the balance names it.
  func text(_ reason: LeftOutReason) -> String {
    let name = readers[reason.column].column.from
    return switch reason.fault {
    case .invalidUTF8: "invalid UTF-8 in \(name)"
    case .null: "null \(name)"
    case .unreadable: "unreadable \(name)"
    case .emptyBody: "empty \(name)"
    case .unknownTicket: "unknown ticket"
    }
  }

  /// Whether the plan refuses such a record; otherwise it is dropped.
  func refuses(_ reason: LeftOutReason) -> Bool {
    switch reason.fault {
    case .invalidUTF8, .unreadable, .unknownTicket: true
    case .null: readers[reason.column].column.whenNull != .drop
    case .emptyBody: false
    }
  }

  /// The sentence about a record behind its place.
  func complaint(_ reason: LeftOutReason, _ damage: ValueDamage?) -> String {
    let reader = readers[reason.column]
    let name = reader.column.from
    switch reason.fault {
    case .invalidUTF8:
      return "\(name) is not valid UTF-8; export it again as UTF-8, or name the file's encoding in the plan "
        + "(encoding: windows-1252)"
    case .null:
      let remedy = takesDrop ? ", or let the plan leave such rows out with 'when-null: drop'" : ""
      return "\(name) is null; fill it in\(remedy)"
    case .unreadable:
      return
        "\(name) can't be read; expected \(reader.expectation); \(damage?.remedy ?? "correct the export")"
    case .emptyBody: return "\(name) is empty"
    case .unknownTicket:
      return "\(name) names no ticket that the export of tickets has; export the tickets again, or leave the "
        + "comment out"
    }
  }
}
