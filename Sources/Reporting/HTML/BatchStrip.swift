import Audit

/// All batches as a strip, in the order of their numbers, in which one that is not whole is seen.
struct BatchStrip {
  var stripText: String
  var parts: [Part]
  /// What is not whole, by number, and how many are.
  var stripLegend: [Key]

  struct Part {
    var partClass: String
    var partX: String
    var partWidth: String
  }

  struct Key {
    var stripClass: String
    var stripSign: String
    var stripWords: String
  }

  private static let width = 600.0
  /// Of a run that is not whole, however few of all batches it has.
  private static let least = 3.0
  /// Runs of one state that are named.
  private static let most = 8

  /// Nil without a batch.
  init?(_ runs: [BatchRun]) {
    let there = runs.reduce(0) { $0 + ($1.state == .missing ? 0 : $1.count) }
    if there == 0 { return nil }
    // A gap may be as wide as numbers can be.
    let sizes = runs.map { Double($0.state == .missing ? min($0.count, there) : $0.count) }
    let least = min(Self.least, Self.width / Double(runs.count))
    let total = sizes.reduce(0, +)
    let widths = zip(runs, sizes).map { run, size in
      run.state == .whole ? size / total * Self.width : max(least, size / total * Self.width)
    }
    // What is widened to be seen is taken from all.
    let scale = Self.width / widths.reduce(0, +)
    var x = 0.0
    parts = []
    for (run, width) in zip(runs, widths) {
      parts.append(
        Part(partClass: run.state.rawValue, partX: x.short, partWidth: (width * scale).short))
      x += width * scale
    }
    let whole = runs.reduce(0) { $0 + $1.count - $1.troubled }
    stripLegend = BatchRun.State.allCases.reversed().compactMap { state in
      let runs = runs.filter { $0.state == state }
      if state == .whole {
        return whole == 0
          ? nil : Key(stripClass: "whole", stripSign: "✓", stripWords: "\(whole.grouped) \(state.words)")
      }
      if runs.isEmpty { return nil }
      let names = runs.map(\.name).listed(most: Self.most, rest: "more places")
      let count = runs.reduce(0) { $0 &+ $1.troubled }
      return Key(
        stripClass: state.rawValue, stripSign: "✗",
        stripWords: "\(count.grouped) \(state.words): \(names)")
    }
    stripText = "Batches: " + stripLegend.map(\.stripWords).joined(separator: "; ") + "."
  }
}

extension BatchRun {
  /// `17`, `18 to 20`
  fileprivate var name: String { first == last ? String(first) : "\(first) to \(last)" }
}

extension BatchRun.State {
  fileprivate var words: String {
    switch self {
    case .whole: "without a fault"
    case .faulty: "with something that failed"
    case .repeated: "of a number that is there already"
    case .unreadable: "that can't be read"
    case .missing: "missing"
    }
  }
}
