import Exports
import Plan

/// Puts the life of one record together, of what an audit has derived and judged, and of what two further readings tell: of the
/// sources of its type, and of the archive up to the last of its objects.
///
/// - Complexity: O(rows of both sides), beside the audit itself.
struct Tracing {
  let facts: Facts
  let type: RecordType
  let id: TracedID
  let rows: TracedRows
  let objects: TracedObjects
  /// Rows that are not used, and the bytes of the row that counts.
  let scan: SourceScan
  /// Why something is not known.
  let troubles: [String]
  private let sources: [TracedSource]
  private let shown: ShownValues

  init(_ record: TracedRecord, _ facts: Facts) {
    (type, self.facts) = (record.type, facts)
    shown = ShownValues(showsValues: facts.showsValues)
    sources = TracedSource.all(of: type, facts.plan, facts.feeds, showsValues: facts.showsValues)
    var id = TracedID(record, facts)
    rows = TracedRows(id.id, of: type, facts)
    var troubles =
      sources.compactMap { facts.feeds[$0.feed].trouble } + [facts.archiveTrouble].compactMap(\.self)
    var scan = SourceScan()
    let asked = TracedIDs(id, record, rows, facts)
    let wanted = rows.expected.map { [type] in TracedFields.keys(of: $0, type, facts) } ?? []
    for source in sources where facts.feeds[source.feed].trouble == nil {
      do {
        try scan.read(
          source, of: Export(facts.feeds[source.feed].source, relativeTo: facts.plan.directory),
          ids: asked.ids(in: source), accepted: asked.accepted(in: source), wanted: wanted,
          showsValues: facts.showsValues)
      } catch {
        troubles.append("\(error)")
      }
    }
    if !id.isKnown, let first = scan.rejected.first { id.settle(on: first.id, record, facts) }
    self.id = id
    self.scan = scan
    self.troubles = troubles
    objects = TracedObjects(id.id, of: type, facts)
  }

  /// `comment 789012`
  var name: String { "\(type.singular) \(id.id)" }

  /// The whole.
  ///
  /// - Parameter failsOnWarnings: whether a failed warning is something wrong.
  func trace(_ judged: TracedJudgement, failsOnWarnings: Bool) -> Trace {
    var trace = Trace(type: type.name, record: name, standing: .sound, summary: "")
    trace.troubles = troubles
    trace.rows = shownRows
    trace.rowRemarks = rowRemarks(sources.map(\.feed))
    if type == .users { trace.person = TracedPerson(user: id.id, facts, shown).person }
    trace.fields = TracedFields(
      facts: facts, type: type, sources: sources, scan: scan, objects: objects, shown: shown
    ).fields(of: rows.expected)
    trace.places = objects.places
    let references = TracedReferences(facts: facts, type: type, id: id.id)
    trace.references = references.references(of: rows.expected, objects.rows.first.map { Row($0) })
    trace.referrers = references.referrers()
    trace.rules = judged.rules
    (trace.waivers, trace.decisions) = (judged.waivers, judged.decisions)
    (trace.standing, trace.summary) = standing(trace, failsOnWarnings: failsOnWarnings)
    trace.remarks = id.remarks + (trace.standing == .nowhere ? others : [])
    return trace
  }

  /// What could be meant by an id that neither system has.
  private var others: [String] {
    let near = facts.near(id.id, of: type).map { "\(type.singular) \($0)" }
    let remark =
      near.isEmpty ? [] : ["near it \(verb(near.count, "is", "are")) \(near.joined(separator: ", "))"]
    return remark
      + facts.plan.schema.compactMap { other in
        guard other != type, facts.archive[other].isMapped, facts.knows(id.id, of: other) else { return nil }
        let name = "\(other.singular) \(id.id)"
        return "there is a \(name): 'deskaudit trace \(name)' traces it"
      }
  }

  // MARK: What others call the record

