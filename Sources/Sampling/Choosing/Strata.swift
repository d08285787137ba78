import Crypto
import Foundation

/// The tickets that were chosen, with what each was chosen for, in the order of the choice.
struct Choice {
  struct Pick: Equatable {
    var ticket: Int32
    var reason: String
  }

  var picks: [Pick] = []
  private var chosen: Set<Int32> = []

  func has(_ ticket: Int32) -> Bool { chosen.contains(ticket) }

  mutating func choose(_ ticket: Int32, _ reason: String) {
    if chosen.insert(ticket).inserted { picks.append(Pick(ticket: ticket, reason: reason)) }
  }
}

/// Chooses tickets: in turn from one kind after another, whose order is fixed, then evenly from all others.
struct Strata {
  /// Tickets of one kind, the most telling first; several that belong together are chosen together.
  private struct Stratum {
    var reason: String
    var groups: [[Int32]]
    var next = 0
    /// How many it may still give.
    var rest: Int
  }

  private let graph: ExportGraph
  private let traits: TicketTraits
  private let sources: [SourceUse]
  private let files: [FileRows]
  private let seed: String

  init(_ graph: ExportGraph, _ traits: TicketTraits, files: [FileRows], sources: [SourceUse], seed: String) {
    (self.graph, self.traits, self.files, self.sources, self.seed) = (graph, traits, files, sources, seed)
  }

  /// - Parameters:
  ///   - number: how many tickets, if there are so many; those that belong together may be a few more.
  ///   - named: tickets that come before all others.
  /// - Complexity: O(n log n) in tickets.
  func choose(_ number: Int, named: [Int32]) -> Choice {
    var choice = Choice()
    for ticket in named where choice.picks.count < number { choice.choose(ticket, "a waiver names it") }
    var strata = strata(number)
    var hasMore = true
    while hasMore, choice.picks.count < number {
      hasMore = false
      for index in strata.indices where choice.picks.count < number {
        guard strata[index].rest > 0, let group = next(&strata[index], choice) else { continue }
        strata[index].rest -= 1
        hasMore = true
        for ticket in group { choice.choose(ticket, strata[index].reason) }
      }
    }
    guard choice.picks.count < number else { return choice }
    for ticket in evenly() where choice.picks.count < number { choice.choose(ticket, "one of all others") }
    return choice
  }

  private func next(_ stratum: inout Stratum, _ choice: Choice) -> [Int32]? {
    while stratum.next < stratum.groups.count {
      let group = stratum.groups[stratum.next].filter { !choice.has($0) }
      stratum.next += 1
      if !group.isEmpty { return group }
    }
    return nil
  }

  private func strata(_ number: Int) -> [Stratum] {
    let share = max(1, number / 32)
    let all = traits.tickets.indices.map { Int32(truncatingIfNeeded: $0) }
    func ordered(_ reason: String, by key: (TicketTraits.Ticket) -> Int64?, descending: Bool = false)
      -> Stratum
    {
      let known = all.compactMap { ticket in
        key(traits.tickets[Int(ticket)]).map { (ticket: ticket, key: $0) }
      }
      let sorted = known.sorted { one, other in
        if one.key != other.key { return descending ? one.key > other.key : one.key < other.key }
        return one.ticket < other.ticket
      }
      return Stratum(reason: reason, groups: sorted.prefix(number).map { [$0.ticket] }, rest: share)
    }
    func those(_ reason: String, _ isOne: (TicketTraits.Ticket) -> Bool) -> Stratum {
      Stratum(
        reason: reason, groups: all.filter { isOne(traits.tickets[Int($0)]) }.prefix(4096).map { [$0] },
        rest: share)
    }
    return troubles(share) + [
      ordered("oldest", by: \.opened), ordered("newest", by: \.opened, descending: true),
      ordered("longest thread", by: { Int64($0.comments) }, descending: true),
      ordered("shortest thread", by: { Int64($0.comments) }),
      those("a private comment", \.isPrivate),
      Stratum(reason: "a person whom a list knows", groups: traits.merged, rest: share),
      Stratum(reason: "a person of several ids", groups: traits.severalIDs, rest: share),
    ] + each(traits.rareValues.map { ("a rare value of \($0.column)", $0.tickets) }, atMost: share * 4)
      + each(traits.rareNulls.map { ("\($0.column) is null", $0.tickets) }, atMost: share * 2) + [
        ordered("longest body", by: { Int64($0.longestBody) }, descending: true),
        those("pictures, links, tables or attachments", \.hasMarkup),
      ] + each(traits.files.map { ("in \($0.name)", $0.tickets) }, atMost: share * 8)
      + each(traits.ofMonths.map { ("of \($0.name)", $0.tickets) }, atMost: share * 8)
  }

  /// Each kind of trouble is a stratum of its own, and comes first: a pilot that leaves it out proves nothing.
  private func troubles(_ share: Int) -> [Stratum] {
    TicketTraits.Trouble.allCases.flatMap { kind in
      let found = traits.troubles.filter { $0.trouble == kind }
      let own = max(1, share / max(1, found.count))
      return found.map { Stratum(reason: $0.words, groups: $0.groups, rest: own) }
        + (kind == .rejected ? unknown(share) : [])
    }
  }

  /// Tickets of which only comments are there.
  private func unknown(_ share: Int) -> [Stratum] {
    let groups = traits.tickets.enumerated().filter { !$0.element.isThere }.prefix(64)
      .map { [Int32(truncatingIfNeeded: $0.offset)] }
    return [Stratum(reason: "comments of a ticket that is not there", groups: groups, rest: share)]
  }

  /// One stratum for each of some kinds, of which so many are taken as spread over all of them.
  private func each(_ kinds: [(reason: String, tickets: [Int32])], atMost most: Int) -> [Stratum] {
    let kinds = kinds.filter { !$0.tickets.isEmpty }
    let taken =
      kinds.count <= most ? kinds : (0..<most).map { kinds[$0 * kinds.count / most] }
    return taken.map { Stratum(reason: $0.reason, groups: $0.tickets.map { [$0] }, rest: 1) }
  }

  /// All tickets in an order that depends on nothing but their ids and the seed.
  private func evenly() -> [Int32] {
    let keys = traits.tickets.enumerated().map { index, ticket in
      var hash = SHA256()
      hash.update(data: Array("\(seed)\0\(graph.space(of: ticket.entity))\0".utf8) + ticket.id)
      let key = hash.finalize().prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      return (key: key, ticket: Int32(truncatingIfNeeded: index))
    }
    return keys.sorted { ($0.key, $0.ticket) < ($1.key, $1.ticket) }.map(\.ticket)
  }
}
