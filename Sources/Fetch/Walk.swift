import Foundation
import Plan

/// The way through a collection's pages: which one is next, and what proves that there is no further one.
///
/// A count is never used to tell how many pages there are. It is held against the ids that came, once the
/// server itself has shown the end. The same pages give the same walk, so a resumed fetch walks over the
/// saved ones first.
struct Walk {
  enum Step: Equatable {
    /// Ask for this page. A 404 is an answer if the page `mayBeMissing`: it is behind one that looks like the
    /// last.
    case page(URL, mayBeMissing: Bool)
    /// There is nothing more; what proves it, as a noun: `a short page`.
    case end(proof: String)
  }

  /// No collection has more pages; a server without an end has.
  static let mostPages = 1_000_000

  private let addresses: PageAddresses
  private let perPage: Int
  private let pagination: FetchPlan.Pagination
  private let mostPages: Int

  private(set) var tally = Tally()
  /// What stands in the collection's pages beside their records, and deserves to be known.
  private(set) var notes: [String] = []
  /// The collection's key, once a page has shown it: `.some(nil)` where pages are bare arrays.
  private(set) var collection: String??

  private var current: URL
  private var visited: Set<String>
  private var previous: Page?
  private var hasSeenLink = false

  init(_ plan: FetchPlan, addresses: PageAddresses, mostPages: Int = Walk.mostPages) {
    self.addresses = addresses
    self.mostPages = mostPages
    perPage = plan.perPage
    pagination = plan.pagination
    current = addresses.first
    visited = [addresses.first.absoluteString]
  }

  /// The first page, which must be there.
  var start: Step { .page(addresses.first, mayBeMissing: false) }

  /// Takes the page that was asked for, and tells what comes behind it.
  ///
  /// - Throws: where the pages go round in circles, lead elsewhere, or end nowhere.
  mutating func take(_ page: Page) throws(WalkFault) -> Step {
    if let previous, !page.ids.isEmpty, previous.ids == page.ids {
      throw WalkFault(
        "holds the same records as the page before it: the server ignores the page that is asked for",
        remedy: "check 'pagination' in the plan; 'next-link' and 'cursor' follow what the server itself names"
      )
    }
    guard tally.pages < mostPages else {
      throw WalkFault(
        "is more than the \(grouped(mostPages)) pages that a collection may have",
        remedy: "check 'url' and 'pagination' in the plan")
    }
    remark(on: page)
    tally.add(page)
    collection = .some(page.collection)
    let step =
      switch pagination {
      case .number: numbered(behind: page)
      case .link: try linked(behind: page)
      case .cursor: try cursored(behind: page)
      }
    previous = page
    if case .page(let url, _) = step {
      current = url
      guard pagination == .number || visited.insert(url.absoluteString).inserted else {
        throw WalkFault(
          "names as its next page one that was read before: the pages go round in a circle",
          remedy: "report it to whoever runs the server; 'pagination: page' may avoid it")
      }
    }
    return step
  }

  /// Takes a 404 for a page that may be missing.
  mutating func takeMissing() -> Step {
    .end(
      proof: "\(counted(tally.pages, "page")), the last one short or complete by the count, and a 404 behind")
  }

  /// Whether what came is all there is, as far as the server's own numbers tell.
  ///
  /// A record that is deleted from a page already read pulls one of the next page into it, where nobody sees
  /// it, and the count falls as if to agree. Cursors don't slip so.
  var isComplete: Bool { (tally.count == nil || isCountReached) && !mayHaveSlipped }

  /// Whether the count fell while pages were read that move with it.
  var mayHaveSlipped: Bool { tally.fall > 0 && pagination != .cursor }

  private var isCountReached: Bool { tally.count == Int64(tally.distinct) }

  // MARK: Behind a page

  private func numbered(behind page: Page) -> Step {
    switch saysMore(page) {
    case true?: return .page(addresses.page(tally.pages + 1), mayBeMissing: false)
    case false?: return .end(proof: "the page that names no next one")
    case nil: break
    }
    if page.ids.isEmpty { return .end(proof: "an empty page") }
    let isShort = page.ids.count < perPage
    if isShort, isCountReached { return .end(proof: "a short page") }
    // A server with a page size of its own sends nothing but short pages; only what is behind one tells.
    return .page(addresses.page(tally.pages + 1), mayBeMissing: isShort || isCountReached)
  }

