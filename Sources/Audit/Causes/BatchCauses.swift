import Plan

/// Batches that are lost or there twice.
extension CauseSearch {
  mutating func addBatches() {
    // Which batch of which delivery a record would be in is proven of one archive alone.
    if facts.archive.deliveries.areSeveral { return }
    addRepeatedBatches()
    let missing = facts.records.map { ($0, left(Wrong(.missing, $0.type))) }
    let gaps = all(Wrong(.noBatch))
    if gaps.isEmpty, missing.allSatisfy({ $0.1.isEmpty }) { return }
    let runs = missing.map { (record: $0, runs: $1.isEmpty ? [] : MissingRuns(facts, $0, $1).runs) }
    let batches = LostBatches(facts, runs)
    for claim in batches.gaps(gaps) + batches.withoutGap() { add(claim) }
    if facts.archive.summary.isComplete, let claim = batches.atTheEnd() { add(claim) }
  }

  // MARK: Repeated

  /// A batch of which all records are in one other batch, too.
  private mutating func addRepeatedBatches() {
    let repeated = facts.records.map { ($0, RowSet(all(Wrong(.repeated, $0.type, "id")))) }
    guard repeated.contains(where: { $0.1.count > 0 }) else { return }
    let (archive, members) = (facts.archive, all(Wrong(.repeatedMember)))
    for batch in archive.batches.indices {
      guard let first = original(of: batch, repeated.map(\.1)) else { continue }
      let row = archive.batches[batch]
      let (copy, name) = (
        archive.members[row.member].name, archive.members[archive.batches[first].member].name
      )
      let total = row.rows.reduce(0) { $0 + $1.count }
      let isSecond = row.number == archive.batches[first].number
      var claim = Claim(
        .repeatedBatch,
        isSecond
          ? "batch \(row.number) is there twice: all \(counted(total, "record")) of the second \(copy) are in the first"
          : "\(copy) repeats \(name): all \(counted(total, "record")) of it are there as well",
        remedy: "Leave out the second of the two batches.", archive: ArchivePlace(member: copy))
      for (record, _) in repeated {
        let own = RowSet(row.rows[number(of: record)])
        for column in ["id", "email"] { claim.rows[Wrong(.repeated, record.type, column)] = own }
        // They come a second time after all others of their tickets.
        for kind in [Wrong.Kind.unordered, .untied] {
          claim.rows[Wrong(kind, record.type, "created_at")] = own
        }
      }
      if members.contains(row.member) { claim.rows[Wrong(.repeatedMember)] = RowSet([row.member]) }
      add(claim)
    }
  }

  private func number(of record: RecordFacts) -> Int {
    facts.plan.schema.firstIndex { $0.name == record.type.name } ?? 0
  }

  /// The one batch that has all records of another, of which there are at least three.
  private func original(of batch: Int, _ repeated: [RowSet]) -> Int? {
    let archive = facts.archive
    var total = 0
    var original: Int?
    for (record, rows) in zip(facts.records, repeated) {
      for row in archive.batches[batch].rows[number(of: record)] {
        guard rows.contains(row), let first = firstRow(record, record.records.id[row], notOf: batch) else {
          return nil
        }
        let other = Int(record.records.batch[first])
        if original == nil { original = other }
        if other != original { return nil }
        total += 1
      }
    }
    return total >= Proof.least ? original : nil
  }

  private func firstRow(_ record: RecordFacts, _ id: Int64, notOf batch: Int) -> Int? {
    guard let row = record.records.ids.find(id)?.row else { return nil }
    if Int(record.records.batch[row]) != batch { return row }
    // The copy has the smaller number: the first one is the earlier of the tar.
    return record.records.id.values.firstIndex(of: id).flatMap {
      Int(record.records.batch[$0]) == batch ? nil : $0
    }
  }
}

/// Which missing records are those of batches that are lost.
private struct LostBatches {
  private let facts: Facts
  private let runs: [(record: RecordFacts, runs: [MissingRuns.Run])]
  /// The numbers of the batches that are there, in order.
  private let numbers: [Int64]
  private var size: Int { facts.plan.archive.batchSize }

