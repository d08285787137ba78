/// The kinds of records that an archive has, as `records:` names them.
enum RecordKind: String, CaseIterable {
  case comments, tickets, users, organizations

  var keys: [String] {
    switch self {
    case .comments, .tickets: ["source", "key", "ids", "fields"]
    case .users, .organizations: ["source", "key", "fields"]
    }
  }
}

/// One mapping under `records:`, whose fields can only be read when the roles of the sources are known.
struct RecordMapping {
  var kind: RecordKind
  /// The source it is of; nil is the chat export.
  var source: Located<String>?
  var section: PlanSection
}

extension PlanReader {
  /// Reads `records:` down to its mappings, of which each kind may have one or a list.
  mutating func mappings(of plan: PlanSection) -> [RecordMapping] {
    let records = section(plan["records"], keys: RecordKind.allCases.map(\.rawValue))
    var mappings: [RecordMapping] = []
    for kind in RecordKind.allCases {
      for item in items(records?[kind.rawValue]) {
        guard let section = section(item, keys: kind.keys) else { continue }
        mappings.append(RecordMapping(kind: kind, source: text(section["source"]), section: section))
      }
    }
    return mappings
  }

  /// Reads the fields of every mapping into the plan whose sources are known already.
  mutating func readRecords(_ mappings: [RecordMapping], sources: PlanSources, into plan: inout Plan) {
    let mappings = assigned(mappings, to: sources)
    readChat(mappings, into: &plan.columns)
    readTicketingUsers(mappings, sources: sources, into: &plan.columns)
    plan.ticketingRecords = ticketingRecords(mappings, sources: sources)
    plan.organizations = organizations(mappings)
  }

  private mutating func readChat(_ mappings: [AssignedMapping], into columns: inout ChatColumns) {
    var shared: [MappedColumn] = []
    let grammars: [(RecordKind, RecordGrammar<ChatColumns>)] = [
      (.comments, .chatComments), (.tickets, .chatTickets), (.users, .chatUsers),
    ]
    for (kind, grammar) in grammars {
      let mapping = only(mappings.filter { $0.kind == kind && $0.role == .chat })
      shared += read(mapping, by: grammar, called: kind.rawValue, into: &columns)
      if let ids = mapping?.section["ids"] {
        report(
          "'\(ids.name)' is for the ticketing tool's own records; the chat's ids stay as they are",
          line: ids.keyLine)
      }
    }
    reportSharedColumns(shared)
  }

  private mutating func readTicketingUsers(
    _ mappings: [AssignedMapping], sources: PlanSources, into columns: inout ChatColumns
  ) {
    let mapping = only(mappings.filter { $0.kind == .users && $0.role == .ticketing })
    let short = sources.ticketingColumns
    if let mapping, let short {
      report(
        "'\(short.name)' and 'records.users' both map the users of '\(mapping.source.name)'; keep one",
        line: short.line)
    }
    let name = short?.name ?? "users"
    if let mapping {
      reportSharedColumns(read(mapping, by: .ticketingUsers, called: name, into: &columns))
    } else if let short {
      reportSharedColumns(read(short, by: .ticketingUsers, called: name, into: &columns))
    }
  }

  private mutating func ticketingRecords(
    _ mappings: [AssignedMapping], sources: PlanSources
  ) -> TicketingRecords? {
    let tickets = only(mappings.filter { $0.kind == .tickets && $0.role == .further })
    let comments = only(mappings.filter { $0.kind == .comments && $0.role == .further })
    guard let first = tickets ?? comments else { return nil }
    if sources.ticketing == nil, sources.areSure {
      report(
        "tickets and comments of the ticketing tool need its list of users; name it by 'identity.keep'",
        line: first.line)
    }
    guard let tickets else {
      if sources.areSure {
        report(
          "the comments of '\(first.source.name)' need their tickets; add "
            + "'records.tickets: [{source: …}]', or leave them out", line: first.line)
      }
      return nil
    }
    var ticketMap = TicketMap(source: tickets.source)
    reportSharedColumns(read(tickets, by: .ticketingTickets, called: "tickets", into: &ticketMap))
    ticketMap.ids = idRule(tickets.section["ids"])
    var commentMap = comments.map { CommentMap(source: $0.source) }
    if let comments, var map = commentMap {
      reportSharedColumns(read(comments, by: .ticketingComments, called: "comments", into: &map))
      map.ids = idRule(comments.section["ids"])
      commentMap = map
    }
    return TicketingRecords(tickets: ticketMap, comments: commentMap)
  }

  private mutating func organizations(_ mappings: [AssignedMapping]) -> OrganizationMap? {
    guard let mapping = only(mappings.filter { $0.kind == .organizations }) else { return nil }
    var map = OrganizationMap(
      source: mapping.source, id: ColumnPlan(field: "id", from: "id", type: .integer), fields: [])
    let columns = read(mapping, by: .organizations, called: "organizations", into: &map)
    reportSharedColumns(columns)
    if map.id.line == nil {
      report(
        "'records.organizations.key' is missing; name the column of the organizations' ids",
        line: mapping.line)
    }
    return map
  }

  /// The one mapping of its kind and role; further ones are reported.
  private mutating func only(_ mappings: [AssignedMapping]) -> AssignedMapping? {
    guard let first = mappings.first else { return nil }
    for further in mappings.dropFirst() {
      let reason =
        first.source.name == further.source.name
        ? "'\(further.section.name)' maps '\(further.source.name)' a second time; keep one"
        : "this version reads one further source of \(further.kind.rawValue), and '\(first.source.name)' "
          + "is one; leave '\(further.source.name)' out"
      report(reason, line: further.line)
    }
    return first
  }

  private mutating func idRule(_ value: PlanValue?) -> IDRule {
    guard let value, let ids = section(value, keys: ["offset", "prefix"]) else { return .same }
    guard ids.entries.count == 1 else {
      report("'\(ids.name)' needs one of 'offset' and 'prefix'", line: ids.line)
      return .same
    }
    if let prefix = wholeNumber(ids["prefix"], in: 1...Int64.max) { return .prefix(prefix) }
    guard let offset = wholeNumber(ids["offset"], in: Int64.min...Int64.max) else { return .same }
    if offset == 0 {
      report("'\(ids.path(of: "offset"))' of 0 changes no id; leave 'ids' out", line: ids.line)
      return .same
    }
    return .offset(offset)
  }
}
