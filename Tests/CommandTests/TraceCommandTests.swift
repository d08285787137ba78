import Foundation
import Testing

/// Whole outputs of `trace` for one small migration.
@Suite("deskaudit trace")
struct TraceCommandTests {
  // MARK: Comments

  @Test("a comment that arrived: its rows, its fields on both sides, its place, its ticket and author")
  func arrived() throws {
    try expectTrace(
      "comment 11", in: .traced(), exit: 0,
      """
      ✓ comment 11 is in the archive, and no rule fails for it

      Rows
        exports/chat.csv:2 (chat): kept
        exports/chat.csv:4 (chat): exact duplicate of exports/chat.csv:2

      Fields of exports/chat.csv:2 (chat)
        id          11 on both sides, as COMMENT_PART_ID has it
        ticket_id   5 on both sides, as CONVERSATION_ID has it
        author_id   9001 on both sides; from AUTHOR_ID '1' (the person's id)
        public      true on both sides, as COMMENT_PUBLIC has it
        created_at  2021-01-01T00:00:00Z on both sides, as COMMENT_CREATED_AT has it
        html_body   (12 bytes, SHA-256 d0a26d23e9d8e053) on both sides, as BODY has it

      Archive
        backup_tickets_100.json /data/tickets/comments/0, byte 106

      Names
        ticket_id     ticket 5, which is backup_tickets_100.json /data/tickets/data/0, byte 28
        author_id     user 9001, which is backup_tickets_100.json /data/tickets/users/0, byte 463

      Rules
        17 rules about comments say nothing of it.

      """)
  }

  @Test("a comment that is missing, with the rule that fails for it and what it must be")
  func missing() throws {
    let more = "2021-01-01T00:00:00Z,1,15,5,true,Bye,2021-01-01T00:02:00Z,2,Bob,bob@example.org\n"
    try expectTrace(
      "comment 15", in: .traced(more: more), exit: 1,
      """
      ✗ comment 15 is missing: the exports have it, and the archive does not; 1 rule fails for it

      Rows
        exports/chat.csv:6 (chat): kept

      Fields of exports/chat.csv:6 (chat)
        id          must be 15; from COMMENT_PART_ID '15'
        ticket_id   must be 5; from CONVERSATION_ID '5'
        author_id   must be 2; from AUTHOR_ID '2' (the person's id)
        public      must be true; from COMMENT_PUBLIC 'true'
        created_at  must be 2021-01-01T00:02:00Z; from COMMENT_CREATED_AT '2021-01-01T00:02:00Z'
        html_body   must be (3 bytes, SHA-256 128901223aac8df3); from BODY (3 bytes, SHA-256 128901223aac8df3)

      Archive
        not there

      Names
        ticket_id     ticket 5, which is backup_tickets_100.json /data/tickets/data/0, byte 28
        author_id     user 2, which is backup_tickets_100.json /data/tickets/users/1, byte 514

      Rules
        FAIL no-missing-comments: comment 15 is missing
        16 rules about comments say nothing of it.

      """)
  }

