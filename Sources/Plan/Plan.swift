/// What migration.yml declares: where the exports are, how people are matched, what the archive looks like.
///
/// A plan holds declarations only. Nothing here converts a value of an export: instants, booleans, integers
/// and e-mail keys are converted once by the builder and once more, independently, by the verifier.
package struct Plan: Sendable, Equatable {
  /// The most bytes of a plan: 64 KiB.
  package static let mostBytes = 64 * 1024

  /// The path that the plan was read from, as the user gave it; messages name it.
  package var path: String
  /// The folder that relative paths start from: the plan's own.
  package var directory: String
  /// The exact bytes of the plan, for its digest.
  package var text: [UInt8]
  /// `migration:`, a title for people.
  package var title: String
  /// `sources:`, all of them, in the order of the plan.
  package var sources: [Source] = []
  /// The record types that the archive may hold, in the order of a batch's arrays: the helpdesk schema, then those that
  /// the plan adds.
  package var schema = RecordType.helpdesk
  /// The chat exports: the sources whose rows describe comments, tickets and users. The first is the one that mappings
  /// without a source are of. A plan of lists of people needs none.
  package var chats: [ChatMap] = []
  /// The list of the ticketing tool's users: the source that `identity.keep` names; nil in a plan without one.
  package var ticketing: UserList?
  /// The list of addresses that count as others: the source that `identity.aliases` names.
  package var aliases: AliasList?
  /// The mappings of sources of which one row is one record: lists of people, tickets, their comments, then the other
  /// types; those of a type together.
  package var records: [RecordMap] = []
  /// `tables:`
  package var tables: [TablePlan] = []
  /// `calendars:`, when teams work.
  package var calendars: [WorkCalendar] = []
  /// `hypercare:`, the weeks after go-live; nil in a plan without it.
  package var hypercare: HypercarePlan?
  /// `null:`, what is null in all sources beside the empty value.
  package var nullWords: [String] = []
  /// `conflicts:`, what to do with rows that contradict each other.
  package var conflicts: ConflictPolicy = .refuse
  /// `decisions:`, the sheet in which people decide conflicts one by one, relative to the plan; nil without one.
  package var decisions: Located<String>?
  /// `unresolved-requester:`, what to do with a ticket whose requester never wrote.
  package var unresolvedRequester: UnresolvedRequesterPolicy = .refuse
  /// `already-imported:`, whether people known to the ticketing tool are in the archive too.
  package var alreadyImported: AlreadyImportedPolicy = .include
  /// `export-defects:`, what it means for the gate that something wrong with the archive is the same in the export.
  package var exportDefects: ExportDefectPolicy = .warn
  /// `legacy-hosts:`, the hosts of the legacy system, links to which are found in texts.
  package var legacyHosts: [String] = []
  /// `links:`, where records are looked at in both systems.
  package var links = LinkPatterns()
  /// `archive:`.
  package var archive = ArchivePlan()
  /// `as-of:`, the "now" for dates in the future, as written in the plan; nil means the start of the run.
  package var asOf: Located<String>?
  /// `counts:`, how many of each record type somebody says must arrive, in the order of the plan.
  package var counts: [StatedCount] = []
  /// `must-not-arrive:`, the people of whom nothing may be in the archive.
  package var erasureLedger: ErasureLedger?
  /// `rules:`, what the plan says of single rules, in its order.
  package var rules: [RuleSetting] = []
  /// `waivers:`, the path of the file of waivers.
  package var waivers: String?
  /// `sign-offs:`, the path of the file of sign-offs, relative to the plan; nil without one.
  package var signOffs: Located<String>?
  /// `gates:`, in the order of the plan.
  package var gates: [GatePlan] = []
  /// All of the plan but its title and policy, in one way of writing: audits under plans of one such text measure the same.
  package var measuredText = ""
  /// The most that is read of the archive, and written into a batch of it; those of the exports are `Source.limits`.
  package var limits = InputLimits()

  /// Whether ids of any source are texts, which get numbers.
  package var hasTextIDs: Bool {
    let rules = chats.flatMap { [$0.commentIDs, $0.ticketIDs, $0.userIDs] } + records.map(\.ids)
    return rules.contains { $0.isOfTexts }
  }

  /// Whether it maps no record at all: its tables are compared with each other, and there is no archive.
  package var comparesTablesAlone: Bool {
    chats.isEmpty && records.isEmpty && ticketing == nil && !tables.isEmpty
  }

  /// The mappings of a record type whose sources have one row for each record.
  package func recordMaps(_ type: RecordType) -> [RecordMap] { records.filter { $0.type.name == type.name } }

  /// The first of them.
  package func recordMap(_ type: RecordType) -> RecordMap? { records.first { $0.type.name == type.name } }

  /// Whether lists of people are mapped, each row of which becomes a user: then the people of all records are theirs, else
  /// those of `ticketing`.
  package var hasLists: Bool { recordMap(.users) != nil }

  /// How the ids of the lists of people, and references to them, become ids of the archive.
  package var listIDs: IDRule { recordMap(.users)?.ids ?? .same }

  /// The custom fields of a record type, part by part: those of each chat, then those of each source of which one row is
  /// one record, and one part without any where there is no such source.
  package func customFields(of type: RecordType) -> [[ColumnPlan]] {
    let maps = recordMaps(type)
    let records = maps.isEmpty ? [[]] : maps.map { Array($0.customFields) }
    switch type.name {
    case RecordType.comments.name: return chats.map(\.columns.commentFields) + records
    case RecordType.tickets.name: return chats.map(\.columns.ticketFields) + records
    case RecordType.users.name: return chats.map(\.columns.userFields) + records
    default: return records
    }
  }
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

/// What a fault of the archive counts that is the same in the export.
package enum ExportDefectPolicy: String, Sendable, CaseIterable {
  /// As a warning: it is not a fault of the migration.
  case warn
  /// As any other.
  case fail
}

/// `archive:`, the target: where it is, how its members are called, how large a batch may be.
package struct ArchivePlan: Sendable, Equatable {
  package var path: String { paths[0] }
  /// The archives that are imported one after the other, each a delivery; at least one.
  package private(set) var paths = ["backup_tickets.tar.gz"]
  /// The member pattern around the one `{batch}`.
  package var memberPrefix = "backup_tickets_"
  package var memberSuffix = ".json"
  /// The number of the first batch, and the distance to the next.
  package var start: Int64 = 100
  package var step: Int64 = 100
  /// The most objects that one array of a batch may hold.
  package var batchSize = 100

  package init() {}

  /// Names the archives; nothing where there is none.
  mutating func name(_ paths: [String]) {
    if !paths.isEmpty { self.paths = paths }
  }
}
