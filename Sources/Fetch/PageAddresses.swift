import Foundation
import Plan

/// The addresses of a collection's pages, all of one origin.
struct PageAddresses {
  let origin: Origin
  /// The address of the first page.
  let first: URL
  private let base: String
  private let query: [String]

  /// - Parameter place: where the address stands, for messages: `migration.yml:7`.
  /// - Throws: for an address that is none, holds credentials, a fragment, or what only the fetch may add.
  init(_ plan: FetchPlan, place: String) throws(FetchError) {
    guard let parts = URLComponents(string: plan.url.value), let url = parts.url, let origin = Origin(url)
    else {
      throw .mistake(
        "\(place): 'url' is no http or https address; expected one such as "
          + "https://desk.example/api/v1/users.json")
    }
    guard parts.user == nil, parts.password == nil else {
      throw .mistake(
        "\(place): the address holds a user name or a password; remove them, and set DESKAUDIT_USER and "
          + "DESKAUDIT_PASSWORD or use a netrc file")
    }
    guard parts.fragment == nil else {
      throw .mistake("\(place): the address has a fragment (#…), which no server sees; remove it")
    }
    guard origin.isPrivate else {
      throw .mistake(
        "\(place): the password would travel to \(origin) for everyone to read; use https (http is only for "
          + "this very machine)")
    }
    let path = parts.percentEncodedPath
    self.origin = origin
    base = origin.description + (path.isEmpty ? "/" : path)
    var query = parts.percentEncodedQuery.map { [$0] } ?? []
    let taken = Set((parts.queryItems ?? []).map(\.name))
    for name in Self.names(of: plan) where taken.contains(name) {
      throw .mistake("\(place): the address has '\(name)' itself, which the fetch adds; remove it there")
    }
    switch plan.pagination {
    case .cursor: query.append("\(Self.encoded("page[size]"))=\(plan.perPage)")
    case .number, .link: if plan.perPage != 100 { query.append("per_page=\(plan.perPage)") }
    }
    self.query = query
    let start = plan.pagination == .number ? query + ["page=1"] : query
    guard let first = Self.url(base, start) else {
      throw .mistake("\(place): 'url' is no address that can be asked for; check it")
    }
    self.first = first
  }

  /// The page of a number, counted from 1.
  func page(_ number: Int) -> URL { Self.url(base, query + ["page=\(number)"]) ?? first }

  /// The page behind a cursor.
  func page(after cursor: String) -> URL {
    Self.url(base, query + ["\(Self.encoded("page[after]"))=\(Self.encoded(cursor))"]) ?? first
  }

  private static func names(of plan: FetchPlan) -> [String] {
    switch plan.pagination {
    case .number: ["page"] + (plan.perPage == 100 ? [] : ["per_page"])
    case .link: plan.perPage == 100 ? [] : ["per_page"]
    case .cursor: ["page[size]", "page[after]"]
    }
  }

  private static func url(_ base: String, _ query: [String]) -> URL? {
    URL(string: query.isEmpty ? base : "\(base)?\(query.joined(separator: "&"))")
  }

  /// Percent-encoded but for the unreserved characters of RFC 3986.
  private static func encoded(_ text: String) -> String {
    let unreserved = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~".utf8)
    return text.utf8.map { byte in
      if unreserved.contains(byte) { return String(Unicode.Scalar(byte)) }
      let digits = String(byte, radix: 16, uppercase: true)
      return "%" + (digits.utf8.count == 1 ? "0" : "") + digits
    }.joined()
  }
}
