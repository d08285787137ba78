/// One named source: a file, a list of files, or globs of staged exports, and how their bytes are read.
package struct Source: Sendable, Equatable {
  /// The user's own name for it; rules and reports use it.
  package var name: String
  /// Paths and globs as written, each with its line.
  package var paths: [Located<String>]
  /// `format:`
  package var format: SourceFormat = .detected
  /// `encoding:`
  package var encoding: TextEncoding = .detected
  /// `delimiter:`, the byte between two fields of a CSV record; nil is detected among `,` `;` tab and `|`.
  package var delimiter: UInt8?
  /// `header:`, the columns of a CSV export that has no line for them.
  package var header: [String]?
  /// How its CSV is written: `quote:`, `escape:`, `comment:` and `skip-lines:`.
  package var dialect = CSVDialect()
  /// `null:`, what is null in its columns beside the empty value; nil: the words of the plan.
  package var nullWords: [String]?
  /// `collection:`, the key under which a JSON page holds its records; nil is detected: the one array of
  /// objects of the page.
  package var collection: String?
  /// `each:`, the nested array of each JSON record whose elements are the rows; nil: the records are.
  package var each: EachPath?
  /// `where:`, which of its rows are meant; nil: all.
  package var filter: Comparison?
  /// `may-be-empty:`, whether it may have no accepted row.
  package var mayBeEmpty = false
  /// `stages:`, what the names of the files count.
  package var stages: StagePlan?
  /// `ignore:`, the columns that are not migrated on purpose.
  package var ignored: [IgnoredColumn] = []
  /// `records:`, how many records the old system says there are.
  package var statedRecords: StatedRecords?
  /// `fetch:`, where `deskaudit fetch` gets the files from.
  package var fetch: FetchPlan?
  /// The most that is read of its files.
  package var limits = InputLimits()

  package init(name: String, paths: [Located<String>]) {
    self.name = name
    self.paths = paths
  }
}

/// The format of an export's files. Compression is not part of it: a gzip file is always told by its first bytes.
package enum SourceFormat: String, Sendable, Codable, CaseIterable {
  /// Told by the content of each file.
  case detected = "auto"
  case csv
  /// One JSON object on each line.
  case ndjson
  /// One JSON array of objects, or one page with an array of objects under a key (`{"users": […]}`).
  case json
}

package enum TextEncoding: String, Sendable, Codable, CaseIterable {
  /// UTF-16 where a byte order mark or the NUL bytes of its start say so, else UTF-8. Windows-1252 is never
  /// detected, because every file is valid Windows-1252.
  case detected = "auto"
  case utf8 = "utf-8"
  /// By its byte order mark; without one by its NUL bytes.
  case utf16 = "utf-16"
  case windows1252 = "windows-1252"
}

/// What the files of a staged export are stages of: a unit that is in the name of each file
/// (`chat_2021-Q3.csv`), so that a missing one is noticed.
package struct StagePlan: Sendable, Equatable {
  package enum Unit: String, Sendable, CaseIterable {
    /// `2021`
    case year
    /// `2021-Q3`, `2021Q3`
    case quarter
    /// `2021-09`
    case month
    /// `2021-09-30`
    case day
    /// The last number of the name: `page-000568.json`, `part 12.csv`
    case number
  }

  package var unit: Unit
  /// The first and last stage that must be there, as their names have them; nil for what is there.
  package var first: Located<String>?
  package var last: Located<String>?
  /// Where `stages` is in the plan.
  package var line: Int

  package init(unit: Unit, first: Located<String>? = nil, last: Located<String>? = nil, line: Int) {
    self.unit = unit
    self.first = first
    self.last = last
    self.line = line
  }
}
