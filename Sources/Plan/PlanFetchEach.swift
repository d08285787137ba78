import Foundation

/// `for-each:` of a fetch: one collection for each id of another source.
extension PlanReader {
  /// `for-each` and `key`.
  mutating func forEach(of section: PlanSection) -> FetchPlan.ForEach? {
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

  /// The address or the body has `{id}` once, and perhaps `{parent}`, if the source is fetched for each id of another;
  /// else neither.
  mutating func requireIDs(
    in url: Located<String>, _ value: PlanValue, body: Located<String>?, isForEach: Bool
  ) {
    for (place, isRequired) in [(FetchPlan.idPlace, isForEach), (FetchPlan.parentPlace, false)] {
      let parts = url.value.components(separatedBy: place)
      let inBody = body.map { $0.value.components(separatedBy: place).count - 1 } ?? 0
      switch (isForEach, parts.count - 1 + inBody) {
      case (_, 0) where !isRequired: break
      case (false, _):
        report(
          "'\(value.name)' has '\(place)', and nothing says whose ids; add 'for-each: SOURCE', the source that has them",
          line: url.line)
      case (true, 0):
        report(
          "'\(value.name)' has no '{id}' for the ids of 'for-each'; write it once, as in "
            + "'https://desk.example/tickets/{id}/comments.json'", line: url.line)
      case (true, 1):
        let start = parts[0].range(of: "://").map { parts[0][$0.upperBound...] } ?? ""
        if inBody == 1 || start.contains(where: { "/?".contains($0) }) { break }
        report(
          "'\(value.name)' has '\(place)' in its host; credentials go to one host, so write it into the path or the query",
          line: url.line)
      case (true, let count):
        report("'\(value.name)' has '\(place)' \(count) times; write it once", line: url.line)
      }
    }
  }

  /// Whether a path means the files of pages of whatever id.
  static func matchesPagesOfIDs(_ path: String) -> Bool {
    guard let name = path.split(separator: "/").last else { return false }
    let samples = ["17-page-000001.json", "x-page-000001.json"]
    return samples.allSatisfy { fnmatch(String(name), $0, FNM_PERIOD) == 0 }
  }

  /// Reports each `for-each` that names no source which has ids to offer.
  mutating func requireParents(of entries: [SourceEntry]) {
    for entry in entries {
      guard let fetch = entry.source.fetch, let forEach = fetch.forEach else { continue }
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
      let ofParent = parent.source.fetch?.forEach
      if ofParent == nil, fetch.namesParent {
        report(
          "'\(own)' names \(quote(name)), which is not fetched for each id of a source, so that there is nothing to "
            + "write for '{parent}'; leave it out", line: forEach.source.line)
      }
      if let ofParent,
        others.contains(where: { $0.source.name == ofParent.source.value && $0.source.fetch?.forEach != nil })
      {
        report(
          "'\(own)' names \(quote(name)), whose ids are those of a source that is fetched for each id itself; two "
            + "such steps are as many as there may be", line: forEach.source.line)
      }
    }
  }
}
