import Audit

/// A made-up audit with a rule of every status, evidence of every kind, and a balance that lost something.
func sampleAudit() -> AuditResult {
  AuditResult(
    title: "Chat history to the new desk", tool: "deskaudit 1.0", verdict: .fail,
    asOf: "2026-11-20T00:00:00Z",
    archive: ArchiveFacts(
      path: "backup_tickets.tar.gz", sha256: String(repeating: "a1", count: 32), bytes: 98_765_432,
      members: 21, batches: 20, isComplete: true),
    sources: [
      SourceFacts(
        name: "chat",
        files: [
          FileFacts(
            path: "exports/chat_data.csv", sha256: String(repeating: "b2", count: 32), bytes: 591_000_000,
            records: 2_500_000, format: "CSV, ',', UTF-8")
        ],
        notMigrated: [
          NotMigratedColumn(name: "CONVERSATION_TAGS"), NotMigratedColumn(name: "RATING"),
          NotMigratedColumn(name: "WIDGET_VERSION", reason: "of the old tool alone"),
        ]),
      SourceFacts(
        name: "ticketing",
        files: [
          FileFacts(
            path: "exports/ticket_platform_users.csv", sha256: String(repeating: "c3", count: 32),
            bytes: 1_900_000, records: 56_747, format: "CSV, ',', UTF-8")
        ]),
    ],
    rules: sampleRules(),
    balance: [
      BalanceLine(
        record: "comments", unit: "rows", read: 2_500_000,
        rejected: [.init(reason: "null COMMENT_PART_ID", count: 100)],
        explained: [.init(reason: "exact duplicate", count: 399_500)], expected: 2_100_400,
        matched: 2_100_300,
        missing: 100, unexpected: 2, duplicates: 1, wrongID: 1),
      BalanceLine(
        record: "tickets", unit: "distinct conversations", read: 92_000, expected: 92_000, matched: 92_000,
        missing: 0),
    ],
    mapping: sampleMapping(),
    planPath: "migration.yml", planSHA256: String(repeating: "d4", count: 32),
    rulesSHA256: String(repeating: "e5", count: 32), showsValues: false,
    timing: Timing(startedAt: "2026-11-20T06:00:00Z", seconds: 2.5, jobs: 2, peakMemoryBytes: 380_000_001),
    causes: sampleCauses(),
    policy: AuditPolicy(waiversPath: "waivers.yml", waiversSHA256: String(repeating: "f6", count: 32)),
    measuredPlanSHA256: String(repeating: "07", count: 32),
    periods: [
      PeriodCounts(
        record: "comments", unit: .month,
        periods: [
          .init(name: "2020-11", legacy: 600_000, new: 600_000),
          .init(name: "2020-12", legacy: 700_400, new: 700_300),
          .init(name: "2021-01", legacy: 800_000, new: 800_002),
        ], undated: 1)
    ],
    batchRuns: [
      BatchRun(first: 1000, last: 20_000, count: 20, state: .whole, troubled: 0),
      BatchRun(first: 21_000, last: 21_000, count: 1, state: .missing, troubled: 1),
    ],
    since: SinceAudit(
      sha256: String(repeating: "18", count: 32), verdict: .fail, startedAt: "2026-11-19T06:00:00Z",
      newRules: ["no-missing-comments"], fixedRules: ["no-missing-users"],
      newCauses: [sampleCauses()[0].sentence], fixedCauses: ["the look-up of ticketing ids found nobody"]),
    samples: sampleThreads())
}

private func sampleCauses() -> [Cause] {
  [
    Cause(
      kind: .lostBatch,
      sentence:
        "batch 21000 is lost: backup_tickets_21000.json is not in the archive, and 100 comments that would be in it are "
        + "missing",
      remedy: "Write this batch again from the same export, and add it to the archive.",
      archive: ArchivePlace(member: "backup_tickets_21000.json"),
      explains: [Cause.Share(rule: "no-missing-comments", violations: 100)])
  ]
}

private func sampleMapping() -> [MappingRow] {
  [
    MappingRow(
      record: "comments", field: "created_at", source: "chat", from: "COMMENT_CREATED_AT", type: "timestamp",
      defaultValue: "—", transformation: "%m/%d/%Y %I:%M %p; time zone Europe/Berlin",
      validation: "required; time of this format"),
    MappingRow(
      record: "tickets", field: "status", source: "chat", from: "STATUS", type: "text", defaultValue: "open",
      transformation: "map: open→new, closed→solved", validation: "null is kept; one of open, closed"),
  ]
}

