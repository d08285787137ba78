import Exports
import Plan

/// Health of texts: no text of the exports shows a kind of damage, or is cut at the length of a column.
///
/// `problem:` is a word of `TextProblem`, or `cut`. Without `columns:` it looks at all texts: bodies, names, and the custom
/// fields of the types `text` and `html`; `expected.TYPE.*` are those of one record type. A body was looked through while
/// it was read, so that only its findings are left to be counted here.
///
/// - Complexity: one pass over each column that has findings of the kind.
struct TextHealthCheck: Check {
  static let name = "text-health"
  private let problem: Problem
  private let columns: TextColumns

  private enum Problem: RawRepresentable, CaseIterable {
    case shown(TextProblem)
    case cut

    static var allCases: [Problem] { TextProblem.allCases.map { .shown($0) } + [.cut] }

    var rawValue: String {
      switch self {
      case .shown(let problem): problem.rawValue
      case .cut: "cut"
      }
    }

    init?(rawValue: String) {
      guard let known = Self.allCases.first(where: { $0.rawValue == rawValue }) else { return nil }
      self = known
    }

    var words: String {
      switch self {
      case .shown(let problem): problem.words
      case .cut: "a length at which columns cut, in several texts"
      }
    }
  }

  init(_ parameters: inout Parameters) throws(RuleError) {
    problem = try parameters.word("problem", of: Problem.self)
    columns = try TextColumns(&parameters, coreTypes: TextColumns.types)
  }

  func validate(_ plan: Plan, _ page: String) throws(RuleError) { try columns.validate(plan, page) }

  func inputs(_ plan: Plan) -> Set<Input> { columns.inputs(plan) }

  func subject(_ plan: Plan) -> Subject {
    Subject(legacy: columns.legacyNames(plan), criteria: "no \(problem.words)")
  }

  func measure(_ facts: Facts) -> Measurement {
    if case .shown(.legacyLink) = problem, facts.plan.legacyHosts.isEmpty {
      return .notApplicable("texts", "the plan names no 'legacy-hosts'")
    }
    return columns.measure(facts, problem.words) { reference, table in
      guard let texts = HealthColumn(reference, table, facts) else { return nil }
      switch problem {
      case .shown(let problem): return shown(problem, reference, table, texts)
      case .cut: return cut(reference, table, texts)
      }
    }
  }

  private func shown(
    _ problem: TextProblem, _ reference: ColumnReference, _ table: Table<Legacy>, _ texts: HealthColumn
  ) -> Evidence {
    var evidence = Evidence()
    guard texts.mayHave(problem) else { return evidence }
    let inclusion = table.inclusion
    for row in 0..<table.count where texts.health(row).has(problem) && inclusion.contains(row) {
      evidence.add(origin: .export) {
        table.finding(
          Row(row), "\(table.keyText(Row(row))): \(reference.column) has \(problem.words)")
      }
    }
    return evidence
  }

  // MARK: Cut texts

  /// Texts of one system that have exactly the greatest length of their column, rows that are left out included, where
  /// that is a known limit, several
  /// different texts have it, and shorter ones are of several lengths: a column of codes has one length for all.
  private func cut(_ reference: ColumnReference, _ table: Table<Legacy>, _ texts: HealthColumn) -> Evidence {
    var longest = texts.greatest().filter(\.value.isAtLimit).mapValues { Longest($0) }
    if longest.isEmpty { return Evidence() }
    let inclusion = table.inclusion
    for row in 0..<table.count where inclusion.contains(row) {
      let (system, length) = (texts.system(row), texts.length(row))
      longest[system]?.note(row, length, texts.health(row).size(bytes: length), texts.digest(row))
    }
    let cuts = longest.mapValues(\.cut).compactMapValues(\.self)
    var evidence = Evidence()
    for row in cuts.values.flatMap(\.rows).sorted() {
      guard let cut = cuts[texts.system(row)] else { continue }
      evidence.add(origin: .export) {
        table.finding(
          Row(row),
          "\(table.keyText(Row(row))): \(reference.column) ends at \(cut.words), the greatest length of the column, "
            + "which \(grouped(cut.rows.count)) texts have")
      }
    }
    return evidence
  }

  /// The greatest lengths of the texts of one system, and who has them.
  private struct Longest {
    private let bytes: Int
    private let limit: Int
    private var ofBytes = Group()
    private var ofCharacters = Group()
    /// The first different lengths below.
    private var shorter: Set<Int> = []

    private struct Group {
      var rows: [Int] = []
      var digests: Set<UInt64> = []
    }

    init(_ length: GreatestLength) { (bytes, limit) = (length.bytes, length.limit) }

