import Audit
import Foundation
import Synchronization

/// All of the evidence of an audit, in a folder: a CSV file for each rule with violations, and a database.
///
/// While the audit runs, violations go into one file without a name (`EvidenceSpool`), because their causes and the rules'
/// outcomes are known only in the end; `write` then reads it once. What is written is beside its place, in a folder of its
/// own, until all of it is there: at any moment a file of the evidence is absent or complete. Only the owner may read it.
///
/// - Complexity: memory does not grow with the number of violations.
package final class EvidenceFolder: EvidenceSink {
  /// The file that is written whatever was found.
  package static let database = EvidenceDatabase.fileName

  package let path: String
  private let staging: StagingFolder
  private let spool: EvidenceSpool
  private let rules = Mutex<[String: SpooledRule]>([:])
  private let causes = Mutex<ViolationCauses?>(nil)
  private let done = Atomic<Int>(0)

  /// Makes the folder, if need be. Evidence of an earlier run must have gone (`FormerEvidence`).
  package init(_ path: String) throws(EvidenceError) {
    self.path = path
    staging = try StagingFolder(in: path)
    spool = try EvidenceSpool(in: staging)
  }

  /// How many violations were written: watched by whoever shows it.
  package var written: Int { done.load(ordering: .relaxed) }

  package func begin(_ rule: String) -> any RuleEvidenceSink {
    SpooledViolations(spool) { [self] spooled in rules.withLock { $0[rule] = spooled } }
  }

  package func end(_ causes: ViolationCauses) { self.causes.withLock { $0 = causes } }

  /// Writes `evidence.sqlite`, and for each rule with violations `RULE.csv`.
  ///
  /// - Returns: the names of the files.
  /// - Throws: a sentence, after which there is no file of the evidence.
  package func write(_ result: AuditResult) throws(EvidenceError) -> [String] {
    try spool.finish()
    let causes = causes.withLock { $0 }
    let spooled = rules.withLock { $0 }
    let failed = result.rules.filter { $0.violations > 0 }
    let database = staging.file(EvidenceDatabase.fileName)
    do {
      try EvidenceDatabase.write(result, to: database) { database in
        for rule in failed {
          let violations = spooled[rule.id] ?? SpooledRule()
          let causes = causes?[rule.id]
          let csv = try CSVFile(staging.file("\(rule.id).csv"), header: EvidenceTable.columns)
          try spool.forEach(of: violations) { violation in
            var finding = violation.finding
            finding.cause = causes?.number(of: violation.fault)
            try csv.put(EvidenceTable.row(finding))
            try database.insert(finding, of: rule.id)
            done.wrappingAdd(1, ordering: .relaxed)
          }
          try csv.close()
        }
      }
    } catch let error as EvidenceError {
      throw error
    } catch {
      throw EvidenceError(
        path: database.place,
        message: "this database can't be written: \(error); name another folder with --evidence")
    }
    let names = failed.map { "\($0.id).csv" } + [EvidenceDatabase.fileName]
    try staging.publish(names)
    return names
  }
}
