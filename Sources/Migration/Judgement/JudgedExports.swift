import Exports
import Plan

/// The exports as pass 1 leaves them, with everything decided that can be decided before a body is read again.
struct JudgedExports: Sendable {
  let plan: Plan
  let sources: SourceExports
  /// The rows of all chats.
  let chat: ChatIndex
  /// The ids that are texts.
  let texts: TextIDs
  let aliases: Aliases
  /// The people of whom nothing may be in the archive; nil where the plan has no list of them.
  let erased: ErasureList?
  let ticketing: TicketingIndex
  let people: People
  let judgement: Judgement
  /// People first, then tickets before their comments, then the other types in the order of the schema.
  let records: [JudgedRecords]
  let collisions: Collisions
  let decisions: Decisions
  /// Which rows of the chats' comments count.
  let keptComments: KeepRule

  /// Reads each export once.
  ///
  /// - Parameters:
  ///   - rowLimit: the most rows that are taken of one kind of export.
  ///   - sheet: what people decided.
  ///   - progress: is called for each piece that is read, from any thread; what it throws ends the reading.
  /// - Throws: `ExportError` for an export that can't be read, and what `progress` throws.
  init(
    _ plan: Plan, _ sources: SourceExports, rowLimit: Int = HashIndex.capacity,
    sheet: DecisionSheet = DecisionSheet(),
    progress: @escaping @Sendable (_ byteCount: Int) throws -> Void
  ) throws {
    self.plan = plan
    self.sources = sources
    let texts = TextIDs()
    self.texts = texts
    let digest = Digest()
    var aliases = Aliases()
    if let list = plan.aliases, let export = sources.aliases {
      aliases = try Aliases(export, list, digest: digest, progress: progress)
    }
    self.aliases = aliases
    erased = try plan.erasureLedger.map { try ErasureList($0, plan, progress: progress) }
    var chat = try ChatIndex(
      sources.chats, plan: plan, texts: texts, aliases: aliases, digest: digest, rowLimit: rowLimit,
      progress: progress)
    let reader = RecordReader(
      plan: plan, sources: sources, texts: texts, digest: digest, rowLimit: rowLimit, progress: progress)
    var decisions = Decisions(sheet)
    let people = try reader.read(.users, of: nil).map {
      JudgedRecords(
        $0, by: KeepRule(policy: plan.conflicts, decided: try decisions.decide($0)), isKnown: { _ in true })
    }
    try decisions.decide(&chat)
    if let people { chat.add(people) }
    var ticketing = TicketingIndex()
    if let list = plan.ticketing, let export = sources.ticketing {
      ticketing = try TicketingIndex(
        export, list, plan: plan, identities: chat.identities, progress: progress)
    }
    if let export = sources.ticketing {
      decisions.decide(ticketing, chat.identities, in: export.source.name)
    }
    self.chat = chat
    self.ticketing = ticketing
    keptComments = KeepRule(policy: plan.conflicts, decided: decisions.comments)
    self.people = People(chat.identities, ticketing, plan: plan, decided: decisions.ticketingUsers)
    judgement = Judgement(chat, self.people, ticketing, plan: plan, decisions, keptComments)
    var records = [people].compactMap(\.self)
    let (identities, lists) = (chat.identities, plan.chats.count)
    for type in plan.schema where type != .users {
      guard let index = try reader.read(type, of: records[.tickets]?.index) else { continue }
      let ids = ticketing.ids
      records.append(
        JudgedRecords(
          index, by: KeepRule(policy: plan.conflicts, decided: try decisions.decide(index)),
          isKnown: { people == nil ? ids.contains($0) : identities.find(chatID: $0, of: lists) != nil }))
    }
    self.records = records
    texts.complete()
    collisions = Collisions(chat, judgement, records, by: keptComments)
    self.decisions = decisions
  }

  /// The first export without an accepted row that may not be so, in a sentence: there is nothing to migrate, or nobody to
  /// recognise.
  var emptyExport: String? {
    if let trouble = erased?.trouble { return trouble }
    if let feed = chat.feeds.first(where: { $0.rows.isEmpty && !$0.export.source.mayBeEmpty }) {
      return Self.sentence(feed.export, feed.rejected, feed.map.columns)
    }
    if ticketing.usableRows == 0, let export = sources.ticketing, !export.source.mayBeEmpty {
      return Self.sentence(export, ticketing.rejected, ticketing.columns)
    }
    return records.inOrderOfBalance.lazy.flatMap(\.index.feeds)
      .first { $0.rows.isEmpty && !$0.export.source.mayBeEmpty }
      .map { Self.sentence($0.export, $0.rejected, $0.map.columns) }
  }

  private static func sentence(
    _ export: Export, _ rejected: RejectedRows, _ columns: MappedColumns
  ) -> String {
    let reasons = rejected.inOrder.map { "\($0.rows.total) \(columns.text($0.reason))" }
    let rows = reasons.isEmpty ? "" : " (\(reasons.joined(separator: ", ")))"
    return "\(export.files[0].name): '\(export.source.name)' has no accepted row\(rows); check the export, "
      + "or say 'may-be-empty: true' of the source in the plan"
  }

  /// Whether the plan has to decide something that the exports leave open.
  var hasConflicts: Bool {
    judgement.hasConflicts || records.contains { $0.judgement.conflicts.total > 0 }
  }

  /// `file:line` of what is told of a chat id in a row: of a chat, or of a list of people.
  func lineText(ofRow row: UInt32, tellingOf chatID: UInt32) -> String {
    if chat.identities.system(of: chatID) < chat.feeds.count { return chat.lineText(of: Int(row)) }
    return records[.users]?.index.lineText(of: Int(row)) ?? ""
  }

  /// The export that tells of a chat id first.
  func sourceName(ofChatID chatID: UInt32) -> String {
    let system = chat.identities.system(of: chatID)
    if system < chat.feeds.count { return chat.feeds[system].export.source.name }
    guard let index = records[.users]?.index,
      let sighting = chat.identities.chatIDs[Int(chatID)].firstSighting
    else { return "" }
    return index.feeds[index.feed(of: Int(chat.identities.sightings[Int(sighting)].row))].export.source.name
  }

  /// `file:line` of a ticketing row.
  func ticketingLine(_ place: RecordPlace) -> String { sources.ticketing?.text(of: place) ?? "" }
}

/// Reads the sources of one record type after the other.
private struct RecordReader {
  let plan: Plan
  let sources: SourceExports
  let texts: TextIDs
  let digest: Digest
  let rowLimit: Int
  let progress: @Sendable (_ byteCount: Int) throws -> Void

  /// The records of a type; nil where the plan maps none.
  ///
  /// - Parameter tickets: what records that belong to a ticket must belong to.
  func read(_ type: RecordType, of tickets: RecordIndex?) throws -> RecordIndex? {
    let mapped = zip(plan.records, sources.records).filter { $0.0.type.name == type.name }
    guard !mapped.isEmpty else { return nil }
    var index = RecordIndex(type, policy: plan.conflicts, digest: digest, rowLimit: rowLimit)
    for (map, export) in mapped {
      try index.read(
        RecordColumnMap(map, in: plan, texts: texts, digest: digest), export, of: tickets, progress: progress)
    }
    return index
  }
}
