import Testing

extension DeclaredTests {
  private static let due = "ticket_id,priority,due_at\n"

  /// Two lists of due dates, of the old system and read back from the new one.
  private func dueDates(old: String, new: String, share: String = "") throws -> Folder {
    let columns =
      "{ticket_id: {from: ticket_id, type: integer}, priority: priority, due_at: {from: due_at, type: timestamp}}"
    let folder = try Folder.migration(
      sources: "  sla_old: {path: exports/sla_old.csv}\n  sla_new: {path: exports/sla_new.csv}",
      plan: """
        tables:
          legacy_due: {source: sla_old, side: legacy, key: ticket_id, columns: \(columns)}
          new_due: {source: sla_new, side: new, key: ticket_id, columns: \(columns)}
        """)
    try folder.write(Self.due + old, to: "exports/sla_old.csv")
    try folder.write(Self.due + new, to: "exports/sla_new.csv")
    let pair = "check: reconcile\nfrom: legacy_due\nto: new_due\nseverity: error\n"
    try folder.writeRule(
      "time/due-dates-are-kept.md",
      "area: time\n\(pair)side: different\ncolumns: [due_at]\ntolerance: 60s\nwhere: legacy_due.priority = high"
        + (share.isEmpty ? "" : "\nmax-share: \(share)"),
      title: "Due dates of urgent tickets are kept")
    try folder.writeRule(
      "counts/due-dates-arrive.md", "area: counts\n\(pair)side: missing", title: "No due dates are missing")
    try folder.writeRule(
      "counts/no-other-due-dates.md", "area: counts\n\(pair)side: unexpected\nwhere: priority != low",
      title: "No other urgent ticket has a due date")
    return folder
  }

  @Test("two exports are compared by key: times within the tolerance and rows of another priority pass")
  func tablesThatAgree() throws {
    let folder = try dueDates(
      old: "5,high,2021-01-01T04:00:00Z\n6,high,2021-01-02T04:00:00Z\n7,low,2021-01-03T04:00:00Z\n",
      new:
        "8,low,\n7,low,2021-01-09T04:00:00Z\n6,high,2021-01-02T03:59:00Z\n5,high,2021-01-01T05:01:00+01:00\n")
    try expectPass(folder)
    let rule = try folder.audit().report.rule("due-dates-are-kept")
    #expect(rule.outcome == "passed")
    #expect(rule.criteria == "equal within 60 s where priority = high")
    #expect(rule.summary == "due_at equal in 2 values")
  }

  @Test("two exports are compared by key: what changed, is missing or is unexpected is found at its places")
  func tablesThatDiffer() throws {
    let folder = try dueDates(
      old: "5,high,2021-01-01T04:00:00Z\n6,high,2021-01-02T04:00:00Z\n7,low,2021-01-03T04:00:00Z\n9,low,\n",
      new: "8,high,\n7,low,2021-01-09T04:00:00Z\n6,high,2021-01-02T03:58:59Z\n5,high,2021-01-01T04:00:00Z\n")
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    try expect(
      [
        "due-dates-arrive: row 9 is missing | exports/sla_old.csv:5",
        "no-other-due-dates: row 8 is unexpected: legacy_due has no row of this key | exports/sla_new.csv:2",
        "due-dates-are-kept: row 6: due_at must be 2021-01-02T04:00:00Z and is 2021-01-02T03:58:59Z, 61 seconds "
          + "earlier | exports/sla_old.csv:3 | exports/sla_new.csv:4",
      ], in: folder)
    let finding = try #require(try folder.audit().report.rule("due-dates-are-kept").evidence.first)
    #expect(finding.origin == "archive", "it is not so in the old export")
  }

  @Test("times of a further table have a range, whichever side it is of")
  func rangeOfATable() throws {
    let folder = try dueDates(
      old: "5,high,2021-01-01T04:00:00Z\n", new: "5,high,2021-01-01T04:00:00Z\n")
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    try folder.writeRule(
      "time/due-dates-are-late.md",
      "area: time\ncheck: range\ncolumns: [new_due.due_at]\nmin: 2030\nseverity: error",
      title: "Due dates are late")
    try expect(
      [
        "due-dates-are-late: row 5 has the due_at 2021-01-01T04:00:00Z, before 2030 | exports/sla_new.csv:2"
      ], in: folder)
  }

  @Test(
    "a range or a form of a column that has none is a mistake of the page: exit 64",
    arguments: [
      (
        "check: range\ncolumns: [new_due.priority]\nmin: 2030",
        "columns: expected timestamps, or columns 'expected.….id' alone, found 'new_due.priority'"
      ),
      (
        "check: format\ncolumns: [archive.comments.html_body]\nformat: rfc-3339",
        "columns: expected core fields of type timestamp for 'format: rfc-3339', found 'archive.comments.html_body'"
      ),
    ])
  func rangeOfAText(page: String, sentence: String) throws {
    let folder = try dueDates(old: "", new: "")
    try folder.writeRule("time/no-range.md", "area: time\n\(page)\nseverity: error", title: "No range")
    let outcome = try Tool.run("verify", "--rules", "rules", in: folder)
    #expect(outcome.exitCode == 64)
    #expect(outcome.errors.contains(sentence), "\(outcome.errors)")
  }

  @Test("a filter by the column of the other table is a mistake of the page: exit 64")
  func filterOfTheOtherTable() throws {
    let folder = try dueDates(old: "", new: "")
    try folder.writeRule(
      "counts/due-dates-arrive.md",
      "area: counts\ncheck: reconcile\nfrom: legacy_due\nto: new_due\nside: missing\nseverity: error\n"
        + "where: new_due.priority = high", title: "No due dates are missing")
    let outcome = try Tool.run("verify", "--rules", "rules", in: folder)
    #expect(outcome.exitCode == 64)
    #expect(outcome.errors.contains("where: expected a column of 'legacy_due', found 'new_due.priority'"))
  }

  @Test("a share of violations that the page allows passes and is shown; one more fails", arguments: [1, 2])
  func allowedShare(changed: Int) throws {
    // 200 rows, of which 0.5 % is one.
    let rows = (1...200).map { "\($0),high,2021-01-01T04:00:00Z\n" }
    let other = (1...changed).map { "\($0),high,2021-01-01T05:00:00Z\n" }
    let folder = try dueDates(
      old: rows.joined(), new: (other + rows.dropFirst(changed)).joined(), share: "0.5%")
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    let (report, outcome) = try folder.audit()
    let rule = try report.rule("due-dates-are-kept")
    #expect(rule.outcome == (changed == 1 ? "passed" : "failed"))
    #expect(outcome.exitCode == (changed == 1 ? 0 : 1))
    #expect(rule.evidence.map(\.key) == (1...changed).map { "row \($0)" })
    #expect(
      rule.summary
        == (changed == 1
          ? "1 of 200 values of due_at differs (allowed: at most 0.5%)" : "2 of 200 values of due_at differ"))
    #expect(outcome.output.contains("row 1: due_at must be 2021-01-01T04:00:00Z and is 2021-01-01T05:00:00Z"))
  }
}
