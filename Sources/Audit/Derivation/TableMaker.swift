import Plan

/// Makes tables of columns out of what was read and worked out: views, which copy no column.
struct TableMaker {
  let plan: Plan
  let feeds: Feeds
  let rows: ExportRows
  let people: People
  let comments: ExpectedComments
  let tickets: ExpectedTickets
  let users: ExpectedUsers
  let others: [String: ExpectedRecords]
  let archive: ArchiveTables
  let showsValues: Bool

  /// What must arrive of a record type.
  func expected(_ type: RecordType) -> Table<Legacy> {
    switch type.name {
    case RecordType.comments.name: expectedComments
    case RecordType.tickets.name: expectedTickets
    case RecordType.users.name: expectedUsers
    default: expectedRecords(type)
    }
  }

  private func noun(_ type: RecordType) -> Noun { Noun(singular: type.singular, plural: type.name) }

  private var expectedComments: Table<Legacy> {
    let (table, feeds) = (rows.comments, feeds)
    let systems = table.systems
    let core: [Column<Legacy>] = [
      Column("id", .integer, .integers(table.id)),
      Column("ticket_id", .reference(to: "ticket"), .lookup(table.ticket, rows.tickets.id)),
      Column("author_id", .user, .lookup(table.author, people.writtenIDs)),
      Column("public", .boolean, .flags(table.isPublic)),
      Column("created_at", .timestamp, .instants(table.seconds, table.nanoseconds)),
      Column("html_body", .html, .digests(table.bodyDigest, table.bodyLength)),
    ]
    return Table(
      name: "expected.comments", noun: noun(.comments), count: table.count,
      columns: core + custom(.comments, table.fields) { systems.system(of: $0) },
      states: comments.state, includedCount: comments.expectedCount, joinNumbers: table.id,
      place: { $1.export = feeds.place(table.lineage.place(of: $0.index), table.position[$0.index]) })
  }

  private var expectedTickets: Table<Legacy> {
    let table = rows.tickets
    let systems = table.systems
    let places = RowPlaces(feeds: feeds, rows: rows)
    let core: [Column<Legacy>] = [
      Column("id", .integer, .integers(table.id)),
      Column("requester_id", .user, .integers(tickets.requesterID)),
      Column("created_at", .timestamp, .instants(tickets.seconds, tickets.nanoseconds)),
    ]
    return Table(
      name: "expected.tickets", noun: noun(.tickets), count: table.count,
      columns: core + custom(.tickets, tickets.fields) { systems.system(of: $0) },
      states: tickets.state, includedCount: tickets.expectedCount, joinNumbers: table.id,
      place: { $1.export = places.firstPlace(ofTicket: $0.index) })
  }

  private var expectedUsers: Table<Legacy> {
    let places = RowPlaces(feeds: feeds, rows: rows)
    let (users, layout) = (users, rows.layouts[.users])
    let core: [Column<Legacy>] = [
      Column("id", .integer, .integers(users.id)),
      Column("name", .text, .texts(users.name, rows.accounts.texts)),
      Column("email", .email, .texts(users.email, rows.accounts.texts)),
    ]
    let (people, rows) = (people, rows)
    let custom = layout.keys.indices.map { key in
      Column<Legacy>(
        layout.keys[key], fieldType(.users, layout.keys[key]),
        .custom(
          CustomField(
            layout: layout, key: key, columns: users.fields,
            system: { rows.system(ofAccount: Int(people.account[Int(users.person[$0])])) })))
    }
    return Table(
      name: "expected.users", noun: noun(.users), count: users.count, columns: core + custom,
      states: nil, includedCount: users.count, joinNumbers: users.id,
      place: { $1.export = places.place(ofAccount: Int(people.account[Int(users.person[$0.index])])) })
  }

  /// Records of a source of which one row is one record; none where the plan maps none.
  private func expectedRecords(_ type: RecordType) -> Table<Legacy> {
    let table = rows.records[type.name] ?? RecordRows(columns: 0)
    let expected = others[type.name] ?? ExpectedRecords(table, keepsLast: false)
    let (layout, feeds) = (rows.layouts[type], feeds)
    let (people, accounts) = (people, rows.accounts)
    let custom = layout.keys.indices.map { key in
      Column<Legacy>(
        layout.keys[key], fieldType(type, layout.keys[key]),
        .custom(
          CustomField(
            layout: layout, key: key, columns: table.fields, system: { _ in 0 },
            written: { value, column, system in
              layout.isReference(column, system)
                ? people.written(value, accounts, accounts.listSystem) : value
            })))
    }
    return Table(
      name: "expected.\(type.name)", noun: noun(type), count: table.count,
      columns: [Column("id", .integer, .integers(table.keyNumber))] + custom,
      states: expected.state, includedCount: expected.expectedCount,
      joinNumbers: table.keyNumber,
      place: { $1.export = feeds.place(table.lineage.place(of: $0.index), table.position[$0.index]) })
  }

  /// The custom fields of a record type that the chats have.
  private func custom(
    _ type: RecordType, _ columns: [FieldColumn], system: @escaping @Sendable (Int) -> Int
  ) -> [Column<Legacy>] {
    let (layout, people, accounts) = (rows.layouts[type], people, rows.accounts)
    return layout.keys.indices.map { key in
      Column(
        layout.keys[key], fieldType(type, layout.keys[key]),
        .custom(
          CustomField(
            layout: layout, key: key, columns: columns, system: system,
            written: { value, column, system in
              layout.isReference(column, system) ? people.written(value, accounts, system) : value
            })))
    }
  }

