/// What `sources:` and `identity:` say together: every source, and which are chat exports, which the ticketing
/// users.
struct PlanSources {
  var all: [SourceEntry] = []
  /// The first is that of mappings which name no source; none in a plan of lists of people.
  var chats: [Source] = []
  var ticketing: Source?
  /// `sources.<name>.columns` of the ticketing users.
  var ticketingColumns: PlanSection?
  /// The source of `identity.aliases`.
  var aliases: Source?
  /// The names of the sources that `tables:`, `identity.aliases` and `fetch.for-each` name.
  var otherSources: [String] = []
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
    let all = sourceEntries(of: plan)
    requireParents(of: all)
    let mapped = mappings.compactMap { $0.source?.value }
    let aliases = identitySource("aliases", of: plan)
    // Where no mapping names a source, the chat is one of them.
    let parents =
      mapped.isEmpty ? [] : all.compactMap { $0.source.fetch?.forEach?.source.value }
    let named = [identitySource("keep", of: plan)]
    let otherSources =
      tableSources(of: plan) + [aliases].compactMap(\.self) + parents.filter { !named.contains($0) }
    // What only these name has no records.
    let entries = all.filter { entry in
      let name = entry.source.name
      return mapped.contains(name) || !otherSources.contains(name)
    }
    let (keep, isSure) = kept(of: plan, entries: entries, mappings: mappings)
    var sources = PlanSources(all: all, otherSources: otherSources, areSure: isSure)
    sources.aliases = all.first { $0.source.name == aliases }?.source
    let ticketing = entries.first { $0.source.name == keep }
    (sources.ticketing, sources.ticketingColumns) = (ticketing?.source, ticketing?.columns)
    // A slip in the name of a mapping's source is reported as such, and nothing else is concluded from it.
    if !mapped.allSatisfy({ name in entries.contains { $0.source.name == name } }) { sources.areSure = false }
    sources.chats = chats(among: entries, keep: keep, mappings: mappings, isSure: &sources.areSure)
    for entry in entries where isSure && entry.source.name != keep {
      guard let columns = entry.columns else { continue }
      report(
        "'\(columns.name)' is for the ticketing users; the columns of other sources are under 'records'",
        line: columns.line)
    }
    return sources
  }

  /// The names of the sources of `tables:`, whose mistakes are reported when it is read.
  private func tableSources(of plan: PlanSection) -> [String] {
    var silent = self
    guard let tables = silent.section(plan["tables"], keys: nil) else { return [] }
    return tables.entries.compactMap { entry in
      silent.text(silent.section(tables[entry.key], keys: nil)?["source"])?.value
    }
  }

  /// The name of a source under `identity`, whose mistakes are reported when that is read.
  private func identitySource(_ key: String, of plan: PlanSection) -> String? {
    var silent = self
    return silent.text(silent.section(plan["identity"], keys: nil)?[key])?.value
  }

  /// Reports the name of a source that is none.
  private mutating func requireSource(_ value: PlanValue?, of plan: PlanSection) {
    guard let value, let name = text(value) else { return }
    var silent = self
    let names = silent.section(plan["sources"], keys: nil)?.entries.map(\.key) ?? []
    if names.contains(name.value) { return }
    report(
      "'\(value.name)' must be the name of a source, found \(quote(name.value))"
        + suggestion(for: name.value, among: names), line: name.line)
  }

  private mutating func sourceEntries(of plan: PlanSection) -> [SourceEntry] {
    guard let value = plan["sources"] else {
      report("'sources' is missing; add 'sources: {chat: {path: …}}'", line: plan.line)
      return []
    }
    guard let section = section(value, keys: nil) else { return [] }
    if section.entries.isEmpty {
      report("'sources' has no source; add 'chat: {path: …}'", line: section.line)
    }
    return section.entries.compactMap { entry in section[entry.key].map { source(named: entry.key, $0) } }
  }

  /// The name of the source whose ids win: the ticketing users. Without one, whether that is right.
  private mutating func kept(
    of plan: PlanSection, entries: [SourceEntry], mappings: [RecordMapping]
  ) -> (name: String?, isSure: Bool) {
    // What has no people of its own needs no one whose ids win, and lists of people have ids of their own.
    let candidates = ChatCandidates(entries, keep: nil, mappings)
    let others = mappings.filter { !$0.type.isCore }.compactMap { $0.source?.value }
    let systems = candidates.areNamed ? [] : entries.filter { !others.contains($0.source.name) }
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
    guard let identity = section(value, keys: .identity) else { return (nil, false) }
    _ = choice(identity["match"], among: [Match.email])
    requireSource(identity["aliases"], of: plan)
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
        "'identity.keep' must be the name of a source, found \(quote(name.value))\(suggestion(for: name.value, among: names))",
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
