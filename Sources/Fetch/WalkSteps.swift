import Foundation
import Plan

/// Which page comes after one, in each way of paging.
extension Walk {
  /// - Throws: where a page has nothing that its way of paging could go on with, or end by.
  mutating func step(after page: Page) throws(WalkFault) -> Step {
    if let other = Self.wayOfPaging(page.paging), !other.ways.contains(pagination) {
      throw WalkFault(
        "is \(other.what), which 'pagination: \(pagination.rawValue)' can't follow",
        remedy: "write 'pagination: \(other.ways[0].rawValue)' in the plan")
    }
    return switch pagination {
    case .number: numbered(after: page)
    case .link where page.paging.isIncremental: try streamed(after: page)
    case .link: try linked(after: page)
    case .cursor: try cursored(after: page)
    case .startingAfter: try startingAfter(page)
    case .oneAnswer: try onlyAnswer(page)
    }
  }

  /// One answer is all that is asked for: it must not say that there is more.
  private func onlyAnswer(_ page: Page) throws(WalkFault) -> Step {
    guard saysMore(page.paging) != true else {
      throw WalkFault(
        "says that another page follows, which 'pagination: none' does not ask for",
        remedy: "write the 'pagination' in the plan that can follow it")
    }
    return .end(proof: "the one answer")
  }

  /// The ways to follow pages of a form that not every way can follow.
  private static func wayOfPaging(_ paging: Paging) -> (what: String, ways: [FetchPlan.Pagination])? {
    if paging.isIncremental { return ("a page of an incremental export", [.link]) }
    if case .text = paging.startingAfter {
      return ("a page with the cursor 'pages.next.starting_after'", [.startingAfter])
    }
    return nil
  }

  // MARK: By number

  private func numbered(after page: Page) -> Step {
    switch saysMore(page.paging) {
    case true?: return .page(addresses.page(tally.pages + 1), mayBeMissing: false)
    case false?:
      return .end(
        proof: page.paging.next == .null || page.paging.position == nil
          ? "the page that names no next one" : last(page.paging.position))
    case nil: break
    }
    if page.ids.isEmpty { return .end(proof: "an empty page") }
    let isShort = page.ids.count < perPage
    if isShort, isCountReached { return .end(proof: "a short page") }
    // A server with a page size of its own sends nothing but short pages; only what is after one tells.
    return .page(addresses.page(tally.pages + 1), mayBeMissing: isShort || isCountReached)
  }

  /// Whether the page says that there are more, in any of the ways that it may; nil where it is silent. If it
  /// contradicts itself there are more: asking once too often loses nothing.
  private func saysMore(_ paging: Paging) -> Bool? {
    let next: Bool? =
      switch paging.next {
      case .absent: paging.position.map { !$0.isLast }
      case .null: false
      case .text, .other: true
      }
    return next == true || paging.hasMore == true ? true : next ?? paging.hasMore
  }

  // MARK: By link

  private mutating func linked(after page: Page) throws(WalkFault) -> Step {
    switch page.paging.next {
    case .text(let link):
      hasSeenLink = true
      return .page(try resolve(link), mayBeMissing: false)
    case .null: return .end(proof: "a null in place of the next link")
    case .absent where page.paging.startingAfter == .null:
      return .end(proof: "a null in place of 'pages.next'")
    case .absent where page.paging.position?.isLast == true: return .end(proof: last(page.paging.position))
    case .absent where page.paging.position != nil:
      throw WalkFault(
        "has no link to the next page, but is \(last(page.paging.position))",
        remedy: "report it to whoever runs the server; 'pagination: page' may avoid it")
    case .absent where hasSeenLink: return .end(proof: "a page without a next link")
    case .absent where isCountReached: return .end(proof: "the count")
    case .absent:
      throw WalkFault(
        "has neither 'next_page' nor 'links.next', so that its end is not proven",
        remedy: "try 'pagination: page' in the plan")
    case .other:
      throw WalkFault(
        "has a next page that is not an address", remedy: "try 'pagination: page' in the plan")
    }
  }

  /// `page 3 of 3`
  private func last(_ position: Paging.Position?) -> String {
    position.map { "page \(grouped($0.number)) of \(grouped($0.total))" } ?? "the last page"
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

  // MARK: By cursor

  private mutating func cursored(after page: Page) throws(WalkFault) -> Step {
    switch (page.paging.hasMore, page.paging.afterCursor) {
    case (false?, _): return .end(proof: "'has_more: false'")
    case (true?, .text(let cursor)): return .page(addresses.page(after: cursor), mayBeMissing: false)
    default: break
    }
    switch page.paging.next {
    case .text(let link): return .page(try resolve(link), mayBeMissing: false)
    case .null where page.paging.hasMore == nil: return .end(proof: "a null in place of the next link")
    default:
      throw WalkFault(
        page.paging.hasMore == true
          ? "says 'has_more', but has neither 'meta.after_cursor' nor 'links.next'"
          : "has neither 'meta.has_more' nor 'links.next', so that its end is not proven",
        remedy: "check 'pagination' in the plan; 'page' counts pages instead")
    }
  }

  private func startingAfter(_ page: Page) throws(WalkFault) -> Step {
    switch page.paging.startingAfter {
    case .text(let cursor): return .page(addresses.page(after: cursor), mayBeMissing: false)
    case .null: return .end(proof: "a null in place of 'pages.next'")
    case .absent where page.paging.next == .absent && page.paging.position?.isLast == true:
      return .end(proof: last(page.paging.position))
    case .absent, .other:
      throw WalkFault(
        "has no 'pages.next.starting_after', and no null in place of 'pages.next', so that its end is not proven",
        remedy: "check 'pagination' in the plan; 'next-link' follows addresses")
    }
  }

  // MARK: Incremental exports

  private func streamed(after page: Page) throws(WalkFault) -> Step {
    let paging = page.paging
    if paging.endOfStream == true { return .end(proof: "'end_of_stream: true'") }
    let size = addresses.streamPageSize(next: paging.next)
    if paging.endOfStream == nil, page.ids.count < size {
      return .end(
        proof: "a page of fewer than \(grouped(size)) records, which ends an export without 'end_of_stream'")
    }
    if let next = try continuation(of: paging) { return .page(next, mayBeMissing: false) }
    throw WalkFault(
      paging.endOfStream == false
        ? "says 'end_of_stream: false', but has neither 'next_page' nor 'after_url' nor 'after_cursor'"
        : "is as full as a page can be, but has no 'next_page'",
      remedy: "report it to whoever runs the server")
  }

  /// Where an incremental export goes on after a page: within the export, or for what has changed since its end.
  ///
  /// - Returns: nil where the page doesn't say.
  func continuation(of paging: Paging) throws(WalkFault) -> URL? {
    switch (paging.next, paging.streamCursor, paging.endTime) {
    case (.text(let link), _, _): return try resolve(link)
    case (_, .text(let cursor), _): return addresses.page(ofStream: "cursor", cursor)
    case (_, _, let time?): return addresses.page(ofStream: "start_time", "\(time)")
    default: return nil
    }
  }
}
