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
    if let known = count, let now = page.paging.count, now < known {
      fall =
        fall.addingReportingOverflow((known.subtractingReportingOverflow(now).partialValue).magnitude)
        .partialValue
    }
    count = page.paging.count ?? count
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
