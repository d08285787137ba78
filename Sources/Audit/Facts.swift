import Archive
import Plan

/// All that an audit knows before it judges: both sides as tables, and both sides joined.
struct Facts: Sendable {
  let plan: Plan
  let asOf: Instant
  let showsValues: Bool
  let parallelism: Parallelism

  var feeds: Feeds
  /// The exports as they were read, and what must arrive of them.
  let rows: ExportRows
  let people: People
  let comments: ExpectedComments
  let tickets: ExpectedTickets
  let users: ExpectedUsers
  /// Of the other record types, by name.
  let others: [String: ExpectedRecords]
  let decisions: AppliedDecisions

  /// Why the archive can't be read at all; nil when it was opened and read.
  let archiveTrouble: String?
  let archive: ArchiveTables
  /// Of each delivery the digest file and the id map beside it.
  let claimedDigests: [ClaimedDigest]
  let idMaps: [IDMap]

  /// For each record type of the plan, in the order of the schema, both sides and their match.
  let records: [RecordFacts]
  let tables: [FurtherTable]
  /// The people of whom nothing may be in the archive; nil where the plan has no list of them.
  let erased: ErasedPeople?
  /// What people answer for.
  var signed = SignedFacts()
  /// Worked out once.
  var balance = Balance()
  private(set) var losses: [StatedLossCount] = []

  subscript(type: RecordType) -> RecordFacts {
    records.first { $0.type.name == type.name } ?? records[0]
  }

  /// A name or e-mail as a message may show it.
  func shown(_ text: Bytes) -> String {
    showsValues ? "'\(String(decoding: text, as: UTF8.self))'" : "(\(counted(text.count, "byte")), masked)"
  }
}

/// One record type: what must arrive, what the archive holds, and how they match.
struct RecordFacts: Sendable {
  let type: RecordType
  /// Whether the plan maps it.
  let isMapped: Bool
  let expected: Table<Legacy>
  let archive: Table<New>
  let records: ArchiveRecords
  let match: Match
  /// What is missing, and is there under another id.
  let wrongIDs: WrongIDs
}

/// A declared table of the plan.
struct FurtherTable: Sendable {
  enum Sided: Sendable {
    case legacy(Table<Legacy>)
    case new(Table<New>)
  }

  let plan: TablePlan
  let table: Sided
  /// Rows that repeat or contradict an earlier one of their key.
  let expected: ExpectedRecords
  let byKey: RecordRows
}

extension Facts {
  /// Works out, of two sides that were read, what must arrive, and joins it with what did.
  ///
  /// - Complexity: O(rows) of both sides, divided as `parallelism` says.
  init(
    _ exports: ExportLoading, _ loading: ArchiveLoading, plan: Plan, asOf: Instant, showsValues: Bool,
    claimedDigests: [ClaimedDigest], _ parallelism: Parallelism, isReference: Bool
  ) {
    let (rows, archive) = (exports.rows, loading.loader.tables)
    let keepsLast = plan.conflicts == .last
    let decisions = rows.watched.map { AppliedDecisions($0, rows) } ?? AppliedDecisions()
    let people = People(
      rows.accounts, rows.ticketing, plan.unresolvedRequester, ticketingPeople: rows.ticketingPeople.ids)
    let same = Sameness(rows, people)
    let bits = Partition.bits(rows: max(rows.comments.count, archive[.comments].count), parallelism)
    let byID = Partition(rows.comments.id, bits: bits)
    let comments = ExpectedComments(
      rows.comments, chats: plan.chats.count, byID: byID, same, keepsLast: keepsLast,
      decided: decisions.comments, parallelism)
    let tickets = ExpectedTickets(
      rows, comments, people, same, keepsLast: keepsLast, decided: decisions.tickets)
    let users = ExpectedUsers(rows, comments, tickets, people, plan)
    let others = Dictionary(
      uniqueKeysWithValues: rows.records.map { name, rows in
        (name, ExpectedRecords(rows, keepsLast: keepsLast, decided: decisions.records[name] ?? [:]))
      })
    let tables = TableMaker(
      plan: plan, feeds: exports.feeds, rows: rows, people: people, comments: comments, tickets: tickets,
      users: users, others: others, archive: archive, showsValues: showsValues)
    let records = plan.schema.map { type in
      let (expected, new) = (tables.expected(type), tables.archive(type))
      let match = Match(
        expected, type == .comments ? byID : nil, new, archive[type].byID, parallelism,
        isReference: isReference)
      archive[type].releasePartition()
      return RecordFacts(
        type: type, isMapped: archive[type].isMapped, expected: expected, archive: new,
        records: archive[type],
        match: match, wrongIDs: WrongIDs(type, expected, new, match))
    }
    self.init(
      plan: plan, asOf: asOf, showsValues: showsValues, parallelism: parallelism, feeds: exports.feeds,
      rows: rows, people: people, comments: comments, tickets: tickets, users: users, others: others,
      decisions: decisions, archiveTrouble: loading.trouble, archive: archive,
      claimedDigests: claimedDigests, idMaps: loading.idMaps, records: records,
      tables: tables.furtherTables(keepsLast: keepsLast), erased: exports.erased)
    let losses = StatedLosses(self)
    self.losses = losses.fields
    balance = Balance(self, losses)
  }
}

extension Facts {
  /// What is wrong with the sheet of decisions, or does not fit the exports.
  var decisionMistakes: [FilledSheet.Mistake] {
    guard decisions.sheet != nil else { return [] }
    var conflicts = AppliedDecisions.Conflicts(
      comments: comments.contradicted, tickets: Set(tickets.conflicts.map { rows.tickets.others[$0].ticket }),
      ticketingKeys: rows.ticketing.keysOfSeveralIDs(people), records: others.mapValues(\.contradicted))
    conflicts.records[RecordType.users.name] = rows.people.expected?.contradicted
    return decisions.mistakes(
      conflicts,
      keptRow: { record, row in
        switch record {
        case RecordType.comments.name: comments.keptRow[Int(row)]
        case RecordType.users.name: rows.people.expected?.keptRow[Int(row)] ?? row
        default: others[record]?.keptRow[Int(row)] ?? row
        }
      }, refuses: plan.conflicts == .refuse)
  }
}

extension TicketingTable {
  /// The e-mail keys of people of the chats and lists that several ticketing ids have.
  func keysOfSeveralIDs(_ people: People) -> Set<Int32> {
    if otherIDs.count == 0 { return [] }
    var keys = Set<Int32>()
    for person in 0..<people.count where people.ticketingRow[person] >= 0 {
      keys.insert(key[Int(people.ticketingRow[person])])
    }
    return Set(otherIDs.values.map { key[Int($0)] }).intersection(keys)
  }
}
