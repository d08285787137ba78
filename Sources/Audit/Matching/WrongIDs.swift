import Plan

/// Expected records that are in the archive under another id: what is missing, joined with what is unexpected by what
/// both say.
///
/// Users are joined by the key of their e-mail, all others by the values of their fields, comments without what they refer to.
/// Only what is there once among the missing and once among the unexpected is joined: nothing is guessed.
///
/// - Complexity: O(missing + unexpected) records; none where nothing is missing or nothing is unexpected.
struct WrongIDs: Sendable {
  /// For rows of the legacy table the row of the archive that is the same record.
  private(set) var rows: [Int: Row<New>] = [:]

  init(_ type: RecordType, _ legacy: Table<Legacy>, _ new: Table<New>, _ match: Match) {
    guard match.matched < legacy.includedCount, match.unexpected > 0 else { return }
    let names = Self.compared(type, legacy).filter { new[$0] != nil }
    if names.isEmpty { return }
    let (expected, found) = (names.compactMap { legacy[$0] }, names.compactMap { new[$0] })
    let missing = Self.once(legacy, expected, type) { !match.isMatched($0) }
    let unexpected = Self.once(new, found, type) { match.legacy(of: $0) == nil }
    for case (let key, let row?) in missing {
      if case .some(.some(let other)) = unexpected[key] { rows[row.index] = other }
    }
  }

  /// The columns by which records of a type are joined.
  private static func compared(_ type: RecordType, _ table: Table<Legacy>) -> [String] {
    switch type.name {
    case RecordType.users.name: ["email"]
    case RecordType.comments.name: ["created_at", "html_body"]
    case RecordType.tickets.name: ["requester_id", "created_at"]
    default: table.columns.dropFirst().map(\.name)
    }
  }

  /// The rows that are meant, by what they say; nil for what two rows say. What says nothing is left out.
  private static func once<Side>(
    _ table: Table<Side>, _ columns: [Column<Side>], _ type: RecordType, _ isMeant: (Row<Side>) -> Bool
  ) -> [[UInt64]: Row<Side>?] {
    var rows: [[UInt64]: Row<Side>?] = [:]
    let inclusion = table.inclusion
    for index in 0..<table.count where inclusion.contains(index) && isMeant(Row(index)) {
      guard let key = key(of: Row(index), columns, isUser: type == .users) else { continue }
      rows.updateValue(rows[key] == nil ? Row(index) : nil, forKey: key)
    }
    return rows
  }

  private static func key<Side>(of row: Row<Side>, _ columns: [Column<Side>], isUser: Bool) -> [UInt64]? {
    if isUser {
      guard let key = columns[0].text(row).flatMap({ addressKey($0) }) else { return nil }
      return key.withUnsafeBufferPointer { [UInt64(key.count), textDigest($0)] }
    }
    let values = columns.map { $0.value(row) }
    if values.allSatisfy({ $0.kind == .null || $0.kind == .missing }) { return nil }
    return values.flatMap { [UInt64($0.tag), $0.payload] }
  }
}
