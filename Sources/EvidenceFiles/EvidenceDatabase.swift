import Audit
import Foundation
import GRDB
import Platform
import Synchronization

/// The evidence as an SQLite database, for questions in SQL. Its texts are those of the audit, unchanged.
struct EvidenceDatabase {
  static let fileName = "evidence.sqlite"
  /// By which the file is known to be this tool's: `dska` in ASCII.
  private static let applicationID: UInt32 = 0x6473_6B61

  /// Databases that are closed, and are never let go of: a queue of Dispatch that ends starts a thread for that, and waits for
  /// good where none can be started.
  private static let closed = Mutex<[DatabaseQueue]>([])

  private let database: Database
  private let finding: Statement
  private let place: Statement

  /// Writes a new file in one transaction: what the audit says, and in `body` the findings of each rule.
  ///
  /// - Throws: also what `body` throws. What there is of the file then is of no use.
  static func write(
    _ result: AuditResult, to file: StagedFile, _ body: (EvidenceDatabase) throws -> Void
  ) throws {
    // SQLite would let others read it.
    try FileOutput(file).close()
    var configuration = Configuration()
    // A file that is not complete is never seen, and needs neither a journal nor to be synced half-way.
    configuration.prepareDatabase { database in
      try database.execute(sql: "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
    }
    // Every row is made of the audit's own rules and causes; the tests have SQLite check it.
    configuration.foreignKeysEnabled = false
    let queue = try DatabaseQueue(path: file.path, configuration: configuration)
    defer { closed.withLock { $0.append(queue) } }
    try queue.write { database in
      try database.execute(
        sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(EvidenceSchema.version)")
      try database.execute(sql: EvidenceSchema.tables)
      try AuditRows(result).insert(into: database)
      try body(EvidenceDatabase(database))
      try database.execute(sql: EvidenceSchema.indices)
    }
    try queue.close()
    let descriptor = retrying { open(file.path, O_RDWR | O_CLOEXEC) }
    defer { if descriptor >= 0 { close(descriptor) } }
    guard descriptor >= 0, retrying({ fsync(descriptor) }) == 0 else {
      throw EvidenceError(file.place, "this evidence can't be written")
    }
  }

  private init(_ database: Database) throws {
    self.database = database
    finding = try database.makeStatement(
      sql: """
        INSERT INTO findings (rule, key, message, count, origin, expected, found, cause)
        VALUES (?, CAST(? AS TEXT), CAST(? AS TEXT), ?, ?, CAST(? AS TEXT), CAST(? AS TEXT), ?)
        """)
    place = try database.makeStatement(
      sql: """
        INSERT INTO places (finding, side, source, file, line, record, element, member, pointer, "offset")
        VALUES (?, ?, ?, CAST(? AS TEXT), ?, ?, ?, CAST(? AS TEXT), CAST(? AS TEXT), ?)
        """)
  }

  /// Adds a finding of a rule of the audit.
  func insert(_ finding: Finding, of rule: String) throws {
    try execute(
      self.finding,
      [
        rule.databaseValue, exact(finding.key), exact(finding.message), finding.count.databaseValue,
        finding.origin.rawValue.databaseValue, exact(finding.expected), exact(finding.found),
        value(finding.cause),
      ])
    let row = database.lastInsertedRowID.databaseValue
    if let archive = finding.archive {
      try execute(
        place,
        [
          row, "archive".databaseValue, .null, .null, .null, .null, .null, exact(archive.member),
          exact(archive.pointer), value(archive.offset),
        ])
    }
    for (side, export) in [("export", finding.export), ("new", finding.counterpart)] {
      guard let export else { continue }
      try execute(
        place,
        [
          row, side.databaseValue, export.source.databaseValue, exact(export.file), value(export.line),
          value(export.record), value(export.element), .null, .null, .null,
        ])
    }
  }

  private func execute(_ statement: Statement, _ values: [DatabaseValue]) throws {
    statement.setUncheckedArguments(StatementArguments(values))
    try statement.execute()
  }

  /// A text to its last byte: as a text it would end at a NUL.
  private func exact(_ text: String?) -> DatabaseValue {
    guard let text else { return .null }
    return text.utf8.contains(0) ? Data(text.utf8).databaseValue : text.databaseValue
  }

  private func value(_ number: Int?) -> DatabaseValue { number?.databaseValue ?? .null }

  /// Whether a file that begins so is such a database, of whatever version.
  static func isOwn(_ start: [UInt8]) -> Bool {
    // https://sqlite.org/fileformat2.html#the_database_header
    guard start.count == 100, start.starts(with: Array("SQLite format 3\0".utf8)) else { return false }
    return start[68..<72].reduce(0 as UInt32) { $0 << 8 | UInt32($1) } == applicationID
  }
}
