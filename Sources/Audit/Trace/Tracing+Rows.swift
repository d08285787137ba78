import Plan

// The rows of a record in words.
extension Tracing {
  /// The most used rows that are listed.
  private static let mostRows = 50

  /// In source order.
  var shownRows: [Trace.Row] {
    let accepted = rows.accepted.prefix(Self.mostRows).map { (key: $0.key, row: row($0)) }
    let rejected = scan.rejected.map { (key: $0.key, row: row($0)) }
    return (accepted + rejected).sorted { $0.key < $1.key }.map(\.row)
  }

  private func row(_ rejected: SourceScan.Rejected) -> Trace.Row {
    let reason = rejected.reason
    let words =
      reason.isUnwanted
      ? "left out: \(rejected.message)"
      : "rejected\(reason.isDropped ? ", and dropped by the plan" : ""): \(rejected.message)"
    return Trace.Row(
      place: facts.feeds.place(rejected.key), state: reason.isUnwanted ? .unwanted : .rejected, words: words,
      isRefused: !reason.isDropped)
  }

  private func row(_ row: TracedRows.Accepted) -> Trace.Row {
    let kept = facts.feeds.place(row.kept)
    let isInOneFile = (row.kept.feed, row.kept.file) == (row.key.feed, row.key.file)
    let (state, words): (Trace.Row.State, String) =
      switch row.state {
      case .expected, .unused: (.kept, "kept")
      case .duplicate:
        isInOneFile
          ? (.duplicate, "exact duplicate of \(kept.text)") : (.overlap, "overlap of stages, as \(kept.text)")
      case .conflicting: (.conflict, "conflict, lost against \(kept.text), \(policy)")
      case .decided: (.decided, "conflict, lost against \(kept.text), by the sheet of decisions")
      case .colliding: (.collision, "has the id of a \(type.singular) of another system in the archive")
      }
    return Trace.Row(
      place: facts.feeds.place(row.key), state: state, words: words,
      against: row.kept == row.key ? nil : kept)
  }

  private var policy: String {
    facts.plan.conflicts == .refuse
      ? "which the plan refuses" : "by 'conflicts: \(facts.plan.conflicts.rawValue)'"
  }

  /// Rows that are counted only, and what can't be known of these sources.
  func rowRemarks(_ feeds: [Int]) -> [String] {
    var remarks: [String] = []
    func add(_ count: Int, _ words: String) {
      if count > 0 { remarks.append("\(counted(count, "more row")) \(words)") }
    }
    add(rows.repetitions, "of the conversation \(verb(rows.repetitions, "says", "say")) the same of it")
    let more = rows.accepted.count - Self.mostRows
    add(more, "\(verb(more, "is", "are")) not listed")
    let unused = scan.rejectedCount - scan.rejected.count
    add(unused, "with its id \(verb(unused, "is", "are")) rejected or left out")
    guard rows.expected == nil else { return remarks }
    // Of these no id is known.
    return remarks
      + feeds.compactMap { feed in
        let rejects = facts.feeds[feed].rejects
        let count = rejects.counts.filter { $0.key.isUnreadable }.reduce(0) { $0 + $1.value }
        if count == 0 { return nil }
        return
          "\(counted(count, "record")) of \(facts.feeds[feed].name) \(verb(count, "is", "are")) malformed: "
          + "whether \(verb(count, "it has", "one of them has")) this id is not known"
      }
  }
}

extension Rejects.Reason {
  /// Whether the row could not be read as one.
  fileprivate var isUnreadable: Bool { order == 0 && !isUnwanted }
}
