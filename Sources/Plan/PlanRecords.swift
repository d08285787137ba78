/// One mapping under `records:`, whose fields can only be read when the roles of the sources are known.
struct RecordMapping {
  var type: RecordType
  /// The source it is of; nil is the chat export.
  var source: Located<String>?
  var section: PlanSection

  /// Whether it says which column is the id.
  var namesID: Bool {
    if section["key"] != nil { return true }
    guard case .mapping(let fields)? = section["fields"]?.node else { return false }
    return fields["id"] != nil
  }
}

extension PlanReader {
  /// Reads `records:` down to its mappings, of which each record type may have one or a list. Record types that the
  /// schema does not have are added to it.
  mutating func mappings(of plan: PlanSection) -> [RecordMapping] {
    guard let records = section(plan["records"], keys: nil) else { return [] }
    for entry in records.entries where !schema.contains(where: { $0.name == entry.key }) {
      if let type = declaredType(entry.key, records) { schema.append(type) }
    }
    var mappings: [RecordMapping] = []
    for type in [.comments, .tickets, .users] + schema.filter({ !$0.isCore }) {
      for item in items(records[type.name]) {
        guard let section = section(item, keys: Self.keys(of: type)) else { continue }
        mappings.append(RecordMapping(type: type, source: text(section["source"]), section: section))
      }
    }
    return mappings
  }

  private static func keys(of type: RecordType) -> PlanKeys {
    if type == .tickets { return .ticketMapping }
    return RecordType.helpdesk.contains { $0.name == type.name } ? .mapping : .recordType
  }

  /// A record type of the plan's own: its source and key are its mapping's, its array is named like it.
  private mutating func declaredType(_ name: String, _ records: PlanSection) -> RecordType? {
    guard let value = records[name] else { return nil }
    let known = RecordType.helpdesk.map(\.name)
    if let near = nearest(to: name, among: known), editDistance(near, name) <= near.count / 4 {
      report(
        "unknown key \(quote(name)) in 'records'; did you mean '\(near)'? A record type of your own has another name",
        line: value.keyLine)
      return nil
    }
    guard isName(name, "a record type's name", in: records, line: value.keyLine) else { return nil }
    guard case .mapping = value.node else {
      report(
        "expected a mapping with 'source', 'key' and 'fields' for '\(value.name)', found \(value.kind)",
        line: value.line)
      return nil
    }
    // Its other mistakes are reported when the mapping is read.
    var silent = self
    guard let section = silent.section(value, keys: nil) else { return nil }
    let array = text(section["array"])?.value ?? name
    let singular = text(section["singular"])?.value ?? Self.singular(of: name)
    if let twin = schema.first(where: { $0.array == array || $0.singular == singular }) {
      report(
        "'\(value.name)' and '\(twin.name)' have the same array or singular; give one of them another 'array' and 'singular'",
        line: value.keyLine)
      return nil
    }
    return .declared(name: name, singular: singular, array: array)
  }

  /// `macro` of `macros`, `category` of `categories`; a name without an s is its own singular.
  private static func singular(of name: String) -> String {
    if name.hasSuffix("ies"), name.count > 4 { return name.dropLast(3) + "y" }
    return name.hasSuffix("s") ? String(name.dropLast()) : name
  }

  /// Reads the fields of every mapping into the plan whose sources are known already.
  mutating func readRecords(_ mappings: [RecordMapping], sources: PlanSources, into plan: inout Plan) {
    let mappings = assigned(mappings, to: sources)
    for index in plan.chats.indices { readChat(mappings, into: &plan.chats[index], isFirst: index == 0) }
    if let list = plan.ticketing {
      plan.ticketing = userList(list, mappings, short: sources.ticketingColumns)
    }
    plan.records = recordMaps(mappings, sources: sources)
  }

