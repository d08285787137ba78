import Exports
import Foundation
import Plan
import Platform

/// What the command line says of a repair.
package struct Repair: Sendable {
  /// What is repaired.
  package enum Kind: String, Sendable, CaseIterable {
    case missing, changed
  }

  package var kinds: [Kind]
  /// An audit.json, a folder of evidence, or both, of one audit.
  package var paths: [String]

  package init(kinds: [Kind], paths: [String]) {
    self.kinds = kinds
    self.paths = paths
  }
}

/// Which records an audit found to be missing or changed, as its reports say it: read by code of this module, which shares
/// nothing with what wrote them.
struct AuditedRecords: Sendable {
  typealias Kind = Repair.Kind

  let kinds: [Kind]
  /// As messages name the audit.
  let from: String
  /// By record types.
  private(set) var ids: [Kind: [String: Set<Int64>]] = [:]
  /// What no import can repair.
  private(set) var unexpected = 0
  private(set) var duplicates = 0
  private(set) var warnings: [String] = []

  /// What the violations of a rule are of.
  enum Meaning: Equatable {
    case repairable(Kind)
    case unexpected, duplicate

    /// Nil for a rule that says nothing of records which an import can replace.
    init?(rule id: String) {
      if id.hasPrefix("no-missing-") {
        self = .repairable(.missing)
      } else if id.hasPrefix("no-unexpected-") {
        self = .unexpected
      } else if id.hasSuffix("-ids-are-unique") {
        self = .duplicate
      } else if id.hasSuffix("-are-unchanged") || id.hasPrefix("comments-have-the-expected-")
        || id.hasPrefix("tickets-have-the-expected-") || id == "comments-are-in-their-ticket"
      {
        self = .repairable(.changed)
      } else {
        return nil
      }
    }
  }

  /// - Throws: `BuildError` for what is no audit of this plan and these exports, or does not have all records.
  init(_ repair: Repair, _ plan: Plan, _ files: [ExportFile]) throws {
    kinds = repair.kinds
    from = repair.paths.joined(separator: " and ")
    var (audit, evidence): (AuditFile?, EvidenceFiles?)
    for path in repair.paths {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
        throw BuildError.trouble(
          "\(path): is not there; name an audit.json, or the folder that 'verify --evidence' wrote")
      }
      if isFolder.boolValue {
        evidence = try EvidenceFiles(path)
        let beside = "\(path)/audit.json"
        if audit == nil, FileManager.default.fileExists(atPath: beside) { audit = try AuditFile(beside) }
      } else {
        audit = try AuditFile(path)
      }
    }
    if let audit {
      try audit.require(plan, files)
      try audit.requireChecked(kinds)
    }
    if let evidence {
      try take(evidence, audit, plan)
    } else if let audit {
      try take(audit, plan)
    }
  }

  private mutating func take(_ audit: AuditFile, _ plan: Plan) throws(BuildError) {
    for rule in audit.rules where rule.violations > 0 {
      guard let meaning = Meaning(rule: rule.id) else { continue }
      count(rule.violations, meaning)
      guard case .repairable(let kind) = meaning, kinds.contains(kind) else { continue }
      guard rule.findings.count == rule.violations,
        rule.findings.allSatisfy({ $0.count == 1 && $0.key != nil })
      else {
        throw .trouble(
          "\(audit.path): has not all of the \(counted(rule.violations, "violation")) of \(rule.id), but the first; run "
            + "'verify --evidence DIR', and give that folder: --from DIR --from \(audit.path)")
      }
      for finding in rule.findings where finding.origin != "export" {
        try add(finding.key ?? "", kind, plan, audit.path)
      }
    }
  }

  private mutating func take(_ evidence: EvidenceFiles, _ audit: AuditFile?, _ plan: Plan) throws {
    if audit == nil {
      warnings.append(
        "\(evidence.folder): does not tell of which plan and exports it is, and that it is of these is not proven; give the "
          + "audit.json of the same run as well: --from \(evidence.folder) --from Reports/out/audit.json")
    }
    for rule in audit?.rules ?? [] where rule.violations > 0 && Meaning(rule: rule.id) != nil {
      let count = try evidence.rows(of: rule.id).reduce(0) { $0 + $1.count }
      if count == rule.violations { continue }
      throw BuildError.trouble(
        "\(evidence.folder): has \(counted(count, "violation")) of \(rule.id), and the audit says \(grouped(rule.violations)): "
          + "they are not of one run; verify once more, with --evidence")
    }
    for rule in evidence.rules {
      guard let meaning = Meaning(rule: rule) else { continue }
      let rows = try evidence.rows(of: rule)
      count(rows.reduce(0) { $0 + $1.count }, meaning)
      guard case .repairable(let kind) = meaning, kinds.contains(kind) else { continue }
      for row in rows where row.origin != "export" {
        guard row.count == 1, !row.key.isEmpty else {
          throw BuildError.trouble(
            "\(evidence.folder)/\(rule).csv: has violations of which it names no record; build the whole archive"
          )
        }
        try add(row.key, kind, plan, "\(evidence.folder)/\(rule).csv")
      }
    }
  }

  private mutating func count(_ violations: Int, _ meaning: Meaning) {
    switch meaning {
    case .unexpected: unexpected += violations
    case .duplicate: duplicates += violations
    case .repairable: break
    }
  }

  /// Takes a record by its key, `comment 1002`. A row of a table of the plan is no record of the archive.
  private mutating func add(_ key: String, _ kind: Kind, _ plan: Plan, _ path: String) throws(BuildError) {
    guard let space = key.lastIndex(of: " "),
      let type = plan.schema.first(where: { $0.singular == key[..<space] })
    else { return }
    guard let id = Int64(key[key.index(after: space)...]) else {
      throw .trouble("\(path): '\(key)' is not the key of a record, such as '\(type.singular) 1002'")
    }
    ids[kind, default: [:]][type.name, default: []].insert(id)
  }
}

