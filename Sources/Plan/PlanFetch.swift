import Foundation

/// `fetch:` of a source.
extension PlanReader {
  mutating func fetch(_ value: PlanValue?, paths: [Located<String>]) -> FetchPlan? {
    guard let value, let section = section(value, keys: .fetch) else { return nil }
    let pagination = choice(section["pagination"], among: FetchPlan.Pagination.allCases) ?? .number
    requireFitting(section, pagination)
    let forEach = forEach(of: section)
    let request = requestParts(of: section, pagination)
    guard let address = section["url"] else {
      report("'\(section.path(of: "url"))' is missing; name the first page's address", line: section.line)
      return nil
    }
    guard let url = url(address) else { return nil }
    requireIDs(in: url, address, body: request.body, isForEach: section["for-each"] != nil)
    guard paths.count == 1, let path = paths.first?.value, let directory = Self.folder(ofPages: path) else {
      report(
        "'\(section.name)' writes its pages to the folder of the source's 'path', which must be one that "
          + "ends in '/*.json', as in 'exports/users/*.json'", line: paths.first?.line ?? value.keyLine)
      return nil
    }
    if section["for-each"] != nil, !Self.matchesPagesOfIDs(path) {
      report(
        "'for-each' writes files such as '17-page-000001.json', which \(quote(path)) does not match; end the path in "
          + "'/*.json'", line: paths[0].line)
    }
    var fetch = FetchPlan(url: url, directory: directory)
    fetch.forEach = forEach
    fetch.pagination = pagination
    (fetch.parameters, fetch.cursor, fetch.headers) = (request.parameters, request.cursor, request.headers)
    fetch.body = request.body?.value
    fetch.perPage =
      wholeNumber(section["per-page"], in: 1...10_000).flatMap(Int.init(exactly:)) ?? fetch.perPage
    fetch.first = wholeNumber(section["first"], in: 0...1).flatMap(Int.init(exactly:))
    fetch.total = section["total"].flatMap { keyPath($0) }
    fetch.tokenScheme = section["token-scheme"].flatMap { tokenScheme($0) } ?? fetch.tokenScheme
    return fetch
  }

  /// The folder of a path whose last part ends in `*.json`.
  private static func folder(ofPages path: String) -> String? {
    guard path.hasSuffix("*.json") else { return nil }
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// An address that holds no secret, and no part that a server never sees.
  private mutating func url(_ value: PlanValue) -> Located<String>? {
    guard let text = text(value) else { return nil }
    let example = text.value.replacing(FetchPlan.idPlace, with: "0").replacing(
      FetchPlan.parentPlace, with: "0")
    guard let url = URLComponents(string: example),
      let host = url.host, !host.isEmpty,
      ["http", "https"].contains(url.scheme?.lowercased())
    else {
      let found = text.value.contains("@") ? "another, which may contain a password" : value.kind
      report(
        "expected an address that begins with https:// for '\(value.name)', found \(found)",
        line: text.line)
      return nil
    }
    if url.user != nil || url.password != nil {
      // The message must not repeat what it finds here.
      report(
        "'\(value.name)' contains a user or password; remove them, credentials are never in a plan",
        line: text.line)
      return nil
    }
    if url.fragment != nil {
      report(
        "'\(value.name)' has a fragment, which no server sees; leave out the '#' and what follows",
        line: text.line)
      return nil
    }
    return text
  }

  /// Whether a `fetch:` says `pagination: none`; a single object is read like a line of NDJSON.
  func isOneAnswer(_ fetch: PlanValue?) -> Bool {
    var silent = self
    guard let section = silent.section(fetch, keys: nil) else { return false }
    return silent.text(section["pagination"])?.value == FetchPlan.Pagination.oneAnswer.rawValue
  }
}
