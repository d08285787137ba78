import Foundation
import Testing

/// Which record is meant by an id, what is told where not all can be read, and formats.
@Suite("Ids and formats of deskaudit trace")
struct TraceIDTests {
  @Test("an id that neither system has: a sentence, ids near it, and the record type that has it")
  func unknown() throws {
    let folder = try Folder.traced()
    try expectTrace(
      "comment 112", in: folder, exit: 1,
      """
      ✗ comment 112 is in neither system: no row of the exports has this id, and no comment of the archive
        near it are comment 11, comment 12

      """)
    try expectTrace(
      "comment 5", in: folder, exit: 1,
      """
      ✗ comment 5 is in neither system: no row of the exports has this id, and no comment of the archive
        there is a ticket 5: 'deskaudit trace ticket 5' traces it

      """)
  }

  @Test("a type or an id that can't be: exit 64")
  func mistakes() throws {
    let folder = try Folder.traced()
    for (words, sentence) in [
      (["commet", "11"], "no record type is called 'commet'; did you mean 'comment'?"),
      (["organization", "3"], "migration.yml maps no organizations, so that there is nothing to trace"),
      (["comment", "x11"], "'x11' is not an id of comments, which are integers such as 789012"),
    ] {
      let outcome = try Tool.shell("exec \"$0\" trace \"$@\"", [Tool.path] + words, in: folder)
      #expect(outcome.exitCode == 64)
      #expect(outcome.errors.hasPrefix("Error: \(sentence)\n"), "\(outcome.errors)")
    }
  }