  /// What the plan first says that a custom field is.
  private func fieldType(_ type: RecordType, _ field: String) -> FieldType {
    plan.customFields(of: type).joined().first { $0.field == field }?.type ?? .text
  }

  /// What the archive holds of a record type.
  func archive(_ type: RecordType) -> Table<New> {
    let (tables, table) = (archive, archive[type])
    let core = type.fields.enumerated().map { index, field in
      let bit = UInt8(1) << UInt8(index)
      return Column<New>(
        field.name, field.type, table.core[index],
        presence: (table.present, field.type == .timestamp ? ArchiveRecords.hasInstant : bit))
    }
    let custom = table.layout.keys.indices.map { key in
      Column<New>(
        table.layout.keys[key], fieldType(type, table.layout.keys[key]),
        .custom(CustomField(layout: table.layout, key: key, columns: table.fields)))
    }
    return Table(
      name: "archive.\(type.name)", noun: noun(type), count: table.count, columns: core + custom,
      states: nil, includedCount: table.count, joinNumbers: table.id,
      place: { $1.archive = tables.place(of: $0.index, in: table) })
  }

  /// The declared tables, without rows that repeat an earlier key.
  func furtherTables(keepsLast: Bool) -> [FurtherTable] {
    plan.tables.enumerated().map { number, table in
      FurtherTable(
        table, rows.tables[number], feeds, keepsLast: keepsLast, showsValues: showsValues)
    }
  }
}

extension FurtherTable {
  /// A declared table of the rows that were read of it.
  init(_ plan: TablePlan, _ rows: RecordRows, _ feeds: Feeds, keepsLast: Bool, showsValues: Bool = false) {
    let expected = ExpectedRecords(rows, keepsLast: keepsLast)
    let sided: Sided =
      switch plan.side {
      case .legacy: .legacy(Self.table(plan, rows, expected, feeds, showsValues) { $1.export = $0 })
      case .new: .new(Self.table(plan, rows, expected, feeds, showsValues) { $1.counterpart = $0 })
      }
    self.init(plan: plan, table: sided, expected: expected, byKey: rows)
  }

  private static func table<Side>(
    _ plan: TablePlan, _ rows: RecordRows, _ expected: ExpectedRecords, _ feeds: Feeds, _ showsValues: Bool,
    note: @escaping @Sendable (ExportPlace, inout Finding) -> Void
  ) -> Table<Side> {
    let columns =
      [Column<Side>(plan.key.field, plan.key.type, .values(rows.key))]
      + zip(plan.columns.dropFirst(), rows.fields).map { Column<Side>($0.field, $0.type, .values($1)) }
    return Table(
      name: plan.name, noun: Noun(singular: "row", plural: "rows"), count: rows.count, columns: columns,
      states: expected.state, includedCount: expected.expectedCount,
      joinNumbers: rows.keyNumber,
      place: { note(feeds.place(rows.lineage.place(of: $0.index), rows.position[$0.index]), &$1) },
      texts: rows.texts, showsValues: showsValues)
  }
}

/// Where the rows that describe a record are.
struct RowPlaces: Sendable {
  let feeds: Feeds
  let rows: ExportRows

  /// A row of `CommentRows`.
  func place(ofComment row: Int) -> ExportPlace {
    feeds.place(rows.comments.lineage.place(of: row), rows.comments.position[row])
  }

  /// The first row of an account: as author in a chat, or in a list.
  func place(ofAccount account: Int) -> ExportPlace {
    place(ofRow: Int(rows.accounts.firstAuthorRow[account]), tellingOfAccount: account)
  }

  /// The row that gives the e-mail of an account.
  func place(ofEmailOf account: Int) -> ExportPlace {
    place(ofRow: Int(rows.accounts.emailRow[account]), tellingOfAccount: account)
  }

  /// The row that gives the name of an account.
  func place(ofNameOf account: Int) -> ExportPlace {
    place(ofRow: Int(rows.accounts.nameRow[account]), tellingOfAccount: account)
  }

  private func place(ofRow row: Int, tellingOfAccount account: Int) -> ExportPlace {
    guard rows.accounts.isListed(account) else { return place(ofComment: row) }
    let table = rows.people.rows
    return feeds.place(table.lineage.place(of: row), table.position[row])
  }

  /// A row that describes a ticket: one of `CommentRows`, or a record of the ticketing tool's tickets.
  func place(ofRow row: Int, tellingOf ticket: Int) -> ExportPlace {
    if rows.tickets.systems.system(of: ticket) != rows.ticketingSystem { return place(ofComment: row) }
    let records = rows.ticketRecords
    return feeds.place(records.lineage.place(of: row), records.position[row])
  }

  func firstPlace(ofTicket ticket: Int) -> ExportPlace {
    place(ofRow: Int(rows.tickets.firstRow[ticket]), tellingOf: ticket)
  }

  func place(ofTicketingUser row: Int) -> ExportPlace {
    feeds.place(rows.ticketing.lineage.place(of: row), rows.ticketing.position[row])
  }
}

extension Facts {
  var places: RowPlaces { RowPlaces(feeds: feeds, rows: rows) }
}
