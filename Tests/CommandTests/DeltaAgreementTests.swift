import Foundation
import Testing

@Suite("Base, deltas and what the exports hold")
struct DeltaAgreementTests {
  private static func key(_ line: String) -> String {
    line.split(separator: "\t").prefix(2).joined(separator: "\t")
  }

  @Test(
    "after a base, two deltas and one of them twice the platform has the last exports and what was deleted; the audit says so",
    arguments: [3, 11, 2026] as [UInt64])
  func generated(seed: UInt64) throws {
    var desk = DeskInUse(seed: seed)
    let folder = try Folder.migration(rows: desk.rows)
    try folder.replaceInPlan("{path: tickets.tar.gz}", "{path: tickets.tar.gz, batch-size: 9}")
    var everything = desk.keys
    try #require(
      try Tool.run("build", "--manifest", "--output", "base.tar.gz", in: folder).exitCode == 0)
    for (base, delta) in [("base.tar.gz", "one.tar.gz"), ("one.tar.gz", "two.tar.gz")] {
      desk.goOn()
      everything.formUnion(desk.keys)
      try folder.export(desk.rows)
      let outcome = try folder.delta(since: base, to: delta)
      try #require(outcome.exitCode == 0, "\(outcome.errors)")
    }
    try #require(try Tool.run("build", "--output", "whole.tar.gz", in: folder).exitCode == 0)

    let left = try folder.replayed("base.tar.gz", "one.tar.gz", "one.tar.gz", "two.tar.gz")
    let whole = try folder.replayed("whole.tar.gz")
    let deleted = everything.subtracting(desk.keys)
    #expect(deleted.count > 10)
    #expect(Set(whole.map(Self.key)) == desk.keys)
    #expect(left.filter { !deleted.contains(Self.key($0)) } == whole)
    #expect(Set(left.map(Self.key)) == everything)
    let small = try folder.replayed("two.tar.gz").count
    #expect(small < whole.count / 2, "\(small) of \(whole.count)")

    try expectDeletedAlone(deleted, in: folder)
  }

  /// Expects that the audit fails by what was deleted alone, and that its sums hold.
  private func expectDeletedAlone(_ deleted: Set<String>, in folder: Folder) throws {
    let outcome = try Tool.shell(
      """
      exec "$0" verify --archive base.tar.gz --archive one.tar.gz --archive one.tar.gz --archive two.tar.gz
      """, in: folder)
    #expect(outcome.exitCode == 1)
    let counts = ["comments": "comments", "data": "tickets", "users": "users"].reduce(into: [:]) {
      counts, names in
      counts[names.value] = deleted.count { $0.hasPrefix("\(names.key)\t") }
    }
    #expect(
      try folder.failedRules()
        == ["comments", "tickets", "users"].filter { counts[$0, default: 0] > 0 }.map {
          "no-unexpected-\($0)"
        })
    #expect(outcome.lastLine.contains(" warnings=0 unchecked=0 "), "\(outcome.lastLine)")
    let audit = try folder.auditObject()
    let archive = try #require(audit["archive"] as? [String: Any])
    let deliveries = try #require(archive["deliveries"] as? [[String: Any]])
    var held: [String: Int] = [:]
    for record in deliveries.flatMap({ $0["records"] as? [[String: Any]] ?? [] }) {
      let (count, superseded) = (record["count"] as? Int ?? 0, record["superseded"] as? Int ?? 0)
      held[record["record"] as? String ?? "", default: 0] += count - superseded
    }
    for line in try #require(audit["balance"] as? [[String: Any]]) {
      let name = line["record"] as? String ?? ""
      let numbers = ["matched", "missing", "unexpected", "duplicates", "archive"].map {
        line[$0] as? Int ?? -1
      }
      #expect(numbers[1...3] == [0, counts[name] ?? 0, 0], "\(name): \(numbers)")
      #expect(numbers[4] == numbers[0] + numbers[2] && numbers[4] == held[name], "\(name): \(numbers)")
    }
  }

  @Test("a delta over a base that was built as a delta and one over the whole base have the same records")
  func sameDelta() throws {
    var desk = DeskInUse(seed: 5)
    let folder = try Folder.migration(rows: desk.rows)
    try #require(
      try Tool.run("build", "--manifest", "--output", "base.tar.gz", in: folder).exitCode == 0)
    desk.goOn()
    try folder.export(desk.rows)
    try #require(try folder.delta(since: "base.tar.gz", to: "one.tar.gz").exitCode == 0)
    try #require(
      try Tool.run("build", "--manifest", "--output", "whole.tar.gz", in: folder).exitCode == 0)
    desk.goOn()
    try folder.export(desk.rows)
    try #require(try folder.delta(since: "one.tar.gz", to: "two.tar.gz").exitCode == 0)
    try #require(try folder.delta(since: "whole.tar.gz", to: "other.tar.gz").exitCode == 0)
    #expect(try folder.bytes(of: "two.tar.gz") == folder.bytes(of: "other.tar.gz"))
    let reference = try Tool.shell(
      "DESKAUDIT_REFERENCE=1 \"$0\" build --since one.tar.gz.manifest.json --output reference.tar.gz --jobs 1",
      in: folder)
    #expect(reference.exitCode == 0)
    #expect(try folder.replayed("reference.tar.gz") == folder.replayed("two.tar.gz"))
  }
}
