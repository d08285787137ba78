import Foundation
import Testing

/// The forms of the failure catalogue in which timestamps are damaged or mistaken (D06 to D09).
@Suite("Damaged timestamps")
struct DamagedTimestampTests {
  /// A unit of counts since 1970, with those of the two comments' times: 2021-01-01T00:00:00Z and a minute
  /// later.
  enum Unit: String, CaseIterable, Sendable {
    case seconds, milliseconds, microseconds

    var zeros: String {
      switch self {
      case .seconds: ""
      case .milliseconds: "000"
      case .microseconds: "000000"
      }
    }
    var counts: [String] { ["1609459200", "1609459260"].map { $0 + zeros } }
    var plan: String { DamagedTimestampTests.plan("format: epoch-\(rawValue)") }
  }

  /// What the plan says of the comments' times.
  private static func plan(_ text: String) -> String {
    "records: {comments: {fields: {created_at: {\(text)}}}}"
  }

  private static func rows(_ times: [String]) -> [ChatLine] {
    var rows = [ChatLine.first, ChatLine()]
    for (row, time) in times.enumerated() { rows[row].time = time }
    return rows
  }

  /// The export with one time in line 3, beside the archive of a sound one.
  private func judge(_ time: String, plan: String = "") throws -> Judged {
    try Judged(damaged: [.first, ChatLine(time: time)], plan: plan, soundPlan: "")
  }

