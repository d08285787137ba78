import Foundation
import Testing

@Suite("verify of several deliveries")
struct DeliveryTests {
  private static let both = "--archive base.tar.gz --archive delta.tar.gz"

  /// The base, the exports of `editedRows`, and the delta between them.
  private func delivered() throws -> Folder {
    let folder = try Folder.delivered()
    try folder.export(Folder.editedRows)
    try #require(try folder.delta(since: "base.tar.gz", to: "delta.tar.gz").exitCode == 0)
    return folder
  }

  private func verify(_ arguments: String, in folder: Folder) throws -> Tool.Outcome {
    try Tool.shell("exec \"$0\" verify \(arguments)", in: folder)
  }

  @Test("base and delta pass together, as base alone does not; reports say what was replaced")
  func pass() throws {
    let folder = try delivered()
    #expect(try verify("--archive base.tar.gz", in: folder).exitCode == 1)
    let outcome = try verify(Self.both, in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    #expect(outcome.lastLine.contains(" failed=0 warnings=0 "), "\(outcome.lastLine)")
    let archive = try #require(try folder.auditObject()["archive"] as? [String: Any])
    let deliveries = try #require(archive["deliveries"] as? [[String: Any]])
    #expect(deliveries.map { $0["path"] as? String } == ["base.tar.gz", "delta.tar.gz"])
    let records = deliveries.map { delivery in
      (delivery["records"] as? [[String: Any]] ?? []).map { record in
        "\(record["record"] ?? "") \(record["count"] ?? "") \(record["superseded"] ?? "")"
      }
    }
    #expect(records == [["tickets 2 0", "comments 3 1", "users 2 0"], ["comments 2 0", "users 1 0"]])
    let words = "tickets: 2, comments: 3 (1 replaced by later deliveries), users: 2"
    #expect(outcome.output.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains(words))
    for report in ["audit.md", "audit.html"] {
      let text = String(decoding: try folder.bytes(of: "Reports/out/\(report)"), as: UTF8.self)
      #expect(text.contains(words), "\(report)")
    }
  }

  @Test("the plan may name the deliveries")
  func plan() throws {
    let folder = try delivered()
    try folder.replaceInPlan("path: tickets.tar.gz", "path: [base.tar.gz, delta.tar.gz]")
    #expect(try Tool.run("verify", in: folder).exitCode == 0)
    try folder.replaceInPlan("delta.tar.gz]", "delta.tar.gz, [x]]")
    let mistake = try Tool.run("verify", in: folder)
    #expect(mistake.exitCode == 64)
    #expect(mistake.errors.contains("migration.yml:6: expected text for 'archive.path', found a list"))
  }

  @Test(
    "the wrong order is found: the older version of the comment counts, and its finding names the archive")
  func wrongOrder() throws {
    let folder = try delivered()
    #expect(try verify("--archive delta.tar.gz --archive base.tar.gz", in: folder).exitCode == 1)
    #expect(try folder.failedRules().contains("bodies-are-unchanged"))
    let text = String(decoding: try folder.bytes(of: "Reports/out/audit.json"), as: UTF8.self)
    #expect(text.contains("\"key\": \"comment 12\""))
    #expect(text.contains("\"member\": \"base.tar.gz/backup_tickets_100.json\""))
  }

  @Test("a delivery that is given twice is told, and changes nothing else")
  func twice() throws {
    let folder = try delivered()
    try #require(try verify("\(Self.both) --reports once", in: folder).exitCode == 0)
    let outcome = try verify("\(Self.both) --archive delta.tar.gz --reports twice", in: folder)
    #expect(outcome.exitCode == 0)
    let note =
      "delivery 3 (delta.tar.gz) is delivery 2 once more, byte for byte: it was imported twice, or is named twice"
    #expect(outcome.output.contains(note))
    #expect(String(decoding: try folder.bytes(of: "twice/audit.md"), as: UTF8.self).contains(note))
    let archive = try #require(try folder.auditObject(in: "twice")["archive"] as? [String: Any])
    let deliveries = try #require(archive["deliveries"] as? [[String: Any]])
    #expect(deliveries.map { $0["repeats"] as? Int } == [nil, nil, 2])
    let balances = try ["once", "twice"].map { try folder.auditObject(in: $0)["balance"] as? NSArray }
    #expect(balances[0] != nil && balances[0] == balances[1])
  }

  @Test("a record that the exports lost after it was delivered is unexpected")
  func deleted() throws {
    let folder = try Folder.delivered()
    try folder.export(
      Folder.editedRows.split(separator: "\n").filter { !$0.contains(",7,true,Seven,") }
        .joined(separator: "\n") + "\n")
    try #require(try folder.delta(since: "base.tar.gz", to: "delta.tar.gz").exitCode == 0)
    #expect(try verify(Self.both, in: folder).exitCode == 1)
    #expect(try folder.failedRules() == ["no-unexpected-comments", "no-unexpected-tickets"])
  }

  @Test(
    "a record of an earlier delivery may name one that a later delivery replaces, and the other way round")
  func references() throws {
    let folder = try Folder.delivered()
    // Ticket 5 and user 2 are other ones now; comments 11, 12 and 15 of the base name them.
    try folder.export(
      Folder.frozenRows.replacing("2021-01-01T00:00:00Z,1,1", with: "2020-12-31T00:00:00Z,1,1")
        .replacing("Bob", with: "Robert"))
    try #require(try folder.delta(since: "base.tar.gz", to: "delta.tar.gz").exitCode == 0)
    #expect(
      try folder.replayed("delta.tar.gz").map { $0.prefix { $0 != "{" } } == ["data\t5\t", "users\t2\t"])
    let outcome = try verify(Self.both, in: folder)
    #expect(outcome.exitCode == 0)
    #expect(outcome.lastLine.contains(" failed=0 warnings=0 "), "\(outcome.lastLine)")
  }

