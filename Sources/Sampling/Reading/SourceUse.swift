import Exports
import Plan

/// A source of the plan, and what the plan makes of its rows.
struct SourceUse {
  /// What a row says by one mapping.
  struct Role {
    enum Kind: Equatable {
      /// The index among the plan's chats.
      case chat(Int)
      /// Of one row is one record: the index among the plan's records.
      case records(Int)
      case ticketing, aliases
      case table(Int)
    }

    let kind: Kind
    let columns: [ColumnPlan]
    /// The index of its first column among those that are read.
    let first: Int
  }

  let index: Int
  let source: Source
  let export: Export
  /// Those that name a ticket come first.
  let roles: [Role]
  let wanted: [WantedColumn]
  /// The index of the column of `where`.
  let filterColumn: Int?
  /// Sources that are fetched for each id of this one, with the column of the ids.
  let children: [(child: Source, column: Int)]
  /// Whether nothing tells which of its rows belong to a ticket, so that all are kept.
  let isWhole: Bool

  var isForEach: Bool { source.fetch?.forEach != nil }

  /// Whether a file that has nothing of the sample may be missing in it: no path of the plan names one by itself, and
  /// nothing counts them.
  var mayLackFiles: Bool {
    source.stages == nil
      && source.paths.allSatisfy {
        $0.value.split(separator: "/").last?.contains { "*?".contains($0) } ?? false
      }
  }

  /// The sources that the plan reads, in its order.
  ///
  /// - Throws: `ExportError` for a path that names no file.
  static func all(of plan: Plan) throws(ExportError) -> [SourceUse] {
    var uses: [SourceUse] = []
    for source in plan.sources { uses.append(try SourceUse(source, index: uses.count, plan)) }
    return uses
  }

  private init(_ source: Source, index: Int, _ plan: Plan) throws(ExportError) {
    (self.index, self.source) = (index, source)
    export = try Export(source, relativeTo: plan.directory)
    var wanted: [WantedColumn] = []
    var roles: [Role] = []
    func add(_ kind: Role.Kind, _ columns: [ColumnPlan], count: ColumnPlan? = nil, core: Int) {
      roles.append(Role(kind: kind, columns: columns, first: wanted.count))
      wanted += columns.enumerated().map { WantedColumn($1, isCustom: $0 >= core) }
      if let count { wanted.append(WantedColumn(count, isCustom: true)) }
    }
    for (number, chat) in plan.chats.enumerated() where chat.source.name == source.name {
      add(.chat(number), chat.columns.all, count: chat.commentCount?.column, core: 10)
    }
    let maps = plan.records.enumerated().filter { $0.element.source.name == source.name }
    let ofTickets = maps.filter { [.tickets, .comments].contains($0.element.type) }
    let others = maps.filter { ![.tickets, .comments].contains($0.element.type) }
    for (number, map) in ofTickets + others {
      add(.records(number), map.columns, count: map.commentCount?.column, core: map.type.fields.count)
    }
    if let list = plan.ticketing, list.source.name == source.name { add(.ticketing, list.columns, core: 2) }
    if let list = plan.aliases, list.source.name == source.name { add(.aliases, list.columns, core: 2) }
    var isWhole = false
    for (number, table) in plan.tables.enumerated() where table.source.name == source.name {
      add(.table(number), table.columns, core: 1)
      if table.key.field != SourceUse.ticketKey { isWhole = true }
    }
    filterColumn = source.filter == nil ? nil : wanted.count
    if let filter = source.filter { wanted.append(WantedColumn(filter: filter)) }
    var children: [(child: Source, column: Int)] = []
    for child in plan.sources {
      guard let forEach = child.fetch?.forEach, forEach.source.value == source.name else { continue }
      children.append((child, wanted.count))
      wanted.append(WantedColumn(forEach: forEach.key))
    }
    self.isWhole = isWhole || roles.isEmpty && children.isEmpty && source.fetch?.forEach == nil
    (self.roles, self.wanted, self.children) = (roles, wanted, children)
  }

  /// The column of a further table by which its rows belong to tickets.
  static let ticketKey = "ticket_id"

  /// Whether it is a further table whose rows are cut to the tickets of the sample.
  var isCutTable: Bool {
    !isWhole && roles.contains { if case .table = $0.kind { true } else { false } }
  }
}

/// The rows of one file, as one source reads them.
struct FileRows {
  let source: Int
  /// The index among the files of the source.
  let file: Int
  /// Numbers of `ExportGraph`.
  let rows: Range<Int>
  let summary: ExportFileSummary
  /// Where records are that could not be read, in their order.
  let problems: [UInt64]
  /// Those of them that are copied as examples.
  let malformed: [UInt64]
  /// Whether rows are not all of its records: elements of them, or some that have none.
  let isOfElements: Bool
  /// Where the file has its records, if it is read for elements.
  var records: [Range<UInt64>] = []
  /// For each row of JSON, which of the first 64 wanted columns have a value.
  var presence: [UInt64] = []

  var isJSON: Bool { summary.shape.format != .csv }
  /// Whether it is a JSON array, or a page around one.
  var isArray: Bool { summary.shape.format == .json }
}
