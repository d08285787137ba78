import Plan

/// The members beside the records of a JSON page that say of which collection it is a page, and what comes after it.
///
/// They are gathered one by one, in whatever order they come, and are a `PageEnvelope` together. Where `fetch` of the plan
/// declares the keys of the cursor and of the number of all records, these count instead of those that vendors have in
/// common.
struct PagingMembers {
  /// The columns of `fields`, in the order of their indices.
  private enum Member: Int, CaseIterable {
    case count, nextPage, linksNext, hasMore, metaCursor, endOfStream, endTime, afterURL, afterCursor, halNext
    case pagesNext, startingAfter, halNumber, halTotal, halElements, pagesNumber, pagesTotal, halLinks,
      totalCount

    var path: String {
      switch self {
      case .count: "count"
      case .nextPage: "next_page"
      case .linksNext: "links.next"
      case .hasMore: "meta.has_more"
      case .metaCursor: "meta.after_cursor"
      case .endOfStream: "end_of_stream"
      case .endTime: "end_time"
      case .afterURL: "after_url"
      case .afterCursor: "after_cursor"
      case .halNext: "_links.next.href"
      case .pagesNext: "pages.next"
      case .startingAfter: "pages.next.starting_after"
      case .halNumber: "page.number"
      case .halTotal: "page.totalPages"
      case .halElements: "page.totalElements"
      case .pagesNumber: "pages.page"
      case .pagesTotal: "pages.total_pages"
      case .halLinks: "_links"
      case .totalCount: "total_count"
      }
    }
  }

  private struct Value {
    var text: String
    var isText: Bool
  }

  /// What a page is scanned for.
  func fields() -> JSONFields { JSONFields(columns: Member.allCases.map(\.path) + declared) }

  /// The path of the cursor with all of its beginnings, the shortest first; then that of the number of all records.
  private let declared: [String]
  private let cursorLength: Int
  private let hasTotal: Bool
  private var values: [Member: Value] = [:]
  /// One for each of `declared`.
  private var declaredValues: [Value?]

  /// - Parameter fetch: that of the source.
  init(_ fetch: FetchPlan?) {
    let keys = fetch?.cursor?.from.split(separator: ".") ?? []
    let beginnings = keys.indices.map { keys[...$0].joined(separator: ".") }
    (cursorLength, hasTotal) = (keys.count, fetch?.total != nil)
    declared = beginnings + [fetch?.total].compactMap(\.self)
    declaredValues = declared.map { _ in nil }
  }

  /// Adds those of a member of the page that was scanned last.
  mutating func add(_ fields: JSONFields, from bytes: UnsafePointer<UInt8>) {
    guard fields.countThere > 0 else { return }
    for member in Member.allCases {
      guard let value = fields.copy(ofColumn: member.rawValue, from: bytes) else { continue }
      values[member] = Value(text: String(decoding: value.text, as: UTF8.self), isText: value.isText)
    }
    for index in declared.indices {
      guard let value = fields.copy(ofColumn: Member.allCases.count + index, from: bytes) else { continue }
      declaredValues[index] = Value(text: String(decoding: value.text, as: UTF8.self), isText: value.isText)
    }
  }

  /// Whether HAL says that nothing was found; its page may leave the array out then.
  var isEmptyHAL: Bool { values[.halLinks] != nil && integer(.halElements) == 0 }

  var envelope: PageEnvelope {
    let endOfStream = boolean(.endOfStream)
    var page = PageEnvelope(afterCursor: text(.startingAfter) ?? text(.metaCursor))
    page.isIncremental = endOfStream != nil || integer(.endTime) != nil && values[.nextPage] != nil
    page.count = hasTotal ? declaredTotal : integer(.count) ?? integer(.totalCount) ?? integer(.halElements)
    if cursorLength > 0 { page.hasCursor = declaredCursor == true }
    page.hasMore = endOfStream.map { !$0 } ?? declaredCursor ?? boolean(.hasMore)
    if cursorLength == 0, let next = link {
      page.saysNextPage = true
      let isNone = next.text.isEmpty || !next.isText && next.text == "false"
      page.nextPage = isNone || endOfStream == true ? nil : next.text
    }
    if page.hasMore == nil, cursorLength == 0, text(.startingAfter) != nil { page.hasMore = true }
    let (number, total) =
      integer(.halTotal) == nil
      ? (integer(.pagesNumber), integer(.pagesTotal)) : (integer(.halNumber), integer(.halTotal))
    if let number, let total {
      page.number = Int(exactly: number)
      if !page.saysNextPage, page.hasMore == nil { page.hasMore = number < total }
    }
    return page
  }

  /// Whether the cursor that the plan declares has a value; nil where its key is missing.
  private var declaredCursor: Bool? {
    guard cursorLength > 0 else { return nil }
    for (index, value) in declaredValues.prefix(cursorLength).enumerated() {
      guard let value else { return nil }
      // A null in place of an object on the way, or of the cursor.
      if value.text.isEmpty || !value.isText && ["null", "false"].contains(value.text) { return false }
      if index == cursorLength - 1 { return true }
    }
    return nil
  }

  private var declaredTotal: Int64? {
    declaredValues.last.flatMap { $0 }.flatMap { $0.isText ? nil : Int64($0.text) }
  }

  /// The value of the key that names the next page.
  private var link: Value? {
    for member in [Member.nextPage, .linksNext, .afterURL, .halNext] {
      if let value = values[member] { return value }
    }
    // Intercom has an object here, or in older versions an address.
    return values[.pagesNext].flatMap { values[.startingAfter] == nil && !$0.text.hasPrefix("{") ? $0 : nil }
  }

  private func text(_ member: Member) -> String? {
    values[member].flatMap { $0.text.isEmpty ? nil : $0.text }
  }

  private func integer(_ member: Member) -> Int64? {
    values[member].flatMap { $0.isText ? nil : Int64($0.text) }
  }

  private func boolean(_ member: Member) -> Bool? {
    values[member].flatMap { $0.isText ? nil : ["true": true, "false": false][$0.text] }
  }
}
