import Exports
import Plan

/// Both exports as pass 1 leaves them, with everything decided that can be decided before a body is read
/// again.
struct JudgedExports: Sendable {
  let plan: Plan
  let chatExport: Export
  let ticketingExport: Export?
  let chat: ChatIndex
  let ticketing: TicketingIndex
  let people: People
  let judgement: Judgement

  /// Reads each export once.
  ///
  /// - Parameter progress: is told of each piece that is read, from any thread; what it throws ends the
  ///   reading.
  /// - Throws: `ExportError` for an export that can't be read, and what `progress` throws.
  init(
    _ plan: Plan, chat chatExport: Export, ticketing ticketingExport: Export?,
    progress: @escaping @Sendable (_ byteCount: Int) throws -> Void
  ) throws {
    self.plan = plan
    self.chatExport = chatExport
    self.ticketingExport = ticketingExport
    let chat = try ChatIndex(chatExport, plan: plan, progress: progress)
    let ticketing = try ticketingExport.map {
      try TicketingIndex($0, plan: plan, identities: chat.identities, progress: progress)
    }
    self.chat = chat
    self.ticketing = ticketing ?? TicketingIndex()
    people = People(chat.identities, self.ticketing, plan: plan)
    judgement = Judgement(chat, people, self.ticketing, plan: plan)
  }

  /// The first export without a usable row: there is nothing to migrate, or nobody to recognise.
  var emptyExport: Export? {
    if chat.rows.count == 0 { return chatExport }
    return ticketing.usableRows == 0 ? ticketingExport : nil
  }

  /// `file:line` of a chat row.
  func chatLine(_ line: SourceLine) -> String { line.text(in: chatExport.files) }

  /// `file:line` of a ticketing row.
  func ticketingLine(_ line: SourceLine) -> String { line.text(in: ticketingExport?.files ?? []) }
}
