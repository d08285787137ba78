import Exports

/// Sequence: the saved pages of a REST collection are all there, to an end that is proven.
///
/// A page proves that it is not the last (a next page, or more to come), that it is (a null where another page has a
/// link), or nothing. A collection whose pages prove nothing has its end at a page that is shorter than the others.
struct PageChainCheck: Check {
  static let name = "page-chain"
  let inputs: Set<Input> = [.chat, .ticketing, .organizations]

  init(_ parameters: inout Parameters) throws(RuleError) {}

  func measure(_ facts: Facts) -> Measurement {
    let paged = facts.files.all.filter { $0.pages.count == $0.files.count && !$0.files.isEmpty }
    guard !paged.isEmpty else { return .notApplicable("pages", "no source is made of REST pages") }
    var evidence = Evidence()
    for source in paged {
      judge(source, &evidence)
      let isFetched = facts.plan.sources.contains { $0.name == source.name && $0.fetch != nil }
      if evidence.isEmpty, !hasProvenEnd(source, isFetched: isFetched) {
        return .unproven(
          "pages",
          "\(source.name): nothing proves that \(source.files[source.files.count - 1].path) is the last page; it is "
            + "as full as the others. Ask the old system for the page behind it, and save that as well")
      }
    }
    let pages = paged.reduce(0) { $0 + $1.files.count }
    return Measurement(
      examined: pages, unit: "pages", evidence: evidence,
      summary: evidence.findings.first?.message
        ?? "\(counted(pages, "page")), the last of them proven to be it")
  }

  private func judge(_ source: ExportFacts, _ evidence: inout Evidence) {
    func note(_ file: Int, _ message: String, expected: String, found: String) {
      let path = source.files[file].path
      evidence.add {
        Finding(
          message: "\(path) \(message)", export: ExportPlace(source: source.name, file: path, line: 1),
          expected: expected, found: found)
      }
    }
    let last = source.pages.count - 1
    for (file, page) in source.pages.enumerated() where file < last && page.endsTheChain {
      note(
        file,
        "says that no page follows, and \(counted(last - file, "page")) \(last - file == 1 ? "does" : "do"); "
          + "pages of two fetches may be mixed",
        expected: "a next page", found: "none")
    }
    if source.pages[last].continuesTheChain {
      note(
        last, "says that another page follows, and it is not there; fetch the rest",
        expected: "the page behind it",
        found: "no file")
    }
    if let count = source.pages[last].count, let distinct = source.distinctIDs, count != Int64(distinct) {
      note(
        last,
        "says that the collection has \(grouped(Int(clamping: count))) records, and the pages hold "
          + "\(grouped(distinct)) distinct ids; the list changed while it was fetched, or a page is missing",
        expected: String(count), found: String(distinct))
    }
  }

  /// Pages that say nothing of their end have it at one that is shorter. What was fetched, comes in pages of one size;
  /// other files of different sizes may as well be stages, each of them whole.
  private func hasProvenEnd(_ source: ExportFacts, isFetched: Bool) -> Bool {
    let last = source.pages.count - 1
    if source.pages[last].endsTheChain || source.pages[last].count != nil { return true }
    let sizes = source.files.map(\.records)
    // A single file may as well be a dump of the whole collection.
    guard let largest = sizes.max(), last > 0 else { return true }
    return sizes[last] < largest || !isFetched && sizes.contains { $0 < largest }
  }
}

extension PageEnvelope {
  fileprivate var continuesTheChain: Bool { nextPage != nil || hasMore == true }
  fileprivate var endsTheChain: Bool { !continuesTheChain && (saysNextPage || hasMore == false) }
}
