extension Finding {
  /// The most findings of one rule and one cause, or examples of one reason, that are kept with their places.
  package static let evidenceLimit = 20
  /// The most findings of one rule, or of one field where it judges several.
  static let totalLimit = 200
}

/// Violations: every one is counted, the first of each cause are kept.
///
/// Where waivers select records of the rule, the finding of every violation is made, to see its key, and those of them are
/// counted apart.
struct Evidence: Sendable {
  private(set) var violations = 0
  private(set) var fromExport = 0
  private(set) var findings: [Finding] = []
  /// For each selector of the rule's waivers, the violations about single records of it.
  private(set) var selected: [Measured.Selected]
  /// By cause, how many of its findings were kept.
  private var kept: [Int] = []
  private let watch: KeyWatch?

  var isEmpty: Bool { violations == 0 }

  init() {
    watch = KeyWatch.current
    selected = watch?.none ?? []
  }

  /// Of violations whose records were seen already.
  fileprivate init(selected: [Measured.Selected]) {
    watch = nil
    self.selected = selected
  }

  /// Counts the violations of one finding, which is made only while there is room for it, or where its key is asked for.
  ///
  /// - Parameters:
  ///   - finding: makes the finding, and does nothing else.
  ///   - origin: `.export` for what is the same in the export.
  ///   - cause: a small number; each cause has room of its own, so that one that is rare is not crowded out.
  mutating func add(
    _ count: Int = 1, origin: Finding.Origin = .archive, cause: Int = 0, _ finding: () -> Finding
  ) {
    violations += count
    if origin == .export { fromExport += count }
    while kept.count <= cause { kept.append(0) }
    let hasRoom = kept[cause] < Finding.evidenceLimit && findings.count < Finding.totalLimit
    guard hasRoom || watch != nil else { return }
    var made = finding()
    if count == 1, let number = watch?.selector(of: made.key) { selected[number].add(origin) }
    guard hasRoom else { return }
    kept[cause] += 1
    made.count = count
    made.origin = origin
    findings.append(made)
  }

  /// Adds what was found of another column or by another cause, with all that is kept of it.
  mutating func append(_ other: Evidence) {
    violations += other.violations
    fromExport += other.fromExport
    findings += other.findings
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
    findings = findings.indices.sorted { (rows[$0], $0) < (rows[$1], $1) }.map { findings[$0] }
  }

  /// Counts violations whose places are not known any more.
  mutating func count(_ more: Int) { violations += more }

  /// All of this is seen in the exports alone.
  mutating func isFromExport() {
    fromExport = violations
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
  private let watch = KeyWatch.current
  private var selected = KeyWatch.current?.none ?? []

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
    if let watch, let selector = watch.selector(of: finding().key) { selected[selector].add(origin) }
  }

  /// The evidence, each group one finding; `describe` completes its message by its count.
  func evidence(_ describe: (Finding, Int) -> String) -> Evidence {
    var evidence = Evidence(selected: selected)
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

extension Measured.Selected {
  fileprivate mutating func add(_ origin: Finding.Origin) {
    violations += 1
    if origin == .export { fromExport += 1 }
  }
}
