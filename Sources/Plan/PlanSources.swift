import Yams

/// What `sources:` and `identity:` say together.
struct PlanSources {
  var chat: Source
  var ticketing: Source?
  /// `sources.<name>.columns` of the ticketing users.
  var ticketingColumns: PlanSection?
}

extension PlanReader {
  private struct Entry {
    var source: Source
    var columns: PlanSection?
    var line: Int
  }

  /// Reads `sources:` and `identity:`: which source is the chat export, which the ticketing users.
  mutating func sources(of plan: PlanSection) -> PlanSources {
    let entries = sourceEntries(of: plan)
    let keep = kept(of: plan, entries: entries)
    let ticketing = entries.first { $0.source.name == keep }
    let chat = entries.first { $0.source.name != keep }
    if let columns = chat?.columns, keep != nil || entries.count == 1 {
      report(
        "'\(columns.name)' is for the ticketing users; the chat export's columns stand under 'records'",
        line: columns.line)
    }
    return PlanSources(
      chat: chat?.source ?? Source(name: "", paths: []), ticketing: ticketing?.source,
      ticketingColumns: ticketing?.columns)
  }

  private mutating func sourceEntries(of plan: PlanSection) -> [Entry] {
    guard let value = plan["sources"] else {
      report("'sources' is missing; add 'sources: {chat: {path: …}}'", line: plan.line)
      return []
    }
    guard let section = section(value, keys: nil) else { return [] }
    if section.entries.isEmpty {
      report("'sources' names no source; add 'chat: {path: …}'", line: section.line)
    }
    if section.entries.count > 2 {
      report(
        "this version reads one chat export and one ticketing list, found \(section.entries.count) sources; "
          + "staged files of one export are one source with a list or a glob as its path",
        line: section.entries[2].line)
    }
    return section.entries.compactMap { entry in section[entry.key].map { source(named: entry.key, $0) } }
  }

  /// A source that can't be read keeps its name, so that `identity.keep` is not blamed for it.
  private mutating func source(named name: String, _ value: PlanValue) -> Entry {
    guard let section = section(value, keys: ["path", "columns"]) else {
      return Entry(source: Source(name: name, paths: []), line: value.keyLine)
    }
    if !name.contains(where: { !$0.isWhitespace }) {
      report("a source has a blank name; call it 'chat' or 'ticketing'", line: value.keyLine)
    }
    let columns = self.section(section["columns"], keys: ["id", "email"])
    let source = Source(name: name, paths: paths(of: section))
    return Entry(source: source, columns: columns, line: value.keyLine)
  }

  /// A text or a list of texts, none twice.
  private mutating func paths(of section: PlanSection) -> [Located<String>] {
    guard let value = section["path"] else {
      report("'\(section.path(of: "path"))' is missing; name the file, a list or a glob", line: section.line)
      return []
    }
    guard case .sequence(let list) = value.node else {
      return text(value).map { [$0] } ?? []
    }
    if list.isEmpty {
      report("'\(value.name)' is an empty list; name at least one file", line: value.line)
    }
    var paths: [Located<String>] = []
    var seen: Set<[UInt8]> = []
    for node in list {
      let item = PlanValue(name: value.name, keyLine: node.mark?.line ?? value.line, node: node)
      guard let path = text(item) else { continue }
      paths.append(path)
      if !seen.insert(Array(path.value.utf8)).inserted {
        report("\(quote(path.value)) stands twice in '\(value.name)'; name a file once", line: path.line)
      }
    }
    return paths
  }

  /// The name of the source whose ids win: the ticketing users.
  private mutating func kept(of plan: PlanSection, entries: [Entry]) -> String? {
    let example = "identity: {match: email, keep: \(entries.last?.source.name ?? "ticketing")}"
    guard let value = plan["identity"] else {
      if entries.count > 1 {
        report(
          "two sources need 'identity', to say whose ids win; add '\(example)'", line: entries[1].line)
      }
      return nil
    }
    guard let identity = section(value, keys: ["match", "keep"]) else { return nil }
    _ = choice(identity["match"], among: [Match.email])
    guard let keep = identity["keep"] else {
      if entries.count > 1 {
        report("'identity.keep' is missing; add the source whose ids win: '\(example)'", line: identity.line)
      }
      return nil
    }
    guard let name = text(keep) else { return nil }
    let names = entries.map(\.source.name)
    if !names.contains(name.value) {
      report(
        "'identity.keep' names no source: \(quote(name.value))\(suggestion(for: name.value, among: names))",
        line: name.line)
      return nil
    }
    if entries.count == 1 {
      report(
        "'identity.keep' names the only source; with one source, which is the chat export, leave it out",
        line: name.line)
      return nil
    }
    return name.value
  }

  /// How people of two systems are matched.
  private enum Match: String {
    case email
  }
}
