import Exports
import Plan

/// What pass 1 says of one chat export apart from the others: its columns, what was left out, and which rows, tickets
/// and chat ids of the index are its own.
struct ChatFeed: Sendable {
  let plan: ChatMap
  let map: ChatColumnMap
  let export: Export
  /// As messages and the balance name its records: `tickets` of the first chat, `tickets of whatsapp` of a further one.
  private let suffix: String
  var rows: Range<Int>
  var tickets: Range<Int>
  var chatIDs: Range<Int>
  /// What the rows say in custom fields of comments; empty where none is mapped.
  var commentFields: FieldSummaries
  /// For each row in which columns it loses something; empty where the plan states no losses.
  var losses = Chunked<UInt64>()
  /// Records of the export, malformed ones included.
  var recordCount = 0
  var rejected = RejectedRows()
  var malformed = Evidence<ExportProblem>()
  /// What some files lack, in sentences.
  var absences: [String] = []
  /// Ids that rejected rows have: they are accounted for if no accepted row has them.
  var rejectedTicketIDs: Set<Int64> = []
  var rejectedChatIDs: Set<Int64> = []
  /// What tickets say of the number of their comments.
  var declared = DeclaredComments()

  init(_ number: Int, _ export: Export, in plan: Plan, after index: ChatIndex) {
    self.plan = plan.chats[number]
    self.export = export
    map = ChatColumnMap(plan.chats[number], in: plan, texts: index.texts, digest: index.digest)
    suffix = number == 0 ? "" : " of \(export.source.name)"
    rows = index.rows.count..<index.rows.count
    tickets = index.conversations.tickets.count..<index.conversations.tickets.count
    chatIDs = index.identities.chatIDs.count..<index.identities.chatIDs.count
    commentFields = FieldSummaries(ofChat: number, from: index.rows.count)
  }

  func name(of type: RecordType) -> String { type.name + suffix }

  /// In which columns a row of the index loses something.
  func losses(ofRow row: Int) -> UInt64 { losses.count == 0 ? 0 : losses[row - rows.lowerBound] }

  mutating func reject(_ row: ChatRows.Rejected) {
    rejected.add(row.row, because: row.reason)
    if let id = row.ticketID { rejectedTicketIDs.insert(id) }
    rejectedChatIDs.formUnion(row.chatIDs)
    if let comment = row.comment { declared.reject(comment) }
  }
}
