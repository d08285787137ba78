/// The ticketing users: who has which id there.
struct TicketingTable {
  /// Every id of the list.
  private(set) var ids: Set<Int64> = []
  /// The id and the position (counted from 0) of every e-mail key.
  private var users: [[UInt8]: (id: Int64, position: Int)] = [:]

  init(_ text: borrowing Span<UInt8>, path: String) throws {
    var reader = CSVReader(path: path)
    var fields: [CSVReader.Field] = []
    guard try reader.next(text, count: 2, into: &fields) else { throw reader.failure("the list is empty") }
    while try reader.next(text, count: 2, into: &fields) {
      guard let id = fields[0].integer(text) else { throw reader.failure("id is no number") }
      if let key = EmailKey.key(of: fields[1].value(text)) { users[key] = (id, ids.count) }
      ids.insert(id)
    }
  }

  /// The id of the user with this key, if the user is among the first `limit` of the list.
  func id(of key: [UInt8]?, among limit: Int = .max) -> Int64? {
    guard let key, let user = users[key], user.position < limit else { return nil }
    return user.id
  }
}

/// What makes two e-mails one person's.
enum EmailKey {
  /// The text without white space around it, each character in lower case; nil when nothing is left.
  static func key(of email: [UInt8]?) -> [UInt8]? {
    guard let email else { return nil }
    let scalars = Array(String(decoding: email, as: UTF8.self).unicodeScalars)
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return nil }
    var key: [UInt8] = []
    for scalar in scalars[first...last] { key += scalar.properties.lowercaseMapping.utf8 }
    return key
  }
}
