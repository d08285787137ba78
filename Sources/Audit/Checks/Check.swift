/// One way of judging: a word of the vocabulary that rules are made of.
///
/// A check is declared by a rule page, with parameters; it looks at the finished tables and never reads a file.
/// Measuring is pure: the same facts give the same measurement, findings in the same order.
protocol Check: Sendable {
  /// The word that stands behind `check:` in a page.
  static var name: String { get }

  /// Takes the parameters that the check knows; what is left over is an error of the page.
  init(_ parameters: inout Parameters) throws(RuleError)

  /// What it looks at. Unless all of it was read to its proven end, the check cannot pass.
  var inputs: Set<Input> { get }

  func measure(_ facts: Facts) -> Measurement
}

/// What a check can depend on.
enum Input: Sendable {
  /// `chat` stands for the ticketing tool's own tickets and comments as well, which are rows of the same table.
  case chat, ticketing, organizations, archive
}

/// What a check found, before it is weighed.
struct Measurement: Sendable {
  enum Standing: Sendable, Equatable {
    case judged
    case notApplicable
    /// Input was there but could not be judged.
    case unproven
  }

  var standing = Standing.judged
  /// How many things were looked at.
  var examined: Int
  /// How many things there should have been; with some expected and none found, nothing is proven.
  var expected = 1
  /// What they are, in the plural.
  var unit: String
  var evidence = Evidence()
  /// One line for the matrix: what holds, what was found, or why it was not judged.
  var summary: String

  static func notApplicable(_ unit: String, _ reason: String) -> Measurement {
    Measurement(standing: .notApplicable, examined: 0, unit: unit, summary: reason)
  }

  static func unproven(_ unit: String, _ reason: String) -> Measurement {
    Measurement(standing: .unproven, examined: 0, unit: unit, summary: reason)
  }
}

extension Finding {
  /// The most findings of one rule, or examples of one reason, that are kept with their places.
  package static let evidenceLimit = 20
}

/// Violations: every one is counted, the first are kept.
struct Evidence: Sendable {
  private(set) var violations = 0
  private(set) var fromExport = 0
  private(set) var findings: [Finding] = []

  var isEmpty: Bool { violations == 0 }

  /// Counts the violations of one finding, which is made only while there is room for it.
  mutating func add(_ count: Int = 1, origin: Finding.Origin = .archive, _ finding: () -> Finding) {
    violations += count
    if origin == .export { fromExport += count }
    guard findings.count < Finding.evidenceLimit else { return }
    var made = finding()
    made.count = count
    made.origin = origin
    findings.append(made)
  }

  /// Counts violations whose places are not known any more.
  mutating func count(_ more: Int) { violations += more }
}

/// Violations with one root cause, counted together: `Key` is the cause.
///
/// Groups stand in the order in which they first appear.
struct GroupedEvidence<Key: Hashable> {
  private var numbers: [Key: Int] = [:]
  private var counts: [Int] = []
  private var exportCounts: [Int] = []
  private var firsts: [Finding] = []

  var groupCount: Int { counts.count }

  /// Counts one violation; the first of a cause makes its finding.
  mutating func add(_ key: Key, origin: Finding.Origin = .archive, _ finding: () -> Finding) {
    let number: Int
    if let known = numbers[key] {
      number = known
    } else {
      number = counts.count
      numbers[key] = number
      counts.append(0)
      exportCounts.append(0)
      if firsts.count < Finding.evidenceLimit { firsts.append(finding()) }
    }
    counts[number] += 1
    if origin == .export { exportCounts[number] += 1 }
  }

  /// The evidence, each group one finding; `describe` completes its message by its count.
  func evidence(_ describe: (Finding, Int) -> String) -> Evidence {
    var evidence = Evidence()
    for (number, count) in counts.enumerated() {
      let origin: Finding.Origin = exportCounts[number] == count ? .export : .archive
      evidence.add(count, origin: origin) {
        var finding = firsts[number]
        finding.message = describe(finding, count)
        return finding
      }
    }
    return evidence
  }
}

/// The kinds of records that an archive holds and an export makes expected.
enum Record: String, Sendable, CaseIterable {
  case comments, tickets, users, organizations

  var noun: String { String(rawValue.dropLast()) }
  /// The name of their array in a batch.
  var array: String { self == .tickets ? "data" : rawValue }
}

extension Facts {
  func table(_ record: Record) -> RecordTable {
    switch record {
    case .comments: archive.comments
    case .tickets: archive.tickets
    case .users: archive.users
    case .organizations: archive.organizations
    }
  }

  func alignment(_ record: Record) -> Alignment {
    switch record {
    case .comments: comments
    case .tickets: tickets
    case .users: users
    case .organizations: organizations
    }
  }

  func place(of row: Int, _ record: Record) -> ArchivePlace {
    place(of: row, in: table(record), array: record.array)
  }

  /// The first export row that tells of an expected record.
  func exportPlace(ofExpected row: Int, _ record: Record) -> ExportPlace {
    switch record {
    case .comments: place(ofChatRow: row)
    case .tickets: place(ofRow: Int(chat.ticketFirstRow[row]), tellingOf: row)
    case .users: place(ofChatRow: Int(chat.accounts.firstAuthorRow[Int(account(ofExpectedUser: row))]))
    case .organizations: place(ofOrganizationRow: row)
    }
  }

  /// How many records of a kind must arrive.
  func expectedCount(_ record: Record) -> Int {
    switch record {
    case .comments: expected.state.values.reduce(0) { $0 + ($1 == .expected ? 1 : 0) }
    case .tickets: expected.ticketIsExpected.values.reduce(0) { $0 + Int($1) }
    case .users: expected.userID.count
    case .organizations: expectedOrganizations.state.values.count { $0 == .expected }
    }
  }

  /// The ids of the expected records, row by row.
  func expectedIDs(_ record: Record) -> Vector<Int64> {
    switch record {
    case .comments: chat.commentID
    case .tickets: chat.ticketID
    case .users: expected.userID
    case .organizations: organizationTable.id
    }
  }

  func account(ofExpectedUser row: Int) -> Int32 { people.account[Int(expected.userPerson[row])] }
}