  init(_ facts: Facts, _ runs: [(record: RecordFacts, runs: [MissingRuns.Run])]) {
    self.facts = facts
    self.runs = runs
    numbers = Set(facts.archive.batches.map(\.number)).sorted()
  }

  // MARK: Gaps

  /// A claim for each gap in the numbers.
  func gaps(_ steps: [Int]) -> [Claim] {
    let pattern = facts.plan.archive
    var gaps: [(first: Int, last: Int)] = []
    for step in steps {
      if let last = gaps.last, last.last + 1 == step {
        gaps[gaps.count - 1].last = step
      } else {
        gaps.append((step, step))
      }
    }
    return gaps.compactMap { gap in
      let number = { (step: Int) in pattern.start + Int64(step) * pattern.step }
      let (first, last) = (number(gap.first), number(gap.last))
      let (before, after) = (numbers.last { $0 < first }, numbers.first { $0 > last })
      let room = (gap.last - gap.first + 1).multipliedReportingOverflow(by: size).partialValue
      let rows = collect(between: before, and: after) { run in
        run.rows.count <= room && (run.before ?? .min) <= (before ?? .min)
          && (run.after ?? .max) >= (after ?? .max)
      }
      // Numbers that are left out, with all records there, are no loss.
      guard !rows.isEmpty else { return nil }
      let isOne = first == last
      var claim = Claim(
        .lostBatch,
        (isOne
          ? "batch \(first) is lost: \(pattern.name(of: first)) is not in the archive"
          : "batches \(first) to \(last) are lost: \(counted(gap.last - gap.first + 1, "member")) from \(pattern.name(of: first)) on "
            + "are not in the archive") + words(rows, isOne ? "it" : "them"),
        remedy:
          "Write \(isOne ? "this batch" : "these batches") again from the same export, and add \(isOne ? "it" : "them") to the archive.",
        archive: ArchivePlace(member: pattern.name(of: first)))
      claim.rows = rows
      claim.rows[Wrong(.noBatch)] = RowSet(gap.first...gap.last)
      return claim
    }
  }

  // MARK: Without a gap

  /// Runs of the length of a batch between the last record of one batch and the first of the next.
  func withoutGap() -> [Claim] {
    guard let main = runs.first(where: { !$0.runs.isEmpty && $0.record.type == .comments }) else { return [] }
    let counts = commentCounts.dropLast()
    // Slices of one size, or batches that are filled as far as whole tickets go.
    let isSliced = counts.count >= 2 && counts.allSatisfy { $0 == size }
    return main.runs.compactMap { run in
      guard let before = run.before, let after = run.after,
        let place = numbers.firstIndex(of: before), place + 1 < numbers.count, numbers[place + 1] == after,
        before + facts.plan.archive.step == after, run.rows.count >= Proof.least, run.rows.count <= size,
        isSliced ? run.rows.count == size : run.rows.count >= 8 && run.rows.count * 5 >= size * 4
      else { return nil }
      let rows = collect(between: before, and: after) { other in
        other.rows.count <= size && other.before.map { $0 <= before } ?? true
          && other.after.map { $0 >= after } ?? true && (other.before != nil || other.after != nil)
      }
      guard rows[Wrong(.missing, .comments)]?.count == run.rows.count else { return nil }
      let name = facts.plan.archive.name
      var claim = Claim(
        .lostBatch,
        "a batch between \(name(before)) and \(name(after)) is lost, and those after it have been renumbered: no number is "
          + "missing" + words(rows, "it"),
        remedy: "Write this batch again from the same export, and number the batches anew.")
      claim.rows = rows
      return claim
    }
  }

  /// The comments and tickets of each batch, by number.
  private var commentCounts: [Int] { counts(of: .comments) }
  private var ticketCounts: [Int] { counts(of: .tickets) }

  private func counts(of type: RecordType) -> [Int] {
    let place = facts.plan.schema.firstIndex { $0 == type } ?? 0
    return facts.archive.batchOrder.map { facts.archive.batches[$0].rows[place].count }
  }

