/// What of the tickets is worth looking at, gathered row by row.
final class TicketTraits {
  /// What is wrong with rows of a ticket, in the order in which strata take turns.
  enum Trouble: Int, CaseIterable {
    case rejected, conflicting, duplicated
  }

  struct Ticket {
    let entity: ExportGraph.Entity
    /// As the export has it.
    let id: [UInt8]
    /// Comments, as far as rows are counted.
    var comments: Int32 = 0
    /// When it was opened, in rough seconds since 1970.
    var opened: Int64?
    /// The bytes of its longest body.
    var longestBody = 0
    var isPrivate = false
    var hasMarkup = false
    /// A fingerprint of what its rows say of it as a whole.
    var meaning: UInt64?
    /// Whether the export of tickets has it, or it is of a chat.
    var isThere = false
  }

  /// A value of a custom field, or its null.
  struct Value {
    var column: String
    /// How often it is there.
    var count = 0
    /// The first tickets that have it.
    var tickets: [Int32] = []
  }

  private(set) var tickets: [Ticket] = []
  private var ticketOf: [ExportGraph.Entity: Int32] = [:]
  /// Tickets with trouble, by the words for it, in the order in which it was first seen.
  private(set) var troubles: [(trouble: Trouble, words: String, groups: [[Int32]])] = []
  private var troubleNumbers: [String: Int] = [:]
  private var values: [UInt64: Value] = [:]
  private var valueOrder: [UInt64] = []
  private var valuesOfColumn: [Int: Int] = [:]
  private var nulls: [Int: Value] = [:]
  /// The first tickets of each file, in the order of the files.
  private(set) var files: [(name: String, tickets: [Int32])] = []
  private var months: [String: [Int32]] = [:]
  /// Tickets of people whom the list of ticketing users or another list has, and of people of several ids.
  private(set) var merged: [[Int32]] = []
  private(set) var severalIDs: [[Int32]] = []
  private var firstEmail: [ExportGraph.Entity: (email: ExportGraph.Entity, ticket: Int32)] = [:]

  /// As many tickets of one kind as are remembered.
  private static let most = 64
  /// More values than these are no kinds, but texts.
  private static let mostValues = 2000

  func number(of entity: ExportGraph.Entity) -> Int32? { ticketOf[entity] }

  /// The number of a ticket, which is new if it was not known.
  func ticket(_ entity: ExportGraph.Entity, id: Bytes) -> Int32 {
    if let known = ticketOf[entity] { return known }
    let new = Int32(truncatingIfNeeded: tickets.count)
    tickets.append(Ticket(entity: entity, id: Array(id)))
    ticketOf[entity] = new
    return new
  }

  func change(_ ticket: Int32, _ body: (inout Ticket) -> Void) { body(&tickets[Int(ticket)]) }

  /// Notes trouble that a ticket, or several together, have.
  func note(_ trouble: Trouble, _ words: String, _ group: [Int32]) {
    let number = troubleNumbers[words] ?? troubles.count
    if number == troubles.count {
      troubleNumbers[words] = number
      troubles.append((trouble, words, []))
    }
    if troubles[number].groups.count < Self.most, troubles[number].groups.last != group {
      troubles[number].groups.append(group)
    }
  }

  /// Notes the value of a custom field.
  func note(_ value: Bytes, ofColumn column: Int, _ name: String, _ ticket: Int32) {
    guard !value.isEmpty else { return Self.note(ticket, name, in: &nulls[column]) }
    guard valuesOfColumn[column, default: 0] <= Self.mostValues else { return }
    let key = Fingerprint.of(value, seed: UInt64(truncatingIfNeeded: column) &+ 1000)
    if values[key] == nil {
      valueOrder.append(key)
      valuesOfColumn[column, default: 0] += 1
    }
    Self.note(ticket, name, in: &values[key])
  }

  private static func note(_ ticket: Int32, _ name: String, in value: inout Value?) {
    var known = value ?? Value(column: name)
    value = nil
    known.count += 1
    if known.tickets.count < 8, known.tickets.last != ticket { known.tickets.append(ticket) }
    value = known
  }

  func begin(file name: String) { files.append((name, [])) }

  func noteInFile(_ ticket: Int32) {
    let last = files.count - 1
    if files[last].tickets.count < Self.most, files[last].tickets.last != ticket {
      files[last].tickets.append(ticket)
    }
  }

  /// Notes the e-mail of a person in a ticket: two different ones contradict each other.
  func note(
    _ email: ExportGraph.Entity, of person: ExportGraph.Entity, in ticket: Int32, _ graph: ExportGraph
  ) {
    guard let first = firstEmail[person] else {
      firstEmail[person] = (email, ticket)
      return
    }
    guard first.email != email else { return }
    note(.conflicting, "a person with two e-mails", [first.ticket, ticket])
    graph.link(person, tickets[Int(first.ticket)].entity)
    graph.link(person, tickets[Int(ticket)].entity)
  }

  // MARK: What is known in the end

  /// Values of custom fields that are rare, the rarest first; of equally rare ones those seen first.
  var rareValues: [Value] {
    let known = valueOrder.filter { values[$0] != nil }.compactMap { values[$0] }
    return known.enumerated().sorted { ($0.element.count, $0.offset) < ($1.element.count, $1.offset) }.map(
      \.element)
  }

  /// Columns that are null somewhere, the rarest first.
  var rareNulls: [Value] {
    nulls.sorted { ($0.value.count, $0.key) < ($1.value.count, $1.key) }.map(\.value)
  }

  /// The first tickets of each month, in the order of the months.
  var ofMonths: [(name: String, tickets: [Int32])] {
    months.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Works out what needs all rows.
  ///
  /// - Complexity: O(tickets + people).
  func finish(_ graph: ExportGraph) {
    for (number, ticket) in tickets.enumerated() {
      guard let opened = ticket.opened else { continue }
      let month = RoughTime.month(opened)
      if months[month, default: []].count < Self.most {
        months[month, default: []].append(Int32(truncatingIfNeeded: number))
      }
    }
    findPeople(graph)
    firstEmail = [:]
  }

  private func findPeople(_ graph: ExportGraph) {
    var people: [ExportGraph.Entity: [Int32]] = [:]
    var order: [ExportGraph.Entity] = []
    for space in graph.spaces where space.hasPrefix("people of ") && space != Spaces.lists {
      for person in graph.entities(of: space) {
        guard let first = graph.sightings(of: person).first(where: \.hasEmail),
          let ticket = ticketOf[first.ticket]
        else { continue }
        for email in graph.neighbours(of: person) where graph.space(of: email) == Spaces.emails {
          if people[email] == nil { order.append(email) }
          people[email, default: []].append(ticket)
          let isKnown = graph.neighbours(of: email).contains {
            [Spaces.ticketing, Spaces.lists].contains(graph.space(of: $0))
          }
          if isKnown, merged.count < 4096, merged.last != [ticket] { merged.append([ticket]) }
        }
      }
    }
    severalIDs = order.compactMap { people[$0].flatMap { $0.count > 1 ? Array($0.prefix(3)) : nil } }
  }
}
