import Crypto
import Exports
import Plan

/// The people of whom nothing may be in the archive, as `must-not-arrive` of the plan lists them.
struct ErasureList: Sendable {
  /// An id of the list.
  struct ID: Sendable {
    let text: [UInt8]
    /// The source that it is of; nil for an id of the archive.
    let source: String?
    let place: RecordPlace
  }

  /// A row that can't tell who is meant.
  struct Mistake: Sendable {
    let place: RecordPlace
    let sentence: String
  }

  let export: Export
  private(set) var ids: [ID] = []
  private(set) var emails: [[UInt8]: RecordPlace] = [:]
  private var hashes: [[UInt8]: RecordPlace] = [:]
  private(set) var malformed = Evidence<ExportProblem>()
  private(set) var mistakes = Evidence<Mistake>()
  /// Why it names nobody at all; nil where it does.
  private(set) var trouble: String?

  /// Reads the list once.
  ///
  /// - Throws: `ExportError`, and what `progress` throws.
  init(_ ledger: ErasureLedger, _ plan: Plan, progress: @escaping (_ byteCount: Int) throws -> Void) throws {
    export = try Export(ledger.source, relativeTo: plan.directory)
    let names = try export.shape(ofFile: 0).columns
    let columns = ErasureLedger.Column.allCases.filter { names.contains($0.rawValue) }
    guard columns.contains(where: { $0 != .source }) else {
      trouble =
        "\(export.files[0].name): expected a column 'id', 'email' or 'sha256' in the list of people who must not arrive"
      return
    }
    let nullWords = (ledger.source.nullWords ?? plan.nullWords).map { Array($0.utf8) }
    let filter = ledger.source.filter.map(RowFilter.init)
    var count = 0
    _ = try export.read(
      columns: columns.map { WantedColumn($0.rawValue, absence: .usual) }
        + (filter.map { [WantedColumn(filter: $0.comparison)] } ?? []),
      tap: ReadTap(bytes: { try progress($1.count) }), problem: { malformed.add($0) },
      receive: { block in
        for record in 0..<block.count {
          if let filter, !filter.means(block[record, columns.count]) { continue }
          func text(_ column: ErasureLedger.Column) -> [UInt8] {
            guard let index = columns.firstIndex(of: column) else { return [] }
            let text = Array(block[record, index])
            return nullWords.contains(text) ? [] : text
          }
          let place = block.places[record]
          count += 1
          let row = (id: text(.id), email: text(.email), hash: text(.sha256), source: text(.source))
          if let mistake = add(row, place, plan) { mistakes.add(Mistake(place: place, sentence: mistake)) }
        }
      })
    if count == 0, malformed.total == 0, !ledger.source.mayBeEmpty {
      trouble =
        "\(export.files[0].name): the list of people who must not arrive has no row; check it, or give it as "
        + "'must-not-arrive: {path: …, may-be-empty: true}'"
    }
  }

  /// Takes a row, or says what is wrong with it.
  private mutating func add(
    _ row: (id: [UInt8], email: [UInt8], hash: [UInt8], source: [UInt8]), _ place: RecordPlace, _ plan: Plan
  ) -> String? {
    if row.id.isEmpty, row.email.isEmpty, row.hash.isEmpty {
      return "it names nobody; give an id, email or sha256"
    }
    guard
      [row.id, row.email, row.hash, row.source].allSatisfy({ String(validating: $0, as: UTF8.self) != nil })
    else {
      return "it is not valid UTF-8; export the list again as UTF-8"
    }
    let source = String(decoding: row.source, as: UTF8.self)
    if !source.isEmpty, !plan.sources.contains(where: { $0.name == source }) {
      return "source must be the name of a source of the plan; correct it"
    }
    var key: [UInt8] = []
    row.email.withUnsafeBufferPointer { EmailKey.fold($0, into: &key) }
    if !row.email.isEmpty, !EmailAddress.isOne(key) { return "email must be an address; correct it" }
    let hash = Self.bytes(ofHexadecimal: row.hash)
    if !row.hash.isEmpty, hash == nil { return "sha256 must be 64 hexadecimal digits; correct it" }
    if !row.id.isEmpty { ids.append(ID(text: row.id, source: source.isEmpty ? nil : source, place: place)) }
    if !key.isEmpty, emails[key] == nil { emails[key] = place }
    if let hash, hashes[hash] == nil { hashes[hash] = place }
    return nil
  }

