import Plan

/// The user ids of the chats, as authors and requesters, numbered in the order in which they first appear, and after them
/// those of the lists of people. Each chat, and all lists together, are a system of their own: equal ids of two systems
/// are two accounts.
///
/// An account is what the export shows; which accounts are one person is decided in `People`.
final class Accounts: @unchecked Sendable {  // filled by one thread, then only read
  /// The id as the export has it, and as the archive would have it by the plan's rule.
  let id = Vector<Int64>()
  let writtenID = Vector<Int64>()
  /// Numbers of texts in `texts`; -1 is null.
  let name = Vector<Int32>()
  /// The row that gives the name; -1 while none has one. Rows are those of `CommentRows`, and for the accounts of lists
  /// those of `PersonRows`.
  let nameRow = Vector<Int32>()
  /// The e-mail as it is in the row that counts.
  let email = Vector<Int32>()
  /// The row whose e-mail counts; -1 while none has one.
  let emailRow = Vector<Int32>()
  /// The first row in which the account is the author, or the one of a list; -1 for one that only ever requested.
  let firstAuthorRow = Vector<Int32>()
  let texts = TextPool()
  /// The custom fields of the first row in which the account is the author.
  let fields: [FieldColumn]
  /// Rows whose e-mail key is another than the account's, in source order, with the account.
  let otherEmails = Vector<OtherEmail>()

  struct OtherEmail: BitwiseCopyable {
    var account: Int32
    var row: Int32
    /// The row that it contradicts.
    var againstRow: Int32
  }

  /// Names in rows of a chat that are others than their account's first, each of an account once.
  private(set) var otherNames: [OtherName] = []
  private var placeOfOtherName: [Int64: Int] = [:]
  /// Whether a row with the account's first name has an e-mail.
  private let nameHasEmail = Vector<UInt8>()

  struct OtherName: Sendable {
    var account: Int32
    /// The number of the text, and the first row that has it.
    var name: Int32
    var row: Int32
    /// Whether a row with it has an e-mail.
    fileprivate var hasEmail: Bool
  }

  /// The most other names that are kept.
  private static let mostOtherNames = 100_000

  private(set) var systems = SystemRanges()
  private var numbers: [IDNumbers] = []
  private var rule = IDRule.same
  private var recent = LastTwo<Int32>()
  private let keepsLast: Bool
  private let aliases: Aliases
  private let watched: WatchedRows?
  private let chatCount: Int
  /// The system of the lists.
  var listSystem: Int { chatCount }

  /// - Parameters:
  ///   - chats: the number of chats.
  ///   - keepsLast: whether the last e-mail of an account counts instead of the first.
  ///   - fields: the custom fields of users.
  ///   - aliases: addresses that count as others.
  ///   - watched: takes what is said of the accounts that the sheet of decisions names.
  init(
    chats: Int, keepsLast: Bool, fields: FieldLayout, _ aliases: Aliases, watched: WatchedRows? = nil
  ) {
    self.watched = watched.flatMap { $0.hasAny(WatchedRows.emailRecord) ? $0 : nil }
    self.aliases = aliases
    chatCount = chats
    self.keepsLast = keepsLast
    self.fields = fields.makeColumns()
  }

  var count: Int { name.count }

  /// To be called before the rows of each chat, in order, and before those of the lists.
  func begin(ids rule: IDRule) {
    self.rule = rule
    systems.begin(at: count)
    numbers.append(IDNumbers(from: count, minimumCapacity: 1 << 14))
    recent = LastTwo<Int32>()
  }

  /// The account of a system that has `id`: of a chat, or from the count of chats on of the lists.
  func find(_ id: Int64, _ system: Int) -> Int32? {
    let index = min(system, chatCount)
    return index < numbers.count ? numbers[index].find(id) : nil
  }

  /// Whether the account is one of the lists.
  func isListed(_ account: Int) -> Bool { systems.system(of: account) >= chatCount }

  /// The first account of any system that has `id`.
  func find(_ id: Int64) -> Int32? { numbers.lazy.compactMap { $0.find(id) }.first }

  /// The number of the account `id` of the chat whose rows are being read, given to it now if it has none.
  func number(_ id: Int64) -> Int32 { recent.value(of: id) { enter(id) } }

