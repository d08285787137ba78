import Plan

/// The accepted rows of all exports, as they were read.
struct ExportRows: Sendable {
  let layouts: FieldLayouts
  /// The number of the ticketing tool among the systems: after those of the chats.
  let ticketingSystem: Int
  let comments: CommentRows
  let tickets: TicketReadings
  let ticketRecords = TicketRecords()
  let accounts: Accounts
  /// The list of the ticketing tool's users.
  let ticketing: TicketingTable
  /// The ids of authors and requesters of the ticketing tool's records.
  let ticketingPeople = IDNumbers(from: 0)
  /// The ids that are texts.
  let texts = NumberedTexts()
  /// The records of the types that are not core ones, by their mappings.
  let records: [String: RecordRows]
  /// The declared tables, in the order of the plan.
  let tables: [RecordRows]

  init(_ plan: Plan) {
    let keepsLast = plan.conflicts == .last
    let layouts = FieldLayouts(plan)
    self.layouts = layouts
    ticketingSystem = plan.chats.count
    comments = CommentRows(layouts[.comments])
    tickets = TicketReadings(layouts[.tickets])
    accounts = Accounts(keepsLast: keepsLast, fields: layouts[.users])
    ticketing = TicketingTable(keepsLast: keepsLast)
    let maps = plan.records.filter { !$0.type.isCore }
    records = Dictionary(
      uniqueKeysWithValues: maps.map { ($0.type.name, RecordRows(columns: layouts[$0.type].columns.count)) })
    tables = plan.tables.map { RecordRows(columns: $0.columns.count - 1) }
  }

  /// The ticketing user `id`, in the numbers of accounts; to be asked for once all chats are read.
  func ticketingPerson(_ id: Int64) -> Int32 {
    Int32(truncatingIfNeeded: accounts.count) + ticketingPeople.number(id).number
  }
}
