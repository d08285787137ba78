import Plan

/// What is wrong with the rows of a rule: the kind of fault, the record type and, where it is about one, the column.
struct Wrong: Hashable, Sendable {
  enum Kind: Sendable {
    /// An expected record that is not in the archive. Rows are those of the expected table; of all other kinds, those of
    /// the archive's.
    case missing
    case unexpected
    case changed
    /// A second or later row of a value.
    case repeated
    /// A reference to what is not there, or none where there must be one.
    case orphan
    /// A record that is earlier than the one before it, and one that changed places with one of the same time.
    case unordered, untied
    /// A record that is earlier than the one that it belongs to.
    case early
    /// A time out of its range.
    case outOfRange
    case malformed
    /// A user with a chat id in place of the ticketing id.
    case unmerged
    /// A batch number that is missing, counted in steps from the first.
    case noBatch
    /// An entry of the tar with the batch number of an earlier one.
    case repeatedMember
  }

  var kind: Kind
  /// The name of the record type; empty where it is about none.
  var type = ""
  var column = ""

  init(_ kind: Kind, _ type: RecordType? = nil, _ column: String = "") {
    (self.kind, self.type, self.column) = (kind, type?.name ?? "", column)
  }
}

/// The rows of the violations of one rule.
///
/// - Complexity: eight bytes for each violation.
struct WrongRows: Sendable {
  let what: Wrong
  private(set) var rows: [Int32] = []
  /// For each row the number of the finding that tells of it; -1 where none was kept.
  private(set) var findings: [Int32] = []

  init(_ what: Wrong) { self.what = what }

  mutating func add(_ row: Int, _ finding: Int?) {
    rows.append(Int32(truncatingIfNeeded: row))
    findings.append(Int32(truncatingIfNeeded: finding ?? -1))
  }

  /// The same of a rule whose findings have other numbers.
  func renumbered(_ number: (Int) -> Int) -> WrongRows {
    var copy = self
    copy.findings = findings.map { $0 < 0 ? $0 : Int32(truncatingIfNeeded: number(Int($0))) }
    return copy
  }
}
