import Crypto
import Exports
import Plan

/// The people of whom nothing may be in the archive, as `must-not-arrive` of the plan lists them.
final class ErasedPeople: @unchecked Sendable {  // filled by one thread, then only read
  /// An id of the list.
  struct ID: Sendable {
    let text: [UInt8]
    /// The source that it is of; nil for an id of the archive.
    let source: String?
    let row: Int32
  }

  private(set) var ids: [ID] = []
  private let emails = TextPool()
  /// For each text of `emails` its first row.
  private let emailRow = Vector<Int32>()
  private var hashes: [[UInt8]: Int32] = [:]
  let position = RowPositions()
  var lineage = Lineage()

  /// Rows that name somebody.
  private(set) var count = 0

  /// Takes a row; its parts are empty where it does not have them.
  ///
  /// - Parameter key: of the e-mail.
  func append(id: Bytes, source: String?, key: [UInt8], hash: [UInt8], place: RecordPlace) {
    let row = Int32(truncatingIfNeeded: count)
    count += 1
    position.append(place)
    if !id.isEmpty { ids.append(ID(text: Array(id), source: source, row: row)) }
    if !key.isEmpty, key.withUnsafeBufferPointer({ emails.number($0) }).isNew { emailRow.append(row) }
    if !hash.isEmpty, hashes[hash] == nil { hashes[hash] = row }
  }

  /// The row that has an e-mail's key, or its SHA-256.
  ///
  /// - Complexity: O(length).
  func row(ofKey key: [UInt8]) -> Int32? {
    if key.isEmpty { return nil }
    if let number = key.withUnsafeBufferPointer({ emails.find($0) }) { return emailRow[Int(number)] }
    return hashes.isEmpty ? nil : hashes[Array(SHA256.hash(data: key))]
  }

  /// The row of the first address in a text that the list has.
  ///
  /// - Complexity: O(length).
  func row(ofAddressIn text: Bytes) -> Int32? { AddressSearch.first(in: text) { row(ofKey: $0) } }

  /// The e-mails' keys, each with its row.
  var keys: [(key: [UInt8], row: Int32)] {
    (0..<emailRow.count).map { (Array(emails[Int32(truncatingIfNeeded: $0)]), emailRow[$0]) }
  }
}

/// A text of the archive that names somebody of that list.
struct ErasedMention: Sendable, Codable {
  /// The number of the record type in the schema, that of the field among its core and custom ones, and the row in its table.
  var type: Int
  var field: Int
  var row: Int
  /// The row of `ErasedPeople`.
  var person: Int32
}

extension Facts {
  /// The ids that people of the list have in the archive, each with its row of the list.
  ///
  /// - Complexity: O(accounts + list).
  var erasedIDs: [Int64: Int32] {
    guard let erased else { return [:] }
    var ids: [Int64: Int32] = [:]
    func note(_ id: Int64?, _ row: Int32) {
      if let id, ids[id] == nil { ids[id] = row }
    }
    let names = Set((plan.chats.map(\.userIDs) + [plan.listIDs]).compactMap(\.numbering))
    for id in erased.ids {
      let row = id.row
      id.text.withUnsafeBufferPointer { text in
        guard let source = id.source else {
          note(integer(text), row)
          for name in names { note(NumberedTexts.likelyNumber(of: text, by: name), row) }
          return
        }
        note(archiveID(of: text, inSource: source), row)
      }
    }
    // An alias of somebody is somebody, too.
    let keys = erased.keys.map { (rows.aliases.resolve($0.key), $0.row) }
    let resolved = Dictionary(keys) { first, _ in first }
    let accounts = rows.accounts
    for account in 0..<accounts.count where accounts.email[account] >= 0 {
      let key = emailKey(accounts.texts[accounts.email[account]])
      guard let row = erased.row(ofKey: key) ?? resolved[rows.aliases.resolve(key)] else { continue }
      note(people.id[Int(people.personOfAccount[account])], row)
    }
    return ids
  }

  /// The id in the archive of a person whom a source has under an id.
  private func archiveID(of text: Bytes, inSource name: String) -> Int64? {
    func number(_ rule: IDRule, unchanged: Bool) -> Int64? {
      if let numbering = rule.numbering { return NumberedTexts.likelyNumber(of: text, by: numbering) }
      return integer(text).flatMap { unchanged ? $0 : rule.id($0) }
    }
    if let chat = plan.chats.firstIndex(where: { $0.source.name == name }) {
      // Whom no row of the chat names has no id of it.
      return number(plan.chats[chat].userIDs, unchanged: true).flatMap { rows.accounts.find($0, chat) }
        .map { people.id[Int(people.personOfAccount[Int($0)])] }
    }
    if plan.recordMaps(.users).contains(where: { $0.source.name == name }) {
      guard let number = number(plan.listIDs, unchanged: false) else { return nil }
      return rows.accounts.find(number, rows.accounts.listSystem)
        .map { people.id[Int(people.personOfAccount[Int($0)])] } ?? number
    }
    // A ticketing id is the archive's.
    return integer(text)
  }

  /// Where a row of the list is.
  func place(ofErased row: Int32) -> ExportPlace? {
    guard let erased else { return nil }
    return feeds.place(erased.lineage.place(of: Int(row)), erased.position[Int(row)])
  }
}

extension IDRule {
  /// The name of the numbering of ids that are texts.
  fileprivate var numbering: String? {
    if case .text(let name) = self { return name }
    return nil
  }
}
