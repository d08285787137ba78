@testable import Audit

extension ExampleFolder {
  /// What an audit of the folder knows before it judges, with the facts of the chat's files changed: for checks
  /// that no input can make fail.
  func facts(changing change: (inout ExportFacts) -> Void) throws -> Facts {
    let plan = try plan()
    let exports = ExportSide(plan: plan, showsValues: false, progress: ReadingProgress())
    exports.load()
    let side = ArchiveSide(plan: plan.archive, path: archivePath, progress: ReadingProgress())
    side.load(parsers: 0)
    var chatFiles = exports.chatFacts
    change(&chatFiles)
    let (chat, ticketing, tables) = (exports.chat.table, exports.ticketing.table, side.loader.tables)
    let people = People(chat.accounts, ticketing, plan.unresolvedRequester)
    let expected = ExpectedTables(chat, people, plan, jobs: 1)
    func aligned(_ keys: Vector<Int64>, _ table: RecordTable) -> Alignment {
      Alignment(expected: keys, isExpected: { _ in true }, found: table, jobs: 1)
    }
    return Facts(
      plan: plan, asOf: Instant(seconds: 0, nanoseconds: 0), showsValues: false, chatFiles: chatFiles,
      ticketingFiles: exports.ticketingFacts, chat: chat, ticketing: ticketing, people: people,
      expected: expected, archiveTrouble: side.trouble, archiveDigest: side.digest, archive: tables,
      claimedDigest: .none, comments: aligned(chat.commentID, tables.comments),
      tickets: aligned(chat.tickets.keys, tables.tickets), users: aligned(expected.userID, tables.users),
      ticketIDs: IDIndex(tables.tickets, tables), userIDs: IDIndex(tables.users, tables))
  }
}
