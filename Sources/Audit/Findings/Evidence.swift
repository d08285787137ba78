extension Finding {
  /// The most findings of one rule and one cause, or examples of one reason, that are kept with their places.
  package static let evidenceLimit = 20
  /// The most findings of one rule, or of one field where it judges several.
  static let totalLimit = 200
}

/// Violations: every one is counted, the first of each cause are kept.
struct Evidence: Sendable {
  private(set) var violations = 0
  private(set) var fromExport = 0
  private(set) var findings: [Finding] = []
  /// How many of the findings are pending.
  private var pending = 0
  /// By cause, how many of its other findings were kept.
  private var kept: [Int] = []

  var isEmpty: Bool { violations == 0 }

  init() {}

  /// Counts the violations of one finding, which is made only while there is room for it.
  ///
  /// - Parameters:
  ///   - origin: `.export` for what is the same in the export.
  ///   - cause: a small number; each cause has room of its own, so that one that is rare is not crowded out.
  ///   - isPending: whether more is to be known of it before it is decided which are shown; see `ChangedTexts`.
  mutating func add(
    _ count: Int = 1, origin: Finding.Origin = .archive, cause: Int = 0, isPending: Bool = false,
    _ finding: () -> Finding
  ) {
    violations += count
    if origin == .export { fromExport += count }
    if isPending {
      guard pending < ChangedTexts.mostClassed else { return }
      pending += 1
    } else {
      while kept.count <= cause { kept.append(0) }
      guard kept[cause] < Finding.evidenceLimit, findings.count - pending < Finding.totalLimit else { return }
      kept[cause] += 1
    }
    var made = finding()
    made.count = count
    made.origin = origin
    findings.append(made)
  }

  /// Adds what was found of another column or by another cause, with all that is kept of it.
  mutating func append(_ other: Evidence) {
    violations += other.violations
    fromExport += other.fromExport
    findings += other.findings
  }

  /// What was found of several columns of one table, in the order of its rows.
  ///
  /// - Parameter columns: the evidence of each column, with the row of each of its findings.
  init(inOrderOfRows columns: [(evidence: Evidence, rows: [Int])]) {
    for (evidence, _) in columns { append(evidence) }
    let rows = columns.flatMap(\.rows)
    findings = findings.indices.sorted { (rows[$0], $0) < (rows[$1], $1) }.map { findings[$0] }
  }

  /// Says more of the findings that are kept.
  mutating func complete(_ body: (inout Finding) -> Void) {
    for index in findings.indices { body(&findings[index]) }
  }

  /// Counts violations whose places are not known any more.
  mutating func count(_ more: Int) { violations += more }

  /// All of this is seen in the exports alone.
  mutating func isFromExport() {
    fromExport = violations
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
