import Foundation
import Plan

/// What a folder of pages says of itself, in `.fetch.json`: where they came from, and whether they are all.
package struct FetchState: Codable, Equatable, Sendable {
  package var source: String
  package var url: String
  package var pagination: String
  package var perPage: Int
  /// Whether the end was proven, and agreed with the count where there was one.
  package var isComplete = false
  /// When the first page was asked for and the last arrived: the pages show the list somewhere in between.
  package var started: String
  package var finished: String?
  package var pages: Int?
  package var records: Int?
  package var distinctIDs: Int?
  /// The last `count` that the server named.
  package var count: Int64?
  /// What proved the end: `a short page`.
  package var end: String?

  enum CodingKeys: String, CodingKey {
    case source, url, pagination, started, finished, pages, records, count, end
    case perPage = "per_page"
    case isComplete = "complete"
    case distinctIDs = "distinct_ids"
  }

  init(source: String, plan: FetchPlan, started: Date) {
    self.source = source
    url = plan.url.value
    pagination = plan.pagination.rawValue
    perPage = plan.perPage
    self.started = Self.text(started)
  }

  mutating func add(_ tally: Tally, proof: String, finished: Date) {
    pages = tally.pages
    records = tally.records
    distinctIDs = tally.distinct
    count = tally.count
    end = proof
    self.finished = Self.text(finished)
  }

  private static func text(_ date: Date) -> String { date.formatted(.iso8601) }

  /// Whether pages of this state are pages of that one.
  func isSameCollection(as other: FetchState) -> Bool {
    (url, pagination, perPage) == (other.url, other.pagination, other.perPage)
  }

  /// `users: 56,747 records, 56,747 distinct ids, 568 pages, end proven by a short page`
  package var summary: String {
    "\(source): \(counted(records ?? 0, "record")), \(counted(distinctIDs ?? 0, "distinct id")), "
      + "\(counted(pages ?? 0, "page")), end proven by \(end ?? "nothing")"
  }
}
