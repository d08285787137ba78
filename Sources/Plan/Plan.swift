/// What migration.yml declares: where the exports are, how people are matched, what the archive looks like.
///
/// A plan holds declarations only. Nothing here converts a value of an export: instants, booleans, integers
/// and e-mail keys are converted once by the builder and once more, independently, by the verifier.
package struct Plan: Sendable, Equatable {
  /// The path that the plan was read from, as the user gave it; messages name it.
  package var path: String
  /// The folder that relative paths start from: the plan's own.
  package var directory: String
  /// The exact bytes of the plan, for its digest.
  package var text: [UInt8]
  /// `migration:`, a title for people.
  package var title: String
  /// `sources:`, the chat export: the one that `identity.keep` does not name.
  package var chat: Source
  /// `sources:`, the ticketing users: the one that `identity.keep` names; nil in a plan of one source.
  package var ticketing: Source?
  /// `conflicts:`, what to do with rows that contradict each other.
  package var conflicts: ConflictPolicy = .refuse
  /// `unresolved-requester:`, what to do with a ticket whose requester never wrote.
  package var unresolvedRequester: UnresolvedRequesterPolicy = .refuse
  /// `already-imported:`, whether people known to the ticketing tool stand in the archive too.
  package var alreadyImported: AlreadyImportedPolicy = .include
  /// `records:`, the columns of the chat export.
  package var columns = ChatColumns()
  /// `archive:`.
  package var archive = ArchivePlan()
  /// `as-of:`, the "now" for dates in the future, as written in the plan; nil means the start of the run.
  package var asOf: Located<String>?
}

/// A value with the line of the plan that it came from (counted from 1).
package struct Located<Value: Sendable & Equatable>: Sendable, Equatable {
  package var value: Value
  package var line: Int

  package init(_ value: Value, line: Int) {
    self.value = value
    self.line = line
  }
}

/// One named source: a file, a list of files, or globs of staged exports.
package struct Source: Sendable, Equatable {
  /// The user's own name for it; rules and reports use it.
  package var name: String
  /// Paths and globs as written, each with its line.
  package var paths: [Located<String>]

  package init(name: String, paths: [Located<String>]) {
    self.name = name
    self.paths = paths
  }
}

/// What happens to rows that contradict each other.
package enum ConflictPolicy: String, Sendable, CaseIterable {
  /// The build refuses; the audit fails.
  case refuse
  /// The first row in source order wins; the others are counted.
  case first
  /// The last row in source order wins; the others are counted.
  case last
}

/// What happens to a ticket whose requester never wrote, and so has no e-mail in the chat export.
package enum UnresolvedRequesterPolicy: String, Sendable, CaseIterable {
  /// The ticket keeps the chat id, and the audit fails: a defect of the export.
  case refuse
  /// The ticket keeps the chat id, and the audit warns.
  case allow
  /// Both systems are known to share their numbers: the chat id is the ticketing id.
  case sameIDs = "same-ids"
}

/// Whether people who are in the destination already are expected in the archive as well.
package enum AlreadyImportedPolicy: String, Sendable, CaseIterable {
  case include, omit
}

/// What happens to a row in which a field is null.
package enum WhenNull: String, Sendable, CaseIterable {
  /// The build refuses; the audit fails.
  case refuse
  /// The row is left out and counted under its reason.
  case drop
  /// The field is written as it is (only for `html_body`, where null is the empty string).
  case keep
}

/// One field of the mapping: the export's column, and how its values are read.
package struct ColumnPlan: Sendable, Equatable {
  /// The column's name in the export's header.
  package var from: String
  package var whenNull: WhenNull
  /// For timestamps without a zone: minutes east of UTC; nil makes such a stamp a finding.
  package var timeZoneMinutes: Int?

  package init(from: String, whenNull: WhenNull = .refuse, timeZoneMinutes: Int? = nil) {
    self.from = from
    self.whenNull = whenNull
    self.timeZoneMinutes = timeZoneMinutes
  }
}

/// `records:` of the chat export, with the column names of its usual header as defaults.
package struct ChatColumns: Sendable, Equatable {
  package var commentID = ColumnPlan(from: "COMMENT_PART_ID")
  package var ticketID = ColumnPlan(from: "CONVERSATION_ID")
  package var authorID = ColumnPlan(from: "AUTHOR_ID")
  package var requesterID = ColumnPlan(from: "TICKET_REQUESTER_ID")
  package var isPublic = ColumnPlan(from: "COMMENT_PUBLIC")
  package var commentCreatedAt = ColumnPlan(from: "COMMENT_CREATED_AT")
  package var ticketCreatedAt = ColumnPlan(from: "TICKET_CREATED_AT")
  package var body = ColumnPlan(from: "BODY", whenNull: .keep)
  package var name = ColumnPlan(from: "NAME", whenNull: .keep)
  package var email = ColumnPlan(from: "EMAIL", whenNull: .keep)
  /// The two columns of the ticketing users.
  package var ticketingID = ColumnPlan(from: "id")
  package var ticketingEmail = ColumnPlan(from: "email", whenNull: .keep)

  package init() {}
}

/// `archive:`, the target: where it is, how its members are called, how large a batch may be.
package struct ArchivePlan: Sendable, Equatable {
  package var path = "backup_tickets.tar.gz"
  /// The member pattern around the one `{batch}`.
  package var memberPrefix = "backup_tickets_"
  package var memberSuffix = ".json"
  /// The number of the first batch, and the distance to the next.
  package var start: Int64 = 100
  package var step: Int64 = 100
  /// The most objects that one array of a batch may hold.
  package var batchSize = 100

  package init() {}
}
