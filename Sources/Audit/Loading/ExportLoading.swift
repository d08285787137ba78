import Exports
import Foundation
import Plan

/// The exports, as far as they can be read.
///
/// `@unchecked Sendable`: `load` runs on one thread, and the rest is read once it has ended.
final class ExportLoading: @unchecked Sendable {
  let rows: ExportRows
  private(set) var feeds: Feeds
  private let plan: Plan
  private let reading: Reading
  private let isShowingValues: Bool
  private let parents: [ParentIDs]
  private let supply: any RecordSupply
  /// The people of whom nothing may be in the archive; nil where the plan has no list of them.
  let erased: ErasedPeople?

  init(
    plan: Plan, sheet: FilledSheet? = nil, showsValues: Bool, reading: Reading,
    supply: any RecordSupply = DirectSupply()
  ) {
    self.plan = plan
    self.reading = reading
    self.supply = supply
    isShowingValues = showsValues
    rows = ExportRows(
      plan, sheet, findsContent: reading.findsContent, isReplayed: supply is ReplayingSupply)
    erased = plan.erasureLedger == nil ? nil : ErasedPeople()
    let feeds = Feeds(plan)
    self.feeds = feeds
    parents = plan.sources.compactMap { source in
      ParentIDs(source, plan) { source in
        feeds.all.firstIndex { $0.name == source.name }.flatMap {
          try? supply.export($0, source, relativeTo: plan.directory)
        }
      }
    }
  }

  /// Reads the aliases, the ticketing users, the chats, the lists of people, what else has one row for each record, and the declared
  /// tables.
  func load() {
    if let list = plan.aliases, let feed = feeds.aliases { read(feed, by: AliasLoader(list, rows.aliases)) }
    if let list = plan.ticketing, let feed = feeds.ticketing {
      read(feed, by: UserListLoader(list, rows.ticketing))
    }
    for (number, chat) in plan.chats.enumerated() {
      read(feeds.chat(number), by: ChatLoader(chat, system: number, plan, rows, showsValues: isShowingValues))
    }
    for (number, map) in plan.records.enumerated() where map.type == .users {
      read(feeds.records(number), by: ListLoader(map, system: rows.people.beginList(), plan, rows))
    }
    if plan.hasLists { rows.enterPeople() }
    for (number, map) in plan.records.enumerated() where map.type != .users {
      read(feeds.records(number), map)
    }
    for number in plan.tables.indices { loadTable(number) }
    for feed in feeds.all.indices where feeds[feed].role == .parent {
      let forEach = plan.sources.compactMap { $0.fetch?.forEach }.first {
        $0.source.value == feeds[feed].name
      }
      read(feed, by: ParentLoader(feeds[feed].source, key: forEach?.key ?? "id"))
    }
    feeds.idsWithoutPages = parents.map(\.missing)
  }

  /// Reads one declared table, by its number in the plan.
  func loadTable(_ number: Int) {
    guard let feed = feeds.table(number) else { return }
    let table = plan.tables[number]
    read(
      feed,
      by: RecordLoader(
        table.columns, ids: .same, plan, into: rows.tables[number], at: Array(0..<table.columns.count - 1),
        texts: rows.texts, of: table.source, keepsTexts: true))
  }

  /// Reads the list of those of whom nothing may be in the archive: before the archive, whose texts are searched for them.
  func loadErased() {
    guard let ledger = plan.erasureLedger, let erased, let feed = feeds.erased else { return }
    var columns: [ErasureLedger.Column] = []
    do throws(ExportError) {
      let export = try Export(ledger.source, relativeTo: plan.directory)
      let names = try export.shape(ofFile: 0).columns
      columns = ErasureLedger.Column.allCases.filter { names.contains($0.rawValue) }
      guard columns.contains(where: { $0 != .source }) else {
        feeds.all[feed].trouble =
          "\(export.files[0].name): expected a column 'id', 'email' or 'sha256' in the list of people who must not arrive"
        return
      }
    } catch {
      // It is told when the list is read.
      columns = [.id]
    }
    read(feed, by: LedgerLoader(ledger, columns, plan, erased), from: DirectSupply())
  }

