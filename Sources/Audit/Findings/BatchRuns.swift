import Archive
import Plan

/// Batches that follow each other and are in one state, as a strip of all batches shows them.
package struct BatchRun: Sendable, Equatable {
  /// The gravest last.
  package enum State: String, Sendable, CaseIterable {
    case whole
    /// Something in it failed.
    case faulty
    /// There are two of its number.
    case repeated
    /// It can't be read.
    case unreadable
    /// There is none of its number.
    case missing

    fileprivate var gravity: Int { Self.allCases.firstIndex(of: self) ?? 0 }
  }

  /// The numbers of its first and last batch.
  package var first: Int64
  package var last: Int64
  package var count: Int
  /// The gravest that a batch of it has.
  package var state: State
  /// How many of its batches are not whole.
  package var troubled: Int

  package init(first: Int64, last: Int64, count: Int, state: State, troubled: Int) {
    self.first = first
    self.last = last
    self.count = count
    self.state = state
    self.troubled = troubled
  }

  /// The most runs of a strip: where states take turns more often, neighbours are put together.
  package static let most = 300
}

/// The batches of the archive in the order of their numbers, with what is wrong with each.
struct BatchRuns {
  private(set) var runs: [BatchRun] = []
  private let facts: Facts

  /// - Parameter judged: the rules as they were graded.
  /// - Complexity: O(batches + violations).
  init(_ facts: Facts, _ judged: [JudgedRule], _ causes: [Cause]) {
    self.facts = facts
    // The numbers of several deliveries are no one sequence.
    if facts.archive.deliveries.areSeveral { return }
    let faulty = Self.faulty(facts, judged)
    let pattern = facts.plan.archive
    var next: Int64? = facts.archive.batches.isEmpty ? nil : pattern.start
    for index in facts.archive.batchOrder {
      let batch = facts.archive.batches[index]
      if let next, batch.number > next, (batch.number - next) % pattern.step == 0 {
        addMissing(from: next, to: batch.number - pattern.step, step: pattern.step)
      }
      if runs.last?.last == batch.number, next.map({ batch.number < $0 }) ?? false {
        // A second one of this number: the run has it already.
        add(batch.number, .repeated)
      } else {
        add(batch.number, !batch.isReadable ? .unreadable : faulty.contains(index) ? .faulty : .whole)
      }
      next = batch.number.addingReportingOverflow(pattern.step).partialValue
    }
    addLost(after: facts.archive.batchOrder.last.map { facts.archive.batches[$0].number }, causes)
    join()
  }

  private mutating func add(_ number: Int64, _ state: BatchRun.State) {
    let isTroubled = state == .whole ? 0 : 1
    if var run = runs.popLast() {
      if run.state == state {
        (run.last, run.count, run.troubled) = (number, run.count + 1, run.troubled + isTroubled)
        return runs.append(run)
      }
      runs.append(run)
    }
    runs.append(BatchRun(first: number, last: number, count: 1, state: state, troubled: isTroubled))
  }

  private mutating func addMissing(from first: Int64, to last: Int64, step: Int64) {
    let count = Int((last - first) / step) + 1
    runs.append(BatchRun(first: first, last: last, count: count, state: .missing, troubled: count))
  }

  /// A batch after the last that is there, which a cause proves to be lost.
  private mutating func addLost(after last: Int64?, _ causes: [Cause]) {
    for cause in causes where cause.kind == .lostBatch {
      let name = Array((cause.archive?.member ?? "").utf8)
      if let number = facts.plan.archive.batchNumber(of: name), number > last ?? -1 { add(number, .missing) }
    }
  }

  /// Puts neighbours together until there are few enough runs: those of which the longer has the fewest batches.
  private mutating func join() {
    var width = 1
    while runs.count > BatchRun.most {
      var joined: [BatchRun] = []
      width *= 2
      for run in runs {
        if let last = joined.last, last.count + run.count <= width {
          joined[joined.count - 1] = last.joined(with: run)
        } else {
          joined.append(run)
        }
      }
      runs = joined
    }
  }

  /// The batches that hold a record with which something is wrong, more objects than they may, or what is no record at all.
  private static func faulty(_ facts: Facts, _ judged: [JudgedRule]) -> RowSet {
    var faulty = RowSet()
    for rule in judged where rule.result.outcome == .failed {
      for wrong in rule.wrong where wrong.what.isOfArchive {
        guard let record = facts.records.first(where: { $0.type.name == wrong.what.type }) else { continue }
        for row in wrong.rows where Int(row) < record.records.count {
          faulty.insert(Int(record.records.batch[Int(row)]))
        }
      }
    }
    let limit = facts.plan.archive.batchSize
    for (index, batch) in facts.archive.batches.enumerated()
    where batch.problemCount > 0 || batch.counts.contains(where: { $0 > limit }) {
      faulty.insert(index)
    }
    return faulty
  }
}

extension BatchRun {
  fileprivate func joined(with other: BatchRun) -> BatchRun {
    BatchRun(
      first: min(first, other.first), last: max(last, other.last), count: count + other.count,
      state: other.state.gravity > state.gravity ? other.state : state, troubled: troubled + other.troubled)
  }
}

extension Wrong {
  /// Whether its rows are those of a record type of the archive.
  fileprivate var isOfArchive: Bool {
    switch kind {
    case .missing, .noBatch, .repeatedMember: false
    default: true
    }
  }
}
