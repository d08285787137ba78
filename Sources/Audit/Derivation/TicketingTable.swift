import Exports

/// The ticketing tool's users, who are in the destination already.
final class TicketingTable: @unchecked Sendable {  // filled by one thread, then only read
  let id = Vector<Int64>()
  let position = RowPositions()
  /// The number of the row's e-mail key in `keys`; -1 where the e-mail is not an address.
  let key = Vector<Int32>()
  /// The distinct e-mail keys, and for each the row whose id counts.
  let keys = TextPool()
  let keyRow = Vector<Int32>()
  /// The distinct e-mails that are not addresses, trimmed and in lower case, and the first row of each.
  let others = TextPool()
  let otherRow = Vector<Int32>()
  /// Rows that give an e-mail key another id than the row that counted before them did.
  let otherIDs = Vector<Int32>()
  var lineage = Lineage()
  private var ids = KeyMap(minimumCapacity: 1 << 16)
  private let keepsLast: Bool
  private let aliases: Aliases

  /// - Parameters:
  ///   - keepsLast: whether the last id of an e-mail counts instead of the first.
  ///   - aliases: addresses that count as others.
  init(keepsLast: Bool, _ aliases: Aliases) {
    (self.keepsLast, self.aliases) = (keepsLast, aliases)
  }

  var count: Int { id.count }
  var distinctIDs: Int { ids.count }
  func contains(_ id: Int64) -> Bool { ids.find(id) != nil }

  func append(id: Int64, email: Bytes, place: RecordPlace) {
    let row = Int32(truncatingIfNeeded: count)
    self.id.append(id)
    position.append(place)
    _ = ids.number(id)
    guard let text = addressKey(email).map({ aliases.resolve($0) }) else {
      key.append(-1)
      let text = emailKey(email)
      if !text.isEmpty, text.withUnsafeBufferPointer({ others.number($0) }).isNew { otherRow.append(row) }
      return
    }
    let (number, isNew) = text.withUnsafeBufferPointer { keys.number($0) }
    key.append(number)
    if isNew {
      keyRow.append(row)
    } else if self.id[Int(keyRow[Int(number)])] != id {
      otherIDs.append(row)
      if keepsLast { keyRow[Int(number)] = row }
    }
  }

  /// Lets a row count for its e-mail key, on which people decided.
  func keep(_ row: Int32, ofKey key: Int32) { keyRow[Int(key)] = row }

  /// The row whose id counts for an e-mail key, or nil.
  func row(ofKey text: [UInt8]) -> Int32? {
    text.withUnsafeBufferPointer { keys.find($0) }.map { keyRow[Int($0)] }
  }

  /// The first row with `id`.
  ///
  /// - Complexity: O(rows); for messages.
  func firstRow(of id: Int64) -> Int32? {
    self.id.values.firstIndex(of: id).map { Int32(truncatingIfNeeded: $0) }
  }
}
