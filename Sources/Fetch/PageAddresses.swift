import Foundation
import Plan

/// The addresses of a collection's pages, all of one origin, and the bodies that are sent there.
struct PageAddresses {
  let origin: Origin
  /// What the first page is asked for by.
  let first: PageRequest
  /// Whether the server is told how many records a page may have.
  let sendsSize: Bool
  private let base: String
  private let query: [String]
  /// nil for GET.
  private let body: JSONValue?
  private let plan: FetchPlan

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
    self.plan = plan
    sendsSize = !isWhole && Self.sizeName(plan) != nil
    let ownBody = try plan.body.map { text throws(FetchError) in try Self.json(text, place: place) }
    let taken = Set((parts.queryItems ?? []).map(\.name))
    for name in Self.names(of: plan) where !isWhole {
      if ownBody == nil ? taken.contains(name) : ownBody?[path: Self.keys(name)] != nil {
        throw .mistake(
          "\(place): the \(ownBody == nil ? "address" : "body") has '\(name)' itself, which the fetch adds; remove it "
            + "there")
      }
    }
    let size = isWhole ? nil : Self.sizeName(plan).map { ($0, plan.perPage) }
    if let size, ownBody == nil { query.append("\(Self.encoded(size.0))=\(size.1)") }
    body = size.map { size in ownBody?.setting(Self.keys(size.0)[...], to: .integer(size.1)) } ?? ownBody
    self.query = query
    guard let start = Self.url(base, query) else {
      throw .mistake("\(place): 'url' is not an address that can be asked for; check it")
    }
    var first = PageRequest(url: start, body: body.map { Data($0.text) })
    switch plan.pagination {
    case .number:
      first = Self.request(base, query, body, [(Self.pageName(plan), .integer(plan.first ?? 1))]) ?? first
    case .offset:
      first = Self.request(base, query, body, [(Self.offsetName(plan), .integer(plan.first ?? 0))]) ?? first
    default: break
    }
    self.first = first
  }

  private static func json(_ text: String, place: String) throws(FetchError) -> JSONValue {
    do throws(JSONFault) {
      return try JSONValue(parsing: Array(text.utf8)[...])
    } catch {
      throw .mistake("\(place): 'body' is not JSON from byte \(error.offset) on; check it")
    }
  }

  /// The page of a number, counted from 1.
  func page(_ number: Int) -> PageRequest {
    request(Self.pageName(plan), .integer((plan.first ?? 1) + number - 1))
  }

  /// The page after so many records.
  func page(afterRecords count: Int) -> PageRequest {
    request(Self.offsetName(plan), .integer((plan.first ?? 0) + count))
  }

  /// The page after a cursor, which is a text or a number.
  func page(after cursor: JSONValue) -> PageRequest {
    guard let declared = plan.cursor else {
      return request(plan.pagination == .startingAfter ? "starting_after" : "page[after]", cursor)
    }
    guard declared.isAlone else { return request(declared.to, cursor) }
    return Self.request(base, [], body.map { _ in .object([]) }, [(declared.to, cursor)]) ?? first
  }

  /// The page of a link, which stays at the origin.
  func page(at url: URL) -> PageRequest { PageRequest(url: url) }

  private func request(_ name: String, _ value: JSONValue) -> PageRequest {
    Self.request(base, query, body, [(name, value)]) ?? first
  }

  private static func request(
    _ base: String, _ query: [String], _ body: JSONValue?, _ parameters: [(name: String, value: JSONValue)]
  ) -> PageRequest? {
    guard let body else {
      let added = parameters.map { "\(encoded($0.name))=\(encoded($0.value.plainText))" }
      return url(base, query + added).map { PageRequest(url: $0) }
    }
    let whole = parameters.reduce(body) { body, parameter in
      body.setting(keys(parameter.name)[...], to: parameter.value)
    }
    return url(base, query).map { PageRequest(url: $0, body: Data(whole.text)) }
  }

  /// The page of an incremental export from a cursor or a time on, which takes the place of the address's own.
  func page(ofStream name: String, _ value: String) -> PageRequest {
    let rest = query.joined(separator: "&").split(separator: "&").filter { parameter in
      !["start_time", "cursor"].contains(parameter.prefix { $0 != "=" })
    }
    let url = Self.url(base, rest.map(String.init) + ["\(name)=\(Self.encoded(value))"])
    return url.map { PageRequest(url: $0) } ?? first
  }

  /// The most records of a page of an incremental export: what the link to the next page or the first address says,
  /// else the 1,000 that are documented.
  func streamPageSize(next: Paging.Link) -> Int {
    var texts = [first.url.absoluteString]
    if case .text(let link) = next { texts.insert(link, at: 0) }
    let sizes = texts.lazy.compactMap { text in
      URLComponents(string: text)?.queryItems?.first { $0.name == "per_page" }?.value.flatMap { Int($0) }
    }
    return sizes.first { $0 > 0 } ?? 1000
  }

  // MARK: Names of parameters

  private static func pageName(_ plan: FetchPlan) -> String { plan.parameters.page ?? "page" }
  private static func offsetName(_ plan: FetchPlan) -> String { plan.parameters.offset ?? "offset" }

  /// What the most records of a page are sent as; nil where the server is left to its own.
  private static func sizeName(_ plan: FetchPlan) -> String? {
    if let name = plan.parameters.perPage { return name }
    return switch plan.pagination {
    case .number, .link: plan.perPage == 100 ? nil : "per_page"
    case .offset: "limit"
    case .cursor: plan.cursor == nil ? "page[size]" : nil
    case .startingAfter: "per_page"
    case .oneAnswer: nil
    }
  }

  /// The parameters that are added; of a POST, keys of its body, joined by dots.
  private static func names(of plan: FetchPlan) -> [String] {
    let which: [String] =
      switch plan.pagination {
      case .number: [pageName(plan)]
      case .offset: [offsetName(plan)]
      case .cursor: [plan.cursor?.to ?? "page[after]"]
      case .startingAfter: ["starting_after"]
      case .link, .oneAnswer: []
      }
    return [sizeName(plan)].compactMap(\.self) + which
  }

  private static func keys(_ path: String) -> [String] { path.split(separator: ".").map(String.init) }

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

extension JSONValue {
  fileprivate static func integer(_ number: Int) -> JSONValue { .number(Array("\(number)".utf8)) }

  /// A text or a number as it is in a query.
  fileprivate var plainText: String {
    switch self {
    case .string(let text), .number(let text): String(decoding: text, as: UTF8.self)
    default: String(decoding: text, as: UTF8.self)
    }
  }
}