  @Test(
    "each delivery is a whole archive by itself: a gap, a batch that is there twice and a digest file name theirs"
  )
  func structure() throws {
    let folder = try delivered()
    let outcome = try Tool.shell(
      """
      mkdir m && tar -xzf delta.tar.gz -C m && mv m/backup_tickets_100.json m/backup_tickets_300.json && rm delta.tar.gz \
        && tar --format=ustar -czf delta.tar.gz -C m backup_tickets_300.json backup_tickets_300.json --hard-dereference \
        && exec "$0" verify \(Self.both)
      """, in: folder)
    #expect(outcome.exitCode == 1, "\(outcome.errors)")
    let failed = try folder.failedRules()
    for rule in ["digest-file-matches", "no-duplicate-batches", "batch-numbers-have-no-gap"] {
      #expect(failed.contains(rule), "\(rule)")
    }
    let text = String(decoding: try folder.bytes(of: "Reports/out/audit.json"), as: UTF8.self)
    #expect(
      text.contains("\"delta.tar.gz: the digest file beside the archive has another digest than the archive;")
    )
    #expect(text.contains("\"delta.tar.gz: batches 100 to 200 are missing: 2 members\""))
    #expect(
      text.contains(
        "\"delta.tar.gz/backup_tickets_300.json is batch 300 a second time; the first is entry 1 of the tar\""
      ))
    // The comments that delta.tar.gz has twice are duplicates, whatever the base has of them.
    #expect(failed.contains("comment-ids-are-unique"))
  }

  @Test("a delivery that is cut off is damage of it, and one that is not there is no verdict")
  func unreadable() throws {
    let folder = try delivered()
    let cut = try Tool.shell(
      "head -c 100 delta.tar.gz >cut.tar.gz; exec \"$0\" verify --archive base.tar.gz --archive cut.tar.gz",
      in: folder)
    #expect(cut.exitCode == 1)
    #expect(cut.output.contains("the archive is damaged: cut.tar.gz: the file ends inside a gzip member"))
    let missing = try verify("--archive base.tar.gz --archive none.tar.gz", in: folder)
    #expect(missing.exitCode == 2)
    #expect(missing.output.contains("none.tar.gz: can't be opened: No such file or directory"))
  }

  @Test("one thread, a cache and divided work judge deliveries as verify does")
  func otherWays() throws {
    let folder = try delivered()
    try #require(try verify("\(Self.both) --reports plain --jobs 3", in: folder).exitCode == 0)
    let outcome = try Tool.shell(
      """
      "$0" verify \(Self.both) --reports single --jobs 1 && "$0" verify \(Self.both) --reports made --cache cache \
        && "$0" verify \(Self.both) --reports kept --cache cache && "$0" task list \(Self.both) >work.ndjson \
        && for item in 0 1 2; do "$0" task map --list work.ndjson --item $item --out $item.facts || exit 9; done \
        && "$0" merge --list work.ndjson --reports merged 2.facts 1.facts 0.facts
      """, in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let plain = try folder.lastingAudit(in: "plain")
    for reports in ["single", "made", "kept", "merged"] {
      #expect(try folder.lastingAudit(in: reports) == plain, "\(reports)")
    }
    // A copy of each, in the order of the item.
    let copied = try Tool.shell(
      """
      mv base.tar.gz one && mv delta.tar.gz two \
        && "$0" task map --list work.ndjson --item 0 --out 0.facts --input one --input two \
        && "$0" merge --list work.ndjson --reports copied --samples 0 0.facts 1.facts 2.facts
      """, in: folder)
    #expect(copied.exitCode == 0, "\(copied.errors)")
  }

  @Test("a changed delivery is read again for a cache, and an audit of other deliveries is another one")
  func cache() throws {
    let folder = try delivered()
    let outcome = try Tool.shell(
      """
      "$0" verify \(Self.both) --cache cache >/dev/null || exit 9
      cp base.tar.gz delta.tar.gz; "$0" verify \(Self.both) --cache cache >/dev/null
      """, in: folder)
    #expect(outcome.exitCode == 1)
  }

  @Test("trace shows where the version that counts is")
  func trace() throws {
    let folder = try delivered()
    let outcome = try Tool.shell("exec \"$0\" trace comment 12 \(Self.both)", in: folder)
    #expect(outcome.exitCode == 0)
    #expect(
      outcome.output.contains("\n  delta.tar.gz/backup_tickets_100.json /data/tickets/comments/0, byte "))
    #expect(
      outcome.output.contains("ticket 5, which is base.tar.gz/backup_tickets_100.json /data/tickets/data/0"))
  }

  @Test(
    "a changed text is found and worded at its place, whichever delivery has it, and samples read it again")
  func places() throws {
    let folder = try delivered()
    try folder.export(
      Folder.editedRows.replacing(",New,", with: ",Newer,").replacing("Seven", with: "Sevenfold"))
    #expect(try verify(Self.both + " --show-values", in: folder).exitCode == 1)
    let text = String(decoding: try folder.bytes(of: "Reports/out/audit.json"), as: UTF8.self)
    #expect(text.contains("comment 14: html_body must be 'Newer' and is 'New'"), "\(text)")
    #expect(text.contains("comment 15: html_body must be 'Sevenfold' and is 'Seven'"))
    let sampled = try #require(try folder.auditObject()["samples"] as? [[String: Any]])
    let json = String(decoding: try JSONSerialization.data(withJSONObject: sampled), as: UTF8.self)
    #expect(json.contains("Newer") && json.contains("\"New\"") && json.contains("Sevenfold"), "\(json)")
  }

  @Test("the gate wants each archive as it was audited, all of them, in their order")
  func gate() throws {
    let folder = try delivered()
    try folder.replaceInPlan("as-of: 2026-01-01T00:00:00Z\n", "")
    try #require(try verify(Self.both, in: folder).exitCode == 0)
    func gate(_ archives: String) throws -> Tool.Outcome {
      try Tool.shell("exec \"$0\" gate Reports/out/audit.json \(archives)", in: folder)
    }
    let outcome = try gate("base.tar.gz delta.tar.gz")
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    #expect(outcome.output == "PASS base.tar.gz, delta.tar.gz: 8 of 8 conditions are met\n")
    let swapped = try gate("delta.tar.gz base.tar.gz")
    #expect(swapped.exitCode == 1)
    #expect(swapped.output.contains("FAIL archive: expected delta.tar.gz as it was audited, SHA-256 "))
    let fewer = try gate("base.tar.gz")
    #expect(fewer.exitCode == 1)
    #expect(
      fewer.output.contains(
        "FAIL archive: expected the 2 archives that were audited, found 1 archive; name those that were audited, in the order of "
          + "their import, or run 'verify' again on these\n"))
    let subjects =
      try #require(
        try JSONSerialization.jsonObject(with: folder.bytes(of: "Reports/out/attestation.intoto.json"))
          as? [String: Any])["subject"] as? [[String: Any]]
    #expect(subjects?.map { $0["name"] as? String } == ["base.tar.gz", "delta.tar.gz"])
  }
}
