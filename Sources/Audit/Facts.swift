import Archive
import Plan

/// All that an audit knows before it judges: both sides as tables, and both sides joined.
struct Facts: Sendable {
  let plan: Plan
  let asOf: Instant
  let showsValues: Bool

  var chatFiles: ExportFacts
  let ticketingFiles: ExportFacts
  let chat: ChatTable
  let ticketing: TicketingTable
  let people: People
  let expected: ExpectedTables

  /// Why the archive can't be read at all; nil when it was opened and read.
  let archiveTrouble: String?
  let archiveDigest: String
  let archive: ArchiveTables
  let claimedDigest: ClaimedDigest

  let comments: Alignment
  let tickets: Alignment
  let users: Alignment
  let ticketIDs: IDIndex
  let userIDs: IDIndex

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
  /// Complexity: O(rows) of both sides, on up to `jobs` threads.
  init(
    _ exports: ExportSide, _ archive: ArchiveSide, plan: Plan, asOf: Instant, showsValues: Bool,
    claimedDigest: ClaimedDigest, jobs: Int
  ) {
    let (chat, ticketing, tables) = (exports.chat.table, exports.ticketing.table, archive.loader.tables)
    let people = People(chat.accounts, ticketing, plan.unresolvedRequester)
    let expected = ExpectedTables(chat, people, plan, jobs: jobs)
    let states = expected.state
    let ticketStates = expected.ticketIsExpected
    self.init(
      plan: plan, asOf: asOf, showsValues: showsValues, chatFiles: exports.chatFacts,
      ticketingFiles: exports.ticketingFacts, chat: chat, ticketing: ticketing, people: people,
      expected: expected, archiveTrouble: archive.trouble, archiveDigest: archive.digest, archive: tables,
      claimedDigest: claimedDigest,
      comments: Alignment(
        expected: chat.commentID, isExpected: { states[$0] == .expected }, found: tables.comments, jobs: jobs),
      tickets: Alignment(
        expected: chat.tickets.keys, isExpected: { ticketStates[$0] != 0 }, found: tables.tickets, jobs: jobs),
      users: Alignment(
        expected: expected.userID, isExpected: { _ in true }, found: tables.users, jobs: jobs),
      ticketIDs: IDIndex(tables.tickets, tables), userIDs: IDIndex(tables.users, tables))
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
  /// Rows whose quotes are broken, behind which the two counts may differ for no other reason.
  var hasBrokenQuotes = false
  /// Why the source can't be read; nil when all of it was read to its end.
  var trouble: String?
}

/// The digest file beside the archive: a claim to check, never a fact to trust.
enum ClaimedDigest: Sendable, Equatable {
  case none
  case claims(String)
  case unreadable(String)
}

extension Facts {
  func place(ofChatRow row: Int) -> ExportPlace {
    let file = chat.fileStarts.file(of: row)
    return ExportPlace(
      source: chatFiles.name, file: chatFiles.files[file].path, line: Int(chat.line[row]))
  }

  func place(ofTicketingRow row: Int) -> ExportPlace {
    let file = ticketing.fileStarts.file(of: row)
    return ExportPlace(
      source: ticketingFiles.name, file: ticketingFiles.files[file].path, line: Int(ticketing.line[row]))
  }

  /// Where a record of the archive stands. `array` is its name in the batch: "comments", "data", "users".
  func place(of row: Int, in table: RecordTable, array: String) -> ArchivePlace {
    let batch = archive.batches[Int(table.batch[row])]
    let rows = array == "comments" ? batch.comments : array == "users" ? batch.users : batch.tickets
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
