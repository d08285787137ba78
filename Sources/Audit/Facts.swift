import Archive
import Exports
import Plan

/// All that an audit knows before it judges: both sides as tables, and both sides joined.
struct Facts: Sendable {
  let plan: Plan
  let asOf: Instant
  let showsValues: Bool
  let parallelism: Parallelism

  var files: SourceFiles
  /// The further fields of each kind of record.
  let layouts: FieldLayouts
  let chat: ChatTable
  let ticketing: TicketingTable
  let people: People
  let expected: ExpectedTables
  let organizationTable: OrganizationTable
  let expectedOrganizations: ExpectedOrganizations

  /// Why the archive can't be read at all; nil when it was opened and read.
  let archiveTrouble: String?
  let archiveDigest: String
  let archive: ArchiveTables
  let claimedDigest: ClaimedDigest

  let comments: Alignment
  let tickets: Alignment
  let users: Alignment
  let organizations: Alignment

  var ticketIDs: IDIndex { archive.ticketIDs }
  var userIDs: IDIndex { archive.userIDs }

  /// The person that the author of a chat row is.
  func author(ofRow row: Int) -> Int { Int(people.personOfAccount[Int(chat.author[row])]) }
  /// The person that the requester of a conversation is.
  func requester(ofTicket ticket: Int) -> Int {
    Int(people.personOfAccount[Int(expected.ticketRequester[ticket])])
  }
}

extension Facts {
  /// Works out, of two sides that were read, what must arrive, and joins it with what did.
  ///
  /// Complexity: O(rows) of both sides, divided as `parallelism` says.
  init(
    _ exports: ExportSide, _ archive: ArchiveSide, plan: Plan, asOf: Instant, showsValues: Bool,
    claimedDigest: ClaimedDigest, _ parallelism: Parallelism, isReference: Bool
  ) {
    let (chat, ticketing, tables) = (exports.chat.table, exports.ticketing.table, archive.loader.tables)
    let people = People(
      chat.accounts, ticketing, plan.unresolvedRequester, ticketingPeople: chat.ticketingPeople.keys)
    let organizations = exports.organizations.table
    let expectedOrganizations = ExpectedOrganizations(organizations, keepsLast: plan.conflicts == .last)
    let organizationStates = expectedOrganizations.state
    let bits = Partition.bits(rows: max(chat.count, tables.comments.count), parallelism)
    let rowsByID = Partition(chat.commentID, bits: bits)
    let expected = ExpectedTables(chat, rowsByID, people, plan, parallelism)
    let states = expected.state
    let ticketStates = expected.ticketIsExpected
    defer { tables.commentsByID = nil }
    self.init(
      plan: plan, asOf: asOf, showsValues: showsValues, parallelism: parallelism, files: exports.files,
      layouts: FieldLayouts(plan), chat: chat, ticketing: ticketing, people: people, expected: expected,
      organizationTable: organizations, expectedOrganizations: expectedOrganizations,
      archiveTrouble: archive.trouble, archiveDigest: archive.digest, archive: tables,
      claimedDigest: claimedDigest,
      comments: Alignment(
        expected: chat.commentID, rowsByID, isExpected: { states[$0] == .expected },
        found: tables.comments, tables.commentsByID, parallelism: parallelism, isReference: isReference),
      tickets: Alignment(
        expected: chat.ticketID, isExpected: { ticketStates[$0] != 0 }, found: tables.tickets,
        parallelism: parallelism, isReference: isReference),
      users: Alignment(
        expected: expected.userID, isExpected: { _ in true }, found: tables.users, parallelism: parallelism,
        isReference: isReference),
      organizations: Alignment(
        expected: organizations.id, isExpected: { organizationStates[$0] == .expected },
        found: tables.organizations, parallelism: parallelism, isReference: isReference))
  }
}

/// The files of one source, and how their reading ended.
struct ExportFacts: Sendable {
  var name: String
  var files: [FileFacts] = []
  /// Records as the audit's own scanner counts them, the headers not counted; one number for each file.
  var countedRecords: [Int] = []
  /// Records that the reader took or reported; one number for each file.
  var readRecords: [Int] = []
  /// What is broken so that the two counts of records may differ behind it for no other reason: "rows with broken
  /// quotes"; nil where nothing is.
  var uncountable: String?
  /// What is missing among the stages that the plan declares, in sentences; nil where it declares none.
  var stageProblems: [String]?
  /// For each file what it says of the collection that it is a page of; nil for a file that is no page.
  var pages: [PageEnvelope?] = []
  /// Why the source can't be read; nil when all of it was read to its end.
  var trouble: String?
}