  private static func bytes(ofHexadecimal text: [UInt8]) -> [UInt8]? {
    let digits = text.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    guard text.count == 64, digits.count == 64 else { return nil }
    return (0..<32).map { UInt8(digits[2 * $0] * 16 + digits[2 * $0 + 1]) }
  }

  /// The line that has the key of an e-mail, or its SHA-256.
  func place(ofKey key: [UInt8]) -> RecordPlace? {
    if key.isEmpty { return nil }
    return emails[key] ?? (hashes.isEmpty ? nil : hashes[Array(SHA256.hash(data: key))])
  }
}

extension JudgedExports {
  /// Those of the list whom the archive would have as users, authors or requesters, by their ids in it, with their lines of
  /// the list.
  ///
  /// - Complexity: O(people + list), and O(records) of the tickets and comments that are not of a chat.
  func peopleWhoMustNotArrive(_ list: ErasureList) -> Evidence<(id: Int64, place: RecordPlace)> {
    var places: [Int64: RecordPlace] = [:]
    func note(_ id: Int64?, _ place: RecordPlace) {
      if let id, places[id] == nil { places[id] = place }
    }
    for id in list.ids { archiveIDs(of: id).forEach { note($0, id.place) } }
    var resolved: [[UInt8]: RecordPlace] = [:]
    for (email, place) in list.emails {
      var key = email
      aliases.resolve(&key)
      resolved[key] = place
    }
    var key: [UInt8] = []
    for sighting in chat.identities.sightings {
      chat.identities.texts.with(sighting.email) { EmailKey.fold($0, into: &key) }
      var known = list.place(ofKey: key)
      aliases.resolve(&key)
      known = known ?? resolved[key]
      // An e-mail that does not count for its chat id tells of somebody all the same.
      if let known { note(people.writtenID(of: sighting.chatID), known) }
    }
    var found = Evidence<(id: Int64, place: RecordPlace)>()
    if places.isEmpty { return found }
    for id in archivePeople.sorted() {
      if let place = places[id] { found.add((id, place)) }
    }
    return found
  }

  /// The ids of all people whom the archive would have or name.
  private var archivePeople: Set<Int64> {
    var ids: Set<Int64> = []
    for (number, person) in people.persons.enumerated() where judgement.isUsed[number] {
      ids.insert(person.id)
    }
    for (number, isNamed) in judgement.isNamed.enumerated() where isNamed {
      ids.insert(people.writtenIDs[number])
    }
    for records in records where records.index.feeds.contains(where: { $0.map.person != nil }) {
      for row in records.judgement.kept {
        let id = records.index.rows[Int(row)].personID
        ids.insert(people.writtenID(ofReference: id, system: plan.chats.count, in: chat.identities))
      }
    }
    return ids
  }

  /// The ids that an id of the list may be in the archive.
  private func archiveIDs(of id: ErasureList.ID) -> [Int64] {
    func number(_ rule: IDRule) -> Int64? {
      id.text.withUnsafeBufferPointer { text in
        if case .text(let name) = rule { return TextIDs.likelyNumber(of: text, by: name) }
        return Int64(decimal: text)
      }
    }
    guard let source = id.source else {
      let rules = (plan.chats.map(\.userIDs) + [plan.listIDs]).filter(\.isOfTexts)
      return ([.same] + rules).compactMap(number)
    }
    if let system = plan.chats.firstIndex(where: { $0.source.name == source }) {
      // Whom no row of the chat names has no id of it.
      let chatID = number(plan.chats[system].userIDs).flatMap { chat.identities.find(chatID: $0, of: system) }
      return [chatID.map { people.writtenID(of: $0) }].compactMap(\.self)
    }
    if plan.recordMaps(.users).contains(where: { $0.source.name == source }) {
      let rule = plan.listIDs
      guard let given = number(rule), let number = rule.isOfTexts ? given : rule(given) else { return [] }
      return [people.writtenID(ofReference: number, system: plan.chats.count, in: chat.identities)]
    }
    return [number(.same)].compactMap(\.self)
  }
}
