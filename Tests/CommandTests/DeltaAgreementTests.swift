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

  @Test(
    "several chats, whose ids are texts in one: the records of a delta are those that differ, and its id map is whole"
  )
  func severalChats() throws {
    let folder = try Folder.migration(
      rows: Self.chatRows("k", edited: false), sources: "  other: {path: exports/other.csv}",
      plan: """
        records:
          comments: [{source: chat, ids: {text: comments}}, {source: other, ids: {offset: 1000000}}]
          tickets: [{source: chat, ids: {text: tickets}}, {source: other, ids: {offset: 1000000}}]
          users: [{source: chat, ids: {text: people}}, {source: other, ids: {prefix: 9}}]
        """)
    try folder.replaceInPlan("{path: tickets.tar.gz}", "{path: tickets.tar.gz, batch-size: 4}")
    try folder.write(Folder.header + Self.chatRows("", edited: false), to: "exports/other.csv")
    let base = try Tool.run("build", "--manifest", "--output", "base.tar.gz", in: folder)
    try #require(base.exitCode == 0, "\(base.errors)")
    try folder.export(Self.chatRows("k", edited: true))
    try folder.write(Folder.header + Self.chatRows("", edited: true), to: "exports/other.csv")
    try #require(try folder.delta(since: "base.tar.gz", to: "delta.tar.gz").exitCode == 0)
    try #require(try Tool.run("build", "--output", "whole.tar.gz", in: folder).exitCode == 0)
    #expect(try folder.replayed("base.tar.gz", "delta.tar.gz") == folder.replayed("whole.tar.gz"))
    // In each chat the edited comment of ten tickets, and a new ticket of two comments.
    #expect(try folder.replayed("delta.tar.gz").count == 2 * (10 + 1 + 2))
    let outcome = try Tool.run(
      "verify", "--archive", "base.tar.gz", "--archive", "delta.tar.gz", in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    #expect(outcome.lastLine.contains(" warnings=0 "))
    // A number that is wrong in the map of an earlier delivery is a mistake, too.
    _ = try Tool.shell("sed -i 's/\"k100\"/\"k999\"/' base.tar.gz.ids.csv", in: folder)
    _ = try Tool.run("verify", "--archive", "base.tar.gz", "--archive", "delta.tar.gz", in: folder)
    #expect(try folder.failedRules() == ["id-map-matches"])
  }

  /// Ten tickets of two comments each; later another text of each second comment, and one ticket more.
  private static func chatRows(_ prefix: String, edited: Bool) -> String {
    (1...(edited ? 11 : 10)).flatMap { ticket in
      (0...1).map { comment in
        let (author, day) = (1 + (ticket + comment) % 4, ticket < 10 ? "0\(ticket)" : "\(ticket)")
        let body = edited && ticket < 11 && comment == 1 ? "Edited" : "Text \(comment)"
        return
          "2021-01-\(day)T00:00:00Z,\(prefix)\(1 + ticket % 4),\(prefix)\(100 + ticket * 10 + comment - 10),"
          + "\(prefix)\(500 + ticket),true,\(body),2021-01-\(day)T00:0\(comment):00Z,\(prefix)\(author),P\(prefix)\(author),"
          + "\(prefix)p\(author)@example.org\n"
      }
    }.joined()
  }
}