  /// What findings call it.
  var keys: Set<String> {
    // Some findings about people have the id of the account.
    let own = accountIDs.filter { $0 != id.id && facts.people(ofUser: $0).isEmpty }
    return Set(([id.id] + own).map { "\(type.singular) \($0)" })
  }

  /// Takes the violations about it.
  var violations: TracedViolations {
    // A row of a chat is first of all one of its comment.
    let own = rows.accepted.map(\.key) + scan.rejected.map(\.key)
    let isShared = [RecordType.tickets, .users].contains(type)
    let places = own.filter { key in
      guard case .chat = facts.feeds[key.feed].role else { return true }
      return !isShared
    }
    return TracedViolations(keys: keys, places: objects.places, rows: places.map { facts.feeds.place($0) })
  }

  /// What the sheet of decisions calls it.
  var decided: Set<WatchedRows.Subject> {
    func subject(_ record: String, _ key: Int64) -> WatchedRows.Subject {
      WatchedRows.Subject(record: record, system: 0, key: key)
    }
    guard type == .users else { return [subject(type.name, id.id)] }
    let table = facts.rows.ticketing
    let ticketing = facts.people(ofUser: id.id).flatMap { person -> [Int64] in
      let row = facts.people.ticketingRow[person]
      guard row >= 0 else { return [] }
      return (0..<table.count).filter { table.key[$0] == table.key[Int(row)] }.map { table.id[$0] }
    }
    return Set(
      accountIDs.flatMap { [subject(type.name, $0), subject(WatchedRows.emailRecord, $0)] }
        + ticketing.map { subject(WatchedRows.ticketingRecord, $0) })
  }

  /// Of a user the ids of its accounts.
  private var accountIDs: [Int64] {
    type == .users ? facts.accounts(ofUser: id.id).map { facts.rows.accounts.id[Int($0)] } : []
  }
}

/// By which ids the rows of a source are rows of the record, and which of those are used.
private struct TracedIDs {
  let id: TracedID
  let record: TracedRecord
  let rows: TracedRows
  let facts: Facts
  /// Of a user.
  let accounts: [Int32]

  init(_ id: TracedID, _ record: TracedRecord, _ rows: TracedRows, _ facts: Facts) {
    (self.id, self.record, self.rows, self.facts) = (id, record, rows, facts)
    accounts = record.type == .users ? facts.accounts(ofUser: id.id) : []
  }

  /// Of a user the ids of its accounts, as the source has them.
  func ids(in source: TracedSource) -> Set<Int64> {
    let ids = id.isKnown ? [id.id] : id.candidates
    guard record.type == .users, !accounts.isEmpty else { return ids }
    let all = facts.rows.accounts
    switch facts.feeds[source.feed].role {
    case .chat(let number):
      return Set(
        accounts.filter { all.systems.system(of: Int($0)) == number }.map { all.id[Int($0)] })
    case .ticketingUsers: return ids
    default: return Set(accounts.filter { all.isListed(Int($0)) }.map { all.id[Int($0)] })
    }
  }

  func accepted(in source: TracedSource) -> Set<RowKey> {
    let all = facts.rows
    switch (facts.feeds[source.feed].role, record.type) {
    case (.ticketingUsers, _):
      return Set(
        (0..<all.ticketing.count).filter { all.ticketing.id[$0] == id.id }.map {
          all.ticketing.key(ofRow: $0)
        })
    case (.chat, .users):
      let authors = Set(accounts)
      return keys { authors.contains(all.comments.author[$0]) }
    case (.chat(let number), .tickets):
      let ticket = all.tickets.find(id.id, number)
      return keys { ticket == all.comments.ticket[$0] }
    default: return Set(rows.accepted.map(\.key))
    }
  }

  private func keys(of isMeant: (Int) -> Bool) -> Set<RowKey> {
    let comments = facts.rows.comments
    return Set((0..<comments.count).filter(isMeant).map { comments.key(of: $0) })
  }
}
