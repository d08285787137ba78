/// Which entities a sample keeps: the chosen ones, and whatever they need.
struct Closure {
  private let graph: ExportGraph
  private let traits: TicketTraits
  private(set) var isKept: [Bool]
  private var queue: [ExportGraph.Entity] = []
  /// People that are kept, whose name and e-mail have to come with a row.
  private var people: [ExportGraph.Entity] = []
  /// Tickets that were not chosen, in the order in which they came, with the reason.
  private(set) var cameAlong: [(ticket: Int32, reason: String)] = []
  private var chosen: Set<ExportGraph.Entity> = []
  /// Rows that belong to nothing and are kept all the same.
  private var extraRows: Set<Int> = []

  init(_ graph: ExportGraph, _ traits: TicketTraits) {
    (self.graph, self.traits) = (graph, traits)
    isKept = Array(repeating: false, count: graph.entityCount)
  }

  func keeps(row: Int) -> Bool {
    let owner = graph.owners[row]
    return owner >= 0 ? isKept[Int(owner)] : extraRows.contains(row)
  }

  /// How much is kept: what changes whenever something is added.
  private(set) var keptCount = 0

  /// Keeps a row with all that it belongs to.
  mutating func keep(row: Int, because reason: String) {
    let owner = graph.owners[row]
    if owner >= 0 {
      keep(owner, because: reason)
    } else if extraRows.insert(row).inserted {
      keptCount += 1
    }
  }

  mutating func keep(ticket: Int32) {
    let entity = traits.tickets[Int(ticket)].entity
    chosen.insert(entity)
    keep(entity, because: "chosen")
  }

  mutating func keep(_ entity: ExportGraph.Entity, because reason: String) {
    guard !isKept[Int(entity)] else { return }
    isKept[Int(entity)] = true
    keptCount += 1
    queue.append(entity)
    if let ticket = traits.number(of: entity), !chosen.contains(entity) { cameAlong.append((ticket, reason)) }
  }

  /// Keeps what is needed by what is kept, until nothing is missing.
  ///
  /// - Complexity: O(entities + edges + sightings).
  mutating func complete() {
    while true {
      while let entity = queue.popLast() {
        if !graph.sightings(of: entity).isEmpty { people.append(entity) }
        let reason = reason(for: entity)
        for neighbour in graph.neighbours(of: entity) { keep(neighbour, because: reason) }
      }
      guard let (ticket, reason) = missingSighting() else { return }
      keep(ticket, because: reason)
    }
  }

  private func reason(for entity: ExportGraph.Entity) -> String {
    if let ticket = traits.number(of: entity) {
      return "ticket \(String(decoding: traits.tickets[Int(ticket)].id, as: UTF8.self)) refers to it"
    }
    return "one of the \(graph.space(of: entity)) that are kept refers to it"
  }

  /// A ticket that tells of a person of whom no kept ticket does: the smallest, by preference one whose people are known.
  private mutating func missingSighting() -> (ExportGraph.Entity, String)? {
    people.sort()
    for person in people {
      let all = graph.sightings(of: person)
      let telling = all.contains(where: \.hasEmail) ? all.filter(\.hasEmail) : all
      let isSeen = telling.contains { isKept[Int($0.ticket)] } || !graph.rows(of: person).isEmpty
      if isSeen { continue }
      let best = telling.min { (cost(of: $0.ticket), $0.ticket) < (cost(of: $1.ticket), $1.ticket) }
      if let best { return (best.ticket, "a person of a kept ticket is told of here") }
    }
    people = []
    return nil
  }

  /// How much more would have to come along, roughly.
  private func cost(of ticket: ExportGraph.Entity) -> Int {
    let strangers = graph.neighbours(of: ticket).count { neighbour in
      !isKept[Int(neighbour)] && !graph.sightings(of: neighbour).isEmpty
        && !graph.sightings(of: neighbour).contains { $0.ticket == ticket }
    }
    return graph.rows(of: ticket).count + strangers * 1000
  }
}
