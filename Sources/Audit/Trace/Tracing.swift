import Exports
import Plan

/// Puts the life of one record together, of what an audit has derived and judged, and of what two further readings tell: of the
/// sources of its type, and of the archive up to the last of its objects.
///
/// - Complexity: O(rows of both sides), beside the audit itself.
struct Tracing {
  private let facts: Facts
  private let record: TracedRecord
  private let archivePath: String
  private let shown: ShownValues
  private let sources: [TracedSource]
  private var id: TracedID
  private var rows: TracedRows
  private var scan = SourceScan()
  private var troubles: [String] = []

  private var type: RecordType { record.type }

  init(_ record: TracedRecord, _ facts: Facts, archivePath: String) {
    (self.record, self.facts, self.archivePath) = (record, facts, archivePath)
    shown = ShownValues(showsValues: facts.showsValues)
    sources = TracedSource.all(of: record.type, facts.plan, facts.feeds, showsValues: facts.showsValues)
    id = TracedID(record, facts)
    rows = TracedRows(id.id, of: record.type, facts)
    troubles = sources.compactMap { facts.feeds[$0.feed].trouble } + [facts.archiveTrouble].compactMap(\.self)
    readSources()
    if !id.isKnown, let first = scan.rejected.first {
      id.settle(on: first.id)
    }
  }

  /// Reads the sources of the type again.
  private mutating func readSources() {
    let ids = id.isKnown ? [id.id] : id.candidates
    let wanted = rows.expected.map { TracedFields.keys(of: $0, type, facts) } ?? []
    for source in sources where facts.feeds[source.feed].trouble == nil {
      do {
        try scan.read(
          source, of: Export(facts.feeds[source.feed].source, relativeTo: facts.plan.directory),
          ids: self.ids(ids, in: source), accepted: accepted(in: source), wanted: wanted,
          showsValues: facts.showsValues)
      } catch {
        troubles.append("\(error)")
      }
    }
  }

  /// By which ids rows of a source are rows of the record: of a user those of its accounts, as the source has them.
  private func ids(_ ids: Set<Int64>, in source: TracedSource) -> Set<Int64> {
    guard type == .users, id.isKnown, facts.feeds[source.feed].role != .ticketingUsers else {
      return type == .users ? ids.union([record.number].compactMap(\.self)) : ids
    }
    let accounts = facts.rows.accounts
    let own = facts.accounts(ofUser: id.id).filter { account in
      if case .chat(let number) = facts.feeds[source.feed].role {
        return accounts.systems.system(of: Int(account)) == number
      }
      return accounts.isListed(Int(account))
    }
    return own.isEmpty && facts.people(ofUser: id.id).isEmpty ? ids : Set(own.map { accounts.id[Int($0)] })
  }

  /// The rows of a source that are used, of those with the record's ids.
  private func accepted(in source: TracedSource) -> Set<RowKey> {
    let all = facts.rows
    guard case .chat(let number) = facts.feeds[source.feed].role, type != .comments else {
      if facts.feeds[source.feed].role == .ticketingUsers {
        return Set(
          (0..<all.ticketing.count).filter { all.ticketing.id[$0] == id.id }.map {
            all.ticketing.key(ofRow: $0)
          })
      }
      return Set(rows.accepted.map(\.key))
    }
    // All rows of the conversation, or of the author.
    let authors = type == .users ? Set(facts.accounts(ofUser: id.id)) : []
    let ticket = type == .tickets ? all.tickets.find(id.id, number) : nil
    return Set(
      (0..<all.comments.count).filter {
        authors.contains(all.comments.author[$0]) || ticket == all.comments.ticket[$0]
      }.map { all.comments.key(of: $0) })
  }

  // MARK: The whole

  func trace(_ judged: TracedJudgement) -> Trace {
    let objects = TracedObjects(id.id, of: type, facts, archivePath: archivePath)
    var trace = Trace(
      type: type.name, record: "\(type.singular) \(id.id)", standing: .sound, summary: "")
    trace.troubles = troubles
    trace.rows = allRows
    trace.rowRemarks = rowRemarks
    if type == .users { trace.person = TracedPerson(user: id.id, facts, shown).person }
    let fields = TracedFields(
      facts: facts, type: type, sources: sources, scan: scan, objects: objects, shown: shown)
    trace.fields = fields.fields(of: rows.expected)
    trace.places = objects.places
    let references = TracedReferences(facts: facts, type: type, id: id.id)
    trace.references = references.references(of: rows.expected, objects.rows.first.map { Row($0) })
    trace.referrers = references.referrers()
    (trace.rules, trace.waivers, trace.decisions) = (judged.rules, judged.waivers, judged.decisions)
    (trace.standing, trace.summary) = standing(trace)
    trace.remarks = remarks(trace)
    return trace
  }