/// The digest file beside the archive: a claim to check, never a fact to trust.
enum ClaimedDigest: Sendable, Equatable {
  case none
  case claims(String)
  case unreadable(String)
}

/// The files of all sources; a source that the plan does not have has an empty name.
struct SourceFiles: Sendable {
  var chat: ExportFacts
  var ticketing: ExportFacts
  /// The ticketing tool's own records.
  var tickets: ExportFacts
  var comments: ExportFacts
  var organizations: ExportFacts

  init(_ plan: Plan) {
    chat = ExportFacts(name: plan.chat.name)
    ticketing = ExportFacts(name: plan.ticketing?.name ?? "")
    tickets = ExportFacts(name: plan.ticketingRecords?.tickets.source.name ?? "")
    comments = ExportFacts(name: plan.ticketingRecords?.comments?.source.name ?? "")
    organizations = ExportFacts(name: plan.organizations?.source.name ?? "")
  }

  /// Those that the plan has, in the order in which reports show them.
  var all: [ExportFacts] {
    [chat, ticketing, tickets, comments, organizations].filter { !$0.name.isEmpty }
  }
}

extension ExportFacts {
  func place(file: Int, line: UInt32) -> ExportPlace {
    ExportPlace(source: name, file: files.indices.contains(file) ? files[file].path : name, line: Int(line))
  }
}

extension Facts {
  /// Where a row of `chat` stands, in the chat's files or among the ticketing tool's comments.
  func place(ofChatRow row: Int) -> ExportPlace {
    let file = chat.fileStarts.file(of: row)
    return chat.system(ofRow: row) == .chat
      ? files.chat.place(file: file, line: chat.line[row])
      : files.comments.place(file: file - chat.commentFile, line: chat.line[row])
  }

  /// Where a row that tells of a ticket stands: a row of `chat`, or a record of the ticketing tool's tickets.
  func place(ofRow row: Int, tellingOf ticket: Int) -> ExportPlace {
    if chat.system(ofTicket: ticket) == .chat { return place(ofChatRow: row) }
    let records = chat.ticketRecords
    return files.tickets.place(file: records.fileStarts.file(of: row), line: records.line[row])
  }

  func place(ofTicketingRow row: Int) -> ExportPlace {
    files.ticketing.place(file: ticketing.fileStarts.file(of: row), line: ticketing.line[row])
  }

  func place(ofOrganizationRow row: Int) -> ExportPlace {
    files.organizations.place(
      file: organizationTable.fileStarts.file(of: row), line: organizationTable.line[row])
  }

  /// Where a record of the archive stands. `array` is its name in the batch: "comments", "data", "users",
  /// "organizations".
  func place(of row: Int, in table: RecordTable, array: String) -> ArchivePlace {
    let batch = archive.batches[Int(table.batch[row])]
    let rows =
      switch array {
      case "comments": batch.comments
      case "users": batch.users
      case "organizations": batch.organizations
      default: batch.tickets
      }
    return ArchivePlace(
      member: archive.members[batch.member].name,
      pointer: "/data/tickets/\(array)/\(row - rows.lowerBound)", offset: Int(table.offset[row]))
  }

  func place(ofComment row: Int) -> ArchivePlace { place(of: row, in: archive.comments, array: "comments") }
  func place(ofTicket row: Int) -> ArchivePlace { place(of: row, in: archive.tickets, array: "data") }
  func place(ofUser row: Int) -> ArchivePlace { place(of: row, in: archive.users, array: "users") }

  /// The number of the batch in which a record stands.
  func batchNumber(of row: Int, in table: RecordTable) -> Int64 {
    archive.batches[Int(table.batch[row])].number
  }

  /// A name or e-mail as a message may show it.
  func shown(_ text: Bytes) -> String {
    showsValues ? "'\(String(decoding: text, as: UTF8.self))'" : "(\(text.count) bytes, masked)"
  }
}
