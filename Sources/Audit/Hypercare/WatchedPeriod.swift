import Plan

/// What a value is of: an hour or a local date.
enum Grain: CaseIterable {
  case hour, day
}

/// The rows of a table in the hours in which they began.
struct WatchedPeriod: Sendable {
  let table: WatchedTable
  let hours: LocalHours
  /// Up to when the table tells what happened: an hour that ends later is not known.
  let known: Int64
  /// How many hours are known, from the first on.
  let knownHours: Int
  private let byHour: [[Int]]
  /// Of each date the rows of its known hours.
  private let byDay: [[Int]]

  /// - Parameters:
  ///   - begin: the role by which rows belong to an hour.
  init(_ table: WatchedTable, begin: HypercareColumn, hours: LocalHours, known: Int64) {
    (self.table, self.hours, self.known) = (table, hours, known)
    let knownHours = hours.hours.count { $0.end <= known }
    var byHour = [[Int]](repeating: [], count: hours.hours.count)
    for (row, time) in (table[begin] ?? []).enumerated() {
      if let time, let hour = hours.hour(of: time) { byHour[hour].append(row) }
    }
    self.byHour = byHour
    self.knownHours = knownHours
    byDay = hours.days.map { day in day.clamped(to: 0..<knownHours).flatMap { byHour[$0] } }
  }

  func groups(_ grain: Grain) -> [[Int]] { grain == .hour ? byHour : byDay }

  /// How many units there are something to tell of.
  func begun(_ grain: Grain) -> Int {
    grain == .hour ? knownHours : hours.days.count { $0.lowerBound < knownHours }
  }

  /// How many units are known to their end.
  func complete(_ grain: Grain) -> Int {
    grain == .hour ? knownHours : hours.days.count { $0.upperBound <= knownHours }
  }

  /// The hour of the week, or the weekday, of each unit.
  func slots(_ grain: Grain) -> [Int] {
    switch grain {
    case .hour: hours.hours.map(\.slot)
    case .day: hours.days.map { hours.hours[$0.lowerBound].weekday }
    }
  }

  /// The units that are whole hours, or whole dates.
  func wholeUnits(_ grain: Grain) -> [Int] {
    switch grain {
    case .hour: hours.hours.indices.filter { hours.hours[$0].isWhole }
    case .day:
      hours.days.indices.filter { day in
        let hours = hours.hours[hours.days[day]]
        return hours.first?.hour == 0 && hours.last?.hour == 23
      }
    }
  }

  /// What units of one slot have, together.
  func pooled<Value>(_ grain: Grain, _ values: [[Value]]) -> [Int: [Value]] {
    var pools: [Int: [Value]] = [:]
    for (slot, values) in zip(slots(grain), values) { pools[slot, default: []] += values }
    return pools
  }

  /// What whole units of one slot have, one value each.
  func weeks<Value>(_ grain: Grain, _ values: [Value]) -> [Int: [Value]] {
    let slots = slots(grain)
    var weeks: [Int: [Value]] = [:]
    for unit in wholeUnits(grain) where unit < values.count {
      weeks[slots[unit], default: []].append(values[unit])
    }
    return weeks
  }
}

/// From when on a ticket is open, and until when.
struct OpenSpell: Sendable {
  var ticket: Int
  var start: Int64
  /// Nil where it still is.
  var end: Int64?
}

extension WatchedPeriod {
  /// A ticket is open from its creation until it is solved, and again from its reopening on where that is later. One that was
  /// reopened and solved again counts as open in between, because a table has the last time of each alone.
  var openSpells: [OpenSpell] {
    let (created, solved, reopened) = (table[.created] ?? [], table[.solved] ?? [], table[.reopened])
    var spells: [OpenSpell] = []
    for ticket in created.indices {
      guard let start = created[ticket] else { continue }
      guard let end = solved[ticket] else {
        spells.append(OpenSpell(ticket: ticket, start: start))
        continue
      }
      spells.append(OpenSpell(ticket: ticket, start: start, end: end))
      if let again = reopened?[ticket], again > end {
        spells.append(OpenSpell(ticket: ticket, start: again))
      }
    }
    return spells
  }

  /// Calls `body` with what is open at the end of each known hour, just before the next begins.
  ///
  /// - Complexity: O(tickets · log tickets + hours · open tickets).
  func forEachEnd(_ body: (_ hour: Int, _ open: [OpenSpell]) -> Void) {
    let spells = openSpells.sorted { ($0.start, $0.ticket) < ($1.start, $1.ticket) }
    var open: [OpenSpell] = []
    var next = 0
    for hour in 0..<knownHours {
      let end = hours.hours[hour].end
      while next < spells.count, spells[next].start < end {
        open.append(spells[next])
        next += 1
      }
      open.removeAll { ($0.end ?? .max) < end }
      body(hour, open)
    }
  }
}