  private func enter(_ id: Int64) -> Int32 {
    let (number, isNew) = numbers[numbers.count - 1].number(id)
    if isNew {
      self.id.append(id)
      // What the rule makes no id of is rejected before.
      writtenID.append(rule.id(id) ?? id)
      name.append(-1)
      nameRow.append(-1)
      email.append(-1)
      emailRow.append(-1)
      nameHasEmail.append(0)
      firstAuthorRow.append(-1)
      for column in fields { column.append(.null) }
    }
    return number
  }

  /// Takes what row `row` says of its author.
  func noteAuthor(_ account: Int32, row: Int32, name: Bytes, email: Bytes, fields values: [FieldValue]) {
    let index = Int(account)
    if firstAuthorRow[index] < 0 {
      firstAuthorRow[index] = row
      for (column, value) in zip(fields, values) { column[index] = value }
    }
    if !name.isEmpty { noteName(index, row: row, name, hasEmail: !email.isEmpty) }
    if email.isEmpty { return }
    if let watched, watched.has(WatchedRows.emailRecord, id[index]) { watch(index, email, row: row, watched) }
    let known = self.email[index]
    if known >= 0, !keepsLast, haveEqualBytes(texts[known], email) { return }
    let key = aliases.resolve(emailKey(email))
    // A blank address is shown as it is, but it neither counts as one nor contradicts one.
    let knownKey = known < 0 ? [] : aliases.resolve(emailKey(texts[known]))
    if key.isEmpty {
      if known < 0 { setEmail(email, of: index, row: row) }
    } else if knownKey.isEmpty {
      setEmail(email, of: index, row: row)
    } else {
      if key != knownKey {
        otherEmails.append(OtherEmail(account: account, row: row, againstRow: emailRow[index]))
      }
      if keepsLast { setEmail(email, of: index, row: row) }
    }
  }

  private func watch(_ account: Int, _ email: Bytes, row: Int32, _ watched: WatchedRows) {
    let key = aliases.resolve(emailKey(email))
    if key.isEmpty { return }
    watched.note(
      emailKey: key, of: id[account], chat: systems.system(of: account), row: row,
      text: texts.number(email).number)
  }

  /// Lets an e-mail count on which people decided: the text of this number, in this row.
  func keepEmail(_ text: Int32, row: Int32, of account: Int) {
    email[account] = text
    emailRow[account] = row
  }

  private func noteName(_ index: Int, row: Int32, _ name: Bytes, hasEmail: Bool) {
    if self.name[index] < 0 { (self.name[index], nameRow[index]) = (texts.number(name).number, row) }
    if haveEqualBytes(texts[self.name[index]], name) {
      if hasEmail { nameHasEmail[index] = 1 }
      return
    }
    let number = texts.number(name).number
    let key = Int64(index) << 32 | Int64(number)
    if let known = placeOfOtherName[key] {
      if hasEmail { otherNames[known].hasEmail = true }
    } else if otherNames.count < Self.mostOtherNames {
      placeOfOtherName[key] = otherNames.count
      otherNames.append(
        OtherName(account: Int32(truncatingIfNeeded: index), name: number, row: row, hasEmail: hasEmail))
    }
  }

  /// Whether rows with a name, and rows with the first name of its account, have an e-mail: two of one account are a
  /// contradiction of their own.
  func haveEmail(_ other: OtherName) -> Bool { other.hasEmail && nameHasEmail[Int(other.account)] != 0 }

  /// Takes what a row of a list says of its account; name and e-mail are numbers of `texts`.
  func note(_ account: Int32, row: Int32, name: Int32, email: Int32, fields values: [FieldValue]) {
    let index = Int(account)
    firstAuthorRow[index] = row
    self.name[index] = name
    self.email[index] = email
    if name >= 0 { nameRow[index] = row }
    if email >= 0 { emailRow[index] = row }
    for (column, value) in zip(fields, values) { column[index] = value }
  }

  /// The key by which an account's e-mail makes it a person; nil where it is no address.
  func key(of account: Int32) -> [UInt8]? {
    let email = email[Int(account)]
    return email < 0 ? nil : addressKey(texts[email]).map { aliases.resolve($0) }
  }

  private func setEmail(_ text: Bytes, of index: Int, row: Int32) {
    email[index] = texts.number(text).number
    emailRow[index] = row
  }
}
