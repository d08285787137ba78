import Exports
import Plan

/// The accepted rows of all exports, as they were read.
struct ExportRows: Sendable {
  let layouts: FieldLayouts
  /// The first of the systems after those of the chats: of the sources of which one row is one record, each is one, and all
  /// have their ids in common.
  let ticketingSystem: Int
  let comments: CommentRows
  let tickets: TicketReadings
  let ticketRecords = TicketRecords()
  let declaredComments: DeclaredComments
  let accounts: Accounts
  /// The list of the ticketing tool's users.
  let ticketing: TicketingTable
  let aliases = Aliases()
  /// The lists of people.
  let people: PersonRows
  /// The ids of authors and requesters of records that are not of a chat.
  let ticketingPeople = IDNumbers(from: 0)
  /// The ids that are texts.
  let texts = NumberedTexts()
  /// The records of the types that are not core ones, by their mappings.
  let records: [String: RecordRows]
  /// The declared tables, in the order of the plan.
  let tables: [RecordRows]
  /// The rows whose keys the sheet of decisions names; nil without a sheet.
  let watched: WatchedRows?
  /// The name of the source of the ticketing users.
  let ticketingName: String
  let inspection: TextInspection
  private let keepsLast: Bool

  /// - Parameters:
  ///   - findsContent: whether a rule asks for sensitive content.
  ///   - isReplayed: whether records come from facts files.
  init(_ plan: Plan, _ sheet: FilledSheet? = nil, findsContent: Bool = false, isReplayed: Bool = false) {
    watched = sheet.map { WatchedRows($0, plan) }
    ticketingName = plan.ticketing?.source.name ?? ""
    inspection = TextInspection(
      scanner: TextScanner(legacyHosts: plan.legacyHosts), findsContent: findsContent,
      isReplayed: isReplayed,
      // Sides of conflicts are known by all of their texts; pages have the ids in their names that they are fetched for.
      keptColumns: plan.decisions == nil ? Set(plan.sources.compactMap { $0.fetch?.forEach?.key }) : nil)
    let keepsLast = plan.conflicts == .last
    let layouts = FieldLayouts(plan)
    self.layouts = layouts
    ticketingSystem = plan.chats.count
    comments = CommentRows(layouts[.comments])
    tickets = TicketReadings(layouts[.tickets])
    declaredComments = DeclaredComments(keepsLast: keepsLast)
    accounts = Accounts(
      chats: plan.chats.count, keepsLast: keepsLast, fields: layouts[.users], aliases,
      watched: watched)
    people = PersonRows(chats: plan.chats.count, fields: layouts[.users].columns.count)
    self.keepsLast = keepsLast
    ticketing = TicketingTable(keepsLast: keepsLast, aliases)
    let maps = plan.records.filter { !$0.type.isCore }
    records = Dictionary(
      uniqueKeysWithValues: maps.map { ($0.type.name, RecordRows(columns: layouts[$0.type].columns.count)) })
    tables = plan.tables.map { RecordRows(columns: $0.columns.count - 1) }
  }

  /// To be called when all chats and lists are read, where there are lists.
  func enterPeople() { people.enter(into: accounts, keepsLast: keepsLast, watched) }

  /// The system that tells of an account first, as the custom fields of users have their columns.
  func system(ofAccount account: Int) -> Int {
    accounts.isListed(account)
      ? people.systems.system(of: Int(accounts.firstAuthorRow[account]))
      : accounts.systems.system(of: account)
  }

  /// The person `id` whom a record that is not of a chat names, in the numbers of accounts; to be asked for once all chats
  /// and lists are read.
  func ticketingPerson(_ id: Int64) -> Int32 {
    Int32(truncatingIfNeeded: accounts.count) + ticketingPeople.number(id).number
  }
}
