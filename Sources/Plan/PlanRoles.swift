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

extension PlanReader {
  /// The first chat export: the first of several sources that one kind of records names; else the only one that
  /// nothing names, or whose comments have no tickets of another source; else the first that is named at all.
  mutating func chat(
    among entries: [SourceEntry], keep: String?, mappings: [RecordMapping], isSure: inout Bool
  ) -> SourceEntry? {
    let others = entries.filter { $0.source.name != keep }
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
      + sources.tableSources
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
      return AssignedMapping(
        type: mapping.type, source: sources.chat, role: .chat, section: mapping.section,
        line: mapping.section.line)
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
    case .further:
      type == .users ? "users are those of the chats and of the list that 'identity.keep' names" : nil
    }
  }
}
