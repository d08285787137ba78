import Exports
import Plan

/// One source in one of its roles, and how its reading ended.
struct ExportFacts: Sendable {
  /// What a source is read for.
  enum Role: Sendable, Equatable {
    case chat(Int)
    case ticketingUsers
    case aliases
    /// One row is one record: the number of the mapping in the plan.
    case records(Int)
    /// A declared table, by its number in the plan.
    case table(Int)
    /// Only its ids are wanted, of which another source is fetched for each.
    case parent
    /// The people of whom nothing may be in the archive.
    case erased
  }

  let source: Source
  let role: Role
  var files: [FileFacts] = []
  /// Records as the audit's own scanner counts them, the headers not counted; one number for each file.
  var countedRecords: [Int] = []
  /// Records that the reader took or reported; one number for each file.
  var readRecords: [Int] = []
  /// Rows that are not used.
  var rejects = Rejects()
  /// What is broken so that the two counts of records may differ after it for no other reason: "rows with broken
  /// quotes"; nil where nothing is.
  var uncountable: String?
  /// What is missing among the stages that the plan declares, in sentences; nil where it declares none.
  var stageProblems: [String]?
  /// For each file what it says of the collection that it is a page of; nil for a file that is no page.
  var pages: [PageEnvelope?] = []
  /// The columns of its files.
  var columns = FileColumns()
  /// Why the source can't be read; nil when all of it was read to its end.
  var trouble: String?

  init(_ source: Source, _ role: Role) {
    self.source = source
    self.role = role
  }

  var name: String { source.name }
  /// Rows of all files: by the audit's own count, and by the reader's where nothing else can count them.
  var rowCount: Int { (uncountable == nil ? countedRecords : readRecords).reduce(0, +) }
  /// Why nobody can say that each of its records was counted, in a sentence; nil where each was.
  var doubt: String? {
    if let trouble { return "\(name) was not read to its end (\(trouble))" }
    return uncountable.map { "\(name) has \($0), after which records can't be counted twice" }
  }
  /// Rows that are used.
  var acceptedCount: Int { max(0, readRecords.reduce(0, +) - rejects.total) }

  func place(file: Int, _ position: RowPosition) -> ExportPlace {
    ExportPlace(
      source: name, file: files.indices.contains(file) ? files[file].path : name, line: position.line,
      record: position.record, element: source.each == nil ? nil : position.element)
  }
}

/// The sources of a plan, each in its roles, in the order in which reports show them.
struct Feeds: Sendable {
  var all: [ExportFacts]
  /// Of the declared tables, in the order of the plan.
  let tableNames: [String]
  /// Of the mappings of which one row is one record, in the order of the plan.
  let recordTypes: [RecordType]
  /// What is missing of the sources that are fetched for each id of another, once all are read.
  var idsWithoutPages: [IDsWithoutPages] = []
  private let chats: Int
  private let hasTicketing: Bool
  private let hasAliases: Bool

  init(_ plan: Plan) {
    chats = plan.chats.count
    tableNames = plan.tables.map(\.name)
    hasTicketing = plan.ticketing != nil
    all = plan.chats.enumerated().map { ExportFacts($0.element.source, .chat($0.offset)) }
    if let ticketing = plan.ticketing { all.append(ExportFacts(ticketing.source, .ticketingUsers)) }
    recordTypes = plan.records.map(\.type)
    all += plan.records.enumerated().map { ExportFacts($0.element.source, .records($0.offset)) }
    hasAliases = plan.aliases != nil
    if let aliases = plan.aliases { all.append(ExportFacts(aliases.source, .aliases)) }
    all += plan.tables.enumerated().map { ExportFacts($0.element.source, .table($0.offset)) }
    let parents = plan.sources.compactMap { $0.fetch?.forEach?.source.value }
    for source in plan.sources where parents.contains(source.name) {
      if !all.contains(where: { $0.name == source.name }) { all.append(ExportFacts(source, .parent)) }
    }
    if let ledger = plan.erasureLedger { all.append(ExportFacts(ledger.source, .erased)) }
  }

  subscript(index: Int) -> ExportFacts { all[index] }

  func chat(_ number: Int) -> Int { number }
  var ticketing: Int? { hasTicketing ? chats : nil }
  /// The feed of a mapping, by its number in the plan.
  func records(_ number: Int) -> Int { chats + (hasTicketing ? 1 : 0) + number }
  /// The feeds of a record type of which one row is one record, in the order of the plan.
  func records(_ type: RecordType) -> [Int] {
    recordTypes.indices.filter { recordTypes[$0].name == type.name }.map(records)
  }
  var erased: Int? { all.firstIndex { $0.role == .erased } }
  func table(_ number: Int) -> Int? { all.firstIndex { $0.role == .table(number) } }

  /// The feeds that tell of tickets and comments, in the order of their systems.
  var conversations: [Int] {
    Array(0..<chats) + [RecordType.tickets, .comments].flatMap(records)
  }

  var aliases: Int? { hasAliases ? records(recordTypes.count) : nil }

  /// The feeds that tell of people alone.
  var people: [Int] { [ticketing, aliases].compactMap(\.self) + records(.users) }

  /// The sources, each once, with their files.
  var sources: [ExportFacts] {
    all.enumerated().filter { index, facts in !all[..<index].contains { $0.name == facts.name } }.map(
      \.element)
  }

  /// Where a row is whose table has this lineage.
  func place(_ run: (feed: Int, file: Int), _ position: RowPosition) -> ExportPlace {
    all[run.feed].place(file: run.file, position)
  }
}
