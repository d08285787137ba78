import Testing

@testable import Plan

@Suite("The mapping of columns")
struct PlanColumnsTests {
  private static let chat = "sources: {chat: {path: a.csv}}\n"

  @Test(
    "a field takes only the nulls' fates that it can have",
    arguments: [
      ("id: {when-null: keep}", "expected refuse or drop for 'records.comments.fields.id.when-null'", "keep"),
      (
        "html_body: {when-null: refuse}",
        "expected keep or drop for 'records.comments.fields.html_body.when-null'", "refuse"
      ),
    ])
  func whenNull(field: String, expected: String, found: String) {
    #expect(
      problems(of: Self.chat + "records: {comments: {fields: {\(field)}}}") == [
        "m.yml:2: \(expected), found text '\(found)'"
      ])
  }

  @Test(
    "a time zone is UTC, hours and minutes, or a known name",
    arguments: [
      "utc", "Z", "02:00", "+2:00", "+0200", "+24:00", "+02:60", "+a2:00", "*02:00",
      "IST", "PST", "GMT+2",
    ])
  func badTimeZone(zone: String) {
    let text = Self.chat + "records: {tickets: {fields: {created_at: {time-zone: '\(zone)'}}}}"
    #expect(
      problems(of: text) == [
        "m.yml:2: expected UTC, an offset such as \"+02:00\", or a name such as Europe/Berlin for "
          + "'records.tickets.fields.created_at.time-zone', found text '\(zone)'"
      ])
  }

  @Test(
    "a time zone is minutes east of UTC",
    arguments: [
      ("UTC", 0), ("+00:00", 0), ("-00:00", 0), ("+05:45", 345), ("-12:00", -720), ("+23:59", 1439),
    ])
  func timeZone(zone: String, minutes: Int) throws {
    let text = Self.chat + "records: {tickets: {fields: {created_at: {time-zone: \(zone)}}}}"
    #expect(
      try Plan(text: text, path: "m.yml").chats[0].columns.ticketCreatedAt.timeZone?.fixedMinutes == minutes)
  }

  @Test("a time zone belongs to stamps only")
  func timeZoneOfID() {
    #expect(
      problems(of: Self.chat + "records: {comments: {fields: {id: {time-zone: UTC}}}}") == [
        "m.yml:2: 'records.comments.fields.id.time-zone' is for a timestamp, and this field is of type "
          + "integer; leave it out"
      ])
  }

  @Test("a column alone is short for a mapping with nothing else")
  func shortForm() throws {
    let short = try Plan(text: Self.chat + "records: {comments: {fields: {id: ID}}}", path: "m.yml")
    let long = try Plan(text: Self.chat + "records: {comments: {fields: {id: {from: ID}}}}", path: "m.yml")
    #expect(short.chats[0].columns.commentID.from == "ID")
    #expect(short.chats[0].columns == long.chats[0].columns)
  }

  @Test("two fields share a column where the plan names it for both; one that is a default is a slip")
  func sharedColumn() {
    let text =
      Self.chat + """
        records:
          comments:
            fields:
              id: {from: X}
              author_id: {from: TICKET_REQUESTER_ID}
              ticket_id: {from: X}
        """
    #expect(
      problems(of: text) == [
        "m.yml:6: the column 'TICKET_REQUESTER_ID' is mapped to both 'comments.author_id' and "
          + "'tickets.requester_id'; if both come from it, name it for 'tickets.requester_id', too"
      ])
  }

  @Test("two columns may be swapped")
  func swapped() {
    let text =
      Self.chat + """
        records:
          comments: {fields: {author_id: {from: TICKET_REQUESTER_ID}}}
          tickets: {fields: {requester_id: {from: AUTHOR_ID}}}
        """
    #expect(problems(of: text) == [])
  }
}

@Suite("The declared archive")
struct PlanArchiveTests {
  private func archiveProblems(_ archive: String) -> [String] {
    problems(of: "sources: {chat: {path: a.csv}}\narchive: {\(archive)}")
  }

  @Test(
    "a number of the archive is a whole number within its range",
    arguments: [
      ("batch-size: 0", "expected a number from 1 to 1000000 for 'archive.batch-size', found 0"),
      ("batch-size: 1000001", "expected a number from 1 to 1000000 for 'archive.batch-size', found 1000001"),
      ("batch-size: abc", "expected a whole number for 'archive.batch-size', found text 'abc'"),
      ("batch-size: 0100", "expected a whole number for 'archive.batch-size', found text '0100'"),
      ("batch-size: 1e2", "expected a whole number for 'archive.batch-size', found text '1e2'"),
      ("batch-size: +1", "expected a whole number for 'archive.batch-size', found text '+1'"),
      ("batch-size: -", "expected a whole number for 'archive.batch-size', found text '-'"),
      ("batch-size: ''", "expected a whole number for 'archive.batch-size', found text ''"),
      ("batch-size: ", "expected a whole number for 'archive.batch-size', found nothing"),
      (
        "batch-size: 99999999999999999999",
        "expected a whole number for 'archive.batch-size', found text '99999999999999999999'"
      ),
      (
        "numbering: {start: -1}",
        "expected a number from 0 to 1000000000 for 'archive.numbering.start', found -1"
      ),
      (
        "numbering: {step: 0}", "expected a number from 1 to 1000000000 for 'archive.numbering.step', found 0"
      ),
      ("numbering: [1]", "expected a mapping for 'archive.numbering', found a list"),
    ])
  func numbers(archive: String, message: String) {
    #expect(archiveProblems(archive) == ["m.yml:2: " + message])
  }

  @Test("the bounds themselves are allowed")
  func bounds() throws {
    let text = """
      sources: {chat: {path: a.csv}}
      archive: {batch-size: 1, numbering: {start: 0, step: 1000000000}}
      """
    let archive = try Plan(text: text, path: "m.yml").archive
    #expect(archive.batchSize == 1)
    #expect(archive.start == 0)
    #expect(archive.step == 1_000_000_000)
  }

  @Test(
    "a member pattern has one {batch} and is a plain name",
    arguments: [
      "a.json", "{batch}{batch}", "{Batch}.json", "",
    ])
  func memberPattern(member: String) {
    let expected =
      member.isEmpty
      ? "'archive.member' is blank; write its text, or leave the key out"
      : "'archive.member' needs {batch} exactly once, as in backup_tickets_{batch}.json; "
        + "found text '\(member)'"
    #expect(archiveProblems("member: \"\(member)\"") == ["m.yml:2: " + expected])
  }

  @Test(
    "a member pattern with a folder is refused", arguments: ["d/{batch}.json", "../{batch}", "{batch}\\x"])
  func memberFolder(member: String) {
    #expect(
      archiveProblems("member: '\(member)'") == [
        "m.yml:2: 'archive.member' is a plain file name without folders; found text '\(member)'"
      ])
  }

  @Test("a member pattern with a control character is refused")
  func memberControl() {
    #expect(
      archiveProblems("member: \"a\\n{batch}\"") == [
        "m.yml:2: 'archive.member' has a control character: 'a\\u{000A}{batch}'; remove it"
      ])
  }

  @Test("a member's name fits a tar header with any batch number")
  func memberLength() {
    let longest = String(repeating: "é", count: 38) + "{batch}.json"
    #expect(archiveProblems("member: '\(longest)'") == [])
    #expect(
      archiveProblems("member: 'x\(longest)'") == [
        "m.yml:2: 'archive.member' may reach 101 bytes with a 19-digit number, "
          + "and a tar can have 100; shorten it"
      ])
  }
}
