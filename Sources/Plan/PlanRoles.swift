/// What a source is to a migration.
enum SourceRole {
  /// A chat export: its rows describe comments, tickets and users.
  case chat
  /// The list of the ticketing users.
  case ticketing
  /// Any other: one row is one record.
  case further
}

/// A mapping of `records:` with the source that it is of.
struct AssignedMapping {
  var type: RecordType
  var source: Source
  var role: SourceRole
  var section: PlanSection
  /// Where it names its source, or begins.
  var line: Int
}

/// Which sources of a plan can be chat exports, by what is mapped of them.
struct ChatCandidates {
  /// What is neither the list that `identity.keep` names, nor tickets with ids of their own, nor people alone.
  let sources: [SourceEntry]
  /// Whether the plan says of each source what it is, and nothing of the one chat that needs no words.
  let areNamed: Bool
  private let mappings: [RecordMapping]

  init(_ entries: [SourceEntry], keep: String?, _ mappings: [RecordMapping]) {
    self.mappings = mappings
    let mapped = { (name: String, type: RecordType) in
      mappings.contains { $0.source?.value == name && $0.type == type }
    }
    let tickets = mappings.filter { $0.type == .tickets && $0.namesID }.compactMap { $0.source?.value }
    // Without comments or tickets of a source that is named, the one of users is the chat.
    let areOthersNamed = mappings.contains { [.comments, .tickets].contains($0.type) && $0.source != nil }
    let people = entries.map(\.source.name).filter {
      $0 != keep && areOthersNamed && mapped($0, .users) && !mapped($0, .comments) && !mapped($0, .tickets)
    }
    sources = entries.filter { entry in
      let name = entry.source.name
      return name != keep && !tickets.contains(name) && !people.contains(name)
    }
    let isSilent = mappings.contains { $0.type.isCore && $0.source == nil }
    let mentioned = mappings.compactMap { $0.source?.value }
    func named(_ type: RecordType) -> [String] {
      mappings.filter { $0.type == type }.compactMap { $0.source?.value }
    }
    let comments = named(.comments)
    // Comments of one source and tickets of another are no chat, whether the tickets name their id or not.
    let areApart = comments.count == 1 && named(.tickets).count == 1 && comments != named(.tickets)
    let isTicketing =
      keep != nil && (areApart || !tickets.isEmpty && (comments.count < 2 || tickets.contains(comments[0])))
      && sources.allSatisfy { mentioned.contains($0.source.name) }
    areNamed = !isSilent && (!people.isEmpty || isTicketing)
  }

  /// Those that are mapped to comments and to tickets.
  var ofBoth: [SourceEntry] {
    sources.filter { entry in
      [RecordType.comments, .tickets].allSatisfy { type in
        mappings.contains { $0.type == type && $0.source?.value == entry.source.name }
      }
    }
  }
}

extension PlanReader {
  /// The chat exports. In a plan of lists of people, and in one of the ticketing tool alone, those that are mapped to
  /// comments and tickets, if any; else the first, and those.
  mutating func chats(
    among entries: [SourceEntry], keep: String?, mappings: [RecordMapping], isSure: inout Bool
  ) -> [Source] {
    let candidates = ChatCandidates(entries, keep: keep, mappings)
    if candidates.areNamed { return candidates.ofBoth.map(\.source) }
    guard let first = chat(among: candidates.sources, keep: keep, mappings: mappings, isSure: &isSure) else {
      return []
    }
    return [first.source] + candidates.ofBoth.map(\.source).filter { $0.name != first.source.name }
  }

  /// The first chat export: the first of several sources that one kind of records names; else the only one that
  /// nothing names, or whose comments have no tickets of another source; else the first that is named at all.
  private mutating func chat(
    among others: [SourceEntry], keep: String?, mappings: [RecordMapping], isSure: inout Bool
  ) -> SourceEntry? {
    let names: [[String?]] = [RecordType.comments, .tickets, .users].map { type in
      mappings.filter { $0.type == type && ($0.source == nil || $0.source?.value != keep) }
        .map { $0.source?.value }
    }
    if let first = names.first(where: { $0.count > 1 })?.first, let first {
      return others.first { $0.source.name == first } ?? others.first
    }
    let mentioned = mappings.compactMap { $0.source?.value }
    let candidates = others.filter { other in
      let name = other.source.name
      return !mentioned.contains(name)
        || names[0] == [name] && names[1].allSatisfy { $0 == nil || $0 == name }
    }
    if candidates.count > 1, isSure {
      let names = candidates.map { "'\($0.source.name)'" }.joined(separator: " or ")
      report(
        "which source is the chat export, \(names)? Name it first in a list under 'records.comments', map "
          + "the tickets of any other comments, and leave out what is not used", line: candidates[1].line)
      isSure = false
    }
    let named = names.joined().compactMap(\.self)
    return candidates.first ?? others.first { named.contains($0.source.name) } ?? others.first
  }

  /// Gives each mapping its source; reports what can't be mapped, and sources that nothing uses.
  mutating func assigned(_ mappings: [RecordMapping], to sources: PlanSources) -> [AssignedMapping] {
    let assigned = mappings.compactMap { self.assigned($0, to: sources) }
    let used =
      assigned.map(\.source.name) + sources.chats.map(\.name) + [sources.ticketing?.name].compactMap(\.self)
      + sources.otherSources
    for entry in sources.all where sources.areSure && !used.contains(entry.source.name) {
      report(
        "nothing uses the source \(quote(entry.source.name)); name it under 'records' or 'tables', or leave it out",
        line: entry.line)
    }
    return assigned
  }

  private mutating func assigned(_ mapping: RecordMapping, to sources: PlanSources) -> AssignedMapping? {
    guard let name = mapping.source else {
      if mapping.section["source"] != nil { return nil }
      guard mapping.type.isCore else {
        report(
          "'records.\(mapping.type.name).source' is missing; name the source of them",
          line: mapping.section.line)
        return nil
      }
      guard let chat = sources.chats.first else { return nil }
      return AssignedMapping(
        type: mapping.type, source: chat, role: .chat, section: mapping.section, line: mapping.section.line)
    }
    let names = sources.all.map(\.source.name)
    guard let source = sources.all.first(where: { $0.source.name == name.value })?.source else {
      report(
        "'\(mapping.section.name).source' must be the name of a source, found \(quote(name.value))"
          + suggestion(for: name.value, among: names), line: name.line)
      return nil
    }
    let role: SourceRole =
      sources.chats.contains { $0.name == source.name }
      ? .chat : source.name == sources.ticketing?.name ? .ticketing : .further
    if sources.areSure, let reason = refusal(of: mapping.type, role) {
      report("'\(mapping.section.name)' can't be of '\(source.name)': \(reason)", line: name.line)
      return nil
    }
    return AssignedMapping(
      type: mapping.type, source: source, role: role, section: mapping.section, line: name.line)
  }

  private func refusal(of type: RecordType, _ role: SourceRole) -> String? {
    switch role {
    case .chat: type.isCore ? nil : "it has other records; expected a source of its own"
    case .ticketing where type == .users: nil
    case .ticketing where type.isCore: "it is the list of ticketing users; expected a source of its own"
    case .ticketing: "it has other records; expected a source of its own"
    case .further: nil
    }
  }
}
