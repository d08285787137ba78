import Exports
import Plan

/// What becomes of every accepted record of one source: which one is kept for each id, and which contradict each
/// other.
struct RecordJudgement: Sendable {
  /// Numbers of the kept records, in the order of the first records of their ids.
  private(set) var kept: [UInt32] = []
  /// Later records that say the same as the kept one of their id, in one file.
  private(set) var exactDuplicates = 0
  /// The same where the two are in different files.
  private(set) var stageOverlaps = 0
  private(set) var contradictingRows = 0
  /// Ids, by their first record, of which records contradict each other.
  private(set) var conflicts = Evidence<UInt32>()
  /// Kept records whose author or requester is not a ticketing user.
  private(set) var strangers = Evidence<UInt32>()

  /// - Parameter ticketing: who the people of the records must be.
  init(_ index: RecordIndex, _ ticketing: TicketingIndex, policy: ConflictPolicy) {
    var conflicting: Set<Int> = []
    for number in 0..<index.rows.count {
      let keptNumber = index.rows.kept(for: number, policy: policy)
      if index.isFirst(number) { kept.append(UInt32(truncatingIfNeeded: keptNumber)) }
      let (row, keptRow) = (index.rows[number], index.rows[keptNumber])
      if keptNumber == number {
        if index.map.person != nil, !ticketing.ids.contains(row.personID) {
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

extension [JudgedRecords] {
  /// The records of a type; nil where the plan maps none.
  subscript(type: RecordType) -> JudgedRecords? { first { $0.index.map.type.name == type.name } }

  /// Those that belong to a ticket before the tickets.
  var inOrderOfBalance: [JudgedRecords] {
    filter { $0.index.map.ticket != nil } + filter { $0.index.map.ticket == nil }
  }
}
