import Exports
import Plan

/// The files of one source that are pages of a REST collection, in their order; or those of one run among them.
///
/// A run ends at a page that says that it is the last: an incremental export is followed by what has changed since, and
/// `deskaudit fetch` saves a further run after the pages of those before. Files of other names are one run, if they are
/// not of an incremental export: two lists that are mixed could not be told from them.
struct PagedSource {
  struct Page {
    let path: String
    let envelope: PageEnvelope
    let records: Int
    /// Whether it says that others follow, or that it is the last.
    let continuesTheChain: Bool
    let endsTheChain: Bool

    /// Whether it says of the end what there is to say, or nothing.
    var isSilent: Bool { !continuesTheChain && !endsTheChain }

    /// - Parameters:
    ///   - isWhole: whether `records` are all of the page's own.
    ///   - isOnly: whether the plan says that there is no other page.
    ///   - isCursorKnown: whether another page has the cursor that the plan declares: one without it is the last then.
    init(
      path: String, envelope: PageEnvelope, records: Int, isWhole: Bool, isOnly: Bool = false,
      isCursorKnown: Bool = false
    ) {
      (self.path, self.envelope, self.records) = (path, envelope, records)
      guard envelope.isIncremental, envelope.hasMore == nil else {
        continuesTheChain = envelope.nextPage != nil || envelope.hasMore == true
        endsTheChain =
          !continuesTheChain
          && (isOnly || envelope.saysNextPage || envelope.hasMore == false
            || isCursorKnown && envelope.hasCursor == false)
        return
      }
      // An export without `end_of_stream` always names a next page; fewer records than a page can hold are its end.
      let limit = envelope.nextPage.flatMap { PagedSource.number(of: ["per_page"], inLink: $0) } ?? 1000
      let count = envelope.count ?? (isWhole ? Int64(records) : nil)
      continuesTheChain = count.map { $0 >= Int64(limit) } ?? false
      endsTheChain = count.map { $0 < Int64(limit) } ?? false
    }
  }

  /// Numbers that no page has, before one.
  struct Gap {
    let after: Page
    let number: Int
    let count: Int

    /// Whether the numbers are those of the names that `deskaudit fetch` gives.
    var isOfNames = false
    /// What these begin with.
    var prefix = ""

    /// `page 3`, `pages 3 to 7`, with the names of their files where they are known.
    var words: String {
      func name(_ number: Int) -> String { prefix + PagedSource.name(of: number) }
      let names = isOfNames ? " (\(name(number - count)))" : ""
      let range = isOfNames ? " (\(name(number - count)) to \(name(number - 1)))" : ""
      return count == 1 ? "page \(number - 1)\(names)" : "pages \(number - count) to \(number - 1)\(range)"
    }
  }

  let name: String
  var pages: [Page]
  /// How many distinct ids the records can have.
  var ids: ClosedRange<Int>
  /// Whether `deskaudit fetch` has given the files their names.
  var isFetched: Bool
  /// Whether other files have records of the source as well.
  private let isMixed: Bool
  /// Whether the rows are the records that the pages count, and not elements of nested arrays.
  let hasOwnRecords: Bool
  /// The number in the name of the last page of the run before; 0 without one.
  private var numberBefore = 0
  /// Whether the source has other runs.
  var isOneOfSeveral = false
  /// What is known of all chains, where there is one for each id of another source.
  var chains: ChainSizes?
  /// What the names of the files begin with that `deskaudit fetch` gives: `17-` for those of one id.
  var prefix = ""
  /// Whether the records are those of the pages, and not elements of them.
  let hasWholeRecords: Bool
  /// The most records of a page that was fetched by its number, by offset or by a cursor of the plan; `Int.max` for others.
  let perPage: Int

  init(_ facts: ExportFacts, _ plan: Plan, ids: () -> ClosedRange<Int>) {
    name = facts.name
    hasWholeRecords = facts.source.each == nil
    let fetch = facts.source.fetch
    let isOnly = fetch?.pagination == .oneAnswer
    // Elements of pages that another source of the plan is judged by.
    let isJudgedElsewhere = fetch == nil && plan.fetches(facts.source.paths.map(\.value))
    let isCursorKnown = facts.pages.contains { $0?.hasCursor == true }
    func isSaved(_ path: String) -> Bool {
      fetch != nil && Self.number(inName: path).map { Self.fileName(path) == Self.name(of: $0) } == true
    }
    pages = zip(facts.files.indices, facts.pages).compactMap { index, envelope in
      let path = facts.files[index].path
      if isJudgedElsewhere { return nil }
      // A bare array or object says nothing, and is an answer all the same.
      let isAnswer = fetch?.forEach == nil ? isOnly || isSaved(path) : Self.chain(ofPath: path) != nil
      return (envelope ?? (isAnswer ? PageEnvelope() : nil)).map {
        Page(
          path: path, envelope: $0, records: facts.readRecords[index], isWhole: facts.source.each == nil,
          isOnly: isOnly, isCursorKnown: isCursorKnown)
      }
    }
    let isCounted = fetch.map { [.number, .offset].contains($0.pagination) || $0.cursor != nil } ?? false
    perPage = isCounted && hasWholeRecords ? fetch?.perPage ?? .max : .max
    isFetched = fetch != nil && pages.allSatisfy { Self.fileName($0.path).hasPrefix("page-") }
    if let fetch, fetch.forEach != nil { chains = ChainSizes(pages, perPage: fetch.perPage) }
    isMixed = pages.count < facts.files.count
    hasOwnRecords = facts.source.each == nil
    self.ids = pages.contains { $0.envelope.count != nil } ? ids() : 0...0
  }

