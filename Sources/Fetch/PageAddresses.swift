import Foundation
import Plan

/// The addresses of a collection's pages, all of one origin.
struct PageAddresses {
  let origin: Origin
  /// The address of the first page.
  let first: URL
  private let base: String
  private let query: [String]
  private let cursorName: String

  /// - Parameters:
  ///   - place: where the address is written, for messages: `migration.yml:7`.
  ///   - isWhole: whether it came from the server, so that nothing is to be added to it.
  /// - Throws: for an address that can't be used, holds credentials, a fragment, or what only the fetch may add.
  init(_ plan: FetchPlan, place: String, isWhole: Bool = false) throws(FetchError) {
    guard let parts = URLComponents(string: plan.url.value), let url = parts.url, let origin = Origin(url)
    else {
      throw .mistake(
        "\(place): 'url' is not an http or https address; expected one such as "
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
        "\(place): the credentials would travel to \(origin) for everyone to read; use https (http is only for "
          + "this very machine)")
    }
    let path = parts.percentEncodedPath
    self.origin = origin
    base = origin.description + (path.isEmpty ? "/" : path)
    var query = parts.percentEncodedQuery.map { [$0] } ?? []
    let taken = Set((parts.queryItems ?? []).map(\.name))
    cursorName = plan.pagination == .startingAfter ? "starting_after" : Self.encoded("page[after]")
    for name in Self.names(of: plan) where taken.contains(name) && !isWhole {
      throw .mistake("\(place): the address has '\(name)' itself, which the fetch adds; remove it there")
    }
    if !isWhole {
      switch plan.pagination {
      case .cursor: query.append("\(Self.encoded("page[size]"))=\(plan.perPage)")
      case .startingAfter: query.append("per_page=\(plan.perPage)")
      case .oneAnswer: break
      case .number, .link: if plan.perPage != 100 { query.append("per_page=\(plan.perPage)") }
      }
    }
    self.query = query
    let start = plan.pagination == .number ? query + ["page=1"] : query
    guard let first = Self.url(base, start) else {
      throw .mistake("\(place): 'url' is not an address that can be asked for; check it")
    }
    self.first = first
  }

  /// The page of a number, counted from 1.
  func page(_ number: Int) -> URL { Self.url(base, query + ["page=\(number)"]) ?? first }

  /// The page after a cursor.
  func page(after cursor: String) -> URL {
    Self.url(base, query + ["\(cursorName)=\(Self.encoded(cursor))"]) ?? first
  }

  /// The page of an incremental export from a cursor or a time on, which takes the place of the address's own.
  func page(ofStream name: String, _ value: String) -> URL {
    let rest = query.joined(separator: "&").split(separator: "&").filter { parameter in
      !["start_time", "cursor"].contains(parameter.prefix { $0 != "=" })
    }
    return Self.url(base, rest.map(String.init) + ["\(name)=\(Self.encoded(value))"]) ?? first
  }

  /// The most records of a page of an incremental export: what the link to the next page or the first address says,
  /// else the 1,000 that are documented.
  func streamPageSize(next: Paging.Link) -> Int {
    var texts = [first.absoluteString]
    if case .text(let link) = next { texts.insert(link, at: 0) }
    let sizes = texts.lazy.compactMap { text in
      URLComponents(string: text)?.queryItems?.first { $0.name == "per_page" }?.value.flatMap { Int($0) }
    }
    return sizes.first { $0 > 0 } ?? 1000
  }

  private static func names(of plan: FetchPlan) -> [String] {
    switch plan.pagination {
    case .number: ["page"] + (plan.perPage == 100 ? [] : ["per_page"])
    case .link: plan.perPage == 100 ? [] : ["per_page"]
    case .cursor: ["page[size]", "page[after]"]
    case .startingAfter: ["per_page", "starting_after"]
    case .oneAnswer: []
    }
  }

  private static func url(_ base: String, _ query: [String]) -> URL? {
    URL(string: query.isEmpty ? base : "\(base)?\(query.joined(separator: "&"))")
  }

  /// Percent-encoded but for the unreserved characters of RFC 3986.
  static func encoded(_ text: String) -> String {
    let unreserved = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~".utf8)
    return text.utf8.map { byte in
      if unreserved.contains(byte) { return String(Unicode.Scalar(byte)) }
      let digits = String(byte, radix: 16, uppercase: true)
      return "%" + (digits.utf8.count == 1 ? "0" : "") + digits
    }.joined()
  }
}
