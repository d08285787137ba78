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
  /// Every ticketing id; empty unless the plan maps records that refer to them.
  private(set) var ids: Set<Int64> = []
  private(set) var usableRows = 0
  private(set) var torn = Evidence<ExportProblem>()
  private(set) var invalidUTF8 = Evidence<SourceLine>()
  private(set) var nullIDs = Evidence<SourceLine>()
  private(set) var unreadableIDs = Evidence<LeftOutRow>()
  private let columns: [FieldReader]
  private let keepsIDs: Bool

  /// Nobody is known to the ticketing tool.
  init() { (columns, keepsIDs) = ([], false) }

  /// Reads the ticketing users once, beside the people of the chat.
  ///
  /// - Throws: `ExportError`, and what `progress` throws.
  init(
    _ export: Export, plan: Plan, identities: Identities,
    progress: @escaping (_ byteCount: Int) throws -> Void
  ) throws {
    columns = [plan.columns.ticketingID, plan.columns.ticketingEmail].map {
      FieldReader($0, digest: identities.digest)
    }
    keepsIDs = plan.ticketingRecords != nil
    var key: [UInt8] = []
    _ = try export.read(
      columns: columns.map(\.column.from),
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
    let line = SourceLine(file: Int(block.places[record].file), line: block.places[record].line)
    guard block[record, 0].isValidUTF8, block[record, 1].isValidUTF8 else { return invalidUTF8.add(line) }
    guard let value = columns[0].value(block[record, 0]), let email = columns[1].text(block[record, 1]) else {
      return unreadableIDs.add(LeftOutRow(line: line, damage: columns[0].damage(block[record, 0])))
    }
    guard let id = value.number else { return nullIDs.add(line) }
    usableRows += 1
    if keepsIDs { ids.insert(id) }
    EmailKey.fold(email, into: &key)
    if !key.isEmpty, let key = identities.find(key: key) {
      usersOfKey[key, default: []].append(User(id: id, line: line))
    }
    if let chatID = identities.find(chatID: id), lineOfChatID[chatID] == nil { lineOfChatID[chatID] = line }
  }
}