  /// The runs of the source, each with a page at least, where there is one collection.
  var runs: [PagedSource] {
    var runs: [PagedSource] = []
    var start = 0
    for (index, page) in pages.enumerated() {
      let isEnd = page.endsTheChain && (isFetched || page.envelope.isIncremental)
      guard isEnd || index == pages.count - 1 else { continue }
      var run = self
      run.pages = Array(pages[start...index])
      run.numberBefore = start == 0 ? 0 : Self.number(inName: pages[start - 1].path) ?? 0
      runs.append(run)
      start = index + 1
    }
    guard runs.count > 1 else { return runs }
    // Which ids are those of one run is not known, but no run has more than it has records.
    for index in runs.indices {
      runs[index].isOneOfSeveral = true
      runs[index].ids = 0...runs[index].pages.reduce(0) { $0 + $1.records }
    }
    return runs
  }

  /// A source without pages has none.
  var last: Page { pages[pages.count - 1] }

  /// The records of the collection, by the last page; nil where it does not say, or where files that are not pages
  /// have some of them. Counts that are each page's own are not about the collection.
  var statedCount: Int? {
    guard chains == nil ? !isMixed : hasWholeRecords, !last.envelope.isIncremental,
      let count = last.envelope.count
    else { return nil }
    let areOwn = pages.allSatisfy { $0.envelope.count == Int64($0.records) }
    return areOwn ? nil : Int(clamping: count)
  }

  /// Pages that say nothing of their end have it at one that is shorter. Pages that were fetched are of one size;
  /// other files of different sizes may as well be stages, each of them whole.
  var hasProvenEnd: Bool {
    if last.endsTheChain || statedCount != nil { return true }
    if let chains { return hasProvenEnd(among: chains) }
    let sizes = pages.map(\.records)
    // A single file may as well be a dump of the whole collection, unless it was fetched as a page.
    guard let largest = sizes.max(), sizes.count > 1 else { return !lacksEnd }
    return last.records < largest || !isFetched && sizes.contains { $0 < largest }
  }

  /// Whether the last page is as full as was asked for, and says nothing: no fetch ends with such a page.
  var lacksEnd: Bool { isFetched && last.isSilent && last.envelope.count == nil && last.records >= perPage }

  /// Numbers between the first page and the last one that has a number, which no page has: those of the names that
  /// `deskaudit fetch` gives, and those that the pages themselves have.
  var gaps: [Gap] {
    guard isFetched else { return Self.gaps(numbers, pages, after: 0) }
    var ofNames = Self.gaps(pages.map { Self.number(inName: $0.path) }, pages, after: numberBefore)
    for index in ofNames.indices { (ofNames[index].isOfNames, ofNames[index].prefix) = (true, prefix) }
    let others = Self.gaps(numbers, pages, after: 0).filter { gap in
      !ofNames.contains { $0.after.path == gap.after.path }
    }
    return ofNames + others
  }

  /// The name of the file that would follow the last page; nil for names that are not known.
  var nameAfterLast: String? {
    guard isFetched, let number = Self.number(inName: last.path) else { return nil }
    return prefix + Self.name(of: number + 1)
  }

  /// The name that `deskaudit fetch` gives a page.
  static func name(of number: Int) -> String {
    let digits = String(number)
    return "page-\(String(repeating: "0", count: max(0, 6 - digits.count)))\(digits).json"
  }

  private static func gaps(_ numbers: [Int?], _ pages: [Page], after before: Int) -> [Gap] {
    let numbered = zip(numbers, pages).compactMap { number, page in number.map { ($0, page) } }
      .sorted { $0.0 < $1.0 }
    var gaps: [Gap] = []
    // A collection starts with page 0 or 1.
    var expected = before + 1
    for (number, page) in numbered {
      if number > expected { gaps.append(Gap(after: page, number: number, count: number - expected)) }
      expected = max(expected, number + 1)
    }
    return gaps
  }

  /// For each page its number in the collection: what it says itself, or the one before its next page's. One that
  /// links to no number has that of its name, where the names give those of the others.
  private var numbers: [Int?] {
    let linked = pages.map { page in
      page.envelope.number
        ?? page.envelope.nextPage.flatMap { Self.number(of: Self.pageParameters, inLink: $0) }.map { $0 - 1 }
    }
    let named = pages.map { Self.number(inName: $0.path) }
    let differences = Set(
      zip(linked, named).compactMap { linked, named -> Int? in
        guard let linked, let named else { return nil }
        return linked - named
      })
    guard let difference = differences.first, differences.count == 1 else { return linked }
    return zip(linked, named).map { linked, named in linked ?? named.map { $0 + difference } }
  }

  /// Longer numbers count no pages.
  private static let digitLimit = 9

  private static let pageParameters: Set<Substring> = ["page", "page[number]", "page%5Bnumber%5D"]

  /// The number of the first of these parameters in the query of a link.
  private static func number(of names: Set<Substring>, inLink link: String) -> Int? {
    guard let query = link.firstIndex(of: "?") else { return nil }
    for parameter in link[query...].dropFirst().split(separator: "&") {
      let parts = parameter.split(separator: "=", maxSplits: 1)
      guard parts.count == 2, names.contains(parts[0]) else {
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

  static func fileName(_ path: String) -> Substring { path.split(separator: "/").last ?? "" }

  static func number(_ digits: some StringProtocol) -> Int? {
    guard digits.utf8.count <= digitLimit, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return nil
    }
    return Int(digits)
  }
}
