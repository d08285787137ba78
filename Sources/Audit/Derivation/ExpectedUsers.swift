import Plan

/// Which users must arrive: the people whom an expected comment or ticket of a chat names, and those of the lists, by their
/// distinct ids.
struct ExpectedUsers: Sendable {
  let id = Vector<Int64>()
  let person = Vector<Int32>()
  /// Numbers of texts of `Accounts`; -1 is null.
  let name = Vector<Int32>()
  let email = Vector<Int32>()
  /// What each name shows of damage.
  let nameHealth = Vector<UInt16>()
  let fields: [FieldColumn]
  /// For each person, whether an expected comment or ticket names it, or a list has it.
  let isNamed: Vector<UInt8>
  /// How many people are not expected as users because the plan omits those imported already.
  private(set) var omitted = 0
  /// How many people share their expected id with an earlier one, which is a conflict.
  private(set) var sharedIDs = 0

  /// - Complexity: O(rows).
  init(
    _ rows: ExportRows, _ comments: ExpectedComments, _ tickets: ExpectedTickets, _ people: People,
    _ plan: Plan
  ) {
    let accounts = rows.accounts
    isNamed = Vector(repeating: 0, count: people.count)
    fields = rows.layouts[.users].makeColumns()
    for row in 0..<rows.comments.count where comments.state[row] == .expected {
      isNamed[Int(people.personOfAccount[Int(rows.comments.author[row])])] = 1
    }
    for ticket in 0..<rows.tickets.count where tickets.state[ticket] == .expected {
      isNamed[Int(people.personOfAccount[Int(tickets.requester[ticket])])] = 1
    }
    for account in 0..<accounts.count where accounts.isListed(account) {
      isNamed[Int(people.personOfAccount[account])] = 1
    }
    let layout = rows.layouts[.users]
    var ids = KeyMap(minimumCapacity: people.count)
    for person in 0..<people.count where people.hasWritten[person] != 0 && isNamed[person] != 0 {
      if plan.alreadyImported == .omit, people.isKnownToTicketing(person) {
        omitted += 1
        continue
      }
      guard ids.number(people.id[person]).isNew else {
        sharedIDs += 1
        continue
      }
      let account = Int(people.account[person])
      let emailAccount = Int(people.emailAccount[person])
      id.append(people.id[person])
      self.person.append(Int32(truncatingIfNeeded: person))
      let nameAccount = Int(people.nameAccount[person])
      let text = nameAccount < 0 ? -1 : accounts.name[nameAccount]
      name.append(text)
      nameHealth.append(
        text < 0 ? 0 : rows.inspection.scanner.scan(accounts.texts[text], isName: true).health.rawValue)
      email.append(emailAccount < 0 ? -1 : accounts.email[emailAccount])
      let system = rows.system(ofAccount: account)
      for (column, field) in fields.indices.map({ ($0, accounts.fields[$0]) }) {
        let value = field[account]
        fields[column].append(
          layout.isReference(column, system) ? people.written(value, accounts, system) : value)
      }
    }
  }

  var count: Int { id.count }
}
