import Foundation

/// What the drill reads of an audit.json: the same bytes that a policy engine would read.
struct AuditFile: Decodable {
  struct Rule: Decodable {
    struct Finding: Decodable {
      struct ArchivePlace: Decodable {
        /// Nil for a place in the stream itself.
        var member: String?
      }
      struct ExportPlace: Decodable {
        var file: String
      }

      var count: Int
      var key: String?
      var archive: ArchivePlace?
      var export: ExportPlace?
    }

    var id: String
    var outcome: String
    var violations: Int
    var evidence: [Finding]

    /// Whether something was found; a waiver changes what follows from it, not that.
    var isFailed: Bool { outcome == "failed" || outcome == "waived" }
    /// Whether findings are left out of the file.
    var isCut: Bool { evidence.reduce(0) { $0 + $1.count } < violations }
  }

  var rules: [Rule]

  init(contentsOf path: String) throws {
    let bytes = try Files.bytes(of: path)
    do {
      self = try JSONDecoder().decode(Self.self, from: Data(bytes))
    } catch {
      throw DrillError("\(path) is not an audit as 'verify' writes it: \(error)")
    }
  }

  /// The rules that failed, and did not fail in the same way before.
  func failures(beyond before: AuditFile) -> [Rule] {
    let known = Dictionary(before.rules.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    return rules.filter { rule in
      rule.isFailed && (known[rule.id].map { !$0.isFailed || $0.violations != rule.violations } ?? true)
    }
  }
}

extension AuditFile.Rule {
  /// Whether a finding names a record, a member or a file of the damage, or may do so where not all are shown.
  func isAt(_ damage: Damage) -> Bool {
    isCut
      || evidence.contains { finding in
        let member = finding.archive?.member.map { $0.hasPrefix("./") ? String($0.dropFirst(2)) : $0 }
        let file = finding.export.map { URL(filePath: $0.file).lastPathComponent }
        return finding.key.map(damage.keys.contains) ?? false || member.map(damage.members.contains) ?? false
          || file.map(damage.files.contains) ?? false
      }
  }
}
