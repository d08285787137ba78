import Exports
import Plan

/// The rows of a declared table as hypercare needs them: columns of its roles, by the numbers of rows that count.
struct WatchedTable: Sendable {
  /// Times in seconds since 1970, which is what lengths of time and hours are made of; nil for null.
  typealias Times = [Int64?]

  let name: String
  let count: Int
  private var times: [HypercareColumn: Times]
  private let values: [HypercareColumn: [FieldValue]]
  /// The number of each row's queue; -1 for none. Nil without that column.
  let queue: [Int]?
  let queueNames: [String]
  let keys: [FieldValue]
  /// Rows that repeat, or contradict, an earlier row of their key, and are not used.
  let repeated: Int
  private let placeOfRow: @Sendable (Int) -> String

  init<Side>(_ table: Table<Side>, _ plan: HypercarePlan) {
    let rows = (0..<table.count).map { Row<Side>($0) }.filter(table.includes)
    name = table.name
    count = rows.count
    repeated = table.count - rows.count
    var times: [HypercareColumn: Times] = [:]
    var values: [HypercareColumn: [FieldValue]] = [:]
    for role in HypercareColumn.allCases {
      guard plan.reads(role), let column = table[plan.name(of: role)] else { continue }
      if column.type == .timestamp {
        times[role] = rows.map { column.value($0).instant?.seconds }
      } else {
        values[role] = rows.map { column.value($0) }
      }
    }
    (self.times, self.values) = (times, values)
    (queue, queueNames) = Self.queues(table, rows, plan)
    keys = rows.map { table.key.value($0) }
    placeOfRow = { number in
      let finding = table.finding(rows[number], "")
      let place = (finding.export ?? finding.counterpart)?.text ?? table.name
      return "\(place) (\(table.keyText(rows[number])))"
    }
  }

  /// The queue of each row by its number, and the names of the queues.
  private static func queues<Side>(
    _ table: Table<Side>, _ rows: [Row<Side>], _ plan: HypercarePlan
  ) -> (numbers: [Int]?, names: [String]) {
    guard plan.reads(.queue), let column = table[plan.name(of: .queue)] else { return (nil, []) }
    var numbers: [String: Int] = [:]
    var names: [String] = []
    let queues = rows.map { row in
      let value = column.value(row)
      guard value.kind == .text else { return -1 }
      let name = table.texts?[value] ?? value.words
      if let number = numbers[name] { return number }
      numbers[name] = names.count
      names.append(name)
      return names.count - 1
    }
    return (queues, names)
  }

  /// A table without a row and without a column.
  init(named name: String) {
    (self.name, count, repeated) = (name, 0, 0)
    (times, values, keys, queue, queueNames) = ([:], [:], [], nil, [])
    placeOfRow = { _ in name }
  }

  /// The times of a role; nil without that column.
  subscript(role: HypercareColumn) -> Times? { times[role] }

  /// Other values of a role.
  func values(_ role: HypercareColumn) -> [FieldValue]? { values[role] }

  func has(_ role: HypercareColumn) -> Bool { times[role] != nil || values[role] != nil }

  /// `exports/tickets.csv:12 (row 42)`
  func place(_ row: Int) -> String { placeOfRow(row) }

  /// The last time of anything that happened; what is due is no such time.
  var lastTime: Int64? { Self.events.compactMap { times[$0]?.lazy.compactMap(\.self).max() }.max() }

  /// As the table was at an instant: what happened later is null.
  func known(at instant: Int64) -> WatchedTable {
    var table = self
    for role in Self.events {
      table.times[role] = times[role].map { $0.map { time in time.flatMap { $0 <= instant ? $0 : nil } } }
    }
    return table
  }

  /// How many times are later than an instant.
  func countOfTimes(after instant: Int64) -> Int {
    Self.events.reduce(0) { sum, role in sum + (times[role]?.count { ($0 ?? .min) > instant } ?? 0) }
  }

  private static let events: [HypercareColumn] = [
    .created, .assigned, .firstResponse, .solved, .reopened, .sent,
  ]
}