  /// What findings call the record.
  var keys: [String] {
    let others = facts.accounts(ofUser: id.id).map { facts.rows.accounts.id[Int($0)] }
    // Some findings about people have the id of the account.
    let own = type == .users ? others.filter { $0 != id.id && facts.people(ofUser: $0).isEmpty } : []
    return ([id.id] + own).map { "\(type.singular) \($0)" }
  }

  /// What the sheet of decisions calls it.
  var decided: Set<WatchedRows.Subject> {
    func subject(_ record: String, _ key: Int64) -> WatchedRows.Subject {
      .init(record: record, system: 0, key: key)
    }
    guard type == .users else { return [subject(type.name, id.id)] }
    let accounts = facts.accounts(ofUser: id.id).map { facts.rows.accounts.id[Int($0)] }
    let ticketing = facts.people(ofUser: id.id).flatMap { person -> [Int64] in
      let row = facts.people.ticketingRow[person]
      guard row >= 0 else { return [] }
      let table = facts.rows.ticketing
      return (0..<table.count).filter { table.key[$0] == table.key[Int(row)] }.map { table.id[$0] }
    }
    return Set(
      accounts.flatMap { [subject(type.name, $0), subject(WatchedRows.emailRecord, $0)] }
        + ticketing.map { subject(WatchedRows.ticketingRecord, $0) })
  }

  private func remarks(_ trace: Trace) -> [String] {
    var remarks = id.remarks
    if trace.standing == .nowhere {
      let near = facts.near(id.id, of: type)
      if !near.isEmpty {
        remarks.append(
          "near it \(verb(near.count, "is", "are")) \(type.singular) "
            + near.map(String.init).joined(separator: ", "))
      }
      for other in facts.plan.schema where other != type && facts.archive[other].isMapped {
        guard let number = record.number, facts.knows(number, of: other) else { continue }
        remarks.append(
          "there is a \(other.singular) \(number): 'deskaudit trace \(other.singular) \(number)' traces it")
      }
    }
    return remarks
  }

  // MARK: Rows

  private var allRows: [Trace.Row] {
    let accepted = rows.accepted.map { (key: $0.key, row: words($0)) }
    let rejected = scan.rejected.map { rejected in
      (
        key: rejected.key,
        row: Trace.Row(
          place: facts.feeds.place(rejected.key), state: rejected.reason.isUnwanted ? .unwanted : .rejected,
          words: rejected.reason.isUnwanted
            ? "left out: \(rejected.message)"
            : "rejected as \(rejected.reason.words)\(rejected.reason.isDropped ? ", which the plan drops" : ""): "
              + rejected.message,
          isRefused: !rejected.reason.isDropped)
      )
    }
    return (accepted.prefix(Self.mostRows) + rejected).sorted { $0.key < $1.key }.map(\.row)
  }

  /// The most used rows that are shown.
  private static let mostRows = 50

  private func words(_ row: TracedRows.Accepted) -> Trace.Row {
    let kept = facts.feeds.place(row.kept)
    let line =
      row.kept.file == row.key.file && row.kept.feed == row.key.feed ? "line \(row.kept.line)" : kept.text
    let policy = facts.plan.conflicts
    let (state, words): (Trace.Row.State, String) =
      switch row.state {
      case .expected, .unused: (.kept, "kept")
      case .duplicate:
        row.kept.file == row.key.file && row.kept.feed == row.key.feed
          ? (.duplicate, "exact duplicate of \(line)") : (.overlap, "overlap of stages: as \(line)")
      case .conflicting:
        (
          .conflict,
          "conflict: lost against \(line), "
            + (policy == .refuse ? "and the plan refuses it" : "by 'conflicts: \(policy.rawValue)'")
        )
      case .decided: (.decided, "conflict: lost against \(line), by the sheet of decisions")
      case .colliding: (.collision, "its id in the archive is that of another system's \(type.singular)")
      }
    return Trace.Row(
      place: facts.feeds.place(row.key), state: state, words: words,
      against: row.kept == row.key ? nil : kept)
  }

