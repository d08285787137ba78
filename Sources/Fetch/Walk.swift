import Foundation
import Plan

/// The way through a collection's pages: which one is next, and what proves that there is no further one.
///
/// A count is never used to tell how many pages there are. It is compared with the ids that came, once the
/// server itself has shown the end. The same pages give the same walk, so a resumed fetch walks over the
/// saved ones first.
struct Walk {
  enum Step: Equatable {
    /// Ask for this page. A 404 is an answer if the page `mayBeMissing`: it comes after one that looks like the
    /// last.
    case page(PageRequest, mayBeMissing: Bool)
    /// There is nothing more; what proves it, as a noun: `a short page`.
    case end(proof: String)
  }

  let addresses: PageAddresses
  let perPage: Int
  let pagination: FetchPlan.Pagination
  /// What the plan declares as the cursor.
  let cursor: FetchPlan.Cursor?
  /// What the plan declares as the number of all records.
  private let total: String?
  private let mostPages: Int
  private let firstNumber: Int

  private(set) var tally = Tally()
  /// What the pages hold beside their records, and deserves to be known.
  private(set) var notes: [String] = []
  /// The collection's key, once a page has shown it: `.some(nil)` where pages are bare arrays.
  var collection: String??
  /// Whether the pages are those of an incremental export.
  private(set) var isIncremental = false
  /// Whether some page before had a link to the next one, or the cursor that the plan declares.
  var hasSeenLink = false
  /// What the page that is taken was asked for by.
  private(set) var current: PageRequest

  private var visited: Set<String>
  private var previous: Page?
  /// Pages in a row that brought nothing new.
  private var pagesWithoutNews = 0

  /// - Parameter firstNumber: what the first page is called in messages: its file's number.
  init(
    _ plan: FetchPlan, addresses: PageAddresses, mostPages: Int = FetchLimits().pages, firstNumber: Int = 1
  ) {
    self.addresses = addresses
    self.mostPages = mostPages
    self.firstNumber = firstNumber
    perPage = plan.perPage
    (pagination, cursor, total) = (plan.pagination, plan.cursor, plan.total)
    current = addresses.first
    visited = [addresses.first.key]
  }

  /// The first page, which must be there.
  var start: Step { .page(addresses.first, mayBeMissing: false) }

  /// The number of the page that comes next.
  var nextNumber: Int { firstNumber + tally.pages }

  /// Takes the page that was asked for, and tells what comes after it.
  ///
  /// - Throws: where the pages go round in circles, lead elsewhere, or end nowhere.
  mutating func take(_ page: Page) throws(WalkFault) -> Step {
    if let previous, !page.ids.isEmpty, previous.ids == page.ids {
      throw WalkFault(
        "holds the same records as the page before it: the server ignores which page is asked for",
        remedy: "check 'pagination' in the plan; 'next-link' and 'cursor' follow what the server itself names"
      )
    }
    guard tally.pages < mostPages else {
      throw WalkFault(
        "is more than the \(counted(mostPages, "page")) that a collection may have",
        remedy: "check 'url' and 'pagination' in the plan, or allow more with --max-pages", isLimit: true)
    }
    if page.isWithoutContent, let previous, saysMore(previous.paging) == true {
      throw WalkFault(
        "has no content, though the page before it says that it follows",
        remedy: "try again later, or report it to whoever runs the server")
    }
    if let total, page.paging.count == nil, !page.isWithoutContent {
      throw WalkFault(
        "has no '\(total)' that is a number", remedy: "check 'total' in the plan, or leave it out")
    }
    isIncremental = isIncremental || page.paging.isIncremental
    remark(on: page)
    let hasNews = tally.add(page, isIncremental: isIncremental)
    pagesWithoutNews = hasNews ? 0 : pagesWithoutNews + 1
    // An empty array tells nothing: an answer without content is one.
    if page.collection != nil || !page.ids.isEmpty { collection = .some(page.collection) }
    let step = try step(after: page)
    previous = page
    if case .page(let request, _) = step {
      guard pagesWithoutNews < FetchLimits.pagesWithoutNews else {
        throw WalkFault(
          "is the third in a row without a record that had not come before, and names a further one: the pages have no end",
          remedy: "report it to whoever runs the server, or check 'pagination' in the plan")
      }
      current = request
      guard pagination == .number || visited.insert(request.key).inserted else { throw circle }
    }
    return step
  }

  private var circle: WalkFault {
    let problem = "names as its next page one that was read before: the pages go round in a circle"
    return isIncremental
      ? WalkFault(
        problem,
        remedy:
          "an export by time can't get past a second in which more records changed than one page holds; "
          + "fetch the incremental export by cursor, whose address ends in /cursor.json, or report it to whoever "
          + "runs the server")
      : WalkFault(problem, remedy: "report it to whoever runs the server; 'pagination: page' may avoid it")
  }

  /// Takes a 404 for a page that may be missing.
  mutating func takeMissing() -> Step {
    .end(
      proof:
        "\(counted(tally.pages, "page")), the last one short or complete by the count, and a 404 after it")
  }

  /// Whether what came is all there is, as far as the server's own numbers tell.
  ///
  /// A record that is deleted from a page already read pulls one of the next page into it, where nobody sees
  /// it, and the count falls as if to agree. Cursors don't slip so.
  var isComplete: Bool { (tally.count == nil || isCountReached) && !mayHaveSlipped }

  /// Whether the count fell while pages were read that move with it.
  var mayHaveSlipped: Bool { tally.fall > 0 && pagination != .cursor && pagination != .startingAfter }

  var isCountReached: Bool { tally.count == Int64(tally.distinct) }

  // MARK: Remarks

  private mutating func remark(on page: Page) {
    let number = nextNumber
    if page.ids.count > perPage, tally.largestPage <= perPage, !isIncremental, pagination != .oneAnswer {
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
    if let count = page.paging.count, let known = tally.count, count != known {
      notes.append(
        "page \(number): the server's count is \(grouped(count)) now, and was \(grouped(known)) before: the "
          + "list changes while it is read")
    }
  }
}
