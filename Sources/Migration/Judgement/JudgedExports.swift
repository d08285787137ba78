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
  let ticketing: TicketingIndex
  let people: People
  let judgement: Judgement
  /// In the order of the plan.
  let records: [JudgedRecords]
  let collisions: Collisions

  /// Reads each export once.
  ///
  /// - Parameters:
  ///   - rowLimit: the most rows that are taken of one kind of export.
  ///   - progress: is called for each piece that is read, from any thread; what it throws ends the reading.
  /// - Throws: `ExportError` for an export that can't be read, and what `progress` throws.
  init(
    _ plan: Plan, _ sources: SourceExports, rowLimit: Int = HashIndex.capacity,
    progress: @escaping @Sendable (_ byteCount: Int) throws -> Void
  ) throws {
    self.plan = plan
    self.sources = sources
    let texts = TextIDs()
    self.texts = texts
    let chat = try ChatIndex(
      sources.chats, plan: plan, texts: texts, rowLimit: rowLimit, progress: progress)
    var ticketing = TicketingIndex()
    if let list = plan.ticketing, let export = sources.ticketing {
      ticketing = try TicketingIndex(
        export, list, plan: plan, identities: chat.identities, progress: progress)
    }
    self.chat = chat
    self.ticketing = ticketing
    people = People(chat.identities, ticketing, plan: plan)
    judgement = Judgement(chat, people, ticketing, plan: plan)
    var records: [JudgedRecords] = []
    for (map, export) in zip(plan.records, sources.records) {
      let index = try RecordIndex(
        RecordColumnMap(map, in: plan, texts: texts, digest: chat.digest), export,
        of: records[.tickets]?.index,
        digest: chat.digest, rowLimit: rowLimit, progress: progress)
      records.append(
        JudgedRecords(index: index, judgement: RecordJudgement(index, ticketing, policy: plan.conflicts)))
    }
    self.records = records
    texts.complete()
    collisions = Collisions(chat, judgement, records, policy: plan.conflicts)
  }

  /// The first export without an accepted row: there is nothing to migrate, or nobody to recognise.
  var emptyExport: Export? {
    if let feed = chat.feeds.first(where: \.rows.isEmpty) { return feed.export }
    if ticketing.usableRows == 0, let export = sources.ticketing { return export }
    return records.inOrderOfBalance.first { $0.index.rows.count == 0 }?.index.export
  }

  /// Whether the plan has to decide something that the exports leave open.
  var hasConflicts: Bool {
    judgement.hasConflicts || records.contains { $0.judgement.conflicts.total > 0 }
  }

  /// `file:line` of a ticketing row.
  func ticketingLine(_ line: SourceLine) -> String { line.text(in: sources.ticketing?.files ?? []) }
}
