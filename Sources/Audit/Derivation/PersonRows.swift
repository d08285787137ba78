import Exports
import Plan

/// The rows of the lists of people, of which each becomes a user: those of one list after those of the other, in one space
/// of ids.
final class PersonRows: @unchecked Sendable {  // filled by one thread, then only read
  /// The custom fields, by the columns of their layout, then name and e-mail.
  let rows: RecordRows
  /// Numbers of texts of `Accounts`; -1 is null.
  private let name = Vector<Int32>()
  private let email = Vector<Int32>()
  /// The systems that are not lists have no rows.
  private(set) var systems = SystemRanges()
  /// What becomes of each row, once all are read.
  private(set) var expected: ExpectedRecords?

  /// - Parameters:
  ///   - chats: the systems before those of the lists.
  ///   - fields: the columns of custom fields.
  init(chats: Int, fields: Int) {
    rows = RecordRows(columns: fields + 2)
    for _ in 0..<chats { systems.begin(at: 0) }
  }

  var count: Int { rows.count }

  /// To be called before the rows of each list: its system.
  func beginList() -> Int {
    systems.begin(at: count)
    return systems.starts.count - 1
  }

  func begin(feed: Int, file: Int) { rows.lineage.begin(feed: feed, file: file, row: count) }

  func append(
    id: Int64, name: Bytes, email: Bytes, values: [FieldValue], place: RecordPlace, texts: TextPool
  ) {
    self.name.append(name.isEmpty ? -1 : texts.number(name).number)
    self.email.append(email.isEmpty ? -1 : texts.number(email).number)
    rows.append(key: .integer(id), values: values + [.text(name), .text(email)], place: place)
  }

  /// Gives each distinct id its account, in the order of the first rows, as its kept row tells of it.
  func enter(into accounts: Accounts, keepsLast: Bool, _ watched: WatchedRows?) {
    let expected = ExpectedRecords(
      rows, keepsLast: keepsLast, decided: AppliedDecisions.people(watched))
    self.expected = expected
    accounts.begin(ids: .same)
    let first = accounts.count
    for row in 0..<count {
      let account = accounts.number(rows.keyNumber[row])
      if accounts.firstAuthorRow[Int(account)] >= 0 { continue }
      let kept = Int(expected.keptRow[row])
      accounts.note(
        account, row: expected.keptRow[row], name: name[kept], email: email[kept],
        fields: rows.fields.dropLast(2).map { $0[kept] })
    }
    assert(accounts.count - first == expected.expectedCount)
  }
}