  @Test("a comment that became public and whose text was cut: expected and found value, and what changed")
  func changed() throws {
    let folder = try Folder.traced()
    try folder.changeArchive(
      ("\"public\":false", "\"public\":true"), ("<p>Hi, \\\"Ann\\\"</p>", "<p>Hi, \\\"Ann\\\""))
    let outcome = try Tool.run("trace", "comments", "12", in: folder)
    #expect(outcome.exitCode == 1)
    #expect(
      outcome.output.hasPrefix(
        """
        ✗ comment 12 is in the archive; 2 rules fail for it

        Rows
          exports/chat.csv:3 (chat): kept

        Fields of exports/chat.csv:3 (chat)
          id          12 on both sides, as COMMENT_PART_ID has it
          ticket_id   5 on both sides, as CONVERSATION_ID has it
          author_id   2 on both sides; from AUTHOR_ID '2' (the person's id)
          public      must be false and is true; from COMMENT_PUBLIC 'false'
          created_at  2021-01-01T00:01:00Z on both sides, as COMMENT_CREATED_AT has it
          html_body   must be (16 bytes, SHA-256 20c3206870095a0b) and is (12 bytes, SHA-256 81cac7d53bbe7f59) (4 characters cut at the end (U+003C
                      U+002F letter U+003E)); from BODY (16 bytes, SHA-256 20c3206870095a0b)

        """), "\(outcome.output)")
    #expect(
      outcome.output.hasSuffix(
        """
        Rules
          FAIL bodies-are-unchanged: comment 12: html_body must be 16 bytes and is 12 bytes
          FAIL public-flags-are-unchanged: comment 12: public must be false and is true
          15 rules about comments say nothing of it.

        """), "\(outcome.output)")
  }

  @Test("a comment that is in the archive twice has both places, and the values of both")
  func repeated() throws {
    let folder = try Folder.traced()
    let object = try #require(
      try folder.members()["backup_tickets_100.json"]?.firstMatch(of: #/\{"id":12,[^}]*\}/#)?.0)
    try folder.changeArchive(
      (String(object), "\(object),\(object.replacing("false", with: "true"))"))
    let output = try Tool.run("trace", "comment", "12", in: folder).output
    #expect(output.hasPrefix("✗ comment 12 is in the archive 2 times; "))
    #expect(
      output.contains(
        "\n  public      must be false and is false in place 1, true in place 2; from COMMENT_PUBLIC 'false'\n"
      ))
    #expect(
      output.contains(
        "\nArchive\n  backup_tickets_100.json /data/tickets/comments/1, byte 224\n"
          + "  backup_tickets_100.json /data/tickets/comments/2, byte \(224 + object.utf8.count + 1)\n"))
    #expect(output.contains("\n  FAIL comment-ids-are-unique: comment 12"))
  }

  @Test(
    "a rejected row is found by its id, with the reason; one that is in the archive all the same must not be")
  func rejected() throws {
    let bad = "2021-01-01T00:00:00Z,1,13,5,maybe,x,2021-01-01T00:01:00Z,2,Bob,bob@example.org\n"
    let folder = try Folder.traced(more: bad)
    try expectTrace(
      "comment 13", in: folder, exit: 1,
      """
      ✗ comment 13 must not arrive, and did not: its rows are rejected; 1 rule fails for it, and 1 row of it is refused

      Rows
        exports/chat.csv:6 (chat): rejected: COMMENT_PUBLIC is a text of 5 bytes (masked), which is not true or false

      Archive
        not there

      Rules
        FAIL no-rejected-rows: exports/chat.csv:6: COMMENT_PUBLIC is a text of 5 bytes (masked), which is not true or false
        17 rules about comments say nothing of it.

      """)
    let ticket = try Tool.run("trace", "ticket", "5", in: folder)
    #expect(ticket.exitCode == 1)
    #expect(ticket.output.hasPrefix("✗ ticket 5 is in the archive; 1 row of it is refused\n"))
    try folder.write(
      (Folder.header + Folder.tracedRows).replacing("5,true,x", with: "5,maybe,x"), to: "exports/chat.csv")
    let unexpected = try Tool.run("trace", "comment", "14", in: folder)
    #expect(unexpected.exitCode == 1)
    #expect(
      unexpected.output.hasPrefix(
        "✗ comment 14 is in the archive, and must not be: its rows are rejected; 2 rules fail for it, and 1 row of it is refused\n"
      ), "\(unexpected.output)")
    #expect(unexpected.output.contains("\nFields\n  id          is 14\n"))
  }

  @Test("rows that contradict each other: which one counts, and by what")
  func conflict() throws {
    let other = "2021-01-01T00:00:00Z,1,12,5,false,Other,2021-01-01T00:01:00Z,2,Bob,bob@example.org\n"
    let folder = try Folder.traced(more: other)
    #expect(
      try Tool.run("trace", "comment", "12", in: folder).output.contains(
        """

        Rows
          exports/chat.csv:3 (chat): kept
          exports/chat.csv:6 (chat): conflict, lost against exports/chat.csv:3, which the plan refuses

        """))
    try folder.changePlan("as-of:", to: "conflicts: last\nas-of:")
    let last = try Tool.run("trace", "comment", "12", in: folder).output
    #expect(
      last.contains(
        """

        Rows
          exports/chat.csv:3 (chat): conflict, lost against exports/chat.csv:6, by 'conflicts: last'
          exports/chat.csv:6 (chat): kept

        """))
    #expect(last.contains("\nFields of exports/chat.csv:6 (chat)\n"))
  }

  // MARK: Tickets and users

  @Test("a ticket: the row that tells of it, its requester, and its comments with their ends")
  func ticket() throws {
    try expectTrace(
      "tickets 5", in: .traced(), exit: 0,
      """
      ✓ ticket 5 is in the archive, and no rule fails for it

      Rows
        exports/chat.csv:2 (chat): kept
        3 more rows of the conversation say the same of it

      Fields of exports/chat.csv:2 (chat)
        id            5 on both sides, as CONVERSATION_ID has it
        created_at    2021-01-01T00:00:00Z on both sides, as TICKET_CREATED_AT has it
        requester_id  9001 on both sides; from TICKET_REQUESTER_ID '1' (the person's id)

      Archive
        backup_tickets_100.json /data/tickets/data/0, byte 28

      Names
        requester_id  user 9001, which is backup_tickets_100.json /data/tickets/users/0, byte 463
      Named by
        comments      3 in the archive, 3 expected (ticket_id); the first is comment 11: backup_tickets_100.json /data/tickets/comments/0, byte
                      106; the last is comment 14: backup_tickets_100.json /data/tickets/comments/2, byte 346

      Rules
        12 rules about tickets say nothing of it.

      """)
  }

  @Test("a user of two chat ids and a ticketing id: who was merged, by what, and which id counts")
  func user() throws {
    let folder = try Folder.traced()
    try expectTrace(
      "user 9001 --show-values", in: folder, exit: 0,
      """
      ✓ user 9001 is in the archive, and no rule fails for it

      Person
        1        a chat id of chat; author of 2 rows; requester of 1 ticket; name 'Ann'; e-mail 'ann@example.org': exports/chat.csv:2 (chat)
        7        a chat id of chat; joined by the e-mail 'ann@example.org'; author of 1 row; requester of 0 tickets; name 'Ann 2'; e-mail
                 'ANN@example.org': exports/chat.csv:5 (chat)
        9001     a ticketing user of the same e-mail, whose id counts; e-mail 'ann@example.org': exports/users.csv:2 (ticketing)
        the id is 9001: the ticketing user of this e-mail has it

      Fields
        id     9001 on both sides; from id '9001' in exports/users.csv:2 (the id of the chat person of this e-mail)
        name   'Ann' on both sides, as NAME has it in exports/chat.csv:2
        email  'ann@example.org' on both sides, as EMAIL has it in exports/chat.csv:2

      Archive
        backup_tickets_100.json /data/tickets/users/0, byte 463

      Named by
        tickets       1 in the archive, 1 expected (requester_id); the first is ticket 5: backup_tickets_100.json /data/tickets/data/0, byte 28
        comments      2 in the archive, 2 expected (author_id); the first is comment 11: backup_tickets_100.json /data/tickets/comments/0, byte
                      106; the last is comment 14: backup_tickets_100.json /data/tickets/comments/2, byte 346

      Rules
        8 rules about users say nothing of it.

      """)
    let masked = try Tool.run("trace", "user", "9001", in: folder).output
    for text in ["Ann", "ann@", "ANN@"] { #expect(!masked.contains(text)) }
    #expect(
      masked.contains(
        "\n  7        a chat id of chat; joined by the e-mail (15 bytes, SHA-256 438c4c7afe600cdf); author of 1 row; requester of 0 tickets; name (5\n"
          + "           bytes, SHA-256 874c20dc742ed2a7); e-mail (15 bytes, SHA-256 58612a6387a2fe96): exports/chat.csv:5 (chat)\n"
      ), "\(masked)")
    // The same by a chat id, which is said.
    #expect(
      try Tool.run("trace", "user", "7", in: folder).output
        == masked.replacing(
          "no rule fails for it\n\n",
          with: "no rule fails for it\n  7 is a chat id of chat; in the archive that person is user 9001\n\n")
    )
  }

  @Test("a user of the ticketing list alone must not arrive")
  func ticketingUser() throws {
    let outcome = try Tool.run("trace", "user", "9002", in: .traced())
    #expect(outcome.exitCode == 0)
    #expect(
      outcome.output.hasPrefix(
        """
        ✓ user 9002 must not arrive, and did not: the list of ticketing users alone has it

        Person
          9002     a ticketing user, of whom no other source tells; e-mail (15 bytes, SHA-256 1763c758c09a8e6d): exports/users.csv:3 (ticketing)
          the id is 9002, that of the ticketing tool

        """), "\(outcome.output)")
  }
}

