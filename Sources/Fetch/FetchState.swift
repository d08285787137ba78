import Foundation
import Plan

/// What a folder of pages says of itself, in `.fetch.json`: where those of its last run came from, and whether they
/// are all. Only `fetch` reads it.
package struct FetchState: Codable, Equatable, Sendable {
  /// Where a run starts that is not the first.
  package struct Start: Codable, Equatable, Sendable {
    var url: String
    /// Whether the last page of the run before names that address.
    var isFromPage: Bool

    enum CodingKeys: String, CodingKey {
      case url
      case isFromPage = "from_last_page"
    }
  }

  package var source: String
  /// The plan's address, where the first run starts.
  package var url: String
  package var pagination: String
  package var perPage: Int
  /// What else the server was told by the plan: names of parameters, headers, the body of a POST; nil for nothing.
  package var request: String?
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
  /// The source with an id for each collection, and the column of the ids; nil for one collection.
  package var forEach: String?
  package var key: String?
  /// How many ids have pages, and how many are gone.
  package var ids: Int?
  package var gone: Int?
  /// nil for the first run.
  package var start: Start?
  /// The number of the run's first file; nil for 1.
  package var firstPage: Int?
  /// The runs before this one, all complete.
  package var earlier: [FetchState]?

  enum CodingKeys: String, CodingKey {
    case source, url, pagination, request, started, finished, pages, records, count, end, start, key, ids,
      gone
    case forEach = "for_each"
    case perPage = "per_page"
    case isComplete = "complete"
    case distinctIDs = "distinct_ids"
    case firstPage = "first_page"
    case earlier = "earlier_runs"
  }

  init(source: String, plan: FetchPlan, started: Date) {
    self.source = source
    url = plan.url.value
    pagination = plan.pagination.rawValue
    (perPage, request) = (plan.perPage, plan.request)
    (forEach, key) = (plan.forEach?.source.value, plan.forEach?.key)
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

  static func text(_ date: Date) -> String { date.formatted(.iso8601) }

  /// Whether pages of this state are pages of that one.
  func isSameCollection(as other: FetchState) -> Bool {
    (url, pagination, perPage, request, forEach, key)
      == (other.url, other.pagination, other.perPage, other.request, other.forEach, other.key)
  }

  /// How many pages the runs before have.
  var earlierPages: Int { (firstPage ?? 1) - 1 }

  /// A run after this one, which is complete.
  func next(from start: Start, started: Date) -> FetchState {
    var next = self
    (next.earlier, next.isComplete, next.start, next.started) =
      ((earlier ?? []) + [last], false, start, Self.text(started))
    next.firstPage = earlierPages + (pages ?? 0) + 1
    (next.finished, next.pages, next.records, next.distinctIDs, next.count, next.end) =
      (nil, nil, nil, nil, nil, nil)
    return next
  }

  /// The state before this run began; nil for the first one.
  var before: FetchState? {
    guard var before = earlier?.last, let rest = earlier?.dropLast() else { return nil }
    before.earlier = rest.isEmpty ? nil : Array(rest)
    return before
  }

  /// This run without those before it.
  private var last: FetchState {
    var last = self
    last.earlier = nil
    return last
  }

  /// `users: 56,747 records, 56,747 distinct ids, 568 pages, end proven by a short page`
  /// or `comments: 3,511 records of 1,200 tickets, 1,212 pages, each proven to its end`
  package var summary: String {
    if let forEach {
      return "\(source): \(counted(records ?? 0, "record")) of \(named(ids ?? 0, forEach)), "
        + "\(counted(pages ?? 0, "page")), each proven to its end"
    }
    let run = earlier.map { "run \($0.count + 1), from \(PageFolder.name(of: firstPage ?? 1)): " } ?? ""
    return
      "\(source): \(run)\(counted(records ?? 0, "record")), \(counted(distinctIDs ?? 0, "distinct id")), "
      + "\(counted(pages ?? 0, "page")), end proven by \(end ?? "nothing")"
  }
}

extension FetchPlan {
  /// All that makes another collection of one address, but for the number of records; nil where the plan says nothing of it.
  fileprivate var request: String? {
    var parts = headers.map { "\($0.name): \($0.value)" }
    parts += [parameters.page, parameters.offset, parameters.perPage].compactMap {
      $0.map { "parameter \($0)" }
    }
    if let first { parts.append("first \(first)") }
    if let cursor { parts.append("cursor \(cursor.from) as \(cursor.to)\(cursor.isAlone ? " alone" : "")") }
    if let body { parts.append("POST \(body)") }
    return parts.isEmpty ? nil : parts.joined(separator: "\n")
  }
}

/// `1,200 tickets`, `1 ticket`: so many records of the source of that name.
func named(_ count: Int, _ source: String) -> String {
  "\(grouped(count)) \(count == 1 ? singular(source) : source)"
}