  // MARK: At the end

  /// What comes after the last batch, where that has no room for the first of it: there must be another one.
  func atTheEnd() -> Claim? {
    guard let last = numbers.last, let count = commentCounts.last,
      let main = runs.first(where: { $0.record.type == .comments }), let run = main.runs.last,
      run.after == nil, run.before == last
    else { return nil }
    let tickets = facts.tickets(whoseCommentsAre: RowSet(run.rows))
    let firstTicket = Int(facts.rows.comments.ticket[run.rows[0]])
    let firstSize = run.rows.count { Int(facts.rows.comments.ticket[$0]) == firstTicket }
    let isFull =
      count == size || ticketCounts.last == size || tickets.contains(firstTicket) && count + firstSize > size
    guard isFull else { return nil }
    let rows = collect(between: last, and: nil) { run in
      run.after == nil
        && (run.before == last || tickets.count > 0 && run.rows.allSatisfy { tickets.contains($0) })
    }
    let (pattern, batches) = (facts.plan.archive, (run.rows.count + size - 1) / size)
    let next = last.addingReportingOverflow(pattern.step).partialValue
    let name = pattern.name(of: next)
    var claim = Claim(
      .lostBatch,
      (batches == 1
        ? "the last batch is lost: \(pattern.name(of: last)), the last that is there, is full, and there is no \(name)"
        : "the last batches are lost, at least \(grouped(batches)): \(pattern.name(of: last)), the last that is there, is full, "
          + "and there is no \(name) and none after it") + words(rows, batches == 1 ? "it" : "them"),
      remedy:
        "Write the last slice as well (does a loop end one step too early?), and add it to the archive.",
      archive: ArchivePlace(member: name))
    claim.rows = rows
    return claim
  }

  // MARK: Records

  /// Of each type the runs that are meant; of people those who are first needed there, and runs exactly between the two
  /// batches.
  private func collect(
    between before: Int64?, and after: Int64?, _ isMeant: (MissingRuns.Run) -> Bool
  ) -> [Wrong: RowSet] {
    var rows: [Wrong: RowSet] = [:]
    for (record, runs) in runs where record.type != .users {
      let set = RowSet(runs.filter(isMeant).flatMap(\.rows))
      if set.count > 0 { rows[Wrong(.missing, record.type)] = set }
    }
    guard let users = runs.first(where: { $0.record.type == .users && !$0.runs.isEmpty }) else { return rows }
    let comments = rows[Wrong(.missing, .comments)] ?? RowSet()
    var tickets = facts.tickets(whoseCommentsAre: comments)
    if let missing = rows[Wrong(.missing, .tickets)] {
      for ticket in 0..<facts.rows.tickets.count where missing.contains(ticket) { tickets.insert(ticket) }
    }
    let named = NamedBy(facts, comments: comments, tickets: tickets)
    var set = RowSet(users.runs.flatMap(\.rows).filter { named.isFirstNamedByMissing(user: $0) })
    // One user is missing for many reasons; a run of them between two batches for one.
    for run in users.runs
    where run.rows.count >= Proof.least && run.before == before && run.after == after && isMeant(run) {
      for row in run.rows { set.insert(row) }
    }
    if set.count > 0 { rows[Wrong(.missing, .users)] = set }
    return rows
  }

  private func words(_ rows: [Wrong: RowSet], _ batch: String) -> String {
    let nouns = facts.records.sorted { $0.type == .comments && $1.type != .comments }.compactMap { record in
      rows[Wrong(.missing, record.type)].map { record.expected.noun.counted($0.count) }
    }
    guard let last = nouns.last else { return "" }
    let list = nouns.count == 1 ? last : "\(nouns.dropLast().joined(separator: ", ")) and \(last)"
    let isOne = nouns.count == 1 && last.hasPrefix("1 ")
    return ", and \(list) that would be in \(batch) \(isOne ? "is" : "are") missing"
  }
}
