import Audit
import Foundation
import Plan

/// A folder with an example in it, deleted with the last reference.
package final class ExampleFolder {
  private let url: URL

  package var path: String { url.path }
  package var archivePath: String { url.appendingPathComponent("backup_tickets.tar.gz").path }

  package init(_ input: ExampleInput, gzipMembers: Int = 1) throws {
    url = FileManager.default.temporaryDirectory.appendingPathComponent("example-\(UUID().uuidString)")
    let archive = try ExampleArchive(input, gzipMembers: gzipMembers)
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    try write(Array(input.chat.utf8), to: "chat.csv")
    try write(Array(input.ticketing.utf8), to: "ticketing.csv")
    try write(Array(input.plan.utf8), to: "migration.yml")
    for (name, text) in input.files { try write(Array(text.utf8), to: name) }
    for (name, bytes) in input.packedFiles { try write(bytes, to: name) }
    try write(archive.file, to: "backup_tickets.tar.gz")
    if let text = archive.digestFile { try write(Array(text.utf8), to: "backup_tickets.tar.gz.sha256") }
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  private func write(_ bytes: [UInt8], to name: String) throws {
    try Data(bytes).write(to: url.appendingPathComponent(name))
  }

  package func plan() throws(PlanError) -> Plan {
    try Plan(contentsOf: url.appendingPathComponent("migration.yml").path)
  }

  /// Audits the folder at a fixed time.
  ///
  /// - Throws: `PlanError` and `RuleError` for mistakes in its plan, and in what the rules say of it.
  package func audit(
    _ rules: RuleBook, _ parallelism: Parallelism = Parallelism(), showsValues: Bool = false,
    samples: Int = 0,
    isReference: Bool = false, evidence: (any EvidenceSink)? = nil
  ) throws -> AuditResult {
    let audit = try Audit(
      plan: try plan(), rules: rules, parallelism: parallelism, showsValues: showsValues, samples: samples,
      isReference: isReference, startedAt: 0, evidence: evidence)
    var result = audit.run()
    result.timing = Timing(startedAt: "", seconds: 0, jobs: 0, peakMemoryBytes: 0)
    return result
  }
}
