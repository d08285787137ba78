import Plan

/// References to users that differ from what is expected, column by column.
struct References: Sequence {
  struct Field {
    let record: RecordFacts
    let changed: Wrong
    private let legacy: Column<Legacy>
    private let new: Column<New>

    init?(_ record: RecordFacts, _ what: Wrong) {
      guard let legacy = record.expected[what.column], let new = record.archive[what.column],
        legacy.type == .user
      else { return nil }
      (self.record, changed, self.legacy, self.new) = (record, what, legacy, new)
    }

    func found(_ row: Int) -> Int64? { Self.integer(new.value(Row(row))) }

    func expected(_ row: Int) -> Int64? {
      record.match.legacy(of: Row(row)).flatMap { Self.integer(legacy.value($0)) }
    }

    private static func integer(_ value: FieldValue) -> Int64? {
      value.kind == .integer ? value.number : nil
    }
  }

  private let columns: [Field]

  init(_ search: CauseSearch) {
    columns = search.wrongs(.changed).compactMap { Field($0.record, $0.what) }
  }

  func makeIterator() -> IndexingIterator<[Field]> { columns.makeIterator() }
}

/// Ids that were not rewritten: in references, and in the records themselves.
extension CauseSearch {
  mutating func addReferences() {
    addKeptIDs()
    for record in facts.records where record.isMapped {
      if let claim = movedIDs(record) { add(claim) }
    }
  }

  /// References that hold an id of the right person, which the archive does not use.
  private mutating func addKeptIDs() {
    let identities = Identities(facts, unexpected: all(Wrong(.unexpected, .users)))
    let rows = identities.rows(self) { _ in true }.filter { $0.key.kind != .unexpected }
    var parts: [String] = []
    var kept: [Wrong: RowSet] = [:]
    for reference in References(self) {
      guard let set = rows[reference.changed] else { continue }
      let differing = left(reference.changed).count
      // All that could have kept its id, not only all that differs.
      let possible =
        set.count + (Proof.holds(set.count, of: differing) ? 0 : rewritten(reference, identities))
      guard Proof.holds(set.count, of: differing) || Proof.holds(set.count, of: possible) else { continue }
      let orphan = Wrong(.orphan, reference.record.type, reference.changed.column)
      kept[reference.changed] = set
      kept[orphan] = rows[orphan]
      parts.append("\(reference.changed.column) of \(reference.record.expected.noun.counted(set.count))")
    }
    guard !parts.isEmpty else { return }
    let what =
      facts.plan.hasLists
      ? "an id that was merged into another" : "a chat id in place of the id of the person"
    var claim = Claim(
      .idsNotRewritten,
      "ids were not rewritten: \(parts.joined(separator: " and ")) still \(parts.count == 1 ? "holds" : "hold") \(what)",
      remedy:
        "Rewrite author_id, requester_id and other references to the ids that the users have in the archive.")
    claim.rows = kept
    add(claim)
  }

  /// How many references had another id in the export, and were rewritten.
  private func rewritten(_ reference: References.Field, _ identities: Identities) -> Int {
    let people = facts.people
    let isRewritten = (0..<people.count).map { person in
      people.account[person] >= 0
        && people.id[person] != facts.rows.accounts.id[Int(people.account[person])]
    }
    let changed = RowSet(all(reference.changed))
    var personOfID: [Int64: Int] = [:]
    for person in 0..<people.count { personOfID[people.id[person]] = person }
    return (0..<reference.record.archive.count).count { row in
      !changed.contains(row)
        && (reference.expected(row).flatMap { personOfID[$0] }.map { isRewritten[$0] } ?? false)
    }
  }

  /// Records whose ids are all higher or lower by one number than they must be.
  private func movedIDs(_ record: RecordFacts) -> Claim? {
    let (missing, unexpected) = (Wrong(.missing, record.type), Wrong(.unexpected, record.type))
    let (absent, strange) = (left(missing), left(unexpected))
    guard absent.count >= Proof.least, strange.count >= Proof.least, record.archive.key.integers != nil else {
      return nil
    }
    let expected = record.expected.joinNumbers
    let rowOfID = Dictionary(absent.map { (expected[$0], $0) }, uniquingKeysWith: { first, _ in first })
    let ids = strange.map { record.archive.joinNumbers[$0] }
    guard let least = rowOfID.keys.min(), let found = ids.min() else { return nil }
    let (distance, isTooFar) = least.subtractingReportingOverflow(found)
    guard !isTooFar, distance != 0 else { return nil }
    let pairs = zip(strange, ids).compactMap { row, id in
      rowOfID[id.addingReportingOverflow(distance).partialValue].map { (row, $0) }
    }
    guard Proof.holds(pairs.count, of: max(absent.count, strange.count)) else { return nil }
    let noun = record.expected.noun
    var claim = Claim(
      .idsNotRewritten,
      "ids of \(noun.plural) are \(grouped(Int(clamping: distance.magnitude))) too \(distance > 0 ? "low" : "high"): "
        + "\(grouped(pairs.count)) of \(grouped(absent.count)) that are missing are there under such an id",
      remedy: "Apply the plan's 'ids' rule to the \(noun.plural) and to all that refers to them.")
    claim.rows[missing] = RowSet(pairs.map(\.1))
    claim.rows[unexpected] = RowSet(pairs.map(\.0))
    if record.type == .tickets { addMovedReferences(distance, &claim) }
    return claim
  }

  /// The comments that name tickets by such ids.
  private func addMovedReferences(_ distance: Int64, _ claim: inout Claim) {
    let record = facts[.comments]
    guard let expected = record.expected["ticket_id"]?.integers,
      let found = record.archive["ticket_id"]?.integers
    else { return }
    for kind in [Wrong.Kind.changed, .orphan] {
      let what = Wrong(kind, .comments, "ticket_id")
      claim.rows[what] = RowSet(
        all(what).filter { row in
          record.match.legacy(of: Row(row)).map {
            found(Row(row)).addingReportingOverflow(distance).partialValue == expected($0)
          } ?? false
        })
    }
  }
}
