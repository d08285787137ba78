import Foundation

@testable import Audit

/// Two weeks of made-up tickets with the rhythm of days and weeks, and the four weeks before them; the same for the same seed.
struct Fortnight {
  /// What is wrong on purpose.
  struct Faults {
    var stall = false
    var notifiedTwice = false
    var backlog = false

    static let none = Faults()
    static let all = Faults(stall: true, notifiedTwice: true, backlog: true)
  }

  /// 2026-12-01T00:00 of Berlin, a Tuesday.
  static let goLive = seconds("2026-11-30T23:00:00Z") ?? 0
  static let end = goLive + 14 * 86_400
  /// Thursday, 3 December, from 9 to 12.
  static let stall = goLive + 57 * 3600..<goLive + 60 * 3600
  /// Monday, 7 December, from 14 to 15.
  static let notifiedTwice = goLive + (6 * 24 + 14) * 3600..<goLive + (6 * 24 + 15) * 3600
  /// Saturday, 12 December, from 10 on.
  static let reopening = goLive + (11 * 24 + 10) * 3600

  private static let queues = ["billing", "routing", "mobile", "orders"]
  /// Of each hour of a day, and of each weekday from Monday on.
  private static let hours = [
    0.1, 0.08, 0.06, 0.06, 0.08, 0.2, 0.5, 1.2, 2.6, 3.2, 3.4, 3.1, 2.6, 3, 3.2, 3, 2.6, 2, 1.4, 1, 0.7,
    0.5, 0.3, 0.2,
  ]
  private static let weekdays = [1.15, 1.05, 1, 1, 0.95, 0.3, 0.2]
  /// Tickets of an hour whose factors are 1.
  private static let perHour = 9.0

  private var numbers: RandomNumbers
  private let faults: Faults
  private(set) var tickets = ""
  private(set) var baseline = ""
  private(set) var notifications = ""

  init(seed: UInt64, _ faults: Faults = .none) {
    numbers = RandomNumbers(seed: seed)
    self.faults = faults
    var (id, notification) = (1, 1)
    // The export goes on for an hour, so that the last hour is known.
    if faults.backlog { addReopened(&id) }
    for hour in 0..<14 * 24 + 1 { add(hour, from: Self.goLive, until: Self.end + 3600, &id, &notification) }
    id = 1
    for hour in -28 * 24..<0 { addToBaseline(hour, &id) }
  }

  private mutating func add(
    _ hour: Int, from: Int64, until: Int64, _ id: inout Int, _ notification: inout Int
  ) {
    for _ in 0..<count(ofHour: hour) {
      let created = from + Int64(hour) * 3600 + Int64(below(3600))
      var assigned = created + Int64(lognormal(median: 180, 0.5))
      if faults.stall, Self.stall.contains(created) {
        assigned = Self.stall.upperBound + Int64(1200 + below(600))
      }
      tickets += row(id, created, assigned, until: until)
      for repetition in 0..<(faults.notifiedTwice && Self.notifiedTwice.contains(created) ? 2 : 1) {
        let sent = min(
          created + 5 + Int64(30 * repetition),
          Self.notifiedTwice.contains(created) ? Self.notifiedTwice.upperBound - 1 : .max)
        notifications += "\(notification),\(id),r\(id),\(text(sent)),received\n"
        notification += 1
      }
      id += 1
    }
  }

  private mutating func addToBaseline(_ hour: Int, _ id: inout Int) {
    for _ in 0..<count(ofHour: hour) {
      let created = Self.goLive + Int64(hour) * 3600 + Int64(below(3600))
      baseline += row(id, created, created + Int64(lognormal(median: 180, 0.5)), until: Self.goLive)
      id += 1
    }
  }

  /// Tickets that were solved weeks ago, all reopened within the hour.
  private mutating func addReopened(_ id: inout Int) {
    for number in 0..<300 {
      let created = Self.goLive - Int64(20 * 86_400) + Int64(number * 600)
      let reopened = Self.reopening + Int64(number * 12)
      tickets += line(id, [created, created + 60, created + 600, created + 7200, reopened, nil], 3, 0)
      id += 1
    }
  }

  private mutating func row(_ id: Int, _ created: Int64, _ assigned: Int64, until: Int64) -> String {
    let answered = assigned + Int64(lognormal(median: 1500, 0.5))
    let solved = answered + Int64(lognormal(median: 6 * 3600, 0.9))
    // Some are reopened and solved again.
    let reopened = below(25) == 0 ? solved - 600 : nil
    let times = [created, assigned, answered, solved, reopened].map { $0.flatMap { $0 < until ? $0 : nil } }
    return line(
      id, times + [created + 12 * 86_400 + 30 * 86_400], below(4), below(5) == 0 ? 1 : 0)
  }

  private func line(_ id: Int, _ times: [Int64?], _ queue: Int, _ reassignments: Int) -> String {
    let stamps = times.map { $0.map(text) ?? "" }.joined(separator: ",")
    return "\(id),\(stamps),\(Self.queues[queue]),\(reassignments),s\(id),r\(id)\n"
  }

  private func text(_ instant: Int64) -> String { Instant(seconds: instant, nanoseconds: 0).text }

  // MARK: Chance

  /// A Poisson count of the hour's rate, by multiplying as many uniform numbers.
  private mutating func count(ofHour hour: Int) -> Int {
    let (day, clock) = ((hour + 28 * 24) / 24, (hour + 28 * 24) % 24)
    // The first day of the baseline is a Tuesday as well.
    let rate = Self.perHour * Self.hours[clock] * Self.weekdays[(day + 1) % 7]
    var (count, product) = (0, uniform())
    while product > exp(-rate) {
      count += 1
      product *= uniform()
    }
    return count
  }

  private mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &numbers) }

  private mutating func uniform() -> Double { (Double(below(1 << 30)) + 0.5) / Double(1 << 30) }

  /// By Box and Muller.
  private mutating func lognormal(median: Double, _ spread: Double) -> Double {
    median * exp(spread * (-2 * log(uniform())).squareRoot() * cos(2 * .pi * uniform()))
  }

  /// What hypercare says of it.
  func result() throws -> HypercareResult {
    try HypercareExample(
      tickets: tickets, baseline: baseline, notifications: notifications,
      hypercare: """
        from: 2026-12-01T00:00:00+01:00
        time-zone: Europe/Berlin
        owners: {routing: Ana Lima, assignment-lag: Jo Bell, orders: Kim Roe}
        """
    ).run(asOf: "2026-12-15T00:00:00Z")
  }
}
