import Exports
import Plan

/// Sequence: the saved pages of a REST collection are all there, to an end that is proven.
///
/// A page proves that it is not the last (a next page, or more to come), that it is (a null where another page has a
/// link), or nothing. A collection whose pages prove nothing has its end at a page that is shorter than the others.
/// Pages that are numbered, by their links or by `deskaudit fetch`, are numbered without a gap. Files of a source that
/// are no pages do not belong to the chain, and do not hide it.
struct PageChainCheck: Check {
  static let name = "page-chain"
  let inputs: Set<Input> = [.chat, .ticketing, .organizations]

  init(_ parameters: inout Parameters) throws(RuleError) {}

  func measure(_ facts: Facts) -> Measurement {
    let sources = facts.countedSources.map { PagedSource($0.facts, facts.plan, ids: $0.ids) }
    let paged = sources.filter { !$0.pages.isEmpty }
    guard !paged.isEmpty else { return .notApplicable("pages", "no source is made of REST pages") }
    var evidence = Evidence()
    for source in paged {
      judge(source, &evidence)
      if evidence.isEmpty, !source.hasProvenEnd {
        return .unproven(
          "pages",
          "\(source.name): nothing proves that \(source.last.path) is the last page; it is "
            + "as full as the others. Ask the old system for the page behind it, and save that as well")
      }
    }
    let pages = paged.reduce(0) { $0 + $1.pages.count }
    return Measurement(
      examined: pages, unit: "pages", evidence: evidence,
      summary: evidence.findings.first?.message
        ?? "\(counted(pages, "page")), the last of them proven to be it")
  }

  private func judge(_ source: PagedSource, _ evidence: inout Evidence) {
    func note(_ page: PagedSource.Page, _ message: String, expected: String, found: String) {
      evidence.add {
        Finding(
          message: "\(page.path) \(message)",
          export: ExportPlace(source: source.name, file: page.path, line: 1),
          expected: expected, found: found)
      }
    }
    let last = source.pages.count - 1
    for (index, page) in source.pages.enumerated() where index < last && page.envelope.endsTheChain {
      note(
        page,
        "says that no page follows, and \(counted(last - index, "page")) \(last - index == 1 ? "does" : "do"); "
          + "pages of two fetches may be mixed",
        expected: "a next page", found: "none")
    }
    for gap in source.gaps {
      note(
        gap.behind,
        "is page \(gap.number), and \(gap.words) in front of it \(gap.count == 1 ? "is" : "are") not there; "
          + "fetch the collection again",
        expected: "a page for each number", found: "a gap")
    }
    if source.last.envelope.continuesTheChain {
      note(
        source.last, "says that another page follows, and it is not there; fetch the rest",
        expected: "the page behind it",
        found: "no file")
    }
    if let count = source.statedCount, !source.ids.contains(count) {
      let distinct = grouped(source.ids.lowerBound)
      note(
        source.last,
        "says that the collection has \(grouped(count)) records, and the pages hold \(distinct) distinct ids; the "
          + "list changed while it was fetched, or a page is missing",
        expected: String(count), found: String(source.ids.lowerBound))
    }
  }
}

extension PageEnvelope {
  var continuesTheChain: Bool { nextPage != nil || hasMore == true }
  var endsTheChain: Bool { !continuesTheChain && (saysNextPage || hasMore == false) }
}

extension Facts {
  /// The sources of the plan, each with how many distinct ids its records can have: at least those of the usable
  /// ones, at most one more for each record that is left out.
  fileprivate var countedSources: [(facts: ExportFacts, ids: () -> ClosedRange<Int>)] {
    func range(_ distinct: Int, _ leftOut: LeftOutRows) -> ClosedRange<Int> {
      distinct...(distinct + leftOut.total)
    }
    /// Of rows whose kept one is known, the kept ones are the distinct ones.
    func kept(_ rows: Range<Int>, _ keptRow: Vector<Int32>) -> Int { rows.count { Int(keptRow[$0]) == $0 } }
    let chatCount = chat.chatCount
    let records = chat.ticketRecords
    return [
      (files.chat, { range(kept(0..<chatCount, expected.keptRow), chat.leftOut) }),
      (files.ticketing, { range(ticketing.distinctIDs, ticketing.leftOut) }),
      (files.tickets, { range(Set(records.ticket.values).count, records.leftOut) }),
      (
        files.comments,
        { range(kept(chatCount..<chat.count, expected.keptRow), records.leftOutComments) }
      ),
      (
        files.organizations,
        {
          range(
            kept(0..<organizationTable.count, expectedOrganizations.keptRow), organizationTable.leftOut)
        }
      ),
    ]
  }
}
