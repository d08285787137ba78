import Foundation
import Testing

/// A migration whose exports change from one delivery to the next, and what is left on a platform that imports the
/// archives one after the other: worked out by Python's gzip, tarfile and json.
extension Folder {
  /// Tickets 5 and 7 of Ann and Bob.
  static let frozenRows = """
    2021-01-01T00:00:00Z,1,11,5,true,<p>Hello</p>,2021-01-01T00:00:00Z,1,Ann,ann@example.org
    2021-01-01T00:00:00Z,1,12,5,false,Hi,2021-01-01T00:01:00Z,2,Bob,bob@example.org
    2021-01-02T00:00:00Z,2,15,7,true,Seven,2021-01-02T00:00:00Z,2,Bob,bob@example.org

    """

  /// The same with another text of comment 12 and comment 14 of a third person.
  static let editedRows =
    frozenRows.replacing(",Hi,", with: ",Edited,")
    + "2021-01-01T00:00:00Z,1,14,5,true,New,2021-01-03T00:00:00Z,3,Cy,cy@example.org\n"

  /// The migration of `frozenRows`, with `base.tar.gz` and its manifest, at most two records in an array.
  static func delivered(rows: String = frozenRows, plan: String = "") throws -> Folder {
    let folder = try migration(rows: rows, plan: plan)
    try folder.replaceInPlan(
      "archive: {path: tickets.tar.gz}", "archive: {path: tickets.tar.gz, batch-size: 2}")
    let outcome = try Tool.run("build", "--manifest", "--output", "base.tar.gz", in: folder)
    try #require(outcome.exitCode == 0, "\(outcome.errors)")
    return folder
  }

  func replaceInPlan(_ old: String, _ new: String) throws {
    let text = String(decoding: try bytes(of: "migration.yml"), as: UTF8.self)
    try #require(text.contains(old))
    try write(text.replacing(old, with: new), to: "migration.yml")
  }

  func export(_ rows: String) throws { try write(Folder.header + rows, to: "exports/chat.csv") }

  /// Writes an archive of what is new since a manifest, and the manifest of both.
  @discardableResult
  func delta(since base: String, to output: String) throws -> Tool.Outcome {
    try Tool.run(
      "build", "--since", "\(base).manifest.json", "--manifest", "--output", output, in: self)
  }

  private static let replay = """
    import json, sys, tarfile
    records = {}
    for path in sys.argv[1:]:
      seen = set()
      with tarfile.open(path) as tar:
        for member in tar:
          for kind, objects in json.load(tar.extractfile(member))["data"]["tickets"].items():
            for record in objects:
              key = kind, record["id"]
              assert key not in seen, key
              seen.add(key)
              records[key] = record
    for key in sorted(records): print(*key, json.dumps(records[key], sort_keys=True), sep="\\t")
    """

  /// The records that are left when archives are imported in this order: array, id and JSON of each, in lines.
  func replayed(_ archives: String...) throws -> [String] {
    try write(Self.replay, to: "replay.py")
    let outcome = try Tool.shell("exec python3 replay.py \"$@\"", ["sh"] + archives, in: self)
    try #require(outcome.exitCode == 0, "\(outcome.errors)")
    return outcome.output.split(separator: "\n").map(String.init)
  }

  /// The audit.json of a folder of reports, as Foundation reads it.
  func auditObject(in reports: String = "Reports/out") throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: bytes(of: "\(reports)/audit.json")) as? [String: Any])
  }

  /// The ids of the rules that failed, in the order of the audit.
  func failedRules(in reports: String = "Reports/out") throws -> [String] {
    let rules = try #require(try auditObject(in: reports)["rules"] as? [[String: Any]])
    return rules.filter { $0["outcome"] as? String == "failed" }.compactMap { $0["id"] as? String }
  }

  /// audit.json without what differs from run to run.
  func lastingAudit(in reports: String) throws -> String {
    let text = String(decoding: try bytes(of: "\(reports)/audit.json"), as: UTF8.self)
    return String(text[..<(try #require(text.firstRange(of: "\n  \"timing\": {\n")).lowerBound)])
  }
}
