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
  /// What records of incremental exports say: one that has changed comes again under its id.
  private var contents: Set<Int> = []

  /// Records with ids of their own.
  var distinct: Int { ids.count }
  /// Records whose id had come before.
  var repeated: Int { records - ids.count }

  /// - Returns: whether the page brought a record that had not come before; in an incremental export, one that had not come
  ///   so before.
  mutating func add(_ page: Page, isIncremental: Bool) -> Bool {
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
    let (knownIDs, knownContents) = (ids.count, contents.count)
    ids.formUnion(page.ids)
    if isIncremental { contents.formUnion(page.contents) }
    return ids.count > knownIDs || contents.count > knownContents
  }
}

/// Why a walk can't go on: `page 7` and the sentence.
struct WalkFault: Error, Equatable {
  let problem: String
  let remedy: String
  /// Whether the page itself is one like others, and there are only too many.
  let isLimit: Bool

  init(_ problem: String, remedy: String, isLimit: Bool = false) {
    self.problem = problem
    self.remedy = remedy
    self.isLimit = isLimit
  }
}
