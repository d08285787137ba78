import Plan

/// What a page says of the pages after it, in each of the forms that helpdesks document:
///
/// - Zendesk lists: `count`, `next_page`; by cursor `meta.has_more`, `meta.after_cursor`, `links.next`.
/// - Zendesk incremental exports: `end_of_stream`; by time `next_page` and `end_time`, by cursor `after_url` and
///   `after_cursor`. Older ones have no `end_of_stream`.
/// - Intercom: `pages.next.starting_after`, in older versions an address as `pages.next`; `pages.page` of
///   `pages.total_pages`.
/// - HAL (Help Scout): `_links.next.href`; `page.number` of `page.totalPages`, `page.totalElements`.
struct Paging: Sendable, Equatable {
  /// The value of a key that names the next page.
  enum Link: Equatable {
    case absent, null
    case text(String)
    /// A number or something else that is not a link.
    case other
  }

  /// Where the page is among all pages, counted from 1.
  struct Position: Equatable {
    var number: Int64
    var total: Int64

    var isLast: Bool { number >= total }
  }

  /// The records of the whole collection, where the page states it; a page of an incremental export counts only its
  /// own.
  var count: Int64?
  /// The address of the next page.
  var next = Link.absent
  /// `meta.has_more`
  var hasMore: Bool?
  /// `meta.after_cursor`
  var afterCursor = Link.absent
  /// `end_of_stream`
  var endOfStream: Bool?
  /// `end_time`, in seconds since 1970.
  var endTime: Int64?
  /// `after_cursor` of an incremental export.
  var streamCursor = Link.absent
  /// `pages.next.starting_after`; null where `pages.next` is null.
  var startingAfter = Link.absent
  var position: Position?
  /// What the plan declares as the cursor (`cursor.from`); nil where it declares none.
  var declared: Cursor?

  /// The value of the key that the plan declares as that of the cursor.
  enum Cursor: Equatable, Sendable {
    case absent
    /// null, false or an empty text, or a null in place of an object on the way.
    case null
    /// A text or a number.
    case value(JSONValue)
    /// Something else that is not a cursor.
    case other
  }

  /// Whether this is a page of an incremental export.
  var isIncremental: Bool { endOfStream != nil || endTime != nil && next != .absent }

  init() {}

  /// - Parameter plan: says where the page has the cursor and the count, if it is not where vendors have them in common.
  init(_ top: JSONValue, _ plan: FetchPlan? = nil) {
    endOfStream = top["end_of_stream"]?.boolean
    endTime = top["end_time"]?.integer
    hasMore = top["meta"]?["has_more"]?.boolean
    afterCursor = Link(top["meta"]?["after_cursor"])
    streamCursor = Link(top["after_cursor"])
    let pages = top["pages"]?["next"]
    startingAfter = pages == .null ? .null : Link(pages?["starting_after"])
    let links = [
      top["next_page"], top["links"]?["next"], top["after_url"], top["_links"]?["next"]?["href"],
      pages.flatMap { if case .string = $0 { $0 } else { nil } },
    ]
    next = links.lazy.map { Link($0) }.first { $0 != .absent } ?? .absent
    position = Self.position(top)
    let total = plan?.total.map { top[path: Self.keys($0)] } ?? top["count"] ?? top["page"]?["totalElements"]
    count = isIncremental ? nil : total?.integer
    declared = (plan?.cursor).map { Cursor(in: top, Self.keys($0.from)[...]) }
  }

  private static func keys(_ path: String) -> [String] { path.split(separator: ".").map(String.init) }

  private static func position(_ top: JSONValue) -> Position? {
    for (place, number, total) in [("page", "number", "totalPages"), ("pages", "page", "total_pages")] {
      if let number = top[place]?[number]?.integer, let total = top[place]?[total]?.integer {
        return Position(number: number, total: total)
      }
    }
    return nil
  }

  /// Whether the page itself says that it is the last.
  ///
  /// - Parameters:
  ///   - records: how many the page has.
  ///   - size: the most records of a page of an older incremental export.
  func statesEnd(records: Int, size: Int) -> Bool {
    if isIncremental { return endOfStream ?? (records < size) }
    if hasMore == true { return false }
    if let declared { return declared == .null || declared == .absent && position?.isLast == true }
    switch (next, startingAfter) {
    case (.text, _), (.other, _), (_, .text), (_, .other): return false
    case (.null, _), (_, .null): return true
    case (.absent, .absent): return hasMore == false || position?.isLast == true
    }
  }
}

extension Paging.Cursor {
  fileprivate init(in top: JSONValue, _ keys: ArraySlice<String>) {
    switch (top, keys.first) {
    case (.null, _), (.boolean(false), nil), (.string([]), nil): self = .null
    case (.string, nil), (.number, nil): self = .value(top)
    case (_, nil): self = .other
    case (_, let key?): self = top[key].map { .init(in: $0, keys.dropFirst()) } ?? .absent
    }
  }
}

extension Paging.Link {
  init(_ value: JSONValue?) {
    switch value {
    case nil: self = .absent
    case .null: self = .null
    case .string(let text): self = .text(String(decoding: text, as: UTF8.self))
    default: self = .other
    }
  }
}

extension JSONValue {
  fileprivate var boolean: Bool? { if case .boolean(let value) = self { value } else { nil } }

  /// An integer of 64 bits, written as one.
  fileprivate var integer: Int64? {
    guard case .number(let digits) = self else { return nil }
    return String(validating: digits, as: UTF8.self).flatMap { Int64($0) }
  }
}
