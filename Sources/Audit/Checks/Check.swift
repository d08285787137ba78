import Plan

/// One way of judging: a word of the vocabulary that rules are made of.
///
/// A check is declared by a rule page, with parameters; it measures columns of finished tables, never reads a file, and
/// knows nothing of helpdesks. Measuring is pure: the same facts give the same measurement, findings in the same order.
/// A file `Checks/LimitCheck.swift` with the type `LimitCheck` is all that a new check needs.
protocol Check: Sendable {
  /// The word after `check:` in a page.
  static var name: String { get }

  /// Reads the parameters that the check knows; what is left over is an error of the page.
  init(_ parameters: inout Parameters) throws(RuleError)

  /// - Throws: `RuleError` where a page names what the plan does not have.
  func validate(_ plan: Plan, _ page: String) throws(RuleError)

  /// What it looks at. Unless all of it was read to its proven end, the check cannot pass.
  func inputs(_ plan: Plan) -> Set<Input>

  /// How the matrix describes it, by the plan's own column names and the page's own bounds.
  func subject(_ plan: Plan) -> Subject

  func measure(_ facts: Facts) -> Measurement

  /// Whether it fails for what the archive does not have: which is not known of a batch that was not read.
  var failsForAbsence: Bool { get }
}

extension Check {
  var failsForAbsence: Bool { false }
  func validate(_ plan: Plan, _ page: String) throws(RuleError) {}
}

/// What a check can depend on.
enum Input: Hashable, Sendable {
  /// The sources of tickets and comments.
  case conversations
  /// The list of the ticketing tool's users, the aliases, and the lists of people.
  case people
  /// The source of another record type, by its name.
  case records(String)
  /// A table of `tables:`.
  case table(String)
  /// Every source of the plan.
  case exports
  case archive

  var isExport: Bool { self != .archive }

  /// Whether it is about what is migrated.
  var isOfRecords: Bool {
    switch self {
    case .conversations, .people, .records, .archive: true
    case .table, .exports: false
    }
  }

  /// Whether it is of the old systems alone: not what was read back from the new one.
  func isLegacy(_ plan: Plan) -> Bool {
    switch self {
    case .archive: false
    case .table(let name): plan.tables.first { $0.name == name }?.side != .new
    case .conversations, .people, .records, .exports: true
    }
  }
}

/// The cells of the matrix that say what a rule compares.
struct Subject: Sendable, Equatable {
  /// Columns *Legacy system*, *New system* and *Pass criteria*.
  var legacy = "–"
  var new = "–"
  var criteria: String
}

/// What a check found, before it is weighed.
struct Measurement: Sendable {
  var standing = Measured.Standing.judged
  /// How many things were looked at.
  var examined: Int
  /// How many things there should have been; with some expected and none found, the rule is not checked.
  var expected = 1
  /// What they are, in the plural.
  var unit: String
  /// How many of them each side has, of a check that looks at both; of one side it is what was looked at.
  var figures: Figures?
  var evidence = Evidence()
  /// A setting of the plan by which all that was found is no more than a warning.
  var allowedBy: String?
  /// One line for the matrix: what holds, what was found, or why it was not judged.
  var summary: String

  static func notApplicable(_ unit: String, _ reason: String) -> Measurement {
    Measurement(standing: .notApplicable, examined: 0, unit: unit, summary: reason)
  }

  static func notChecked(_ unit: String, _ reason: String) -> Measurement {
    Measurement(standing: .notChecked, examined: 0, unit: unit, summary: reason)
  }
}
