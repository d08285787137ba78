/// What columns are called in exports.
enum ColumnNames {
  /// A name without case, spaces and marks: `Comment_Created-At` and `commentCreatedAt` are the same.
  static func folded(_ name: String) -> String {
    String(
      decoding: name.utf8.filter(isAlphanumeric).map { (65...90).contains($0) ? $0 | 0x20 : $0 },
      as: UTF8.self)
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte >= 0x80
  }

  /// The column whose times say when a record came to be; nil where no name says so.
  static func timeColumn(among columns: [String]) -> String? {
    let wanted = [
      "commentcreatedat", "messagecreatedat", "createdat", "created", "sentat", "timestamp", "datetime",
      "date", "time",
    ]
    let folded = columns.map(folded)
    return wanted.lazy.compactMap { folded.firstIndex(of: $0) }.first.map { columns[$0] }
  }

  /// Whether numbers in a column can be somebody's own: of a telephone, an account, a birth, a document.
  static func isPersonal(_ name: String) -> Bool {
    let words = [
      "phone", "mobile", "fax", "whatsapp", "birth", "dob", "ssn", "passport", "iban", "accountnumber",
      "cardnumber", "creditcard", "taxid", "vat", "postal", "zip", "name", "mail", "address",
    ]
    let folded = folded(name)
    return words.contains { folded.contains($0) }
  }

  /// Whether the values of a column are a choice among words, and nobody's own.
  static func isChoice(_ name: String) -> Bool {
    let words = [
      "status", "state", "priority", "type", "channel", "public", "private", "language", "locale", "role",
    ]
    let folded = folded(name)
    return words.contains { folded.hasSuffix($0) || folded.hasPrefix($0) }
  }
}