  private var rowRemarks: [String] {
    var remarks: [String] = []
    if rows.repetitions > 0 {
      remarks.append(
        "\(counted(rows.repetitions, "more row")) of the conversation \(verb(rows.repetitions, "says", "say")) the same of it"
      )
    }
    if rows.accepted.count > Self.mostRows {
      remarks.append("\(grouped(rows.accepted.count - Self.mostRows)) more rows are not listed")
    }
    let more = scan.rejectedCount - scan.rejected.count
    if more > 0 {
      remarks.append("\(counted(more, "more row")) of this id \(verb(more, "is", "are")) not used")
    }
    guard rows.expected == nil else { return remarks }
    for source in sources {
      let feed = facts.feeds[source.feed]
      let unreadable = feed.rejects.reasons.filter {
        $0.order <= Rejects.Reason.invalidUTF8.order && !$0.isUnwanted
      }
      let count = unreadable.reduce(0) { $0 + (feed.rejects.counts[$1] ?? 0) }
      if count > 0 {
        remarks.append(
          "\(counted(count, "record")) of \(feed.name) can't be read as \(verb(count, "a row", "rows")): whether one has this id is not known"
        )
      }
    }
    return remarks
  }

  // MARK: The sentence

  private func standing(_ trace: Trace) -> (Trace.Standing, String) {
    let record = trace.record
    let failing = trace.rules.violations.filter { $0.outcome == .failed }
    let failed = Set(failing.map(\.rule)).count
    let isThere = !trace.places.isEmpty
    let isExpected = rows.expected != nil
    let rules = failed == 0 ? "" : ", and \(counted(failed, "rule")) \(verb(failed, "fails", "fail")) for it"
    if !troubles.isEmpty, !isThere || !isExpected {
      return (.unknown, "what became of \(record) is not known, because not all could be read")
    }
    if !isThere, facts.archive.unread != nil, isExpected {
      return (.unknown, "whether \(record) is in the archive is \(facts.archive.unread ?? "not known")")
    }
    let isFaulty =
      failing.contains { $0.severity == .error } || trace.rows.contains(where: \.isRefused)
      || judgedAlone(isThere, isExpected)
    switch (isExpected, isThere) {
    case (true, true):
      let copies = trace.places.count > 1 ? " \(grouped(trace.places.count)) times" : ""
      return (
        isFaulty ? .faulty : .sound,
        "\(record) is in the archive\(copies)\(rules.isEmpty ? ", and no rule fails for it" : rules)"
      )
    case (true, false):
      return (.faulty, "\(record) is missing: the exports have it, and the archive does not\(rules)")
    case (false, true):
      return (.faulty, "\(record) is in the archive, and is not expected there: \(absence(trace))\(rules)")
    case (false, false):
      let isKnown = !trace.rows.isEmpty || trace.person != nil || isTicketingUser
      if isKnown {
        return (
          isFaulty ? .faulty : .sound, "\(record) must not arrive, and did not: \(absence(trace))\(rules)"
        )
      }
      return (
        .nowhere,
        "\(record) is in neither system: no row of the exports has this id, and no \(type.singular) of the archive"
      )
    }
  }

  /// What is wrong whatever the rules say.
  private func judgedAlone(_ isThere: Bool, _ isExpected: Bool) -> Bool { isThere != isExpected }

  private var isTicketingUser: Bool { type == .users && facts.rows.ticketing.contains(id.id) }

  /// Why no record of the id is expected.
  private func absence(_ trace: Trace) -> String {
    if trace.rows.isEmpty, trace.person == nil {
      return isTicketingUser
        ? "only the list of ticketing users has it" : "no row of the exports has this id"
    }
    if trace.rows.allSatisfy({ $0.state == .unwanted }), !trace.rows.isEmpty {
      return "'where' of its source leaves its rows out"
    }
    if trace.rows.allSatisfy({ [.rejected, .unwanted].contains($0.state) }), !trace.rows.isEmpty {
      return "its rows are rejected"
    }
    if type == .users { return "of this person nothing arrives that names it, or it never wrote" }
    return "no comment of it arrives, or another record counts for its id"
  }
}
