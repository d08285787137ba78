import Exports
import Plan

/// The files of one source that are pages of a REST collection, in their order.
struct PagedSource {
  struct Page {
    let path: String
    let envelope: PageEnvelope
    let records: Int
  }

  /// Numbers that no page has, before one.
  struct Gap {
    let after: Page
    let number: Int
    let count: Int

    /// `page 3`, `pages 3 to 7`
    var words: String {
      count == 1 ? "page \(number - 1)" : "pages \(number - count) to \(number - 1)"
    }
  }

  let name: String
  let pages: [Page]
  /// How many distinct ids the records can have.
  let ids: ClosedRange<Int>
  private let isFetched: Bool
  /// Whether other files have records of the source as well.
  private let isMixed: Bool

  init(_ facts: ExportFacts, _ plan: Plan, ids: () -> ClosedRange<Int>) {
    name = facts.name
    pages = zip(facts.files.indices, facts.pages).compactMap { index, envelope in
      envelope.map {
        Page(path: facts.files[index].path, envelope: $0, records: facts.readRecords[index])
      }
    }
    isFetched =
      facts.source.fetch != nil
      && pages.allSatisfy { Self.fileName($0.path).hasPrefix("page-") }
    isMixed = pages.count < facts.files.count
    self.ids = pages.contains { $0.envelope.count != nil } ? ids() : 0...0
  }

  /// A source without pages has none.
  var last: Page { pages[pages.count - 1] }

  /// The records of the collection, by the last page; nil where it does not say, or where files that are not pages
  /// have some of them. Counts that are each page's own are not about the collection.
  var statedCount: Int? {
    guard !isMixed, let count = last.envelope.count else { return nil }
    let areOwn = pages.allSatisfy { $0.envelope.count == Int64($0.records) }
    return areOwn ? nil : Int(clamping: count)
  }

  /// Pages that say nothing of their end have it at one that is shorter. Pages that were fetched are of one size;
  /// other files of different sizes may as well be stages, each of them whole.
  var hasProvenEnd: Bool {
    if last.envelope.endsTheChain || statedCount != nil { return true }
    let sizes = pages.map(\.records)
    // A single file may as well be a dump of the whole collection.
    guard let largest = sizes.max(), sizes.count > 1 else { return true }
    return last.records < largest || !isFetched && sizes.contains { $0 < largest }
  }

  /// Numbers between the first page and the last one that has a number, which no page has.
  var gaps: [Gap] {
    let numbered = zip(numbers, pages).compactMap { number, page in number.map { ($0, page) } }
      .sorted { $0.0 < $1.0 }
    var gaps: [Gap] = []
    // A collection starts with page 0 or 1.
    var expected = 1
    for (number, page) in numbered {
      if number > expected { gaps.append(Gap(after: page, number: number, count: number - expected)) }
      expected = max(expected, number + 1)
    }
    return gaps
  }

  /// For each page its number in the collection: the one before its next page's. One that links to no number has
  /// that of its name, where the names give those of the others, or where `deskaudit fetch` gave them.
  private var numbers: [Int?] {
    let linked = pages.map { $0.envelope.nextPage.flatMap { Self.pageNumber(inLink: $0) }.map { $0 - 1 } }
    let named = pages.map { Self.number(inName: $0.path) }
    let differences = Set(
      zip(linked, named).compactMap { linked, named -> Int? in
        guard let linked, let named else { return nil }
        return linked - named
      })
    guard let difference = isFetched ? 0 : differences.first, differences.subtracting([difference]).isEmpty
    else {
      return linked
    }
    return zip(linked, named).map { linked, named in linked ?? named.map { $0 + difference } }
  }

  /// Longer numbers count no pages.
  private static let digitLimit = 9

  /// The number of the query's `page`, or `page[number]`.
  private static func pageNumber(inLink link: String) -> Int? {
    guard let query = link.firstIndex(of: "?") else { return nil }
    for parameter in link[query...].dropFirst().split(separator: "&") {
      let parts = parameter.split(separator: "=", maxSplits: 1)
      guard parts.count == 2, ["page", "page[number]", "page%5Bnumber%5D"].contains(parts[0]) else {
        continue
      }
      return number(parts[1])
    }
    return nil
  }

  /// The last number of a file's name, its extensions aside.
  private static func number(inName path: String) -> Int? {
    Stage.Unit(.number).stages(inName: fileName(path)).flatMap { number(String($0.lowerBound)) }
  }

  private static func fileName(_ path: String) -> Substring { path.split(separator: "/").last ?? "" }

  private static func number(_ digits: some StringProtocol) -> Int? {
    guard digits.utf8.count <= digitLimit, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return nil
    }
    return Int(digits)
  }
}
