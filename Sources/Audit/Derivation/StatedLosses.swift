import Plan

/// What the archive's records lose of what the exports say, as the plan states it: records that must arrive and did, for each
/// field, and for each line of the balance.
struct StatedLosses: Sendable {
  /// A field of one source whose loss the plan states.
  private struct Field: Sendable {
    let column: ColumnPlan
    /// Index among all columns of the source, and its bit among those that lose something.
    let index: Int
    let bit: UInt64
  }

  /// In the order of the mappings.
  private(set) var fields: [StatedLossCount] = []
  /// Records that lose something, by record type and system: a chat, or a mapping of the type after the chats.
  private var lines: [String: [Int: Int]] = [:]

  /// Records of a line of the balance that arrived with a loss.
  func records(_ type: RecordType, _ system: Int) -> Int { lines[type.name]?[system] ?? 0 }

  /// Nothing is counted where the plan states no loss.
  ///
  /// - Complexity: O(rows) of the types of which a loss is stated.
  init(_ facts: Facts) {
    for (system, chat) in facts.plan.chats.enumerated() {
      let lossy = Self.lossy(chat.columns.all)
      guard !lossy.isEmpty else { continue }
      let columns = chat.columns
      let customs = [columns.commentFields, columns.ticketFields, columns.userFields].map(\.count)
      let starts = [10, 10 + customs[0], 10 + customs[0] + customs[1]]
      countComments(
        facts, system, chat.source,
        lossy.filter { [0, 1, 2, 4, 5, 7].contains($0.index) || (starts[0]..<starts[1]).contains($0.index) })
      countTickets(
        facts, system, chat.source,
        lossy.filter { [3, 6].contains($0.index) || (starts[1]..<starts[2]).contains($0.index) })
    }
    for type in [RecordType.comments, .tickets] {
      for (part, map) in facts.plan.recordMaps(type).enumerated() {
        let system = facts.rows.ticketingSystem + part
        let lossy = Self.lossy(map.columns)
        if lossy.isEmpty { continue }
        if type == .comments {
          countComments(facts, system, map.source, lossy)
        } else {
          countTickets(facts, system, map.source, lossy)
        }
      }
    }
    countUsers(facts)
    for record in facts.records where !record.type.isCore { countOthers(facts, record) }
  }

  private static func lossy(_ columns: [ColumnPlan]) -> [Field] {
    var fields: [Field] = []
    for (index, column) in columns.enumerated() where column.loss != nil {
      fields.append(Field(column: column, index: index, bit: 1 << UInt64(fields.count)))
    }
    return fields
  }

  /// Counts a record by its marks.
  private mutating func count(
    _ marks: UInt64, _ type: RecordType, _ system: Int, _ source: Source, _ fields: [Field],
    isNewRecord: Bool = true
  ) -> Bool {
    var isLost = false
    for field in fields where marks & field.bit != 0 {
      add(1, type, source, field)
      isLost = true
    }
    if isLost, isNewRecord { lines[type.name, default: [:]][system, default: 0] += 1 }
    return isLost
  }

  private mutating func add(_ count: Int, _ type: RecordType, _ source: Source, _ field: Field) {
    guard let loss = field.column.loss else { return }
    let known = fields.firstIndex {
      $0.record == type.name && $0.source == source.name
        && $0.field.utf8.elementsEqual(field.column.field.utf8)
    }
    if let known { return fields[known].count += count }
    fields.append(
      StatedLossCount(
        record: type.name, source: source.name, field: field.column.field, reason: loss.reason,
        owner: loss.owner,
        count: count))
  }

  private mutating func countComments(_ facts: Facts, _ system: Int, _ source: Source, _ lossy: [Field]) {
    for field in lossy { add(0, .comments, source, field) }
    guard !lossy.isEmpty else { return }
    let (rows, match) = (facts.rows.comments, facts[.comments].match)
    for row in rows.systems.range(of: system, count: rows.count)
    where facts.comments.state[row] == .expected && match.isMatched(Row(row)) {
      _ = count(rows.losses[row], .comments, system, source, lossy)
    }
  }

  private mutating func countTickets(_ facts: Facts, _ system: Int, _ source: Source, _ lossy: [Field]) {
    for field in lossy { add(0, .tickets, source, field) }
    guard !lossy.isEmpty else { return }
    let (tickets, match) = (facts.rows.tickets, facts[.tickets].match)
    let marks =
      system < facts.rows.ticketingSystem ? facts.rows.comments.losses : facts.rows.ticketRecords.losses
    for ticket in tickets.systems.range(of: system, count: tickets.count)
    where facts.tickets.state[ticket] == .expected && match.isMatched(Row(ticket)) {
      _ = count(marks[Int(facts.tickets.keptRecord(of: ticket))], .tickets, system, source, lossy)
    }
  }

  private mutating func countOthers(_ facts: Facts, _ record: RecordFacts) {
    guard let map = facts.plan.recordMap(record.type), let table = facts.rows.records[record.type.name],
      let expected = facts.others[record.type.name]
    else { return }
    let lossy = Self.lossy(map.columns)
    for field in lossy { add(0, record.type, map.source, field) }
    if lossy.isEmpty { return }
    for row in 0..<table.count where expected.state[row] == .expected && record.match.isMatched(Row(row)) {
      _ = count(table.losses[row], record.type, 0, map.source, lossy)
    }
  }

  /// A user has the name of one account's row, and the custom fields of another's.
  private mutating func countUsers(_ facts: Facts) {
    let (rows, people, accounts, users) = (facts.rows, facts.people, facts.rows.accounts, facts.users)
    let chats = facts.plan.chats.map { chat -> (source: Source, name: [Field], custom: [Field]) in
      let lossy = Self.lossy(chat.columns.all)
      let first = chat.columns.all.count - chat.columns.userFields.count
      return (chat.source, lossy.filter { $0.index == 8 }, lossy.filter { $0.index >= first })
    }
    let lists = facts.plan.recordMaps(.users).map { map -> (source: Source, name: [Field], custom: [Field]) in
      let lossy = Self.lossy(map.columns)
      return (map.source, lossy.filter { $0.index == 1 }, lossy.filter { $0.index > 2 })
    }
    let sources = chats + lists
    for source in sources {
      for field in source.name + source.custom { add(0, .users, source.source, field) }
    }
    guard sources.contains(where: { !$0.name.isEmpty || !$0.custom.isEmpty }) else { return }
    func marks(_ account: Int, row: Int32) -> (system: Int, marks: UInt64) {
      guard accounts.isListed(account) else {
        return (accounts.systems.system(of: account), rows.comments.losses[Int(row)])
      }
      return (rows.people.systems.system(of: Int(row)), rows.people.rows.losses[Int(row)])
    }
    for user in 0..<users.count where facts[.users].match.isMatched(Row(user)) {
      let person = Int(users.person[user])
      let account = Int(people.account[person])
      let own = marks(account, row: accounts.firstAuthorRow[account])
      var isLost = false
      if let source = sources.indices.contains(own.system) ? sources[own.system] : nil {
        isLost = count(own.marks, .users, own.system, source.source, source.custom)
      }
      let nameAccount = Int(people.nameAccount[person])
      guard nameAccount >= 0 else { continue }
      let name = marks(nameAccount, row: accounts.nameRow[nameAccount])
      guard sources.indices.contains(name.system) else { continue }
      let source = sources[name.system]
      let isNameLost = count(name.marks, .users, own.system, source.source, source.name, isNewRecord: false)
      if isNameLost, !isLost { lines[RecordType.users.name, default: [:]][own.system, default: 0] += 1 }
    }
  }
}
