import Exports
import Plan

/// What becomes of every accepted record of one type: which one is kept for each id, and which contradict each other.
struct RecordJudgement: Sendable {
  /// The records of a source that are not the kept ones of their ids.
  struct Duplicates: Sendable {
    /// Records that say the same as the kept one, in one file.
    var exact = 0
    /// The same where the two are in different files.
    var overlaps = 0
    var contradicting = 0
  }

  /// Numbers of the kept records, in the order of the first records of their ids.
  private(set) var kept: [UInt32] = []
  /// For each source.
  private(set) var duplicates: [Duplicates]
  /// Ids, by their first record, of which records contradict each other.
  private(set) var conflicts = Evidence<UInt32>()

  init(_ index: RecordIndex, policy: ConflictPolicy) {
    duplicates = index.feeds.map { _ in Duplicates() }
    var conflicting: Set<Int> = []
    for (feed, rows) in index.feeds.map(\.rows).enumerated() {
      for number in rows {
        let keptNumber = index.rows.kept(for: number, policy: policy)
        if index.isFirst(number) { kept.append(UInt32(truncatingIfNeeded: keptNumber)) }
        if keptNumber == number { continue }
        if index.rows[number].meaning != index.rows[keptNumber].meaning {
          duplicates[feed].contradicting += 1
          let first = index.rows.first(of: number)
          if conflicting.insert(first).inserted { conflicts.add(UInt32(truncatingIfNeeded: first)) }
        } else if index.areInOneFile(number, keptNumber) {
          duplicates[feed].exact += 1
        } else {
          duplicates[feed].overlaps += 1
        }
      }
    }
  }
}

/// The records of one type with everything decided.
struct JudgedRecords: Sendable {
  let index: RecordIndex
  let judgement: RecordJudgement
  /// Kept records whose author or requester nobody is.
  private(set) var strangers = Evidence<UInt32>()

  /// - Parameter isKnown: whether an id is one of the people whom the records may name.
  init(_ index: RecordIndex, policy: ConflictPolicy, isKnown: (Int64) -> Bool) {
    self.index = index
    judgement = RecordJudgement(index, policy: policy)
    guard index.feeds.contains(where: { $0.map.person != nil }) else { return }
    for row in 0..<index.rows.count where index.rows.kept(for: row, policy: policy) == row {
      if !isKnown(index.rows[row].personID) { strangers.add(UInt32(truncatingIfNeeded: row)) }
    }
  }

  /// The kept records in their order.
  var kept: [UInt32] { judgement.kept }
}

extension [JudgedRecords] {
  /// The records of a type; nil where the plan maps none.
  subscript(type: RecordType) -> JudgedRecords? { first { $0.index.type.name == type.name } }

  /// Those that belong to a ticket before the tickets, and people after both.
  var inOrderOfBalance: [JudgedRecords] {
    let order = [RecordType.comments, .tickets, .users]
    return order.compactMap { self[$0] } + filter { !$0.index.type.isCore }
  }
}
