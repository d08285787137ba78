import Foundation
import Plan

/// A helpdesk's users in each of the forms that helpdesks page their lists in, made up from the vendors' documentation.
struct PagedDesk: Sendable {
  enum Style: String, CaseIterable, Sendable {
    /// Zendesk's incremental export by time: each page starts with the last second of the one before.
    case time
    /// The same without `end_of_stream`, as it was.
    case oldTime
    /// Zendesk's incremental export by cursor.
    case cursorExport
    /// Zendesk's cursor pagination.
    case cursorList
    /// Zendesk's cursor pagination, by its links alone.
    case linkList
    case intercom
    /// Help Scout.
    case hal

    var pagination: FetchPlan.Pagination {
      switch self {
      case .time, .oldTime, .cursorExport, .linkList, .hal: .link
      case .cursorList: .cursor
      case .intercom: .startingAfter
      }
    }

    /// The path and query of the plan's address.
    var start: String {
      switch self {
      case .time: "/incremental/users.json?start_time=0"
      case .oldTime: "/incremental/users.json?start_time=0&per_page=3"
      case .cursorExport: "/incremental/users/cursor.json?start_time=0"
      case .cursorList: "/users.json"
      case .linkList: "/users.json?page%5Bsize%5D=3"
      case .intercom: "/contacts"
      case .hal: "/v2/users"
      }
    }
  }

  struct User: Sendable {
    var id: Int
    var email: String
    /// When it was changed last, in seconds.
    var time: Int
  }

  let style: Style
  /// In the order of their times.
  var users: [User]
  var perPage = 3

  /// Users with the ids and times 1 to `count`.
  init(_ style: Style, users count: Int) {
    self.style = style
    users = (1...max(count, 1)).prefix(count).map {
      User(id: $0, email: "user\($0)@example.org", time: $0)
    }
  }

  /// Gives a user another address, or adds it, at a later time than all.
  mutating func change(_ id: Int, to email: String) {
    let time = (users.last?.time ?? 0) + 1
    users.removeAll { $0.id == id }
    users.append(User(id: id, email: email, time: time))
  }

  /// The page that a query asks for.
  func text(_ query: [String: String], origin: String) -> String {
    switch style {
    case .time, .oldTime:
      let rest = users.filter { $0.time >= Int(query["start_time"] ?? "") ?? 0 }
      let page = rest.prefix(perPage)
      let end = page.last?.time ?? Int(query["start_time"] ?? "") ?? 0
      let size = style == .oldTime ? "per_page=3&" : ""
      let mark = style == .oldTime ? "" : ",\"end_of_stream\":\(rest.count <= perPage)"
      return "{\(records(page)),\"count\":\(page.count),\"end_time\":\(end),"
        + "\"next_page\":\"\(origin)/incremental/users.json?\(size)start_time=\(end)\"\(mark)}"
    case .cursorExport:
      let after = query["cursor"].flatMap { Int($0.dropFirst(2)) } ?? 0
      let (page, isLast) = page(after: after)
      let cursor = "c+\(page.last?.time ?? after)"
      return "{\(records(page)),\"after_cursor\":\"\(cursor)\",\"after_url\":\""
        + "\(origin)/incremental/users/cursor.json?cursor=\(cursor.replacing("+", with: "%2B"))\","
        + "\"before_cursor\":null,\"before_url\":null,\"end_of_stream\":\(isLast)}"
    case .cursorList, .linkList:
      let (page, isLast) = page(after: query["page[after]"].flatMap { Int($0.dropFirst(2)) } ?? 0)
      let cursor = "c+\(page.last?.time ?? 0)"
      let next = "\(origin)/users.json?page%5Bsize%5D=3&page%5Bafter%5D=\(cursor.replacing("+", with: "%2B"))"
      let link = isLast && style == .linkList ? "null" : "\"\(next)\""
      return "{\(records(page)),\"meta\":{\"has_more\":\(!isLast),\"after_cursor\":\"\(cursor)\","
        + "\"before_cursor\":\"x\"},\"links\":{\"prev\":null,\"next\":\(link)}}"
    case .intercom:
      let since = query["modifiedSince"].flatMap { Int($0) } ?? 0
      let found = users.filter { $0.time > since }
      let start = query["starting_after"].flatMap { Int($0.dropFirst(2)) } ?? 0
      let page = found.dropFirst(start).prefix(perPage)
      let number = start / perPage + 1
      let next =
        start + perPage >= found.count
        ? "null" : "{\"page\":\(number + 1),\"starting_after\":\"W=\(start + perPage)\"}"
      let total = (found.count + perPage - 1) / perPage
      return "{\"type\":\"list\",\(records(page, "data")),\"total_count\":\(found.count),\"pages\":"
        + "{\"type\":\"pages\",\"next\":\(next),\"page\":\(number),\"per_page\":3,\"total_pages\":\(total)}}"
    case .hal:
      let number = query["page"].flatMap { Int($0) } ?? 1
      let since = query["modifiedSince"].flatMap { Int($0) } ?? 0
      let found = users.filter { $0.time > since }
      let page = found.dropFirst((number - 1) * perPage).prefix(perPage)
      let total = (found.count + perPage - 1) / perPage
      let filter = since > 0 ? "modifiedSince=\(since)&" : ""
      let next = "\"next\":{\"href\":\"\(origin)/v2/users?\(filter)page=\(number + 1)\"},"
      return "{\"_embedded\":{\(records(page))},\"_links\":{\(number < total ? next : "")\"self\":{}},"
        + "\"page\":{\"size\":3,\"totalElements\":\(found.count),\"totalPages\":\(total),"
        + "\"number\":\(number)}}"
    }
  }

  private func page(after time: Int) -> (ArraySlice<User>, isLast: Bool) {
    let rest = users.filter { $0.time > time }
    return (rest.prefix(perPage), rest.count <= perPage)
  }

  private func records(_ page: ArraySlice<User>, _ key: String = "users") -> String {
    let records = page.map { "{\"id\":\($0.id),\"email\":\"\($0.email)\"}" }
    return "\"\(key)\":[\(records.joined(separator: ","))]"
  }
}

/// Splits a target (`/users.json?page=2&x=a%2Bb`) into the values of its query.
func query(of target: String) -> [String: String] {
  let items = URLComponents(string: target)?.queryItems ?? []
  return Dictionary(items.map { ($0.name, $0.value ?? "") }) { first, _ in first }
}

extension RawServer.Reply {
  /// A whole answer; `rest` are further lines of the head, each with its CRLF.
  static func json(_ body: String, status: String = "200 OK", _ rest: String = "") -> Self {
    .init(
      "HTTP/1.1 \(status)\r\nConnection: close\r\n\(rest)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
  }
}
