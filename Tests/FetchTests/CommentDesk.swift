import Foundation
import Plan
import Synchronization

@testable import Fetch

/// A helpdesk with the comments of its tickets, two on a page, of each ticket by itself.
final class CommentDesk: Sendable {
  /// How many comments each ticket has, by the part of the address that names it.
  let comments: Mutex<[String: Int]>
  /// Answers in place of pages: by target and the time it is asked for, from 1.
  let faults = Mutex<[String: RawServer.Reply]>([:])
  private let server = Mutex<RawServer?>(nil)

  init(_ comments: [String: Int]) throws {
    self.comments = Mutex(comments)
    let server = try RawServer { [weak self] target, _ in
      self?.answer(target) ?? .json("", status: "500 Down")
    }
    self.server.withLock { $0 = server }
  }

  private var raw: RawServer? { server.withLock { $0 } }
  var url: String { (raw?.origin ?? "") + "/tickets/{id}/comments.json" }
  /// The addresses that were asked for, without what all have: `17`, `17 after 2`.
  var asked: [String] {
    (raw?.heads ?? []).map { head in
      let target = String(head.split(separator: " ")[1])
      let after = query(of: target)["page[after]"].map { " after \($0)" } ?? ""
      return Self.ticket(of: target) + after
    }
  }

  private static func ticket(of target: String) -> String { String(target.split(separator: "/")[1]) }

  /// Lets every request fail that asks for this: `17 after 2`.
  func fail(_ asked: String?, status: String = "500 Down") {
    faults.withLock { $0 = asked.map { [$0: .json("{}", status: status)] } ?? [:] }
  }

  /// The page of a ticket after so many comments; the id of a comment is that of the ticket, and the number.
  static func page(_ ticket: String, after: Int, of count: Int) -> String {
    let numbers = Array(1...max(1, count)).prefix(count).dropFirst(after).prefix(2)
    let records = numbers.map { number in
      let id = Int(ticket).map { "\($0 * 100 + number)" } ?? "\"\(ticket)/\(number)\""
      return #"{"id":\#(id),"author_id":1,"public":true,"created_at":"2024-01-01T0\#(number):00:00Z","#
        + #""html_body":"Comment \#(number)"}"#
    }
    let more = after + 2 < count
    return #"{"comments":[\#(records.joined(separator: ","))],"#
      + #""meta":{"has_more":\#(more),"after_cursor":\#(more ? "\"\(after + 2)\"" : "null")}}"#
  }

  private func answer(_ target: String) -> RawServer.Reply {
    let (ticket, after) = (Self.ticket(of: target), query(of: target)["page[after]"])
    let name = ticket + (after.map { " after \($0)" } ?? "")
    if let fault = faults.withLock({ $0[name] }) { return fault }
    guard let count = comments.withLock({ $0[ticket] }) else { return .json("{}", status: "404 Not Found") }
    return .json(Self.page(ticket, after: after.flatMap { Int($0) } ?? 0, of: count))
  }

  /// The files that an undisturbed fetch of tickets leaves that have plain ids.
  func files(_ tickets: [String]) -> [String: Data] {
    var files: [String: Data] = [:]
    for ticket in tickets {
      let count = comments.withLock { $0[ticket] ?? 0 }
      for page in 0..<max(1, (count + 1) / 2) {
        files["\(ticket)-\(name(page + 1))"] = Data(Self.page(ticket, after: page * 2, of: count).utf8)
      }
    }
    return files
  }
}

extension Pages {
  /// A plan whose source `comments`, the last one, is fetched for each of `tickets`, with the address in line 5.
  func plan(each url: String, _ pagination: FetchPlan.Pagination = .cursor) throws -> Plan {
    let text = """
      sources:
        tickets: {path: tickets.csv}
        comments:
          path: pages/*.json
          fetch: {url: "https://desk.example/t/{id}", pagination: \(pagination.rawValue), for-each: tickets}
      records:
        tickets: {source: tickets, fields: {id: id}}
        comments: {source: comments, fields: {ticket_id: {template: "{@file}", extract: "*-page-??????.json"}}}
        users: {source: tickets}
      """
    var plan = try Plan(text: text, path: path + "/migration.yml")
    plan.path = "migration.yml"
    plan.sources[1].fetch?.url.value = url
    return plan
  }

  /// Fetches the comments of these tickets.
  func fetch(
    each ids: [String], _ url: String, _ pagination: FetchPlan.Pagination = .cursor, restart: Bool = false,
    stop: @escaping @Sendable () -> Int32 = { 0 }
  ) async throws -> Outcome {
    await fetch(
      try plan(each: url, pagination), .init(isRestart: restart, timeout: 20, retries: 0), source: "comments",
      each: ids, stop: stop)
  }
}
