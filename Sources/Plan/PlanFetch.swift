import Foundation

/// `fetch:` of a source.
extension PlanReader {
  private static let fetchKeys = ["url", "pagination", "per-page", "for-each", "key"]

  mutating func fetch(_ value: PlanValue?, paths: [Located<String>]) -> FetchPlan? {
    guard let value, let section = section(value, keys: Self.fetchKeys) else { return nil }
    let pagination = choice(section["pagination"], among: FetchPlan.Pagination.allCases)
    let perPage = wholeNumber(section["per-page"], in: 1...10_000).flatMap(Int.init(exactly:))
    if pagination == .oneAnswer, let size = section["per-page"] {
      report(
        "'\(size.name)' is for pages, and 'pagination: none' has one answer; leave it out", line: size.keyLine
      )
    }
    let forEach = forEach(of: section)
    guard let address = section["url"] else {
      report("'\(section.path(of: "url"))' is missing; name the first page's address", line: section.line)
      return nil
    }
    guard let url = url(address) else { return nil }
    requireOneID(in: url, address, isForEach: section["for-each"] != nil)
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
    fetch.pagination = pagination ?? fetch.pagination
    fetch.perPage = perPage ?? fetch.perPage
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
    guard let url = URLComponents(string: text.value.replacing(FetchPlan.idPlace, with: "0")),
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

  // MARK: One collection for each id

  /// `for-each` and `key`.
  private mutating func forEach(of section: PlanSection) -> FetchPlan.ForEach? {
    let key = text(section["key"])
    guard let value = section["for-each"] else {
      if let key = section["key"] {
        report(
          "'\(key.name)' is the column of the ids of 'for-each', which is missing; add it, or leave this out",
          line: key.keyLine)
      }
      return nil
    }
    return text(value).map { FetchPlan.ForEach(source: $0, key: key?.value ?? "id") }
  }

  /// An address has `{id}` once, in its path or query, if the source is fetched for each id of another; else not at all.
  private mutating func requireOneID(in url: Located<String>, _ value: PlanValue, isForEach: Bool) {
    let parts = url.value.components(separatedBy: FetchPlan.idPlace)
    switch (isForEach, parts.count - 1) {
    case (false, 0): break
    case (false, _):
      report(
        "'\(value.name)' has '{id}', and nothing says whose ids; add 'for-each: SOURCE', the source that has them",
        line: url.line)
    case (true, 0):
      report(
        "'\(value.name)' has no '{id}' for the ids of 'for-each'; write it once, as in "
          + "'https://desk.example/tickets/{id}/comments.json'", line: url.line)
    case (true, 1):
      let start = parts[0].range(of: "://").map { parts[0][$0.upperBound...] } ?? ""
      if start.contains(where: { "/?".contains($0) }) { break }
      report(
        "'\(value.name)' has '{id}' in its host; credentials go to one host, so write it into the path or the query",
        line: url.line)
    case (true, let count):
      report("'\(value.name)' has '{id}' \(count) times; write it once", line: url.line)
    }
  }

  /// Whether a path means the files of pages of whatever id.
  private static func matchesPagesOfIDs(_ path: String) -> Bool {
    guard let name = path.split(separator: "/").last else { return false }
    let samples = ["17-page-000001.json", "x-page-000001.json"]
    return samples.allSatisfy { fnmatch(String(name), $0, FNM_PERIOD) == 0 }
  }

  /// Whether a `fetch:` says `pagination: none`; a single object is read like a line of NDJSON.
  func isOneAnswer(_ fetch: PlanValue?) -> Bool {
    var silent = self
    guard let section = silent.section(fetch, keys: nil) else { return false }
    return silent.text(section["pagination"])?.value == FetchPlan.Pagination.oneAnswer.rawValue
  }

  /// Reports each `for-each` that names no source which has ids to offer.
  mutating func requireParents(of entries: [SourceEntry]) {
    for entry in entries {
      guard let forEach = entry.source.fetch?.forEach else { continue }
      let (name, own) = (forEach.source.value, "sources.\(entry.source.name).fetch.for-each")
      let others = entries.filter { $0.source.name != entry.source.name }
      guard let parent = others.first(where: { $0.source.name == name }) else {
        let names = others.map(\.source.name)
        report(
          name == entry.source.name
            ? "'\(own)' names its own source; name the one that has the ids"
            : "'\(own)' must be the name of a source, found \(quote(name))\(suggestion(for: name, among: names))",
          line: forEach.source.line)
        continue
      }
      if parent.source.fetch?.forEach != nil {
        report(
          "'\(own)' names \(quote(name)), which is fetched for each id of a source itself; name one that is not",
          line: forEach.source.line)
      }
    }
  }
}