private func sampleRules() -> [RuleResult] {
  [
    RuleResult(
      id: "gzip-is-complete", area: "archive", title: "The gzip stream is complete",
      legacy: "–", new: "gzip stream and tar", criteria: "Every checksum is right", severity: .error,
      outcome: .passed, examined: 21, unit: "members", violations: 0, summary: "21 members read"),
    RuleResult(
      id: "no-missing-comments", area: "counts", title: "No comments are missing",
      legacy: "chat rows, distinct by COMMENT_PART_ID", new: "comments of all batches",
      criteria: "100 % of distinct comments", severity: .error, outcome: .failed, examined: 2_100_400,
      unit: "comments", figures: Figures(legacy: 2_100_400, new: 2_100_280), violations: 120,
      summary: "120 of 2,100,400 comments are missing, 2,100,280 arrived",
      findings: [
        Finding(
          message: "batch 21000 is missing, and 100 comments with it", count: 100,
          archive: ArchivePlace(member: "backup_tickets_21000.json"), cause: 1),
        Finding(
          message: "comment 789012 is not in the archive", key: "comment 789012",
          export: ExportPlace(source: "chat", file: "exports/chat_data.csv", line: 17),
          expected: "one comment", found: "none"),
      ], concentration: "90 % of the comments are of 2019-10, which has 4 % of all",
      remedy: ["Look at the findings.", "Correct the pipeline, build again, audit again."]),
    RuleResult(
      id: "no-comment-precedes-its-ticket", area: "time", title: "No comment is earlier than its ticket",
      legacy: "COMMENT_CREATED_AT, TICKET_CREATED_AT", new: "created_at", criteria: "0 s tolerance",
      severity: .warning, outcome: .failed, examined: 2_100_400, unit: "comments", violations: 1,
      violationsFromExport: 1, summary: "1 comment is earlier than its ticket (1 in the export already)",
      findings: [
        Finding(
          message: "comment 5 is 3 s earlier than ticket 4", origin: .export, key: "comment 5",
          export: ExportPlace(source: "chat", file: "exports/chat_data.csv", line: 2_000_001),
          archive: ArchivePlace(
            member: "backup_tickets_100.json", pointer: "/data/tickets/comments/0", offset: 1_234))
      ]),
    RuleResult(
      id: "stamps-have-zones", area: "time", title: "Every stamp has a zone", legacy: "COMMENT_CREATED_AT",
      new: "created_at", criteria: "RFC 3339", severity: .error, outcome: .notChecked, examined: 0,
      unit: "stamps", violations: 0, summary: "the column COMMENT_CREATED_AT is missing"),
    RuleResult(
      id: "no-missing-organizations", area: "time", title: "No organizations are missing", legacy: "–",
      new: "organizations", criteria: "100 % of distinct organizations", severity: .error,
      outcome: .notApplicable, examined: 0,
      unit: "organizations", violations: 0, summary: "the exports have no organizations"),
    RuleResult(
      id: "bodies-are-unchanged", area: "content", title: "Every body is unchanged", legacy: "BODY",
      new: "comments.html_body", criteria: "the same bytes", severity: .error, outcome: .waived,
      examined: 2_100_300, unit: "comments", violations: 1,
      summary: "1 comment has another html_body (waived until 2027-01-31)",
      findings: [
        Finding(message: "comment 1001: html_body must be 5 bytes and is 3 bytes", key: "comment 1001")
      ],
      measured: Measured(
        summary: "1 comment has another html_body",
        parameters: [
          .init(name: "check", value: "equal"), .init(name: "to", value: "archive.comments.html_body"),
        ],
        selected: [.init(selector: RecordSelector(pattern: "comment 10*"), violations: 1, fromExport: 0)]),
      policy: RulePolicy(
        page: "rules/content/bodies-are-unchanged.md",
        changes: [RuleChange(key: "severity", value: "error", pageValue: "warning")],
        waivers: [
          WaiverUse(
            rule: "bodies-are-unchanged", selector: RecordSelector(pattern: "comment 10*"), state: .inForce,
            violations: 1,
            max: 3, reason: "Cut by the old chat", owner: "Ada Osei", expires: "2027-01-31",
            file: "waivers.yml", line: 3)
        ])),
    RuleResult(
      id: "members-are-named-plainly", area: "archive", title: "Names are plain", legacy: "–",
      new: "archive members",
      criteria: "no './'", severity: .warning, outcome: .notApplicable, examined: 0, unit: "rows",
      violations: 0,
      summary: "switched off by the plan: our importer strips it",
      policy: RulePolicy(off: "our importer strips it")),
  ]
}
