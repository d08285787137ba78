/// The inventory of an export, finished: numbers and texts, ready to be shown.
///
/// Values of the export are masked (letters to `a` and `A`, digits to `9`) unless `showsValues`, or their column surely says
/// nothing of a person (`Disclosure`); counts and places never are. Values of a column with sensitive content always are.
package struct Profile: Sendable, Equatable {
  /// The title of the plan, or of the run.
  package var title: String
  package var showsValues: Bool
  package var sources: [SourceProfile]
  /// What relates rows to each other, where it is known which source is the chat export.
  package var chat: ChatProfile?

  /// Whether every file was read to its end.
  package var isComplete: Bool { sources.allSatisfy { $0.files.allSatisfy { $0.trouble == nil } } }
}

package struct SourceProfile: Sendable, Equatable {
  /// The plan's name for it.
  package var name: String
  /// `chat export`, `ticketing users`; nil where the plan does not say.
  package var role: String?
  package var files: [FileProfile]
  package var columns: [ColumnProfile]
  package var problems: [ReaderProblem]
  /// The column whose times make the spans and months.
  package var timeColumn: String?
  /// Whether these times are those of a zone that none of them names.
  package var isLocalTime: Bool
  package var months: [MonthCount]

  package var records: Int { files.reduce(0) { $0 + $1.records } }
  package var bytes: UInt64 { files.reduce(0) { $0 + $1.bytes } }
  /// Months between the first and the last without a record: `2019-03`.
  package var emptyMonths: [String] { months.filter { $0.records == 0 }.map(\.name) }
}

package struct FileProfile: Sendable, Equatable {
  package var name: String
  /// `CSV, ';', UTF-8, gzip`
  package var shape: String
  /// As it is on the disk.
  package var bytes: UInt64
  package var records: Int
  /// Records that could not be taken as such.
  package var problems: Int
  package var span: TimeSpan?
  /// Why it can't be read to its end, as a sentence.
  package var trouble: String?
}

/// Two instants in RFC 3339, to the second.
package struct TimeSpan: Sendable, Equatable {
  package var first: String
  package var last: String
}

/// Problems of one kind with the records of a source.
package struct ReaderProblem: Sendable, Equatable {
  /// `ragged row`
  package var kind: String
  package var count: Int
  /// The first of them, as sentences that begin with file and line.
  package var examples: [String]
}

package struct MonthCount: Sendable, Equatable {
  /// `2019-03`
  package var name: String
  package var records: Int
}

package struct ColumnProfile: Sendable, Equatable {
  package var name: String
  /// Files of the source that lack the column.
  package var filesWithout: Int
  /// Values that are not empty.
  package var values: Int
  package var nulls: Int
  package var distinct: DistinctCount
  /// Of integers, of times, or of texts by their bytes: whatever most of the values are.
  package var least: String?
  package var greatest: String?
  /// In bytes; nil without a value.
  package var lengths: Lengths?
  /// The most frequent first.
  package var forms: [FormCount]
  package var damage: [DamageCount]
  /// Texts with payment card numbers, bank accounts or passwords in them. Then no value of the column is shown.
  package var content: [ContentCount] = []
  /// Each value with its count, where there are at most 20; empty where there are more.
  package var common: [ValueCount]
}

package struct Lengths: Sendable, Equatable {
  package var least: Int
  /// In tenths of a byte, rounded down.
  package var meanTenths: Int
  package var greatest: Int
}

package struct FormCount: Sendable, Equatable {
  package var form: String
  package var count: Int
  package var example: String
}

package struct DamageCount: Sendable, Equatable {
  package var kind: String
  package var count: Int
  /// `chat.csv:12`
  package var place: String
  package var example: String
}

package struct ContentCount: Sendable, Equatable {
  /// `a password`
  package var kind: String
  package var count: Int
  /// `chat.csv:12`
  package var place: String
}

package struct ValueCount: Sendable, Equatable {
  package var value: String
  package var count: Int
}

/// What relates the rows of a chat export to each other and to the list of users.
package struct ChatProfile: Sendable, Equatable {
  package var source: String
  package var rows: Int
  package var rowsWithoutCommentID: Int
  package var comments: Int
  /// Rows that repeat a comment id with the same ticket, author, public flag, time and body, byte for byte.
  package var repeatedRows: Int
  /// Comment ids of rows that differ in one of these.
  package var contradictingComments: Int
  package var conversations: Int
  package var conversationsWithoutRequester: Int
  package var conversationsWithTwoRequesters: Int
  /// Conversations of a requester who is nowhere an author.
  package var conversationsOfSilentRequesters: Int
  package var silentRequesters: Int
  package var authors: Int
  package var authorsWithoutEmail: Int
  /// People, by e-mail, with more than one chat id, and how many ids these have together.
  package var peopleWithSeveralIDs: Int
  package var idsOfPeopleWithSeveral: Int
  package var authorsWithTwoEmails: Int
  /// Authors whose last comment is more than a year older than the last of all; and that day.
  package var inactiveAuthors: Int
  package var inactiveBefore: String?
  package var users: UserProfile?
}

/// The list of ticketing users beside the chat export.
package struct UserProfile: Sendable, Equatable {
  package var source: String
  package var ids: Int
  package var repeatedIDs: Int
  package var withoutEmail: Int
  /// E-mails that several ids have.
  package var sharedEmails: Int
  /// Authors of the chat whose e-mail the list has.
  package var knownAuthors: Int
  /// Authors of the chat whose e-mail the list lacks.
  package var unknownAuthors: Int
}