  private mutating func readChat(_ mappings: [AssignedMapping], into chat: inout ChatMap, isFirst: Bool) {
    func mapping(_ type: RecordType) -> AssignedMapping? {
      only(mappings.filter { $0.type == type && $0.role == .chat && $0.source.name == chat.source.name })
    }
    let comments = mapping(.comments)
    let tickets = mapping(.tickets)
    let users = mapping(.users)
    let comment = read(comments, by: .comments(chat.columns), called: "comments")
    let ticket = read(tickets, by: .tickets(chat.columns), called: "tickets")
    let user = read(users, by: .users(chat.columns), called: "users")
    chat.columns.take(comment, ticket, user)
    chat.commentIDs = ids(of: comments, ofFirstChat: isFirst)
    chat.ticketIDs = ids(of: tickets, ofFirstChat: isFirst)
    chat.userIDs = ids(of: users, ofFirstChat: isFirst)
    chat.commentCount = commentCount(tickets?.section["comment-count"])
    reportSharedColumns(comment.mapped + ticket.mapped + user.mapped)
  }

  private mutating func ids(of mapping: AssignedMapping?, ofFirstChat isFirst: Bool) -> IDRule {
    guard let value = mapping?.section["ids"] else { return .same }
    let rule = idRule(value)
    guard isFirst, rule == .same || !rule.isOfTexts else { return rule }
    report(
      "'\(value.name)' is for the records of other sources; the first chat's ids stay as they are",
      line: value.keyLine)
    return .same
  }

  private mutating func userList(
    _ list: UserList, _ mappings: [AssignedMapping], short: PlanSection?
  ) -> UserList {
    let mapping = only(mappings.filter { $0.type == .users && $0.role == .ticketing })
    if let mapping, let short {
      report(
        "'\(short.name)' and 'records.users' both map the users of '\(mapping.source.name)'; keep one",
        line: short.line)
    }
    if let ids = mapping?.section["ids"] {
      report("'\(ids.name)' is not known here: the ids of these users stay as they are", line: ids.keyLine)
    }
    let name = short?.name ?? "users"
    let record =
      mapping.map { read($0, by: .users(list), called: name) }
      ?? read(short, by: .users(list), called: name)
    reportSharedColumns(record.mapped)
    var list = list
    (list.id, list.email) = (record.core[0], record.core[1])
    return list
  }

  /// The mappings of sources of which one row is one record: lists of people, tickets, their comments, then the other types
  /// in the order of the schema.
  private mutating func recordMaps(_ mappings: [AssignedMapping], sources: PlanSources) -> [RecordMap] {
    func further(_ type: RecordType) -> [AssignedMapping] {
      mappings.filter { $0.type.name == type.name && $0.role == .further }
    }
    let lists = distinct(further(.users))
    let tickets = only(further(.tickets))
    let comments = distinct(further(.comments))
    if let first = tickets ?? comments.first {
      if sources.ticketing == nil, lists.isEmpty, sources.areSure {
        report(
          "the people of '\(first.source.name)' need a list; map it under 'records.users', or name it by "
            + "'identity.keep' if they are in the new system already", line: first.line)
      }
      if tickets == nil, sources.areSure {
        report(
          "the comments of '\(first.source.name)' need their tickets; add "
            + "'records.tickets: [{source: …}]', or leave them out", line: first.line)
      }
    }
    let others = schema.filter { !$0.isCore }.compactMap { only(further($0)) }
    let ofTickets = tickets.map { [$0] + comments } ?? []
    let maps = (lists + ofTickets + others).map { recordMap($0) }
    requireOneRule(maps.filter { $0.type == .users }, lists)
    return maps.map { named($0, among: maps, hasChats: !sources.chats.isEmpty) }
  }

  /// Gives records the name that messages and the balance have for them.
  private func named(_ map: RecordMap, among maps: [RecordMap], hasChats: Bool) -> RecordMap {
    guard map.type.isCore else { return map }
    var map = map
    if maps.count(where: { $0.type == map.type }) > 1 || hasChats && map.type == .users {
      map.name = "\(map.type.name) of \(map.source.name)"
    } else if !hasChats {
      map.name = map.type.name
    }
    return map
  }

