import Plan

extension Finding {
  /// The most findings of one rule and one cause, or examples of one reason, that are kept with their places.
  package static let evidenceLimit = 20
  /// The most findings of one rule, or of one field where it judges several.
  static let totalLimit = 200
}

/// Violations: every one is counted, the first of each cause are kept.
///
/// Where waivers select records of the rule, the finding of every violation is made, to see its key, and those of them are
/// counted apart. Where there is an `EvidenceTap`, every violation is handed on to it, each record by itself.
struct Evidence: Sendable {
  private(set) var violations = 0
  private(set) var fromExport = 0
  private(set) var findings: [Finding] = []
  /// The rows of the violations, as far as they are rows of a record type.
  private(set) var wrong: [WrongRows] = []
  /// For each selector of the rule's waivers, the violations about single records of it.
  private(set) var selected: [Measured.Selected]
  /// How many of the findings are pending.
  private var pending = 0
  /// By cause, how many of its other findings were kept.
  private var kept: [Int] = []
  private let watch: KeyWatch?
  private let tap: EvidenceTap?
  /// By what numbers those know it to whom its violations are handed on, the first its own; empty without a tap.
  private(set) var parts: [Int] = []

  var isEmpty: Bool { violations == 0 }

  /// - Parameter wrong: what is wrong with each row that is added; nil where rows are not of a record type.
  init(of wrong: Wrong? = nil) {
    watch = KeyWatch.current
    tap = EvidenceTap.current
    selected = watch?.none ?? []
    if let tap { parts = [tap.newPart()] }
    begin(wrong)
  }

  /// Of violations whose records were seen, and handed on, already.
  fileprivate init(of wrong: Wrong?, selected: [Measured.Selected], parts: [Int]) {
    (watch, tap) = (nil, nil)
    self.selected = selected
    self.parts = parts
    begin(wrong)
  }

  /// What is wrong with the rows that are added from now on.
  mutating func begin(_ wrong: Wrong?) {
    if let wrong { self.wrong.append(WrongRows(wrong)) }
  }

  /// Counts the violations of one finding, which is made only while there is room for it, or where its key is asked for.
  ///
  /// - Parameters:
  ///   - finding: makes the finding, and does nothing else.
  ///   - origin: `.export` for what is the same in the export.
  ///   - cause: a small number; each cause has room of its own, so that one that is rare is not crowded out.
  ///   - isPending: whether more is to be known of it before it is decided which are shown; see `ChangedTexts`.
  ///   - isSummary: whether the violations are handed on one by one, by `handOn`.
  ///   - row: where the violation is a row, its number; what is the same in the export is none that a migration made.
  /// - Returns: the number of the finding; nil where it was not kept.
  @discardableResult
  mutating func add(
    _ count: Int = 1, origin: Finding.Origin = .archive, cause: Int = 0, isPending: Bool = false,
    isSummary: Bool = false, row: Int? = nil, _ finding: () -> Finding
  ) -> Int? {
    violations += count
    if origin == .export { fromExport += count }
    let row = origin == .export ? nil : row
    let hasRoom = takesRoom(cause, isPending)
    if let row, !hasRoom { note(row, of: nil) }
    guard hasRoom || watch != nil || tap != nil && !isSummary else { return nil }
    var made = finding()
    made.count = count
    made.origin = origin
    if !isSummary { tap?.take(made, part: parts[0], wrong.last?.what, row: row) }
    if count == 1, let number = watch?.selector(of: made.key) { selected[number].add(origin) }
    guard hasRoom else { return nil }
    findings.append(made)
    if let row { note(row, of: findings.count - 1) }
    return findings.count - 1
  }

  /// Whether there is room for one more finding, which it takes.
  private mutating func takesRoom(_ cause: Int, _ isPending: Bool) -> Bool {
    if isPending {
      guard pending < ChangedTexts.mostClassed else { return false }
      pending += 1
      return true
    }
    while kept.count <= cause { kept.append(0) }
    guard kept[cause] < Finding.evidenceLimit, findings.count - pending < Finding.totalLimit else {
      return false
    }
    kept[cause] += 1
    return true
  }

  /// Hands on one of the violations that were added as a summary.
  func handOn(row: Int? = nil, _ finding: () -> Finding) {
    tap?.take(finding(), part: parts[0], wrong.last?.what, row: row)
  }

  /// Takes the row of a violation that was counted, with the number of its finding.
  mutating func note(_ row: Int, of finding: Int?) {
    if !wrong.isEmpty { wrong[wrong.count - 1].add(row, finding) }
  }

