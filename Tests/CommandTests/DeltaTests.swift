import Foundation
import Testing

@Suite("build --manifest and --since")
struct DeltaTests {
  @Test(
    "a delta has what is new and what is changed, nothing else, in batches from the plan's first number on")
  func delta() throws {
    let folder = try Folder.delivered()
    try folder.export(Folder.editedRows)
    let outcome = try folder.delta(since: "base.tar.gz", to: "delta.tar.gz")
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(
      outcome.output.contains(
        """
        Delta since base.tar.gz.manifest.json
          tickets: 2 unchanged
          comments: 1 new, 1 changed, 2 unchanged
          users: 1 new, 2 unchanged

        Archive  delta.tar.gz

        """), "\(outcome.output)")
    #expect(
      try folder.replayed("delta.tar.gz") == [
        "comments\t12\t"
          + #"{"author_id": 2, "created_at": "2021-01-01T00:01:00Z", "html_body": "Edited", "id": 12, "public": false, "ticket_id": 5}"#,
        "comments\t14\t"
          + #"{"author_id": 3, "created_at": "2021-01-03T00:00:00Z", "html_body": "New", "id": 14, "public": true, "ticket_id": 5}"#,
        "users\t3\t" + #"{"email": "cy@example.org", "id": 3, "name": "Cy"}"#,
      ])
    #expect(try Tool.shell("tar -tzf delta.tar.gz", in: folder).output == "backup_tickets_100.json\n")
    #expect(!folder.contains("delta.tar.gz.deleted.csv"))
  }

  @Test("what the exports no longer have is counted and listed, in each later delta again")
  func deleted() throws {
    let folder = try Folder.delivered()
    let rows = Folder.editedRows.split(separator: "\n").filter { !$0.contains(",7,true,Seven,") }
    try folder.export(rows.joined(separator: "\n") + "\n")
    let outcome = try folder.delta(since: "base.tar.gz", to: "one.tar.gz")
    #expect(outcome.output.contains("\n  tickets: 1 unchanged, 1 deleted\n"), "\(outcome.output)")
    #expect(outcome.output.contains("\n  comments: 1 new, 1 changed, 1 unchanged, 1 deleted\n"))
    #expect(
      outcome.output.contains(
        "\n  no import deletes the 2 records that the exports no longer have: one.tar.gz.deleted.csv\n"))
    let list = "record,id\r\ntickets,7\r\ncomments,15\r\n"
    #expect(String(decoding: try folder.bytes(of: "one.tar.gz.deleted.csv"), as: UTF8.self) == list)
    try folder.export((rows + [rows[0].replacing(",11,", with: ",16,")]).joined(separator: "\n") + "\n")
    try #require(try folder.delta(since: "one.tar.gz", to: "two.tar.gz").exitCode == 0)
    #expect(String(decoding: try folder.bytes(of: "two.tar.gz.deleted.csv"), as: UTF8.self) == list)
  }

  @Test("the manifest of base and delta is that of all, so that there is nothing to write after it")
  func nothing() throws {
    let folder = try Folder.delivered()
    try folder.export(Folder.editedRows)
    try #require(try folder.delta(since: "base.tar.gz", to: "one.tar.gz").exitCode == 0)
    let outcome = try folder.delta(since: "one.tar.gz", to: "two.tar.gz")
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(
      outcome.output.contains(
        """
        Delta since one.tar.gz.manifest.json
          tickets: 2 unchanged
          comments: 4 unchanged
          users: 3 unchanged
        Nothing to write: no archive, and nothing beside it, is written

        """), "\(outcome.output)")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(files.filter { $0.hasPrefix("two.") } == [])
  }

  @Test(
    "where only deletions are new, they are named, and an archive that is there from before is said to be old"
  )
  func onlyDeletions() throws {
    let folder = try Folder.delivered()
    try folder.export(Folder.goodRows.replacing("\"<p>Hi, \"\"Ann\"\"</p>\"", with: "Hi"))
    try folder.write("old", to: "delta.tar.gz")
    let outcome = try folder.delta(since: "base.tar.gz", to: "delta.tar.gz")
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(
      outcome.output.contains(
        "\n  no import deletes the 2 records that the exports no longer have: ticket 7, comment 15\n"),
      "\(outcome.output)")
    #expect(outcome.output.contains("\n  delta.tar.gz is there from before, and is not of this build\n"))
    #expect(try folder.bytes(of: "delta.tar.gz") == Data("old".utf8))
  }

  @Test(
    "the manifest is for nobody else to read, goes with an archive that is built without one, and has no text of a record"
  )
  func sideFile() throws {
    let folder = try Folder.delivered()
    let path = "\(folder.path)/base.tar.gz.manifest.json"
    let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
    #expect(mode as? Int == 0o600)
    let manifest = String(decoding: try folder.bytes(of: "base.tar.gz.manifest.json"), as: UTF8.self)
    #expect(!manifest.contains("Hello") && !manifest.contains("ann@") && !manifest.contains("Bob"))
    try #require(try Tool.run("build", "--output", "base.tar.gz", in: folder).exitCode == 0)
    #expect(!folder.contains("base.tar.gz.manifest.json"))
  }

  @Test(
    "the digests of the manifest are the first eight bytes of SHA-256 over each object as it is in the archive"
  )
  func digests() throws {
    let folder = try Folder.delivered()
    let outcome = try Tool.shell(
      """
      exec python3 -c '
      import base64, hashlib, json, re, tarfile
      found = {part["record"]: part for part in json.load(open("base.tar.gz.manifest.json"))["records"]}
      batches = b"".join(tarfile.open("base.tar.gz").extractfile(member).read() for member in tarfile.open("base.tar.gz"))
      objects = re.findall(rb"\\{\\"id\\":[0-9]+,[^{}]*\\}", batches)
      comments = sorted((json.loads(text)["id"], text) for text in objects if b"html_body" in text)
      assert [key for key, _ in comments] == [11, 12, 15], comments
      assert base64.b64decode(found["comments"]["ids"]) == bytes([11, 1, 3])
      expected = b"".join(hashlib.sha256(text).digest()[:8] for _, text in comments)
      assert base64.b64decode(found["comments"]["digests"]) == expected
      '
      """, in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
  }

  @Test("a manifest with one bit turned is refused, wherever the bit is, and so is one that is cut")
  func damaged() throws {
    let folder = try Folder.delivered()
    let whole = try folder.bytes(of: "base.tar.gz.manifest.json")
    let places = Array(stride(from: 1, to: whole.count, by: 37)) + [whole.count - 1]
    var copies = places.map { place in
      var copy = whole
      copy[place] ^= 1 << UInt8(place % 8)
      return copy
    }
    copies += [whole.dropLast(), whole.prefix(whole.count / 2), whole + Data(" ".utf8)]
    for copy in copies {
      try folder.write(copy, to: "copy.manifest.json")
      let outcome = try Tool.run("build", "--since", "copy.manifest.json", "--output", "d.tar.gz", in: folder)
      #expect(outcome.exitCode == 2)
      #expect(
        outcome.errors.hasPrefix("error: copy.manifest.json: is damaged, or cut off: ")
          || outcome.errors.hasPrefix("error: copy.manifest.json: is not a manifest; "), "\(outcome.errors)")
    }
    #expect(!folder.contains("d.tar.gz"))
  }

  @Test("a file that is no manifest, and one that is not there, are refused by a sentence")
  func foreign() throws {
    let folder = try Folder.delivered()
    let cases = [
      (
        "base.tar.gz",
        "error: base.tar.gz: is not a manifest; name the .manifest.json that 'build --manifest' wrote beside the archive\n"
      ),
      (
        "none.json",
        "error: none.json: can't be read: No such file or directory; name a manifest that 'build --manifest' wrote\n"
      ),
    ]
    for (path, sentence) in cases {
      let outcome = try Tool.run("build", "--since", path, "--output", "d.tar.gz", in: folder)
      #expect(outcome.exitCode == 2)
      #expect(outcome.errors == sentence)
    }
  }

  @Test(
    "a manifest of a plan that makes records in another way is told with the reason; one of other record types is refused"
  )
  func otherPlan() throws {
    let folder = try Folder.delivered()
    try folder.export(Folder.editedRows)
    let plan = String(decoding: try folder.bytes(of: "migration.yml"), as: UTF8.self)
    try folder.write("# Only a remark.\n\(plan)", to: "migration.yml")
    #expect(try folder.delta(since: "base.tar.gz", to: "same.tar.gz").errors == "")
    try folder.write("\(plan)\nconflicts: last\n", to: "migration.yml")
    let outcome = try folder.delta(since: "base.tar.gz", to: "delta.tar.gz")
    #expect(outcome.exitCode == 0)
    #expect(
      outcome.errors.hasPrefix(
        "warning: base.tar.gz.manifest.json: is of a plan that makes records in another way than migration.yml (SHA-256 of it "
      ),
      "\(outcome.errors)")

    try folder.write("id,title\n5,Old\n", to: "exports/macros.csv")
    let macros =
      plan.replacing("  ticketing:", with: "  macros: {path: exports/macros.csv}\n  ticketing:")
      + "\nrecords:\n  macros: {source: macros, key: id, fields: {title: title}}\n"
    try folder.write(macros, to: "migration.yml")
    try #require(try Tool.run("build", "--manifest", "--output", "macros.tar.gz", in: folder).exitCode == 0)
    try folder.write(plan, to: "migration.yml")
    let refused = try folder.delta(since: "macros.tar.gz", to: "other.tar.gz")
    #expect(refused.exitCode == 2)
    #expect(
      refused.errors
        == "error: macros.tar.gz.manifest.json: is of a plan with the record type 'macros', which migration.yml does not have; "
        + "it is not the base of this migration\n")
  }

  @Test(
    "a delta does not replace the base whose manifest it reads, and one of several archives is named by --output"
  )
  func outputs() throws {
    let folder = try Folder.delivered()
    try folder.export(Folder.editedRows)
    let base = try folder.bytes(of: "base.tar.gz")
    let outcome = try folder.delta(since: "base.tar.gz", to: "base.tar.gz")
    #expect(outcome.exitCode == 2)
    #expect(
      outcome.errors.contains(
        "base.tar.gz.manifest.json: is the input base.tar.gz.manifest.json, and would be replaced"))
    #expect(try folder.bytes(of: "base.tar.gz") == base)
    try folder.replaceInPlan("path: tickets.tar.gz", "path: [base.tar.gz, delta.tar.gz]")
    let unnamed = try Tool.run("build", in: folder)
    #expect(unnamed.exitCode == 64)
    #expect(
      unnamed.errors.hasPrefix(
        "Error: 'archive.path' names 2 deliveries; say with --output which of them to write\n"))
    #expect(try Tool.run("drill", in: folder).exitCode == 64)
  }
}