  private func read(_ feed: Int, _ map: RecordMap) {
    switch map.type {
    case .tickets:
      rows.tickets.begin()
      read(feed, by: TicketRecordLoader(map, plan, rows, showsValues: isShowingValues))
    case .comments:
      guard let tickets = plan.recordMap(.tickets) else { return }
      rows.comments.systems.begin(at: rows.comments.count)
      let system = rows.comments.systems.starts.count - 1
      read(feed, by: CommentRecordLoader(map, of: tickets, system: system, plan, rows))
    default:
      guard let table = rows.records[map.type.name] else { return }
      read(
        feed,
        by: RecordLoader(
          map.columns, ids: map.ids, plan, into: table, at: rows.layouts[map.type].columnsOfFields[0],
          texts: rows.texts, inspection: rows.inspection, of: map.source,
          watched: rows.watched.map { ($0, map.type, rows.ticketingSystem) }))
    }
  }

  private func read(_ feed: Int, by loader: some RowLoader, from other: (any RecordSupply)? = nil) {
    let source = feeds[feed].source
    let supply = other ?? self.supply
    let export: Export
    do {
      export = try supply.export(feed, source, relativeTo: plan.directory)
    } catch {
      let place = plan.line(ofPath: error.file).map { " (\(plan.path):\($0))" } ?? ""
      feeds.all[feed].trouble = "\(error)\(place)"
      return
    }
    do {
      feeds.all[feed] = try read(export, feed, by: loader, from: supply)
      if source.stages != nil { feeds.all[feed].stageProblems = export.stageProblems().map(\.message) }
    } catch {
      feeds.all[feed].trouble = String(describing: error)
    }
  }

  /// Reads every file of an export once; a row that the loader can't use is rejected for the first reason that applies.
  private func read(
    _ export: Export, _ feed: Int, by loader: some RowLoader, from supply: any RecordSupply
  ) throws -> ExportFacts {
    var facts = feeds[feed]
    let name = facts.name
    var rejects = Rejects()
    let parents = parents.filter { $0.parent == name }
    var columns = loader.fields.columns
    let keys = parents.map { columns.place(of: $0.key) }
    var rejected: Set<Int> = []
    let request = FeedRequest(
      feed: feed, columns: columns, knownTexts: loader.fields.knownTexts)
    try supply.read(
      request, export, reading: reading, into: &facts,
      problem: { rejects.note($0) },
      receive: { block in
        guard let first = block.places.first else { return }
        try reading.rowLimit.require(loader.rowCount, block.count, in: name)
        loader.begin(feed: feed, file: Int(first.file))
        loader.take(block) { record in
          let (reason, message) = loader.fields.rejection(
            block, record, showsValues: isShowingValues, after: { loader.rejectionAfterFields(block, record) }
          )
          rejects.note(reason, block.places[record], message: message)
          if loader.fields.isWanted(block, record) { loader.noteIDs(block, record, in: &rejects) }
          loader.noteComment(block, record, in: &rejects)
          if !parents.isEmpty { rejected.insert(record) }
        }
        for (ids, key) in zip(parents, keys) {
          ids.take(block, column: key, feed: feed) { !rejected.contains($0) }
        }
        rejected.removeAll(keepingCapacity: true)
      })
    facts.rejects = rejects
    return facts
  }
}

extension [WantedColumn] {
  /// The place of a column as it is in the export, which is added where it is not wanted yet.
  fileprivate mutating func place(of name: String) -> Int {
    let known = firstIndex { $0.name.utf8.elementsEqual(name.utf8) && !$0.isJSON && $0.template == nil }
    if known == nil { append(WantedColumn(forEach: name)) }
    return known ?? count - 1
  }
}

/// Turns the records of one feed into rows.
protocol RowLoader {
  var fields: RecordFields { get }
  /// The rows of the table so far, for the bound on them.
  var rowCount: Int { get }

  /// Before the rows of a block.
  func begin(feed: Int, file: Int)

  /// Appends the records of a block that are accepted; `reject` takes the others.
  func take(_ block: RecordBlock, reject: (_ record: Int) -> Void)

  /// Why a record is rejected of which all fields can be read.
  func rejectionAfterFields(_ block: RecordBlock, _ record: Int) -> (Rejects.Reason, String)?

  /// Remembers the ids that a rejected record names.
  func noteIDs(_ block: RecordBlock, _ record: Int, in rejects: inout Rejects)

  /// Remembers the comment that a rejected record tells of, and its ticket.
  func noteComment(_ block: RecordBlock, _ record: Int, in rejects: inout Rejects)
}

extension RowLoader {
  func rejectionAfterFields(_ block: RecordBlock, _ record: Int) -> (Rejects.Reason, String)? { nil }
  func noteIDs(_ block: RecordBlock, _ record: Int, in rejects: inout Rejects) {}
  func noteComment(_ block: RecordBlock, _ record: Int, in rejects: inout Rejects) {}
}
