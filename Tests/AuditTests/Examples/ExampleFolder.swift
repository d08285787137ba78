import Foundation
import Plan

@testable import Audit

/// A folder with an example in it, deleted with the last reference.
final class ExampleFolder {
  private let url: URL

  var path: String { url.path }
  var archivePath: String { url.appendingPathComponent("backup_tickets.tar.gz").path }

  init(_ input: ExampleInput, gzipMembers: Int = 1) throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("example-\(UUID().uuidString)")
    let archive = try ExampleArchive(input, gzipMembers: gzipMembers)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    try write(Array(input.chat.utf8), to: "chat.csv")
    try write(Array(input.ticketing.utf8), to: "ticketing.csv")
    try write(Array(input.plan.utf8), to: "migration.yml")
    for (name, text) in input.files { try write(Array(text.utf8), to: name) }
    try write(archive.file, to: "backup_tickets.tar.gz")
    if let text = archive.digestFile { try write(Array(text.utf8), to: "backup_tickets.tar.gz.sha256") }
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  private func write(_ bytes: [UInt8], to name: String) throws {
    try Data(bytes).write(to: url.appendingPathComponent(name))
  }

  func plan() throws -> Plan { try Plan(contentsOf: url.appendingPathComponent("migration.yml").path) }

  /// Audits the folder by the whole rule book, at a fixed time.
  func audit(
    _ parallelism: Parallelism = Parallelism(), isReference: Bool = false
  ) throws -> AuditResult {
    let audit = try Audit(
      plan: try plan(), rules: try RulePages.all.get().book, parallelism: parallelism,
      isReference: isReference, startedAt: 0)
    var result = audit.run()
    result.timing = Timing(seconds: 0, jobs: 0, peakMemoryBytes: 0)
    return result
  }
}

extension ExampleFolder {
  /// What an audit of the folder knows before it judges.
  func facts() throws -> Facts {
    let plan = try plan()
    let sheet = try plan.decisions.map { try FilledSheet($0.value, in: plan.directory) }
    let exports = ExportLoading(plan: plan, sheet: sheet, showsValues: false, reading: Reading())
    exports.load()
    let archive = ArchiveLoading(plan: plan, path: archivePath, reading: Reading())
    archive.load(parsers: 0)
    return Facts(
      exports, archive, plan: plan, asOf: Instant(seconds: 0, nanoseconds: 0), showsValues: false,
      claimedDigest: .none, Parallelism(), isReference: false)
  }
}

extension AuditResult {
  /// - Throws: `ExampleError` when the audit has no such rule.
  func rule(_ id: String) throws -> RuleResult {
    guard let rule = rules.first(where: { $0.id == id }) else { throw ExampleError("no rule \(id)") }
    return rule
  }
}