  /// Line 3 is refused by the one and fails by the other.
  private func expect(_ judged: Judged, build: String, verify: String) {
    #expect(judged.build.exitCode == 1)
    #expect(judged.build.errors == "error: exports/chat.csv:3: COMMENT_CREATED_AT can't be read; \(build)\n")
    #expect(judged.verify.exitCode == 1)
    #expect(
      judged.findings["no-rejected-rows"] == ["exports/chat.csv:3: COMMENT_CREATED_AT is \(verify)"])
  }

  private static let expectation =
    "expected a time as 2021-02-02T02:02:02Z, without a zone only where the plan gives 'time-zone'"

  // MARK: D06

  @Test(
    "D06: a count since 1970 of which the plan says nothing is refused, and fails", arguments: Unit.allCases)
  func undeclaredCount(unit: Unit) throws {
    let count = unit.counts[1]
    expect(
      try judge(count),
      build:
        "\(Self.expectation); looks like \(unit) since 1970; if all are, say 'format: epoch-\(unit)' in "
        + "the plan",
      verify:
        "'\(count)', which is not an RFC 3339 time with a zone: a number; seconds or milliseconds since 1970 "
        + "need a 'format' in the plan")
  }

  @Test("D06: a count of the unit that the plan says passes", arguments: Unit.allCases)
  func declaredCount(unit: Unit) throws {
    let rows = Self.rows(unit.counts)
    let judged = try Judged(sound: rows, damaged: rows, plan: unit.plan)
    #expect(judged.build.errors == "")
    #expect(judged.verify.exitCode == 0)
    #expect(judged.findings == [:])
  }

  @Test(
    "D06: a count of a finer unit than the plan says is beyond every year: refused, and fails",
    arguments: [(Unit.seconds, Unit.milliseconds), (.seconds, .microseconds), (.milliseconds, .microseconds)])
  func finerUnit(declared: Unit, given: Unit) throws {
    let rows = Self.rows(given.counts)
    let judged = try Judged(sound: rows, damaged: rows, plan: declared.plan, soundPlan: given.plan)
    #expect(judged.build.exitCode == 1)
    let expected = "\(declared) since 1970 in decimal digits, as 1612231322\(declared.zeros)"
    let sentences = [2, 3].map {
      "error: exports/chat.csv:\($0): COMMENT_CREATED_AT can't be read; expected \(expected); looks like "
        + "\(given) since 1970; if all are, say 'format: epoch-\(given)' in the plan\n"
    }
    #expect(judged.build.errors == sentences.joined())
    #expect(judged.verify.exitCode == 1)
    #expect(
      judged.findings["no-rejected-rows"]
        == zip([2, 3], given.counts).map {
          "exports/chat.csv:\($0): COMMENT_CREATED_AT is '\($1)', which is not a number of \(declared) since "
            + "1970: its year would be beyond 9999; it looks like \(given)"
        })
  }

  /// Such a count is a time, if one of 1970: it is migrated, and both warn. An archive of the right times
  /// fails.
  @Test(
    "D06: a count of a coarser unit than the plan says is a time of 1970: both warn, and sound archives fail",
    arguments: [
      (Unit.milliseconds, Unit.seconds, ["1970-01-19T15:04:19.2Z", "1970-01-19T15:04:19.26Z"]),
      (.microseconds, .milliseconds, ["1970-01-19T15:04:19.2Z", "1970-01-19T15:04:19.26Z"]),
      (.microseconds, .seconds, ["1970-01-01T00:26:49.4592Z", "1970-01-01T00:26:49.45926Z"]),
    ])
  func coarserUnit(declared: Unit, given: Unit, times: [String]) throws {
    let rows = Self.rows(given.counts)
    let judged = try Judged(sound: rows, damaged: rows, plan: declared.plan, soundPlan: given.plan)
    #expect(judged.build.exitCode == 0)
    #expect(
      judged.build.errors == """
        warning: values of the chat export that look damaged, and are migrated unchanged: 2
        warning: exports/chat.csv:2: COMMENT_CREATED_AT is before 1990; it looks like \(given), compare \
        'format' in the plan
        warning: exports/chat.csv:3: COMMENT_CREATED_AT is before 1990; it looks like \(given), compare \
        'format' in the plan

        """)
    #expect(judged.verify.exitCode == 1)
    #expect(judged.findings["comment-times-are-unchanged"]?.count == 2)
    #expect(
      judged.findings["export-times-are-plausible"]
        == zip([2, 3], times).map { line, time in
          "exports/chat.csv:\(line): comment \(line + 9) was created at \(time) (COMMENT_CREATED_AT), "
            + "before 1990: \(given) where the plan says \(declared)?"
        })
  }

  @Test("a number of JSON that counts seconds is read by its format, and refused without one")
  func jsonCount() throws {
    func folder(_ time: String, plan: String) throws -> Folder {
      let folder = try Folder.migration(plan: plan)
      let record = """
        {"TICKET_CREATED_AT":"2021-01-01T00:00:00Z","TICKET_REQUESTER_ID":1,"COMMENT_PART_ID":11,\
        "CONVERSATION_ID":5,"COMMENT_PUBLIC":true,"BODY":"Hi","COMMENT_CREATED_AT":\(time),"AUTHOR_ID":1,\
        "NAME":"Ann","EMAIL":"ann@example.org"}

        """
      try folder.write(record, to: "exports/chat.csv")
      return folder
    }
    let sound = try Judged(
      before: folder("\"2021-01-01T00:00:00Z\"", plan: ""),
      after: folder("1609459200", plan: Unit.seconds.plan))
    #expect(sound.build.errors == "")
    #expect(sound.verify.exitCode == 0)
    let damaged = try Judged(
      before: folder("1609459200", plan: Unit.seconds.plan),
      after: folder("1.6094592e9", plan: Unit.seconds.plan))
    #expect(
      damaged.build.errors
        == "error: exports/chat.csv:1: COMMENT_CREATED_AT can't be read; expected seconds since 1970 in "
        + "decimal digits, as 1612231322; if all are written so, say how with 'format' in the plan, or correct the "
        + "export\n")
    #expect(
      damaged.findings["no-rejected-rows"] == [
        "exports/chat.csv:1: COMMENT_CREATED_AT is '1.6094592e9', which is not a number of seconds since 1970: "
          + "scientific notation, in which digits are lost"
      ])
  }

  // MARK: D07

  @Test(
    "D07: a form of its own is refused, and fails, and both say the format that it looks like",
    arguments: [
      ("2021-01-01T00:01:00 -10:00", "%Y-%m-%dT%H:%M:%S %z", "'2021-01-01T00:01:00 -10:00'"),
      ("Fri Jan 01 00:01:00 +0000 2021", "%a %b %d %H:%M:%S %z %Y", "a text of 30 bytes (masked)"),
    ])
  func formOfItsOwn(time: String, format: String, shown: String) throws {
    expect(
      try judge(time),
      build:
        "\(Self.expectation); looks like the format '\(format)'; if all do, say so in the plan ('format')",
      verify:
        "\(shown), which is not an RFC 3339 time with a zone: it looks like 'format: \(format)', which the "
        + "plan does not declare")
  }

  @Test(
    "D07: with its format, the form is the same instant",
    arguments: [
      (["2020-12-31T14:00:00 -10:00", "2020-12-31T14:01:00 -10:00"], "%Y-%m-%dT%H:%M:%S %z"),
      (["Fri Jan 01 00:00:00 +0000 2021", "Fri Jan 01 00:01:00 +0000 2021"], "%a %b %d %H:%M:%S %z %Y"),
    ])
  func withFormat(times: [String], format: String) throws {
    let judged = try Judged(
      damaged: Self.rows(times), plan: Self.plan("format: \"\(format)\""), soundPlan: "")
    #expect(judged.build.errors == "")
    #expect(judged.verify.exitCode == 0)
    #expect(judged.findings == [:])
  }

  // MARK: D08, D09

  @Test("D08: a stamp with an offset beside local ones counts by its own zone")
  func twoZones() throws {
    let judged = try Judged(
      damaged: Self.rows(["2021-01-01T01:00:00", "2020-12-31T19:01:00-05:00"]),
      plan: Self.plan("time-zone: Europe/Berlin"), soundPlan: "")
    #expect(judged.build.errors == "")
    #expect(judged.verify.exitCode == 0)
    #expect(judged.findings == [:])
  }

  @Test("D08: an archive in which a stamp was taken for one of the other zone fails, with the row")
  func otherZone() throws {
    let judged = try Judged(
      sound: Self.rows(["2021-01-01T00:00:00Z", "2021-01-01T00:01:00Z"]),
      damaged: Self.rows(["2021-01-01T01:00:00", "2021-01-01T00:01:00-05:00"]),
      plan: Self.plan("time-zone: Europe/Berlin"), soundPlan: "")
    #expect(judged.verify.exitCode == 1)
    #expect(Array(judged.findings.keys) == ["comment-times-are-unchanged"])
    #expect(judged.findings["comment-times-are-unchanged"]?.count == 1)
  }

  @Test(
    "D08, D09: a stamp without a zone is refused, and fails, where the plan gives none",
    arguments: ["2021-01-01T00:01:00", "2021-01-01 00:01:00"])
  func zoneless(time: String) throws {
    expect(
      try judge(time),
      build: "\(Self.expectation); it has no zone; say in the plan which one it means ('time-zone')",
      verify: "'\(time)', which is not an RFC 3339 time with a zone: it has no zone, and the plan gives none "
        + "('time-zone')")
  }

  @Test(
    "D09: with a zone in the plan, a stamp without one is the instant of its clocks",
    arguments: [("UTC", "00"), ("+02:00", "02"), ("Europe/Berlin", "01")])
  func withZone(zone: String, hour: String) throws {
    let judged = try Judged(
      damaged: Self.rows(["2021-01-01T\(hour):00:00", "2021-01-01 \(hour):01:00"]),
      plan: Self.plan("time-zone: '\(zone)'"), soundPlan: "")
    #expect(judged.build.errors == "")
    #expect(judged.verify.exitCode == 0)
    #expect(judged.findings == [:])
  }
}