  @Test("ids of a second chat that the plan changes, and ids that are texts: both are found, and it is said")
  func changedIDs() throws {
    let second = "  shop: {path: exports/shop.csv}"
    let folder = try Folder.migration(
      rows: Folder.tracedRows, sources: second,
      plan: """
        records:
          comments: [{source: chat}, {source: shop, ids: {offset: 1000}}]
          tickets: [{source: chat}, {source: shop, ids: {offset: 1000}}]
          users: [{source: chat}, {source: shop, ids: {offset: 1000}}]
        """)
    try folder.write(
      Folder.header + "2021-01-01T00:00:00Z,1,21,5,true,y,2021-01-01T00:00:00Z,1,Cy,cy@example.org\n",
      to: "exports/shop.csv")
    let build = try Tool.run("build", in: folder)
    #expect(build.exitCode == 0, "\(build.errors)")
    let shop = try Tool.run("trace", "comment", "21", in: folder).output
    #expect(
      shop.hasPrefix(
        "✓ comment 1021 is in the archive, and no rule fails for it\n  21 of shop has the id 1021 in the archive, by the plan's 'ids'\n"
      ), "\(shop)")
    // 5 is a ticket of both.
    let ticket = try Tool.run("trace", "ticket", "5", in: folder).output
    #expect(
      ticket.hasPrefix(
        "✓ ticket 5 is in the archive, and no rule fails for it\n  5 of shop has the id 1005 in the archive, by the plan's 'ids'; "
          + "'deskaudit trace ticket 1005' traces that\n"), "\(ticket)")
  }

  // MARK: What can't be read, and formats

  @Test("an archive that is not there, or an export: exit 2, and what is known all the same")
  func unreadable() throws {
    let folder = try Folder.traced()
    let archive = try Tool.run("trace", "comment", "11", "--archive", "nowhere.tar.gz", in: folder)
    #expect(archive.exitCode == 2)
    #expect(
      archive.output.hasPrefix("? what became of comment 11 is not known, because not all could be read\n"))
    #expect(archive.output.contains("\n  exports/chat.csv:2 (chat): kept\n"))
    #expect(archive.output.contains("\n  ticket_id     ticket 5, which was not found\n"))
    try FileManager.default.removeItem(atPath: folder.path + "/exports/chat.csv")
    let export = try Tool.run("trace", "comment", "11", in: folder)
    #expect(export.exitCode == 2)
    #expect(export.output.contains("\n  Unread   exports/chat.csv: "), "\(export.output)")
    #expect(export.output.contains("\n  backup_tickets_100.json /data/tickets/comments/0, byte 106\n"))
  }

  @Test("a hostile text is inert, shown or masked")
  func hostile() throws {
    let body = "<p>\u{1B}[31mred\u{7} \u{202E}evil</p>\nline"
    let more = "2021-01-01T00:00:00Z,1,15,5,true,\"\(body)\",2021-01-01T00:02:00Z,2,Bob,bob@example.org\n"
    let folder = try Folder.traced(more: more)
    let shown = try Tool.run("trace", "comment", "15", "--show-values", in: folder).output
    #expect(
      shown.contains(
        "\n  html_body   must be '<p>\\u{1B}[31mred\\u{7} \\u{202E}evil</p>\\nline'; from BODY '<p>"),
      "\(shown)")
    let json = try Tool.run("trace", "comment", "15", "--show-values", "--format", "json", in: folder).output
    for output in [shown, json] {
      #expect(output.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && $0 != "\u{202E}" })
    }
    #expect(try !Tool.run("trace", "comment", "15", in: folder).output.contains("evil"))
  }

  @Test("JSON has the same, by keys")
  func json() throws {
    let folder = try Folder.traced()
    let output = try Tool.run("trace", "comment", "11", "--format", "json", in: folder).output
    let object = try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
    #expect(object["standing"] as? String == "sound")
    let rows = try #require(object["rows"] as? [[String: Any]])
    #expect(rows.map { $0["state"] as? String } == ["kept", "exact-duplicate"])
    #expect(rows.map { ($0["export"] as? [String: Any])?["line"] as? Int } == [2, 4])
    let fields = try #require(object["fields"] as? [[String: Any]])
    #expect(
      fields.map { $0["name"] as? String }
        == ["id", "ticket_id", "author_id", "public", "created_at", "html_body"])
    #expect(fields[2]["conversion"] as? String == "the person's id")
    #expect((fields[2]["found"] as? [[String: Any]])?.first?["is_equal"] as? Bool == true)
    let place = try #require((object["archive"] as? [[String: Any]])?.first)
    let text = try #require(try folder.members()[place["member"] as? String ?? ""])
    #expect(text.dropFirst(place["offset"] as? Int ?? 0).hasPrefix("{\"id\":11,"))
    // What is told does not depend on the threads.
    for jobs in ["1", "4"] {
      #expect(
        try Tool.run("trace", "comment", "11", "--format", "json", "--jobs", jobs, in: folder).output
          == output)
    }
  }

  @Test("waivers that select the record, and decisions on it, are told; a waived violation is nothing wrong")
  func policy() throws {
    let folder = try Folder.traced()
    try folder.changeArchive(("\"public\":false", "\"public\":true"))
    try folder.write(
      """
      - rule: public-flags-are-unchanged
        keys: [comment 12]
        max: 1
        reason: Agreed with support
        owner: J. Diaz
        expires: 2026-03-31

      """, to: "waivers.yml")
    let outcome = try Tool.run("trace", "comment", "12", "--waivers", "waivers.yml", in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.output)")
    #expect(
      outcome.output.hasSuffix(
        """
        Rules
          WAIVED public-flags-are-unchanged: comment 12: public must be false and is true
          16 rules about comments say nothing of it.

        Waivers
          waivers.yml:1: public-flags-are-unchanged of comment 12 is waived until 2026-03-31: Agreed with support (J. Diaz)

        """), "\(outcome.output)")
    #expect(outcome.output.hasPrefix("✓ comment 12 is in the archive; it is waived or allowed\n"))
    let more = "2021-01-01T00:00:00Z,1,15,5,true,Bye,2021-01-01T00:02:00Z,2,Bob,bob@example.org\n"
    let missing = try Folder.traced(more: more)
    try missing.changePlan("as-of:", to: "rules: {no-missing-comments: {max-violations: 1}}\nas-of:")
    let allowed = try Tool.run("trace", "comment", "15", in: missing)
    #expect(allowed.exitCode == 0)
    #expect(
      allowed.output.hasPrefix(
        "✓ comment 15 is missing: the exports have it, and the archive does not; it is waived or allowed\n"))
    #expect(allowed.output.contains("\n  PASS no-missing-comments: comment 15 is missing\n"))
  }

  @Test("a decision that is asked for is told")
  func decision() throws {
    let other = "2021-01-01T00:00:00Z,1,12,5,false,Other,2021-01-01T00:01:00Z,2,Bob,bob@example.org\n"
    let folder = try Folder.traced(more: other)
    try folder.changePlan("as-of:", to: "decisions: decisions.csv\nas-of:")
    try #require(try Tool.run("decide", in: folder).exitCode == 0)
    let outcome = try Tool.run("trace", "comment", "12", in: folder)
    #expect(outcome.exitCode == 1)
    #expect(
      outcome.output.hasSuffix("\n\nDecisions\n  decisions.csv:2: comment 12: nobody has decided\n"),
      "\(outcome.output)")
  }

  @Test("an id that is a text is found by it, under the number that the archive has")
  func textIDs() throws {
    let folder = try Folder.migration(
      rows: Folder.goodRows.replacing("1,11,5", with: "1,m-1,5").replacing("1,12,5", with: "1,m-2,5"),
      plan: "records: {comments: {ids: {text: comments}}}")
    let build = try Tool.run("build", in: folder)
    #expect(build.exitCode == 0, "\(build.errors)")
    let trace = try Tool.run("trace", "comment", "m-1", in: folder)
    #expect(trace.exitCode == 0)
    // The upper 53 bits of SHA-256 of "comments", NUL and "m-1".
    #expect(
      trace.output.hasPrefix(
        """
        ✓ comment 8538282334516065 is in the archive, and no rule fails for it
          'm-1' of chat is numbered: the archive's id is 8538282334516065

        Rows
          exports/chat.csv:2 (chat): kept

        """), "\(trace.output)")
  }

  @Test(
    "a row of two stages is an overlap, one that 'where' does not mean is left out, and a type of the plan's own is traced"
  )
  func otherRows() throws {
    let folder = try Folder.migration(
      sources: """
          macros: {path: [exports/macros-1.csv, exports/macros-2.csv], where: "state = live"}
        """,
      plan: """
        records:
          macros: {source: macros, key: id, array: macros, fields: {title: title}}
        """)
    try folder.write("id,title,state\n1,One,live\n2,Two,old\n", to: "exports/macros-1.csv")
    try folder.write("id,title,state\n1,One,live\n", to: "exports/macros-2.csv")
    let build = try Tool.run("build", in: folder)
    #expect(build.exitCode == 0, "\(build.errors)")
    let overlap = try Tool.run("trace", "macro", "1", in: folder)
    #expect(overlap.exitCode == 0)
    #expect(
      overlap.output.contains(
        """

        Rows
          exports/macros-1.csv:2 (macros): kept
          exports/macros-2.csv:2 (macros): overlap of stages, as exports/macros-1.csv:2

        """), "\(overlap.output)")
    let left = try Tool.run("trace", "macro", "2", in: folder)
    #expect(left.exitCode == 0)
    #expect(
      left.output.hasPrefix(
        """
        ✓ macro 2 must not arrive, and did not: its rows are left out by 'where'

        Rows
          exports/macros-1.csv:3 (macros): left out: it is not one of those where state = live

        """), "\(left.output)")
  }
}
