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
    /// Those that contradict a record that people decided on.
    var decided = 0
  }

  /// Numbers of the kept records, in the order of the first records of their ids.
  private(set) var kept: [UInt32] = []
  /// For each source.
  private(set) var duplicates: [Duplicates]
  /// Ids, by their first record, of which records contradict each other, and nobody has decided.
  private(set) var conflicts = Evidence<UInt32>()
  /// All of which records contradict each other.
  private(set) var contradictory: Set<UInt32> = []
  private(set) var decidedCount = 0

  init(_ index: RecordIndex, by rule: KeepRule) {
    duplicates = index.feeds.map { _ in Duplicates() }
    for (feed, rows) in index.feeds.map(\.rows).enumerated() {
      for number in rows {
        let keptNumber = index.rows.kept(for: number, by: rule)
        if index.isFirst(number) { kept.append(UInt32(truncatingIfNeeded: keptNumber)) }
        if keptNumber == number { continue }
        if index.rows[number].meaning != index.rows[keptNumber].meaning {
          let first = index.rows.first(of: number)
          let isNew = contradictory.insert(UInt32(truncatingIfNeeded: first)).inserted
          if rule.decided[first] != nil {
            duplicates[feed].decided += 1
            if isNew { decidedCount += 1 }
          } else {
            duplicates[feed].contradicting += 1
            if isNew { conflicts.add(UInt32(truncatingIfNeeded: first)) }
          }
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
  init(_ index: RecordIndex, by rule: KeepRule, isKnown: (Int64) -> Bool) {
    self.index = index
    judgement = RecordJudgement(index, by: rule)
    guard index.feeds.contains(where: { $0.map.person != nil }) else { return }
    for row in 0..<index.rows.count where index.rows.kept(for: row, by: rule) == row {
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
