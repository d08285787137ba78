import Foundation
import Plan

/// Which page comes after one, in each way of paging.
extension Walk {
  /// - Throws: where a page has nothing that its way of paging could go on with, or end by.
  mutating func step(after page: Page) throws(WalkFault) -> Step {
    if let other = wayOfPaging(page.paging), !other.ways.contains(pagination) {
      throw WalkFault(
        "is \(other.what), which 'pagination: \(pagination.rawValue)' can't follow",
        remedy: "write 'pagination: \(other.ways[0].rawValue)' in the plan")
    }
    return switch pagination {
    case .number, .offset: numbered(after: page)
    case .link where page.paging.isIncremental, .cursor where page.paging.isIncremental && cursor == nil:
      try streamed(after: page)
    case .link: try linked(after: page)
    case .cursor where cursor != nil: try declared(after: page)
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
  private func wayOfPaging(_ paging: Paging) -> (what: String, ways: [FetchPlan.Pagination])? {
    if cursor != nil { return nil }
    if paging.isIncremental {
      let isByCursor = paging.streamCursor != .absent
      return ("a page of an incremental export", isByCursor ? [.link, .cursor] : [.link])
    }
    if case .text = paging.startingAfter {
      return ("a page with the cursor 'pages.next.starting_after'", [.startingAfter])
    }
    return nil
  }

  // MARK: By number, or by offset

  private func numbered(after page: Page) -> Step {
    switch saysMore(page.paging) {
    case true?: return next(mayBeMissing: false)
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
    return next(mayBeMissing: isShort || isCountReached)
  }

  /// The page after those that came. An offset is the number of records that came: a server that gives fewer than it is
  /// asked for is read to its end as well.
  private func next(mayBeMissing: Bool) -> Step {
    .page(
      pagination == .number ? addresses.page(tally.pages + 1) : addresses.page(afterRecords: tally.records),
      mayBeMissing: mayBeMissing)
  }

  /// Whether the page says that there are more, in any of the ways that it may; nil where it is silent. If it
  /// contradicts itself there are more: asking once too often loses nothing.
  func saysMore(_ paging: Paging) -> Bool? {
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
      return .page(addresses.page(at: try resolve(link)), mayBeMissing: false)
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
      return try addresses.origin.resolve(link, from: current.url)
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
    case (true?, .text(let cursor)): return .page(addresses.page(after: .text(cursor)), mayBeMissing: false)
    default: break
    }
    switch page.paging.next {
    case .text(let link): return .page(addresses.page(at: try resolve(link)), mayBeMissing: false)
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
    case .text(let cursor): return .page(addresses.page(after: .text(cursor)), mayBeMissing: false)
    case .null: return .end(proof: "a null in place of 'pages.next'")
    case .absent where page.paging.next == .absent && page.paging.position?.isLast == true:
      return .end(proof: last(page.paging.position))
    case .absent, .other:
      throw WalkFault(
        "has no 'pages.next.starting_after', and no null in place of 'pages.next', so that its end is not proven",
        remedy: "check 'pagination' in the plan; 'next-link' follows addresses")
    }
  }

  /// By the cursor that the plan declares.
  ///
  /// Many servers leave its key out at the end. So would every page, if the plan had the name wrong: the missing key is
  /// a proof only where a page before had it, or where the page can't be one of several.
  private mutating func declared(after page: Page) throws(WalkFault) -> Step {
    let name = cursor?.from ?? ""
    let remedy = "check 'cursor' in the plan"
    if page.paging.endOfStream == true { return .end(proof: "'end_of_stream: true'") }
    switch page.paging.declared ?? .absent {
    case .value(let value):
      hasSeenLink = true
      return .page(addresses.page(after: value), mayBeMissing: false)
    case .null: return .end(proof: "a null in place of '\(name)'")
    case .other: throw WalkFault("has a '\(name)' that is neither a text nor a number", remedy: remedy)
    case .absent: break
    }
    if let position = page.paging.position {
      if position.isLast { return .end(proof: last(position)) }
      throw WalkFault("has no '\(name)', but is \(last(position))", remedy: remedy)
    }
    switch page.paging.hasMore {
    case true?: throw WalkFault("says 'has_more', but has no '\(name)'", remedy: remedy)
    case false?: return .end(proof: "'has_more: false'")
    case nil: break
    }
    if hasSeenLink { return .end(proof: "a page without '\(name)'") }
    if page.ids.isEmpty { return .end(proof: "an empty page") }
    if let loose = page.looseCursor {
      throw WalkFault("has no '\(name)', but \(shown(loose))", remedy: "\(remedy): is that the cursor?")
    }
    if isCountReached { return .end(proof: "the count") }
    if addresses.sendsSize, page.ids.count < perPage { return .end(proof: "a short page") }
    throw WalkFault(
      "has no '\(name)', so that its end is not proven",
      remedy: addresses.sendsSize
        ? "\(remedy); if it is right, another 'per-page' than the \(grouped(page.ids.count)) records of the page shows "
          + "the end"
        : "\(remedy), and name the parameter that 'per-page' is sent as: a page of fewer records is an end")
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
  func continuation(of paging: Paging) throws(WalkFault) -> PageRequest? {
    switch (paging.next, paging.streamCursor, paging.endTime) {
    case (.text(let link), _, _): return addresses.page(at: try resolve(link))
    case (_, .text(let cursor), _): return addresses.page(ofStream: "cursor", cursor)
    case (_, _, let time?): return addresses.page(ofStream: "start_time", "\(time)")
    default: return nil
    }
  }
}

extension JSONValue {
  fileprivate static func text(_ text: String) -> JSONValue { .string(Array(text.utf8)) }
}
