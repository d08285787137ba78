import Plan

/// The ids of people in the exports, and what is said of them: by the rows of each chat, and after the chats by the lists
/// of people. Each chat, and all lists together, are a system of their own: equal numbers of two systems are two ids. All
/// of them are called chat ids here.
///
/// Rows don't keep e-mails: they keep the number of a *sighting*, one chat id with one e-mail text. So a
/// contradiction can be reported row by row, and costs no memory where there is none.
struct Identities: Sendable {
  /// A chat id, in order of its first appearance as author or requester.
  struct ChatID: Sendable {
    /// As the export has it.
    let id: Int64
    /// As the archive has it, unless a ticketing id takes its place.
    let writtenID: Int64
    /// The first sighting; nil for who never wrote.
    var firstSighting: UInt32?
    /// The sighting whose e-mail counts, by the plan's policy; nil where no row has one.
    var keptSighting: UInt32?
    /// The row whose e-mail counts: the first that has one, or under `conflicts: last` the last.
    var keptRow: UInt32 = 0
    /// The name in its first row that has one, and that row.
    fileprivate(set) var name = 0..<0
    fileprivate(set) var nameRow: UInt32 = 0
    fileprivate var latestSighting: UInt32?
  }

  /// A chat id together with one e-mail text.
  struct Sighting: Sendable {
    let chatID: UInt32
    /// The first row that has both; of a list, the record in its index.
    let row: UInt32
    let email: Range<Int>
    /// The number of its e-mail key; nil for null and for white space.
    let key: UInt32?
  }

  private(set) var chatIDs: [ChatID] = []
  private(set) var sightings: [Sighting] = []
  private(set) var texts = Texts()

  let digest: Digest
  private let policy: ConflictPolicy
  private let aliases: Aliases
  /// For each system, its first chat id.
  private var starts: [Int] = []
  private var chatIDNumbers: [HashIndex] = []
  private var rule = IDRule.same
  private var sightingNumbers = HashIndex()
  private var keyNumbers = HashIndex()
  private var keys: [Range<Int>] = []
  private var areAddresses: [Bool] = []
  private var foldedKey: [UInt8] = []
  /// The chat ids numbered last: those who talk in one conversation are mostly two.
  private var (latest, secondLatest): (UInt32, UInt32) = (.max, .max)

  init(policy: ConflictPolicy, aliases: Aliases, digest: Digest) {
    self.policy = policy
    self.aliases = aliases
    self.digest = digest
  }

  /// To be called before the rows of each chat, and before those of the lists.
  mutating func begin(ids rule: IDRule) {
    self.rule = rule
    starts.append(chatIDs.count)
    chatIDNumbers.append(HashIndex())
    // Those of another chat are other ids.
    (latest, secondLatest) = (.max, .max)
  }

  /// The system that a chat id is of: the number of its chat, or after these the lists.
  func system(of chatID: UInt32) -> Int { starts.lastIndex { $0 <= Int(chatID) } ?? 0 }

  /// The number of a chat id that an accepted row of the system has; nil if none has it.
  func find(chatID id: Int64, of system: Int) -> UInt32? {
    guard system < chatIDNumbers.count else { return nil }
    return chatIDNumbers[system].find(digest(id)) { chatIDs[Int($0)].id == id }
  }

  /// Whether a key is an address, and so tells who somebody is.
  func isAddress(_ key: UInt32) -> Bool { areAddresses[Int(key)] }

  /// The number of the key of an e-mail, where a row has it or an alias of it.
  ///
  /// - Parameter key: is changed.
  /// - Complexity: O(length).
  func find(email: Bytes, key: inout [UInt8]) -> UInt32? {
    EmailKey.fold(email, into: &key)
    aliases.resolve(&key)
    return key.isEmpty ? nil : find(key: key)
  }

  /// The number of an e-mail key, as `EmailKey` folds it, if a row has it. Complexity: O(length).
  private func find(key: [UInt8]) -> UInt32? {
    key.withUnsafeBufferPointer { key in
      keyNumbers.find(digest(key)) { texts.isEqual(keys[Int($0)], to: key) }
    }
  }

