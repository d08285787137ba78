import Foundation

/// Keeps, of all violations of all rules, those of one record.
///
/// `@unchecked Sendable`: the dictionary is guarded by its lock, and each of its objects belongs to the thread that measures
/// its rule until all rules are measured.
final class TracedViolations: EvidenceSink, @unchecked Sendable {
  private let keys: Set<String>
  private let places: [ArchivePlace]
  private let rows: [ExportPlace]
  private let lock = NSLock()
  private var rules: [String: OfRule] = [:]

  /// - Parameters:
  ///   - keys: what findings call the record.
  ///   - places: where the archive has it; findings without a key are about what is at their place.
  ///   - rows: the rows of the exports that are the record's alone.
  init(keys: Set<String>, places: [ArchivePlace], rows: [ExportPlace]) {
    (self.keys, self.places, self.rows) = (keys, places, rows)
  }

  func begin(_ rule: String) -> any RuleEvidenceSink {
    let sink = OfRule { [keys, places, rows] finding in
      if let key = finding.key { return keys.contains(key) }
      if let place = finding.archive { return places.contains { $0.holds(place) } }
      return finding.export.map { rows.contains($0) } ?? false
    }
    lock.withLock { rules[rule] = sink }
    return sink
  }

  func end(_ causes: ViolationCauses) {}

  /// What a rule has against the record; to be asked when all rules are measured.
  func violations(of rule: String) -> [Finding] { lock.withLock { rules[rule]?.findings ?? [] } }

  private final class OfRule: RuleEvidenceSink {
    private let isMeant: (Finding) -> Bool
    private var kept: [(finding: Finding, part: Int)] = []
    private(set) var findings: [Finding] = []

    init(_ isMeant: @escaping (Finding) -> Bool) { self.isMeant = isMeant }

    func take(_ violation: Violation) {
      if isMeant(violation.finding) { kept.append((violation.finding, violation.part)) }
    }

    func end(_ parts: Set<Int>) { findings = kept.filter { parts.contains($0.part) }.map(\.finding) }
  }
}

extension ArchivePlace {
  /// Whether another place is this one, or within its object.
  fileprivate func holds(_ other: ArchivePlace) -> Bool {
    guard member == other.member, let pointer, let inner = other.pointer else { return false }
    return inner == pointer || inner.hasPrefix(pointer + "/")
  }
}
