/// The keys that a mapping of a plan may have, where they are not names of the plan's own: the parser knows no others, and
/// `Reports/plan.schema.json`, `waivers.schema.json` or `signoffs.schema.json` beside it has a definition of each of these names with the same keys.
enum PlanKeys: String, CaseIterable {
  case plan, source
  /// `sources.NAME.columns` of the ticketing users.
  case columns
  case stages, fetch
  /// `fetch.parameters`
  case parameters
  /// `fetch.cursor`
  case cursor
  case identity, archive, numbering, mapping
  /// A mapping under `records.tickets`.
  case ticketMapping = "ticket-mapping"
  case commentCount = "comment-count"
  /// A mapping under `records:` of a type that is not of the helpdesk schema.
  case recordType = "record-type"
  case ids, field
  /// `loss:` of a field.
  case loss
  case table, hypercare
  /// `hypercare.columns`
  case hypercareColumns = "hypercare-columns"
  /// `hypercare.bounds`
  case hypercareBounds = "hypercare-bounds"
  /// One of them that is another in the first week.
  case hypercareWeeks = "hypercare-weeks"
  /// One of `calendars:`.
  case calendar
  case links
  /// One of a list of waivers, which is a file of its own.
  case waiver
  /// One of a list of sign-offs, which is a file of its own.
  case signOff = "sign-off"
  /// `evidence:` of one.
  case signOffEvidence = "sign-off-evidence"
  /// One of `gates:`, and its levels.
  case gate
  case noGo = "no-go"
  case rollBack = "roll-back"

  /// In the order in which messages list them.
  var names: [String] {
    switch self {
    case .plan:
      [
        "migration", "sources", "identity", "conflicts", "unresolved-requester", "already-imported",
        "archive", "as-of", "records", "tables", "calendars", "export-defects", "null", "decisions", "counts",
        "must-not-arrive", "legacy-hosts", "links", "rules", "waivers", "sign-offs", "gates", "hypercare",
      ]
    case .source:
      ["path", "format", "encoding", "delimiter"] + PlanReader.dialectKeys + [
        "header", "null", "collection", "each", "where", "may-be-empty", "stages", "fetch", "columns",
        "records", "ignore",
      ]
    case .columns: ["id", "email"]
    case .stages: ["by", "first", "last"]
    case .fetch:
      [
        "url", "pagination", "per-page", "parameters", "first", "cursor", "total", "headers", "token-scheme",
        "body", "for-each", "key",
      ]
    case .parameters: ["page", "offset", "per-page"]
    case .cursor: ["from", "to", "alone"]
    case .identity: ["match", "keep", "aliases"]
    case .archive: ["path", "member", "numbering", "batch-size"]
    case .numbering: ["start", "step"]
    case .mapping: ["source", "key", "ids", "fields"]
    case .ticketMapping: PlanKeys.mapping.names + ["comment-count"]
    case .commentCount: ["from", "null", "plus"]
    case .recordType: PlanKeys.mapping.names + ["array", "singular"]
    case .ids: ["offset", "prefix", "text"]
    case .field:
      [
        "from", "template", "value", "type", "format", "time-zone", "true", "false", "null", "extract",
        "default", "when-null", "required", "map", "otherwise", "cut", "loss",
      ]
    case .loss: ["reason", "owner"]
    case .links: ["legacy", "new"]
    case .table: ["source", "side", "key", "columns"]
    case .calendar: ["time-zone", "hours", "holidays"]
    case .hypercare:
      [
        "from", "until", "days", "time-zone", "tickets", "baseline", "notifications", "columns", "bounds",
        "owners",
        "closed",
      ]
    case .hypercareColumns: HypercareColumn.allCases.map(\.rawValue)
    case .hypercareBounds: HypercareMetric.allCases.map(\.rawValue)
    case .hypercareWeeks: ["first-week", "later"]
    case .waiver: ["rule", "keys", "pattern", "max", "reason", "owner", "expires"]
    case .signOff: ["sign-off", "statement", "owner", "date", "expires", "evidence"]
    case .signOffEvidence: ["file", "sha256"]
    case .gate: ["areas", "rules", "severity", "no-go", "roll-back"]
    case .noGo: ["failed-rules", "unchecked-rules", "migrated-share", "findings", "drift"]
    case .rollBack: ["failed-rules", "migrated-share", "findings", "drift"]
    }
  }
}