extension Folder {
  /// Three comments of one ticket, the first of which is there twice, by two people: chat ids 1 and 7 have one e-mail, which
  /// ticketing user 9001 has, too.
  static let tracedRows = """
    2021-01-01T00:00:00Z,1,11,5,true,<p>Hello</p>,2021-01-01T00:00:00Z,1,Ann,ann@example.org
    2021-01-01T00:00:00Z,1,12,5,false,"<p>Hi, ""Ann""</p>",2021-01-01T00:01:00Z,2,Bob,bob@example.org
    2021-01-01T00:00:00Z,1,11,5,true,<p>Hello</p>,2021-01-01T00:00:00Z,1,Ann,ann@example.org
    2021-01-01T00:00:00Z,1,14,5,true,x,2021-01-01T00:01:00Z,7,Ann 2,ANN@example.org

    """

  /// The archive is that of `tracedRows`; the chat has more rows by now.
  static func traced(more: String = "") throws -> Folder {
    let folder = try Folder.migration(rows: tracedRows)
    try #require(try Tool.run("build", in: folder).exitCode == 0)
    try folder.write(header + tracedRows + more, to: "exports/chat.csv")
    return folder
  }
}

/// Expects exactly this of `trace` with these words.
func expectTrace(
  _ words: String, in folder: Folder, exit: Int32, _ output: String,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let outcome = try Tool.shell("exec \"$0\" trace \(words)", in: folder)
  #expect(outcome.output == output, sourceLocation: sourceLocation)
  #expect(outcome.exitCode == exit, "\(outcome.errors)", sourceLocation: sourceLocation)
  #expect(outcome.errors == "", sourceLocation: sourceLocation)
}
