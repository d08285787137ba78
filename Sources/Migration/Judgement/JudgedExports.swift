import Exports
import Plan

/// The exports as pass 1 leaves them, with everything decided that can be decided before a body is read again.
struct JudgedExports: Sendable {
  let plan: Plan
  let sources: SourceExports
  let chat: ChatIndex
  let ticketing: TicketingIndex
  let people: People
  let judgement: Judgement
  let records: FurtherRecords
  let collisions: Collisions

  /// Reads each export once.
  ///
  /// - Parameter progress: is told of each piece that is read, from any thread; what it throws ends the
  ///   reading.
  /// - Throws: `ExportError` for an export that can't be read, and what `progress` throws.
  init(
    _ plan: Plan, _ sources: SourceExports, progress: @escaping @Sendable (_ byteCount: Int) throws -> Void
  ) throws {
    self.plan = plan
    self.sources = sources
    let chat = try ChatIndex(sources.chat, plan: plan, progress: progress)
    let ticketing = try sources.ticketing.map {
      try TicketingIndex($0, plan: plan, identities: chat.identities, progress: progress)
    }
    self.chat = chat
    self.ticketing = ticketing ?? TicketingIndex()
    people = People(chat.identities, self.ticketing, plan: plan)
    judgement = Judgement(chat, people, self.ticketing, plan: plan)
    records = try FurtherRecords(plan, sources, self.ticketing, digest: chat.digest, progress: progress)
    collisions = Collisions(chat, judgement, records, policy: plan.conflicts)
  }

  /// The first export without a usable row: there is nothing to migrate, or nobody to recognise.
  var emptyExport: Export? {
    if chat.rows.count == 0 { return sources.chat }
    if ticketing.usableRows == 0, let export = sources.ticketing { return export }
    return records.all.first { $0.index.rows.count == 0 }?.index.export
  }

  /// Whether the plan has to decide something that the exports leave open.
  var hasConflicts: Bool {
    judgement.hasConflicts || records.all.contains { $0.judgement.conflicts.total > 0 }
  }

  /// `file:line` of a chat row.
  func chatLine(_ line: SourceLine) -> String { line.text(in: sources.chat.files) }

  /// `file:line` of a ticketing row.
  func ticketingLine(_ line: SourceLine) -> String { line.text(in: sources.ticketing?.files ?? []) }
}