/// What this module reads of an `audit.json`.
private struct AuditFile {
  struct Finding: Decodable {
    var count: Int
    var key: String?
    var origin: String
  }

  struct Rule: Decodable {
    var id: String
    var outcome: String
    var violations: Int
    var findings: [Finding]

    enum CodingKeys: String, CodingKey {
      case id, outcome, violations
      case findings = "evidence"
    }
  }

  private struct Form: Decodable {
    struct Source: Decodable {
      struct File: Decodable {
        var path: String
        var sha256: String
      }

      var files: [File]
    }

    var version: Int
    var plan: String
    var sources: [Source]
    var rules: [Rule]

    enum CodingKeys: String, CodingKey {
      case version = "schema_version"
      case plan = "measured_plan_sha256"
      case sources, rules
    }
  }

  /// The version of its shape that this module knows.
  private static let version = 6

  let path: String
  private let form: Form
  var rules: [Rule] { form.rules }

  init(_ path: String) throws(BuildError) {
    self.path = path
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try contents(ofFile: path)
    } catch {
      throw .trouble("\(path): can't be read: \(error)")
    }
    guard let form = try? JSONDecoder().decode(Form.self, from: Data(bytes)), form.version == Self.version
    else {
      throw .trouble("\(path): is not an audit.json of this version of deskaudit; verify again")
    }
    self.form = form
  }

  /// - Throws: `BuildError` for an audit of another plan or of other exports.
  func require(_ plan: Plan, _ files: [ExportFile]) throws(BuildError) {
    guard form.plan == sha256(Array(plan.measuredText.utf8)) else {
      throw .trouble(
        "\(path): is an audit by another plan than \(plan.path); verify by this plan, and give that audit")
    }
    let audited = Dictionary(form.sources.flatMap(\.files).map { ($0.path, $0.sha256) }) { first, _ in first }
    var known = Set<String>()
    for file in files where known.insert(file.name).inserted {
      guard let digest = audited[file.name] else {
        throw .trouble("\(path): is an audit without \(file.name); verify once more, and give that audit")
      }
      if try digest != sha256(ofFile: file.path, named: file.name) {
        throw .trouble(
          "\(path): is an audit of another \(file.name) than the one that is there now; verify once more, and give that audit"
        )
      }
    }
  }

  /// - Throws: `BuildError` where it is not known which records are missing or changed.
  func requireChecked(_ kinds: [Repair.Kind]) throws(BuildError) {
    let unknown = rules.filter { rule in
      guard rule.outcome == "not-checked", case .repairable(let kind) = AuditedRecords.Meaning(rule: rule.id)
      else {
        return false
      }
      return kinds.contains(kind)
    }
    guard let first = unknown.first else { return }
    throw .trouble(
      "\(path): \(first.id) is not checked, so that nobody knows what to repair; do what the report says of it, or build the "
        + "whole archive")
  }
}

/// The CSV files of a folder that `verify --evidence` wrote.
private struct EvidenceFiles {
  struct Row {
    var key: String
    var count: Int
    var origin: String
  }

  let folder: String
  /// The ids of the rules that have a file.
  let rules: [String]

  init(_ folder: String) throws(BuildError) {
    self.folder = folder
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    guard names.contains("evidence.sqlite") else {
      throw .trouble("\(folder): is not a folder that 'verify --evidence' wrote: it has no evidence.sqlite")
    }
    rules = names.sorted().compactMap { $0.hasSuffix(".csv") ? String($0.dropLast(4)) : nil }
  }

  /// The violations of a rule; none of one without a file.
  ///
  /// - Throws: `ExportError` for a file that can't be read; `BuildError` for one that is none of evidence.
  func rows(of rule: String) throws -> [Row] {
    if !rules.contains(rule) { return [] }
    let name = "\(rule).csv"
    var source = Source(name: "evidence", paths: [Located(name, line: 0)])
    source.format = .csv
    source.delimiter = UInt8(ascii: ",")
    var rows: [Row] = []
    var mistake: String?
    _ = try Export(source, relativeTo: folder).read(
      columns: ["key", "count", "origin"],
      problem: { mistake = mistake ?? "\(folder)/\(name):\($0.line): \($0.message)" },
      receive: { block in
        for record in 0..<block.count {
          let text = { (column: Int) in String(decoding: block[record, column], as: UTF8.self) }
          guard let count = Int(text(1)), count > 0 else {
            mistake =
              mistake ?? "\(folder)/\(name):\(block.places[record].line): 'count' is not a number from 1 on"
            continue
          }
          rows.append(Row(key: text(0), count: count, origin: text(2)))
        }
      })
    if let mistake { throw BuildError.trouble("\(mistake); verify once more, with --evidence") }
    return rows
  }
}
