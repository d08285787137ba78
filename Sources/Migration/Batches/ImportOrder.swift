import Plan

/// Where the records that are neither tickets, comments nor users are imported: what they refer to comes before them.
struct ImportOrder: Sendable {
  /// Before everything else.
  private(set) var front: [JudgedRecords] = []
  /// After everything else: those that refer to tickets, comments or users, directly or through others.
  private(set) var back: [JudgedRecords] = []

  /// In the order of the plan, but for what refers to later ones. Types that refer to each other in a circle keep the order
  /// of the plan where the circle is closed.
  init(_ records: [JudgedRecords]) {
    let core = [RecordType.tickets, .comments, .users].map(\.singular)
    let others = records.filter { !$0.index.type.isCore }
    var seen: Set<String> = []
    var ordered: [JudgedRecords] = []
    func visit(_ records: JudgedRecords) {
      guard seen.insert(records.index.type.singular).inserted else { return }
      let targets = records.index.references
      others.filter { targets.contains($0.index.type.singular) }.forEach(visit)
      ordered.append(records)
    }
    others.forEach(visit)

    var late = Set(core)
    var known = 0
    while late.count != known {
      known = late.count
      for records in ordered where !late.isDisjoint(with: records.index.references) {
        late.insert(records.index.type.singular)
      }
    }
    front = ordered.filter { !late.contains($0.index.type.singular) }
    back = ordered.filter { late.contains($0.index.type.singular) }
  }
}

extension RecordIndex {
  /// The record types, in the singular, to which fields of the records refer.
  fileprivate var references: Set<String> {
    Set(
      feeds.flatMap(\.map.columns.readers).compactMap {
        guard case .reference(let singular) = $0.column.type else { return nil }
        return singular
      })
  }
}
