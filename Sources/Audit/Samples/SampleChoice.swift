import Plan

/// Chooses the tickets to look at, the same ones however the work is divided: those in which something is wrong, then
/// those that are special, then others by a seed.
struct SampleChoice {
  /// A ticket of the archive's ids, and why it was chosen.
  struct Chosen: Equatable {
    var id: Int64
    var reasons: [ThreadSample.Reason]
  }

  /// The seed of every audit: two audits of the same exports show the same tickets.
  static let seed = 1
  /// How many tickets are chosen for one cause or rule.
  private static let ofFailure = 2

  private let facts: Facts
  private let failed: FailedTickets

  init(_ facts: Facts, _ failed: FailedTickets) {
    (self.facts, self.failed) = (facts, failed)
  }

  /// The first of each cause and rule, then the second, so that many causes do not crowd each other out.
  ///
  /// - Complexity: O(rows).
  func tickets(_ count: Int) -> [Chosen] {
    var chosen: [Chosen] = []
    func add(_ id: Int64, _ reason: ThreadSample.Reason) {
      if let place = chosen.firstIndex(where: { $0.id == id }) {
        chosen[place].reasons.append(reason)
      } else if chosen.count < count {
        chosen.append(Chosen(id: id, reasons: [reason]))
      }
    }
    let failures = failed.byReason
    for number in 0..<Self.ofFailure {
      for (reason, tickets) in failures where number < tickets.count { add(tickets[number], reason) }
    }
    let special = SpecialTickets(facts)
    for (reason, ticket) in special.byReason { add(ticket, reason) }
    for ticket in special.inOrder(of: Self.seed, count: count) where chosen.count < count {
      if !chosen.contains(where: { $0.id == ticket }) { add(ticket, .random(seed: Self.seed)) }
    }
    return chosen
  }
}

/// Tickets that stand out among those that must arrive, and an order of all of them by a seed. Of tickets without a
/// comment there is nothing to be shown.
private struct SpecialTickets {
  private let facts: Facts
  /// For each ticket of the exports how many comments it must have, and how many of them are private.
  private var counts: [Int32]
  private var privates: [Int32]
  /// The comment of the person who is merged of the most accounts, the first in the export; nil where nobody is merged.
  private var merged: Int?

  init(_ facts: Facts) {
    self.facts = facts
    counts = Array(repeating: 0, count: facts.rows.tickets.count)
    privates = counts
    var most: Int32 = 1
    let (comments, people, state) = (facts.rows.comments, facts.people, facts.comments.state)
    for row in 0..<comments.count where state[row] == .expected {
      let ticket = Int(comments.ticket[row])
      counts[ticket] += 1
      if comments.isPublic[row] == 0 { privates[ticket] += 1 }
      let accounts = people.accounts[Int(people.personOfAccount[Int(comments.author[row])])]
      if accounts > most { (most, merged) = (accounts, row) }
    }
  }

  var byReason: [(reason: ThreadSample.Reason, ticket: Int64)] {
    let (tickets, expected) = (facts.rows.tickets, facts.tickets)
    var found: [(ThreadSample.Reason, Int64)] = []
    func add(_ reason: ThreadSample.Reason, _ isBefore: (Int, Int) -> Bool) {
      // Of two that are equal, the smaller id comes first.
      let best = all.min { left, right in
        isBefore(left, right) || !isBefore(right, left) && tickets.id[left] < tickets.id[right]
      }
      if let best { found.append((reason, tickets.id[best])) }
    }
    add(.longest) { counts[$0] > counts[$1] }
    add(.newest) { expected.instant($0) > expected.instant($1) }
    add(.oldest) { expected.instant($0) < expected.instant($1) }
    if privates.contains(where: { $0 > 0 }) { add(.privateNotes) { privates[$0] > privates[$1] } }
    if let merged {
      found.append((.mergedPerson, tickets.id[Int(facts.rows.comments.ticket[merged])]))
    }
    return found
  }

  /// The first tickets in an order that depends on the ids and the seed alone, as if they were drawn by chance.
  func inOrder(of seed: Int, count: Int) -> [Int64] {
    let tickets = facts.rows.tickets
    let drawn = all.map { ticket in
      (rank: mixed(UInt64(bitPattern: tickets.id[ticket]) ^ mixed(UInt64(seed))), id: tickets.id[ticket])
    }
    return drawn.sorted { ($0.rank, $0.id) < ($1.rank, $1.id) }.prefix(count).map(\.id)
  }

  /// The tickets that must arrive with a comment at least.
  private var all: some Sequence<Int> {
    counts.indices.lazy.filter { counts[$0] > 0 && facts.tickets.state[$0] == .expected }
  }

  /// The finalizer of SplitMix64 (Steele, Lea and Flood, 2014): a bijection in which all bits depend on all.
  private func mixed(_ number: UInt64) -> UInt64 {
    var bits = number &+ 0x9E37_79B9_7F4A_7C15
    bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    return bits ^ bits >> 31
  }
}
