import Exports
import Plan

/// What the ticketing users say about the people of the chat: only rows that share an e-mail or a number with
/// them are kept.
struct TicketingIndex: Sendable {
  struct User: Sendable {
    let id: Int64
    let line: SourceLine
  }

  /// Ticketing users by the number of their e-mail key, in source order.
  private(set) var usersOfKey: [UInt32: [User]] = [:]
  /// The first line of the ticketing id that equals a chat id, by the number of the chat id.
  private(set) var lineOfChatID: [UInt32: SourceLine] = [:]
  private(set) var usableRows = 0
  private(set) var torn = Evidence<ExportProblem>()
  private(set) var invalidUTF8 = Evidence<SourceLine>()
  private(set) var nullIDs = Evidence<SourceLine>()
  private(set) var unreadableIDs = Evidence<SourceLine>()

  /// Nobody is known to the ticketing tool.
  init() {}

  /// Reads the ticketing users once, beside the people of the chat.
  ///
  /// - Throws: `ExportError`, and what `progress` throws.
  init(
    _ export: Export, plan: Plan, identities: Identities,
    progress: @escaping (_ byteCount: Int) throws -> Void
  ) throws {
    var key: [UInt8] = []
    _ = try export.read(
      columns: [plan.columns.ticketingID.from, plan.columns.ticketingEmail.from],
      tap: ReadTap(bytes: { try progress($1.count) }),
      problem: { torn.add($0) },
      receive: { block in
        for record in 0..<block.count {
          add(block, record, identities, key: &key)
        }
      })
  }

  private mutating func add(
    _ block: RecordBlock, _ record: Int, _ identities: Identities, key: inout [UInt8]
  ) {
    let (idText, email) = (block[record, 0], block[record, 1])
    let line = SourceLine(file: Int(block.places[record].file), line: block.places[record].line)
    guard idText.isValidUTF8, email.isValidUTF8 else { return invalidUTF8.add(line) }
    guard !idText.isEmpty else { return nullIDs.add(line) }
    guard let id = Int64(decimal: idText) else { return unreadableIDs.add(line) }
    usableRows += 1
    EmailKey.fold(email, into: &key)
    if !key.isEmpty, let key = identities.find(key: key) {
      usersOfKey[key, default: []].append(User(id: id, line: line))
    }
    if let chatID = identities.find(chatID: id), lineOfChatID[chatID] == nil { lineOfChatID[chatID] = line }
  }
}