  /// Whether the page says that there are more, in any of the ways that it may; nil where it is silent. If it
  /// contradicts itself there are more: asking once too often loses nothing.
  private func saysMore(_ page: Page) -> Bool? {
    let next: Bool? =
      switch page.next {
      case .absent: nil
      case .null: false
      case .text, .other: true
      }
    return next == true || page.hasMore == true ? true : next ?? page.hasMore
  }

  private mutating func linked(behind page: Page) throws(WalkFault) -> Step {
    switch page.next {
    case .text(let link):
      hasSeenLink = true
      return .page(try resolve(link), mayBeMissing: false)
    case .null: return .end(proof: "a null in place of the next link")
    case .absent where hasSeenLink: return .end(proof: "a page without a next link")
    case .absent where isCountReached: return .end(proof: "the count")
    case .absent:
      throw WalkFault(
        "has neither 'next_page' nor 'links.next', so that its end is not proven",
        remedy: "try 'pagination: page' in the plan")
    case .other:
      throw WalkFault(
        "has a next page that is no address", remedy: "try 'pagination: page' in the plan")
    }
  }

  private mutating func cursored(behind page: Page) throws(WalkFault) -> Step {
    switch (page.hasMore, page.afterCursor) {
    case (false?, _): return .end(proof: "'has_more: false'")
    case (true?, .text(let cursor)): return .page(addresses.page(after: cursor), mayBeMissing: false)
    default: break
    }
    switch page.next {
    case .text(let link): return .page(try resolve(link), mayBeMissing: false)
    case .null where page.hasMore == nil: return .end(proof: "a null in place of the next link")
    default:
      throw WalkFault(
        page.hasMore == true
          ? "says 'has_more', but has neither 'meta.after_cursor' nor 'links.next'"
          : "has neither 'meta.has_more' nor 'links.next', so that its end is not proven",
        remedy: "check 'pagination' in the plan; 'page' counts pages instead")
    }
  }

  private func resolve(_ link: String) throws(WalkFault) -> URL {
    do throws(LinkFault) {
      return try addresses.origin.resolve(link, from: current)
    } catch {
      throw WalkFault(
        "has a next link \(error.sentence)",
        remedy: "if the collection has moved, put its new address into the plan")
    }
  }

  // MARK: Remarks

  private mutating func remark(on page: Page) {
    let number = tally.pages + 1
    if page.ids.count > perPage, tally.largestPage <= perPage {
      notes.append(
        "page \(number) holds \(counted(page.ids.count, "record")), more than the \(perPage) of the plan: "
          + "the server has a page size of its own")
    }
    let (hadTexts, hadNumbers) = (tally.hasTextIDs, tally.hasNumberIDs)
    let isMixed = (hadTexts || page.hasTextIDs) && (hadNumbers || page.hasNumberIDs)
    if isMixed, !(hadTexts && hadNumbers) {
      notes.append(
        "page \(number): ids are numbers in some records and texts in others; they are compared by their "
          + "characters")
    }
    if let count = page.count, let known = tally.count, count != known {
      notes.append(
        "page \(number): the server's count is \(grouped(count)) now, and was \(grouped(known)) before: the "
          + "list changes while it is read")
    }
  }
}

/// What the pages of a walk add up to.
struct Tally {
  private(set) var pages = 0
  private(set) var records = 0
  /// The last `count` that a page named.
  private(set) var count: Int64?
  /// How far the count fell between pages, all falls together.
  private(set) var fall: UInt64 = 0
  private(set) var largestPage = 0
  private(set) var hasTextIDs = false
  private(set) var hasNumberIDs = false
  private var ids: Set<RecordID> = []

  /// Records with ids of their own.
  var distinct: Int { ids.count }
  /// Records whose id had come before.
  var repeated: Int { records - ids.count }

  mutating func add(_ page: Page) {
    pages += 1
    records += page.ids.count
    if let known = count, let now = page.count, now < known {
      fall =
        fall.addingReportingOverflow((known.subtractingReportingOverflow(now).partialValue).magnitude)
        .partialValue
    }
    count = page.count ?? count
    largestPage = max(largestPage, page.ids.count)
    hasTextIDs = hasTextIDs || page.hasTextIDs
    hasNumberIDs = hasNumberIDs || page.hasNumberIDs
    ids.formUnion(page.ids)
  }
}

/// Why a walk can't go on: `page 7` and the sentence.
struct WalkFault: Error, Equatable {
  let problem: String
  let remedy: String

  init(_ problem: String, remedy: String) {
    self.problem = problem
    self.remedy = remedy
  }
}
