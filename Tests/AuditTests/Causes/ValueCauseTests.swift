import Testing

@testable import Audit

@Suite("Causes: values and times")
struct ValueCauseTests {
  /// The second and third line of a report's causes, and that there is one cause.
  private func expect(
    _ example: CauseExample, _ kind: Cause.Kind, _ sentence: String, _ remedy: String, explains: [String],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let result = try example.audit()
    #expect(
      result.firstLines == ["✗ FAIL", "1 cause", "1. \(sentence).", "  Do       \(remedy)"],
      sourceLocation: sourceLocation)
    #expect(result.causes.map(\.kind) == [kind], sourceLocation: sourceLocation)
    #expect(result.attribution == explains, sourceLocation: sourceLocation)
  }

  // MARK: Times

  @Test("one difference for all is a shifted clock, with its zone")
  func shift() throws {
    var example = CauseExample()
    example.changeComments { $0["created_at"].replace("T08:", with: "T03:") }
    try expect(
      example, .shiftedClock,
      "created_at of all 60 comments is 18,000 s (5 h) early (60 of 60 that differ, 60 in all)",
      "Read the times in their own zone (a zone of 5 h from UTC would do this), and write UTC.",
      explains: ["comment-times-are-unchanged: 60", "no-comment-precedes-its-ticket: 60"])
  }

  @Test("two differences an hour apart are a zone with summer time")
  func summerTime() throws {
    var example = CauseExample()
    example.changeComments {
      let isSummer = (204...210).contains(Int($0["ticket_id"]) ?? 0)
      $0["created_at"].replace("T08:", with: isSummer ? "T10:" : "T09:")
    }
    try expect(
      example, .shiftedClock,
      "created_at of all 60 comments is 7,200 s (2 h) late or 3,600 s (1 h) late, as in summer and winter: 35 by 2 h, 25 by "
        + "1 h (60 of 60 that differ, 60 in all)",
      "Read the times in their own zone, with its summer time, and write UTC.",
      explains: ["comment-times-are-unchanged: 60"])
  }

  @Test("one time in place of all is named")
  func oneInstant() throws {
    var example = CauseExample()
    example.changeComments { $0["created_at"] = "\"2022-05-05T05:05:05Z\"" }
    try expect(
      example, .replacedTimes,
      "created_at of all 60 comments is replaced by one time, 2022-05-05T05:05:05Z (60 of 60 that differ, 60 in all)",
      "Write the times of the export: an import may set its own where the field has another name.",
      explains: ["comment-times-are-unchanged: 60"])
  }

  @Test("times without their seconds are cut to the minute")
  func cutTimes() throws {
    var example = CauseExample()
    example.changeComments { comment in
      comment["created_at"] = String(comment["created_at"].dropLast(4)) + "00Z\""
    }
    try expect(
      example, .coarseTimes,
      "created_at of all 60 comments is cut to the minute (60 of 60 that differ, 60 in all)",
      "Write the times with all digits that the export has.", explains: ["comment-times-are-unchanged: 60"])
  }

  @Test("sixty of a hundred times that differ by several amounts have no cause")
  func manyShifts() throws {
    var example = CauseExample()
    example.changeComments {
      let shift = $0.number % 5
      if shift > 1 { $0["created_at"].replace("T08:", with: "T1\(shift):") }
    }
    let result = try example.audit()
    #expect(try result.rule("comment-times-are-unchanged").violations == 36)
    #expect(result.causes == [])
  }

  @Test("times an hour later of which half have another fraction are not a shifted clock")
  func shiftedFractions() throws {
    var example = CauseExample()
    example.changeComments {
      $0["created_at"].replace("T08:", with: "T09:")
      if $0.number % 2 == 0 { $0["created_at"].replace("Z", with: ".5Z") }
    }
    let result = try example.audit()
    #expect(try result.rule("comment-times-are-unchanged").violations == 60)
    #expect(result.causes == [])
  }

  @Test("a mechanism is proven by at least three records, and 95 % of all that it could explain")
  func proof() {
    #expect(Proof.holds(3, of: 3) && Proof.holds(19, of: 20) && Proof.holds(57, of: 60))
    #expect(!Proof.holds(2, of: 2) && !Proof.holds(18, of: 19) && !Proof.holds(56, of: 59))
  }

  @Test("two comments of one shift are too few for a cause")
  func twoShifts() throws {
    var example = CauseExample()
    example.changeComments { if $0.number < 1003 { $0["created_at"].replace("T08:", with: "T09:") } }
    #expect(try example.audit().causes == [])
  }

  // MARK: Flags

  @Test("a flag that is inverted everywhere is named as such")
  func inverted() throws {
    var example = CauseExample()
    example.changeComments { $0["public"] = $0["public"] == "true" ? "false" : "true" }
    try expect(
      example, .castFlag, "public is inverted in all 60 comments",
      "Write the flag as the export has it; it may mean the opposite in the new system.",
      explains: ["public-flags-are-unchanged: 60"])
  }

  @Test("flags of which some private ones stay private have no cause")
  func someFlags() throws {
    var example = CauseExample()
    example.changeComments { if $0.number < 1040 { $0["public"] = "true" } }
    #expect(try example.audit().causes == [])
  }

  // MARK: Columns

  @Test("name and e-mail that are exchanged are swapped columns, once for both")
  func swapped() throws {
    var example = CauseExample()
    example.changeUsers { ($0["name"], $0["email"]) = ($0["email"], $0["name"]) }
    let result = try example.audit()
    #expect(result.causes.map(\.kind) == [.swappedColumns])
    #expect(
      result.causes.map(\.sentence) == [
        "name and email of users have each other's values, in 9 users (9 of 9 that differ, 9 in all)"
      ])
    #expect(
      result.attribution.filter { $0.hasSuffix("unchanged: 9") } == [
        "emails-are-unchanged: 9", "names-are-unchanged: 9",
      ])
  }

  @Test("an author that is the requester of the ticket is a look-up by the wrong column")
  func wrongColumn() throws {
    var example = CauseExample()
    example.changeComments { comment in
      let ticket = (Int(comment["ticket_id"]) ?? 0) - 201
      comment["author_id"] = "\(CauseExample.id(ticket % 9 + 1))"
    }
    try expect(
      example, .wrongColumn,
      "author_id of comments has the values of the ticket's requester_id, in 48 comments (48 of 48 that differ, 60 in all)",
      "Write each column into its own field.", explains: ["comments-have-the-expected-author: 48"])
  }

  @Test("one author for all comments is a constant field")
  func constant() throws {
    var example = CauseExample()
    example.changeComments { $0["author_id"] = "9" }
    let result = try example.audit()
    #expect(result.causes.map(\.kind) == [.constantField])
    #expect(
      result.causes.first?.sentence.hasPrefix("author_id has one value, 9, in ") == true)
  }

  @Test("bodies that are null everywhere are one cause, for the schema as well")
  func nulls() throws {
    var example = CauseExample()
    example.changeComments { $0["html_body"] = "null" }
    try expect(
      example, .emptiedField, "html_body is null, missing or of another type in all 60 comments",
      "Write the values of the export's column; was it read by another name?",
      explains: ["batches-match-the-schema: 60", "bodies-are-unchanged: 60"])
  }

  @Test("bodies that all end at one length are cut there")
  func cutTexts() throws {
    var example = CauseExample()
    example.changeComments { $0["html_body"] = String($0["html_body"].dropLast().prefix(31)) + "\"" }
    try expect(
      example, .cutTexts,
      "html_body is cut at 30 bytes in 60 comments (60 of 60 that differ, 60 in all); no text in the archive is longer",
      "Write the texts whole: a column or field on the way holds no more than 30 bytes.",
      explains: ["bodies-are-unchanged: 60"])
  }

  // MARK: Order and ids

  @Test("comments from the newest to the oldest are in the opposite order")
  func reversed() throws {
    var example = CauseExample()
    for number in example.batches.keys { example.batches[number]?.comments.reverse() }
    try expect(
      example, .reversedOrder,
      "comments are in the opposite order, the newest first: in 12 of 12 tickets whose comments are not in time order (12 "
        + "tickets in all)",
      "Write the comments of each ticket from the oldest to the newest.",
      explains: ["comments-are-in-time-order: 48"])
  }

  @Test("comments that changed places here and there are not reversed")
  func shuffled() throws {
    var example = CauseExample()
    for number in example.batches.keys { example.batches[number]?.comments.swapAt(1, 2) }
    let result = try example.audit()
    #expect(try result.rule("comments-are-in-time-order").violations == 6)
    #expect(result.causes == [])
  }

  @Test("ids that are all too low by one number were not rewritten by the plan's rule")
  func movedIDs() throws {
    var example = CauseExample()
    example.changeComments { $0["id"] = "\($0.number - 500)" }
    try expect(
      example, .idsNotRewritten,
      "ids of comments are 500 too low: 60 of 60 that are missing are there under such an id",
      "Apply the plan's 'ids' rule to the comments and to all that refers to them.",
      explains: ["no-missing-comments: 60", "no-unexpected-comments: 60"])
  }

  @Test("chat ids in place of ticketing ids in comments alone were not rewritten")
  func keptIDs() throws {
    var example = CauseExample()
    example.changeComments { if let id = Int($0["author_id"]), id > 900 { $0["author_id"] = "\(id - 900)" } }
    let result = try example.audit()
    #expect(result.causes.map(\.kind) == [.idsNotRewritten])
    #expect(
      result.causes.first?.sentence.hasSuffix("still hold a chat id in place of the id of the person") == true
        || result.causes.first?.sentence.hasSuffix("still holds a chat id in place of the id of the person")
          == true
    )
    #expect(result.attribution.filter { $0.hasSuffix("left") } == [])
  }

  // MARK: Concentration

  @Test("changed comments of one month are said to be of it")
  func month() throws {
    var example = CauseExample()
    example.changeComments {
      let ticket = Int($0["ticket_id"]) ?? 0
      if ticket == 205 || ticket == 206 || $0.number == 1001 { $0["html_body"] = "\"other \($0.number)\"" }
    }
    let rule = try example.audit().rule("bodies-are-unchanged")
    #expect(rule.violations == 11)
    #expect(
      rule.concentration == "90 % of the comments are of backup_tickets_300.json, which has 16 % of all")
  }

  @Test("violations that are spread like the comments are concentrated nowhere")
  func spread() throws {
    var example = CauseExample()
    example.changeComments { if $0.number % 4 == 0 { $0["html_body"] = "\"other \($0.number)\"" } }
    #expect(try example.audit().rule("bodies-are-unchanged").concentration == nil)
  }
}
