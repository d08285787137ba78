import Foundation
import Plan
import Reporting
import RuleExamples

@testable import Audit

/// A migration of twelve tickets with five comments each, two tickets to a batch, whose archive can be changed record by
/// record.
///
/// Person 1 to 9 write in turn; 1 to 4 have the ticketing ids 901 to 904. Ticket 201 is of January, 212 of December 2021.
struct CauseExample {
  /// Fields of a JSON object, each value as JSON.
  struct Record {
    var fields: [(name: String, value: String)]

    subscript(name: String) -> String {
      get { fields.first { $0.name == name }?.value ?? "" }
      set { if let place = fields.firstIndex(where: { $0.name == name }) { fields[place].value = newValue } }
    }

    var number: Int { Int(self["id"]) ?? 0 }
    var json: String { "{\(fields.map { "\"\($0.name)\": \($0.value)" }.joined(separator: ", "))}" }
  }

  struct Batch {
    var tickets: [Record] = []
    var comments: [Record] = []
    var users: [Record] = []
  }

  var batches: [Int: Batch] = [:]
  /// The rows of the chat export, without the header.
  var rows: [String] = []
  /// How many of them are in `chat2.csv`.
  var rowsOfSecondFile = 0
  var damage: [Damage] = []

  static let header =
    "TICKET_CREATED_AT,TICKET_REQUESTER_ID,COMMENT_PART_ID,CONVERSATION_ID,COMMENT_PUBLIC,BODY,COMMENT_CREATED_AT,"
    + "AUTHOR_ID,NAME,EMAIL"

  init() {
    var known = Set<Int>()
    for ticket in 0..<12 {
      let number = (ticket / 2 + 1) * 100
      var batch = batches[number] ?? Batch()
      let requester = ticket % 9 + 1
      batch.tickets.append(
        Record(fields: [
          ("id", "\(201 + ticket)"), ("created_at", Self.time(ticket, 0)),
          ("requester_id", "\(Self.id(requester))"),
        ]))
      for part in 0..<5 {
        let (id, author) = (1001 + ticket * 5 + part, (ticket + part) % 9 + 1)
        let (isPublic, body) = (id % 3 != 0, "<p>\(String(repeating: "a", count: 20 + id % 17)) \(id)</p>")
        rows.append(
          "\(Self.time(ticket, 0).dropFirst().dropLast()),\(requester),\(id),\(201 + ticket),\(isPublic),\(body),"
            + "\(Self.time(ticket, part * 67 + 5).dropFirst().dropLast()),\(author),Person \(author),"
            + "p\(author)@example.org")
        batch.comments.append(
          Record(fields: [
            ("id", "\(id)"), ("ticket_id", "\(201 + ticket)"), ("author_id", "\(Self.id(author))"),
            ("public", "\(isPublic)"), ("created_at", Self.time(ticket, part * 67 + 5)),
            ("html_body", "\"\(body)\""),
          ]))
        if known.insert(author).inserted {
          batch.users.append(
            Record(fields: [
              ("id", "\(Self.id(author))"), ("name", "\"Person \(author)\""),
              ("email", "\"p\(author)@example.org\""),
            ]))
        }
      }
      batches[number] = batch
    }
  }

  static func id(_ person: Int) -> Int { person <= 4 ? 900 + person : person }

  /// A JSON string: eight o'clock on the tenth of a month, and so many seconds.
  static func time(_ month: Int, _ seconds: Int, hours: Int = 8) -> String {
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return
      "\"2021-\(two(month + 1))-10T\(two(hours + seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))Z\""
  }

  // MARK: Changes

  mutating func changeComments(_ change: (inout Record) -> Void) {
    for (number, var batch) in batches {
      for index in batch.comments.indices { change(&batch.comments[index]) }
      batches[number] = batch
    }
  }

  mutating func changeUsers(_ change: (inout Record) -> Void) {
    for (number, var batch) in batches {
      for index in batch.users.indices { change(&batch.users[index]) }
      batches[number] = batch
    }
  }

  mutating func removeComments(_ isLost: (Int) -> Bool) {
    for number in batches.keys { batches[number]?.comments.removeAll { isLost($0.number) } }
  }

  mutating func removeTickets(_ isLost: (Int) -> Bool) {
    for number in batches.keys {
      batches[number]?.tickets.removeAll { isLost($0.number) }
      batches[number]?.comments.removeAll { isLost(Int($0["ticket_id"]) ?? 0) }
    }
  }

  // MARK: The audit

  func input() throws -> ExampleInput {
    var input = try ExampleInput(standardOf: RulePages.all.get().readme)
    let first = rows.dropLast(rowsOfSecondFile)
    input.chat = ([Self.header] + first).joined(separator: "\n") + "\n"
    if rowsOfSecondFile > 0 {
      input.files["chat2.csv"] =
        ([Self.header] + rows.suffix(rowsOfSecondFile)).joined(separator: "\n") + "\n"
      input.plan.replace("{path: chat.csv}", with: "{path: \"chat*.csv\"}")
    }
    input.ticketing =
      "id,email\n" + (1...4).map { "90\($0),p\($0)@example.org\n" }.joined() + "905,other@example.org\n"
    input.plan += "archive: {batch-size: 10}\n"
    input.batches = batches.mapValues { batch in
      func list(_ records: [Record]) -> String { records.map(\.json).joined(separator: ",\n") }
      return """
        {"data": {"tickets": {"data": [\(list(batch.tickets))],
        "comments": [\(list(batch.comments))],
        "users": [\(list(batch.users))], "organizations": []}}}
        """
    }
    input.damage = damage
    return input
  }

  func audit() throws -> AuditResult { try ExampleFolder(input()).audit() }
}

extension AuditResult {
  /// The first lines of the terminal's report without what it says of rules, archive and exports in general, none of them
  /// wrapped: the verdict, how many causes there are, the first one, and what to do.
  var firstLines: [String] {
    let lines = TerminalReport(width: 2000, detail: .quiet).render(self).split(separator: "\n").map(
      String.init)
    let verdict = lines[0].replacing(title, with: "").trimmingCharacters(in: .whitespaces)
    return [verdict] + lines.dropFirst(4).prefix(3)
  }

  /// What causes explain, as `rule: 12`, and what is left of each failed rule, as `rule: 3 left`.
  var attribution: [String] {
    let explained = causes.flatMap { $0.explains.map { "\($0.rule): \($0.violations)" } }
    let left = rules.filter { $0.outcome == .failed }.compactMap { rule -> String? in
      let count = causes.reduce(0) { sum, cause in
        cause.explains.reduce(sum) { $0 + ($1.rule == rule.id ? $1.violations : 0) }
      }
      return count == rule.violations ? nil : "\(rule.id): \(rule.violations - count) left"
    }
    return explained + left
  }
}
