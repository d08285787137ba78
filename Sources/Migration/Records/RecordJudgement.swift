import Exports
import Plan

/// What becomes of every accepted record of one source: which one is kept for each id, and which contradict each
/// other.
struct RecordJudgement: Sendable {
  /// Numbers of the kept records, in the order of the first records of their ids.
  private(set) var kept: [UInt32] = []
  /// Later records that say the same as the kept one of their id, in one file.
  private(set) var exactDuplicates = 0
  /// The same where the two stand in different files.
  private(set) var stageOverlaps = 0
  private(set) var contradictingRows = 0
  /// Ids, by their first record, of which records contradict each other.
  private(set) var conflicts = Evidence<UInt32>()
  /// Kept records whose author or requester is no ticketing user.
  private(set) var strangers = Evidence<UInt32>()

  /// - Parameter ticketing: who the people of the records must be; nil where they have none.
  init(_ index: RecordIndex, _ ticketing: TicketingIndex?, policy: ConflictPolicy) {
    var conflicting: Set<Int> = []
    for number in 0..<index.rows.count {
      let keptNumber = index.rows.kept(for: number, policy: policy)
      if index.isFirst(number) { kept.append(UInt32(truncatingIfNeeded: keptNumber)) }
      let (row, keptRow) = (index.rows[number], index.rows[keptNumber])
      if keptNumber == number {
        if let ticketing, !ticketing.ids.contains(row.personID) {
          strangers.add(UInt32(truncatingIfNeeded: number))
        }
      } else if row.meaning != keptRow.meaning {
        contradictingRows += 1
        let first = index.rows.first(of: number)
        if conflicting.insert(first).inserted { conflicts.add(UInt32(truncatingIfNeeded: first)) }
      } else if row.file == keptRow.file {
        exactDuplicates += 1
      } else {
        stageOverlaps += 1
      }
    }
  }
}

/// One source of records with everything decided.
struct JudgedRecords: Sendable {
  let index: RecordIndex
  let judgement: RecordJudgement

  /// The kept records in their order.
  var kept: [UInt32] { judgement.kept }
}

/// The records beside those of the chat; nil where the plan maps none.
struct FurtherRecords: Sendable {
  private(set) var organizations: JudgedRecords?
  private(set) var tickets: JudgedRecords?
  private(set) var comments: JudgedRecords?

  /// Reads each of their exports once.
  init(
    _ plan: Plan, _ sources: SourceExports, _ ticketing: TicketingIndex, digest: Digest,
    progress: @escaping (_ byteCount: Int) throws -> Void
  ) throws {
    func judge(
      _ map: RecordMap, _ export: Export, of tickets: RecordIndex? = nil, people: TicketingIndex? = nil
    ) throws -> JudgedRecords {
      let index = try RecordIndex(map, export, of: tickets, digest: digest, progress: progress)
      return JudgedRecords(index: index, judgement: RecordJudgement(index, people, policy: plan.conflicts))
    }
    if let map = plan.organizations, let export = sources.organizations {
      organizations = try judge(RecordMap(map, digest: digest), export)
    }
    guard let maps = plan.ticketingRecords, let export = sources.ticketingTickets else { return }
    tickets = try judge(RecordMap(maps.tickets, digest: digest), export, people: ticketing)
    guard let map = maps.comments, let export = sources.ticketingComments else { return }
    comments = try judge(
      RecordMap(map, ticketIDs: maps.tickets.ids, digest: digest), export, of: tickets?.index,
      people: ticketing)
  }

  /// In the order of the balance.
  var all: [JudgedRecords] { [comments, tickets, organizations].compactMap(\.self) }
}
