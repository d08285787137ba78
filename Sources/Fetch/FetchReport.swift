import Plan
import Foundation

/// A fetch whose end is proven.
package struct FetchReport: Sendable {
  package var state: FetchState
  /// Where the pages are.
  package var folder: String
  /// Whether everything was there already, and nothing was asked for.
  package var wasComplete: Bool
  /// What deserves to be known beside it, a sentence each.
  package var notes: [String]
}

/// Where a running fetch is.
package struct FetchProgress: Sendable, Equatable {
  /// Where there is a collection for each id of a source: the ids that are done, those that there are, and the source.
  package struct IDs: Sendable, Equatable {
    package var done: Int
    package var of: Int
    package var source: String
  }

  package var pages = 0
  package var records = 0
  /// nil for one collection.
  package var ids: IDs?
  /// The last count that the server named.
  package var count: Int64?
  /// Records for each second of this run; nil before the first page.
  package var rate: Double?
  /// Seconds that are left, as far as the count tells; never a promise.
  package var timeLeft: Double?
  /// What it waits for: seconds, and why.
  package var wait: Double?
  package var waitReason: String?

  /// `page 12, 1,200 of 56,747 records, 480/s, 1:56 left`, or `17 of 1,200 tickets, 18 pages, 51 records, 40/s`
  package var text: String {
    let total = count.map { "\(grouped(records)) of \(counted($0, "record"))" } ?? counted(records, "record")
    var text = "page \(grouped(pages)), \(total)"
    if let ids {
      text =
        "\(grouped(ids.done)) of \(named(ids.of, ids.source)), \(counted(pages, "page")), "
        + counted(records, "record")
    }
    if let wait, let waitReason { return "\(text), waiting \(Int(wait.rounded(.up))) s: \(waitReason)" }
    if let rate { text += ", \(grouped(Int(rate)))/s" }
    if let timeLeft, timeLeft < 360_000 {
      let (minutes, seconds) = Int(timeLeft.rounded(.up)).quotientAndRemainder(dividingBy: 60)
      text += ", \(minutes):\(seconds < 10 ? "0" : "")\(seconds) left"
    }
    return text
  }
}

/// Tells how fast a fetch goes.
final class Meter {
  private let started: Date
  private let timing: Timing
  private let receive: (FetchProgress) -> Void
  private var recordsBefore = 0
  private var last = FetchProgress()

  init(timing: Timing, _ receive: @escaping (FetchProgress) -> Void) {
    started = timing.now()
    self.timing = timing
    self.receive = receive
  }

  /// Leaves out of the rate what earlier runs have fetched.
  func start(at tally: Tally) {
    start(at: FetchProgress(pages: tally.pages, records: tally.records, count: tally.count))
  }

  func show(_ tally: Tally) {
    show(FetchProgress(pages: tally.pages, records: tally.records, count: tally.count))
  }

  /// Leaves out of the rate what earlier runs have fetched, and shows the rest from there.
  func start(at progress: FetchProgress) {
    recordsBefore = progress.records
    last = progress
  }

  func show(_ progress: FetchProgress) {
    last = progress
    let seconds = timing.now().timeIntervalSince(started)
    if seconds > 0, progress.records > recordsBefore {
      let rate = Double(progress.records - recordsBefore) / seconds
      last.rate = rate
      last.timeLeft = progress.count.map { max(0, Double($0) - Double(progress.records)) / rate }
    }
    receive(last)
  }

  func wait(_ seconds: Double, _ reason: String) {
    var waiting = last
    (waiting.wait, waiting.waitReason) = (seconds, reason)
    receive(waiting)
  }
}