  /// References don't say of which list their person is.
  private mutating func requireOneRule(_ lists: [RecordMap], _ mappings: [AssignedMapping]) {
    for (list, mapping) in zip(lists, mappings) where list.ids != lists[0].ids {
      report(
        "'\(mapping.section.name)' of '\(list.source.name)' and of '\(lists[0].source.name)' have different 'ids'; "
          + "give all lists of people the same", line: mapping.line)
    }
  }

  private mutating func recordMap(_ mapping: AssignedMapping) -> RecordMap {
    var map = RecordMap(mapping.type, source: mapping.source)
    let record = read(mapping, by: .records(map), called: map.type.name)
    reportSharedColumns(record.mapped)
    map.columns = record.core + record.custom
    map.ids = idRule(mapping.section["ids"])
    map.commentCount = commentCount(mapping.section["comment-count"])
    if !map.type.isCore, map.id.line == nil {
      report(
        "'records.\(map.type.name).key' is missing; name the column of the \(map.type.singular) ids",
        line: mapping.line)
    }
    return map
  }

  /// Mappings of different sources; a second one of the same is reported.
  private mutating func distinct(_ mappings: [AssignedMapping]) -> [AssignedMapping] {
    var kept: [AssignedMapping] = []
    for mapping in mappings {
      if kept.contains(where: { $0.source.name == mapping.source.name }) {
        reportSecond(mapping)
      } else {
        kept.append(mapping)
      }
    }
    return kept
  }

  private mutating func reportSecond(_ mapping: AssignedMapping) {
    report(
      "'\(mapping.section.name)' maps '\(mapping.source.name)' a second time; keep one", line: mapping.line)
  }

  /// The one mapping of its type and role; more of them are reported.
  private mutating func only(_ mappings: [AssignedMapping]) -> AssignedMapping? {
    guard let first = mappings.first else { return nil }
    for other in mappings.dropFirst() {
      if first.source.name == other.source.name {
        reportSecond(other)
      } else {
        report(
          "this version reads one such source of \(other.type.name), and '\(first.source.name)' is one; leave "
            + "'\(other.source.name)' out", line: other.line)
      }
    }
    return first
  }

  private mutating func idRule(_ value: PlanValue?) -> IDRule {
    guard let value, let ids = section(value, keys: .ids) else { return .same }
    guard ids.entries.count == 1 else {
      report("'\(ids.name)' needs one of 'offset', 'prefix' and 'text'", line: ids.line)
      return .same
    }
    if ids["text"] != nil { return text(ids["text"]).map { .text($0.value) } ?? .same }
    if let prefix = wholeNumber(ids["prefix"], in: 1...Int64.max) { return .prefix(prefix) }
    guard let offset = wholeNumber(ids["offset"], in: Int64.min...Int64.max) else { return .same }
    if offset == 0 {
      report("'\(ids.path(of: "offset"))' of 0 changes no id; leave 'ids' out", line: ids.line)
      return .same
    }
    return .offset(offset)
  }
}

extension ChatColumns {
  /// Takes what the mappings of a chat declare, in the order of its grammars.
  fileprivate mutating func take(_ comment: MappedRecord, _ ticket: MappedRecord, _ user: MappedRecord) {
    (commentID, ticketID, authorID) = (comment.core[0], comment.core[1], comment.core[2])
    (isPublic, commentCreatedAt, body) = (comment.core[3], comment.core[4], comment.core[5])
    (requesterID, ticketCreatedAt) = (ticket.core[0], ticket.core[1])
    (name, email) = (user.core[0], user.core[1])
    (commentFields, ticketFields, userFields) = (comment.custom, ticket.custom, user.custom)
  }
}