  /// Numbers a chat id of the chat whose rows are being read.
  ///
  /// - Complexity: O(1) on average.
  mutating func number(chatID id: Int64) -> UInt32 {
    if isSame(latest, id) { return latest }
    let number =
      isSame(secondLatest, id) ? secondLatest : find(chatID: id, of: chatIDNumbers.count - 1) ?? add(id)
    (latest, secondLatest) = (number, latest)
    return number
  }

  @inline(__always)
  private func isSame(_ number: UInt32, _ id: Int64) -> Bool {
    number < chatIDs.count && chatIDs[Int(number)].id == id
  }

  private mutating func add(_ id: Int64) -> UInt32 {
    let number = UInt32(truncatingIfNeeded: chatIDs.count)
    chatIDNumbers[chatIDNumbers.count - 1].insert(digest(id), number: number)
    // A row of which the rule makes no id is left out before.
    chatIDs.append(ChatID(id: id, writtenID: rule(id) ?? id))
    return number
  }

  /// Numbers the sighting that `row` is.
  ///
  /// - Complexity: O(length of the e-mail).
  mutating func sight(author id: Int64, email: Bytes, name: Bytes, row: Int) -> UInt32 {
    let chatID = number(chatID: id)
    if !name.isEmpty, chatIDs[Int(chatID)].name.isEmpty {
      chatIDs[Int(chatID)].name = texts.keep(name)
      chatIDs[Int(chatID)].nameRow = UInt32(truncatingIfNeeded: row)
    }
    // A person's rows have the same e-mail nearly always: one comparison, no hashing.
    if let latest = chatIDs[Int(chatID)].latestSighting,
      texts.isEqual(sightings[Int(latest)].email, to: email)
    {
      if policy == .last { note(latest, of: Int(chatID), row: row) }
      return latest
    }
    let hash = digest(digest(email), UInt64(chatID))
    let known = sightingNumbers.find(hash) {
      sightings[Int($0)].chatID == chatID && texts.isEqual(sightings[Int($0)].email, to: email)
    }
    let number = known ?? UInt32(truncatingIfNeeded: sightings.count)
    if known == nil {
      sightingNumbers.insert(hash, number: number)
      sightings.append(
        Sighting(
          chatID: chatID, row: UInt32(truncatingIfNeeded: row), email: texts.keep(email),
          key: numberKey(of: email)))
    }
    note(number, of: Int(chatID), row: row)
    return number
  }

  private mutating func note(_ sighting: UInt32, of chatID: Int, row: Int) {
    chatIDs[chatID].latestSighting = sighting
    if chatIDs[chatID].firstSighting == nil { chatIDs[chatID].firstSighting = sighting }
    guard sightings[Int(sighting)].key != nil else { return }
    guard policy == .last || chatIDs[chatID].keptSighting == nil else { return }
    chatIDs[chatID].keptSighting = sighting
    chatIDs[chatID].keptRow = UInt32(truncatingIfNeeded: row)
  }

  /// Lets the e-mail of a sighting count for its chat id.
  mutating func keep(_ sighting: UInt32, of chatID: UInt32) {
    chatIDs[Int(chatID)].keptSighting = sighting
    chatIDs[Int(chatID)].keptRow = sightings[Int(sighting)].row
  }

  /// The bytes of an e-mail key, for the length of `body`.
  func withKey<Result>(_ key: UInt32, _ body: (Bytes) -> Result) -> Result {
    texts.with(keys[Int(key)], body)
  }

  private mutating func numberKey(of email: Bytes) -> UInt32? {
    EmailKey.fold(email, into: &foldedKey)
    aliases.resolve(&foldedKey)
    guard !foldedKey.isEmpty else { return nil }
    if let number = find(key: foldedKey) { return number }
    let number = UInt32(truncatingIfNeeded: keys.count)
    keyNumbers.insert(foldedKey.withUnsafeBufferPointer { digest($0) }, number: number)
    keys.append(foldedKey.withUnsafeBufferPointer { texts.keep($0) })
    areAddresses.append(EmailAddress.isOne(foldedKey))
    return number
  }
}
