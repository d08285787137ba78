/// What `sources:` and `identity:` say together: every source, and which is the chat export, which the
/// ticketing users.
struct PlanSources {
  var all: [SourceEntry] = []
  var chat = Source(name: "", paths: [])
  var ticketing: Source?
  /// `sources.<name>.columns` of the ticketing users.
  var ticketingColumns: PlanSection?
  /// Whether the roles are as the plan means them; else a mistake about them is reported already.
  var areSure = true
}

/// One source, with its line and what is declared of its columns.
struct SourceEntry {
  var source: Source
  var columns: PlanSection?
  var line: Int
}

extension PlanReader {
  /// Reads `sources:` and `identity:`.
  mutating func sources(of plan: PlanSection, mappings: [RecordMapping]) -> PlanSources {
    let entries = sourceEntries(of: plan)
    let (keep, isSure) = kept(of: plan, entries: entries, mappings: mappings)
    var sources = PlanSources(all: entries, areSure: isSure)
    let ticketing = entries.first { $0.source.name == keep }
    (sources.ticketing, sources.ticketingColumns) = (ticketing?.source, ticketing?.columns)
    // A slip in the name of a mapping's source is reported as such, and nothing else is concluded from it.
    let names = mappings.compactMap { $0.source?.value }
    if !names.allSatisfy({ name in entries.contains { $0.source.name == name } }) { sources.areSure = false }
    let chat = chat(among: entries, keep: keep, mappings: mappings, isSure: &sources.areSure)
    sources.chat = chat?.source ?? sources.chat
    for entry in entries where isSure && entry.source.name != keep {
      guard let columns = entry.columns else { continue }
      report(
        "'\(columns.name)' is for the ticketing users; the columns of other sources stand under 'records'",
        line: columns.line)
    }
    return sources
  }

  private mutating func sourceEntries(of plan: PlanSection) -> [SourceEntry] {
    guard let value = plan["sources"] else {
      report("'sources' is missing; add 'sources: {chat: {path: …}}'", line: plan.line)
      return []
    }
    guard let section = section(value, keys: nil) else { return [] }
    if section.entries.isEmpty {
      report("'sources' names no source; add 'chat: {path: …}'", line: section.line)
    }
    return section.entries.compactMap { entry in section[entry.key].map { source(named: entry.key, $0) } }
  }

  /// The name of the source whose ids win: the ticketing users. Without one, whether that is right.
  private mutating func kept(
    of plan: PlanSection, entries: [SourceEntry], mappings: [RecordMapping]
  ) -> (name: String?, isSure: Bool) {
    let organizations = mappings.filter { $0.kind == .organizations }.compactMap { $0.source?.value }
    let systems = entries.filter { !organizations.contains($0.source.name) }
    let mapped = mappings.compactMap { $0.source?.value }
    let users = systems.dropFirst().last { !mapped.contains($0.source.name) }?.source.name
    let example = "identity: {match: email, keep: \(users ?? "ticketing")}"
    guard let value = plan["identity"] else {
      if systems.count > 1 {
        report(
          "\(systems.count == 2 ? "two" : String(systems.count)) sources need 'identity', to say whose "
            + "ids win; add '\(example)'", line: systems[1].line)
      }
      return (nil, systems.count <= 1)
    }
    guard let identity = section(value, keys: ["match", "keep"]) else { return (nil, false) }
    _ = choice(identity["match"], among: [Match.email])
    guard let keep = identity["keep"] else {
      if systems.count > 1 {
        report("'identity.keep' is missing; add the source whose ids win: '\(example)'", line: identity.line)
      }
      return (nil, systems.count <= 1)
    }
    guard let name = text(keep) else { return (nil, false) }
    let names = entries.map(\.source.name)
    if !names.contains(name.value) {
      report(
        "'identity.keep' names no source: \(quote(name.value))\(suggestion(for: name.value, among: names))",
        line: name.line)
      return (nil, false)
    }
    if entries.count == 1 {
      report(
        "'identity.keep' names the only source; with one source, which is the chat export, leave it out",
        line: name.line)
      return (nil, false)
    }
    return (name.value, true)
  }

  /// How people of two systems are matched.
  private enum Match: String {
    case email
  }
}
