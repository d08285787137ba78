import Exports
import Plan

/// What the ticketing users say about the people of the chats: only rows that share an e-mail or a number with
/// them are kept.
struct TicketingIndex: Sendable {
  struct User: Sendable {
    let id: Int64
    let place: RecordPlace
  }

  /// Ticketing users by the number of their e-mail key, in source order.
  private(set) var usersOfKey: [UInt32: [User]] = [:]
  /// The first line of the ticketing id that equals a chat id, by the number of the chat id: as the archive would have it,
  /// or under `same-ids` as the chat has it.
  private(set) var lineOfChatID: [UInt32: RecordPlace] = [:]
  /// Every ticketing id; empty unless the plan maps records that refer to them.
  private(set) var ids: Set<Int64> = []
  private(set) var usableRows = 0
  /// Whether any row has an e-mail that looks like an address.
  private(set) var hasAddress = false
  private(set) var malformed = Evidence<ExportProblem>()
  private(set) var rejected = RejectedRows()
  /// What some files lack, in sentences.
  private(set) var absences: [String] = []
  let columns: MappedColumns
  private let keepsIDs: Bool
  /// For each chat, and after them for the lists of people, how its ids would become those of the ticketing tool.
  private let rules: [IDRule]

  /// Nobody is known to the ticketing tool.
  init() { (columns, keepsIDs, rules) = (MappedColumns(readers: [], body: nil), false, []) }

  /// Reads the ticketing users once, beside the people of the chat.
  ///
  /// - Throws: `ExportError`, and what `progress` throws.
  init(
    _ export: Export, _ list: UserList, plan: Plan, identities: Identities,
    progress: @escaping (_ byteCount: Int) throws -> Void
  ) throws {
    columns = MappedColumns(
      readers: [
        FieldReader(list.id, isRequired: true, digest: identities.digest),
        FieldReader(list.email, digest: identities.digest),
      ], body: nil, of: list.source)
    keepsIDs = plan.recordMap(.tickets) != nil
    rules =
      plan.chats.map { plan.unresolvedRequester == .sameIDs ? .same : $0.userIDs }
      + (plan.hasLists ? [.same] : [])
    var (values, key) = ([FieldValue](), [UInt8]())
    let summaries = try export.read(
      columns: columns.wanted,
      tap: ReadTap(bytes: { try progress($1.count) }),
      problem: { malformed.add($0) },
      receive: { block in
        for record in 0..<block.count {
          add(block, record, identities, &values, key: &key)
        }
      })
    absences = export.absences(in: summaries)
  }

  private mutating func add(
    _ block: RecordBlock, _ record: Int, _ identities: Identities, _ values: inout [FieldValue],
    key: inout [UInt8]
  ) {
    let place = block.places[record]
    if let reason = columns.read(record, of: block, into: &values) {
      let damage = columns.damage(record, of: block, reason)
      return rejected.add(RejectedRow(place: place, damage: damage), because: reason)
    }
    guard let id = values[0].number else { return }
    usableRows += 1
    if keepsIDs { ids.insert(id) }
    let number = identities.find(email: values[1].text, key: &key)
    if !hasAddress { hasAddress = EmailAddress.isOne(key) }
    if let number, identities.isAddress(number) {
      usersOfKey[number, default: []].append(User(id: id, place: place))
    }
    for (chat, rule) in rules.enumerated() {
      guard let chatID = rule.source(of: id).flatMap({ identities.find(chatID: $0, of: chat) }) else {
        continue
      }
      if lineOfChatID[chatID] == nil { lineOfChatID[chatID] = place }
    }
  }
}
