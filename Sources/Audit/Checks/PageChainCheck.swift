import Exports
import Plan

/// Sequence: the saved pages of a REST collection are all there, to an end that is proven.
///
/// A page proves that it is not the last (a next page, or more to come), that it is (a null where another page has a
/// link), or nothing. A collection whose pages prove nothing has its end at a page that is shorter than the others.
/// Pages that are numbered, by their links or by `deskaudit fetch`, are numbered without a gap. Files of a source that
/// are not pages do not belong to the chain, and do not hide it. A source may have several runs, an export and what has
/// changed since: each is judged by itself. So is each chain of a source that is fetched for each id of another, which
/// must have a page of every such id.
struct PageChainCheck: Check {
  static let name = "page-chain"

  init(_ parameters: inout Parameters) throws(RuleError) {}

  func inputs(_ plan: Plan) -> Set<Input> { [.exports] }
  func subject(_ plan: Plan) -> Subject {
    Subject(
      legacy: "saved pages of a REST API", criteria: "no page missing, the last one proven to be the last")
  }

  func measure(_ facts: Facts) -> Measurement {
    var evidence = Evidence()
    var doubt: String?
    var (pages, chains) = (0, 0)
    for feed in facts.feeds.all {
      let source = PagedSource(feed, facts.plan, ids: { facts.distinctKeys(of: feed) })
      source.forEachRun { run in
        pages += run.pages.count
        if run.chains != nil { chains += 1 }
        judge(run, &evidence)
        if doubt == nil, !run.hasProvenEnd {
          doubt =
            "\(run.name): nothing proves that \(run.last.path) is the last page; \(run.doubt). Fetch the page after "
            + "it, and save that as well"
        }
      }
    }
    for ids in facts.feeds.idsWithoutPages { judge(ids, facts.feeds, &evidence) }
    guard pages > 0 || !evidence.isEmpty else { return .notApplicable("pages", "no source has REST pages") }
    if evidence.isEmpty, let doubt { return .notChecked("pages", doubt) }
    let proven = chains == 0 ? "the last one" : "the last one of each id"
    return Measurement(
      examined: pages, unit: "pages", evidence: evidence,
      summary: evidence.findings.first?.message
        ?? "\(counted(pages, "page")), \(proven) proven to be the last")
  }

  /// Ids of which nothing is there.
  private func judge(_ ids: IDsWithoutPages, _ feeds: Feeds, _ evidence: inout Evidence) {
    for first in ids.firsts {
      evidence.add(cause: 1) {
        Finding(
          message: "no page of \(singular(ids.parent)) \(first.id) is there; fetch the \(ids.child) again",
          export: feeds.place((first.feed, first.file), first.position), expected: "a page of it",
          found: "no file")
      }
    }
    evidence.count(ids.count - ids.firsts.count)
  }

  private func judge(_ source: PagedSource, _ evidence: inout Evidence) {
    func add(_ page: PagedSource.Page, _ message: String, expected: String, found: String) {
      evidence.add {
        Finding(
          message: "\(page.path) \(message)",
          export: ExportPlace(source: source.name, file: page.path, line: 1),
          expected: expected, found: found)
      }
    }
    let last = source.pages.count - 1
    for (index, page) in source.pages.enumerated() where index < last && page.endsTheChain {
      add(
        page,
        "says that no page follows, and \(counted(last - index, "page")) \(verb(last - index, "does", "do")); "
          + "pages of two fetches may be mixed",
        expected: "a next page", found: "none")
    }
    for gap in source.gaps {
      add(
        gap.after,
        "is page \(gap.number), and \(gap.words) before it \(verb(gap.count, "is", "are")) missing; "
          + "fetch the collection again",
        expected: "a page for each number", found: "a gap")
    }
    if source.last.continuesTheChain {
      add(
        source.last,
        "says that another page follows, and it\(source.nameAfterLast.map { " (\($0))" } ?? "") is not there; fetch "
          + "the rest",
        expected: source.nameAfterLast ?? "the page after it",
        found: "no file")
    }
    if source.lacksEnd {
      add(
        source.last,
        "is as full as a page can be (\(counted(source.perPage, "record"))), and the page after it"
          + "\(source.nameAfterLast.map { " (\($0))" } ?? "") is not there; fetch the rest",
        expected: source.nameAfterLast ?? "the page after it",
        found: "no file")
    }
    if source.hasOwnRecords, let count = source.statedCount, !source.ids.contains(count) {
      let held = source.isOneOfSeveral ? source.ids.upperBound : source.ids.lowerBound
      let distinct = "\(source.isOneOfSeveral ? "at most " : "")\(counted(held, "distinct id"))"
      add(
        source.last,
        "says that the collection has \(counted(count, "record")), and the pages have \(distinct); the "
          + "list changed while it was fetched, or a page is missing",
        expected: String(count), found: String(held))
    }
  }
}

extension Facts {
  /// How many distinct ids the records of a feed can have: at least those of the accepted ones, at most one more for each
  /// record that is rejected.
  fileprivate func distinctKeys(of feed: ExportFacts) -> ClosedRange<Int> {
    func kept(_ rows: Range<Int>, _ keptRow: Vector<Int32>) -> Int { rows.count { Int(keptRow[$0]) == $0 } }
    let distinct: Int
    switch feed.role {
    case .chat(let chat):
      distinct = kept(
        self.rows.comments.systems.range(of: chat, count: self.rows.comments.count), comments.keptRow)
    case .ticketingUsers: distinct = self.rows.ticketing.distinctIDs
    case .aliases: distinct = self.rows.aliases.count
    case .records(let number): distinct = distinctRecords(number, kept)
    case .parent, .erased: distinct = feed.acceptedCount
    case .table(let number):
      let expected = tables[number].expected
      distinct = kept(0..<expected.keptRow.count, expected.keptRow)
    }
    return distinct...(distinct + feed.rejects.total)
  }

  private func distinctRecords(_ number: Int, _ kept: (Range<Int>, Vector<Int32>) -> Int) -> Int {
    let type = plan.records[number].type
    let part = feeds.records(type).firstIndex(of: feeds.records(number)) ?? 0
    switch type {
    case .tickets: return Set(rows.ticketRecords.ticket.values).count
    case .comments:
      let range = rows.comments.systems.range(of: rows.ticketingSystem + part, count: rows.comments.count)
      return Set(range.map { rows.comments.id[$0] }).count
    case .users:
      let range = rows.people.systems.range(of: rows.ticketingSystem + part, count: rows.people.count)
      return Set(range.map { rows.people.rows.keyNumber[$0] }).count
    default: return others[type.name].map { kept(0..<$0.keptRow.count, $0.keptRow) } ?? 0
    }
  }
}