  /// Adds what was found of another column or by another cause, with all that is kept of it.
  mutating func append(_ other: Evidence) {
    violations += other.violations
    fromExport += other.fromExport
    wrong += other.wrong.map { $0.renumbered { $0 + findings.count } }
    findings += other.findings
    parts += other.parts
    for (number, more) in other.selected.enumerated() where selected.indices.contains(number) {
      selected[number].violations += more.violations
      selected[number].fromExport += more.fromExport
    }
  }

  /// What was found of several columns of one table, in the order of its rows.
  ///
  /// - Parameter columns: the evidence of each column, with the row of each of its findings.
  init(inOrderOfRows columns: [(evidence: Evidence, rows: [Int])]) {
    self.init()
    for (evidence, _) in columns { append(evidence) }
    let rows = columns.flatMap(\.rows)
    let order = findings.indices.sorted { (rows[$0], $0) < (rows[$1], $1) }
    findings = order.map { findings[$0] }
    var places = [Int](repeating: 0, count: order.count)
    for (place, number) in order.enumerated() { places[number] = place }
    wrong = wrong.map { $0.renumbered { places[$0] } }
  }

  /// Says more of the findings that are kept.
  mutating func complete(_ body: (inout Finding) -> Void) {
    for index in findings.indices { body(&findings[index]) }
  }

  /// Counts violations whose places are not known any more.
  mutating func count(_ more: Int) {
    violations += more
    guard more > 0 else { return }
    handOn {
      Finding(message: "\(counted(more, "further violation")), of which no place is kept", count: more)
    }
  }

  /// All of this is seen in the exports alone.
  mutating func isFromExport() {
    fromExport = violations
    wrong = []
    for number in selected.indices { selected[number].fromExport = selected[number].violations }
    for index in findings.indices { findings[index].origin = .export }
  }
}

/// Violations with one root cause, counted together: `Key` is the cause.
///
/// Groups are in the order in which they first appear.
struct GroupedEvidence<Key: Hashable> {
  private var numbers: [Key: Int] = [:]
  private var counts: [Int] = []
  private var exportCounts: [Int] = []
  private var firsts: [Finding] = []
  private let wrong: Wrong?
  /// The rows of the violations, each with the number of its group.
  private var rows: [(row: Int32, group: Int32)] = []
  private let watch = KeyWatch.current
  private var selected = KeyWatch.current?.none ?? []
  private let tap = EvidenceTap.current
  private let part: Int?
  private let describe: (Finding, Int) -> String

  var groupCount: Int { counts.count }

  /// - Parameters:
  ///   - wrong: see `Evidence`.
  ///   - describe: the message of the first finding of a cause, by how many violations it tells of.
  init(of wrong: Wrong? = nil, _ describe: @escaping (Finding, Int) -> String) {
    self.wrong = wrong
    self.describe = describe
    part = tap?.newPart()
  }

  /// Counts one violation; the first of a cause makes its finding, and each one where all are asked for.
  mutating func add(
    _ key: Key, origin: Finding.Origin = .archive, row: Int? = nil, _ finding: () -> Finding
  ) {
    let number = numbers[key] ?? counts.count
    let isKept = number == counts.count && firsts.count < Finding.evidenceLimit
    if number == counts.count {
      numbers[key] = number
      counts.append(0)
      exportCounts.append(0)
    }
    counts[number] += 1
    if origin == .export { exportCounts[number] += 1 }
    if let row, wrong != nil, origin == .archive {
      rows.append((Int32(truncatingIfNeeded: row), Int32(truncatingIfNeeded: number)))
    }
    guard isKept || watch != nil || tap != nil else { return }
    var made = finding()
    if isKept { firsts.append(made) }
    if let selector = watch?.selector(of: made.key) { selected[selector].add(origin) }
    if let tap, let part {
      made.message = describe(made, 1)
      made.origin = origin
      tap.take(made, part: part, wrong, row: origin == .archive ? row : nil)
    }
  }

  /// The evidence, each group one finding.
  func evidence() -> Evidence {
    var evidence = Evidence(of: wrong, selected: selected, parts: part.map { [$0] } ?? [])
    var places: [Int?] = []
    for (number, count) in counts.enumerated() {
      let origin: Finding.Origin = exportCounts[number] == count ? .export : .archive
      places.append(
        evidence.add(count, origin: origin) {
          var finding = firsts[number]
          finding.message = describe(finding, count)
          return finding
        })
    }
    for (row, group) in rows { evidence.note(Int(row), of: places[Int(group)]) }
    return evidence
  }
}

extension Measured.Selected {
  fileprivate mutating func add(_ origin: Finding.Origin) {
    violations += 1
    if origin == .export { fromExport += 1 }
  }
}