    mutating func note(_ row: Int, _ length: Int, _ size: (limit: Int, isExact: Bool), _ digest: UInt64) {
      if length == bytes {
        ofBytes.rows.append(row)
        ofBytes.digests.insert(digest)
      }
      if size.limit == limit, size.isExact {
        ofCharacters.rows.append(row)
        ofCharacters.digests.insert(digest)
      } else if length > 0, length < bytes, shorter.count < 3 {
        shorter.insert(length)
      }
    }

    /// The rows that were cut, and where.
    var cut: (rows: [Int], words: String)? {
      guard shorter.count >= 3 else { return nil }
      if limit < TextLimit.all.count, ofCharacters.digests.count >= 3 {
        return (ofCharacters.rows, counted(TextLimit.all[limit], "character"))
      }
      guard TextLimit.all.contains(bytes), ofBytes.digests.count >= 3 else { return nil }
      return (ofBytes.rows, counted(bytes, "byte"))
    }
  }
}

/// The greatest length of texts: in bytes, and in characters as far as the limits tell them apart.
private struct GreatestLength {
  private(set) var bytes = 0
  /// Index into `TextLimit.all`, and whether a text has exactly that many characters.
  private(set) var limit = 0
  private(set) var isExact = false

  @inline(__always)
  mutating func add(_ length: Int, _ health: TextHealth) {
    bytes = max(bytes, length)
    if length < TextLimit.all[0] { return }
    let size = health.size(bytes: length)
    if size.limit < limit { return }
    isExact = size.isExact || isExact && size.limit == limit
    limit = size.limit
  }

  var isAtLimit: Bool { isExact || TextLimit.all.contains(bytes) }
}

/// The texts of a column as far as an audit keeps them: what they show, how long they are, and a digest.
private struct HealthColumn {
  let health: (Int) -> TextHealth
  let length: (Int) -> Int
  let digest: (Int) -> UInt64
  /// The system that a row is of: each has limits of its own.
  let system: (Int) -> Int
  /// What any of its texts shows; all there can be where that is not known.
  private let any: TextHealth
  private let count: Int
  /// `greatest` of the bodies, of which there are millions.
  private var greatestBodies: (() -> [Int: GreatestLength])?

  init?(_ reference: ColumnReference, _ table: Table<Legacy>, _ facts: Facts) {
    guard let column = table[reference.column] else { return nil }
    count = table.count
    switch column.storage {
    case .digests(let digests, let lengths):
      let comments = facts.rows.comments
      let (healths, systems) = (comments.bodyHealth, comments.systems)
      health = { TextHealth(rawValue: healths[$0]) }
      length = { Int(lengths[$0]) }
      digest = { digests[$0] }
      system = { systems.system(of: $0) }
      any = TextHealth(rawValue: healths.values.reduce(0, |))
      greatestBodies = { [count] in
        Self.greatest(count, system: systems.system) { (Int(lengths[$0]), TextHealth(rawValue: healths[$0])) }
      }
    case .texts(let numbers, let pool):
      let healths = facts.users.nameHealth
      health = { TextHealth(rawValue: healths[$0]) }
      length = { numbers[$0] < 0 ? 0 : pool[numbers[$0]].count }
      digest = { UInt64(UInt32(bitPattern: numbers[$0])) }
      system = { _ in 0 }
      any = TextHealth(rawValue: healths.values.reduce(0, |))
    case .custom(let field):
      health = { TextHealth(rawValue: field.value($0).health) }
      length = { field.value($0).textLength }
      digest = { field.value($0).payload }
      system = { field.system(of: $0) }
      any = TextHealth(rawValue: .max)
    default: return nil
    }
  }

  /// The greatest length of each system's texts.
  func greatest() -> [Int: GreatestLength] {
    greatestBodies?() ?? Self.greatest(count, system: system) { (length($0), health($0)) }
  }

  /// Inlined where the storage is known, because a closure for each of millions of rows costs more than the rows.
  @inline(__always)
  private static func greatest(
    _ count: Int, system: (Int) -> Int, _ text: (Int) -> (length: Int, health: TextHealth)
  ) -> [Int: GreatestLength] {
    var (greatest, last, length) = ([Int: GreatestLength](), -1, GreatestLength())
    for row in 0..<count {
      let (system, text) = (system(row), text(row))
      if system != last {
        greatest[last] = length
        (last, length) = (system, greatest[system] ?? GreatestLength())
      }
      length.add(text.length, text.health)
    }
    greatest[last] = length
    return greatest
  }

  func mayHave(_ problem: TextProblem) -> Bool { any.has(problem) }
}
