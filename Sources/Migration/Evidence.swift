/// An exact count with its first cases: what is printed is bounded, what is counted is not.
struct Evidence<Case: Sendable>: Sendable {
  /// The most cases that are kept.
  static var limit: Int { 20 }

  private(set) var total = 0
  private(set) var cases: [Case] = []

  /// Counts a case, and keeps it if it is among the first.
  mutating func add(_ case: @autoclosure () -> Case) {
    if total < Self.limit { cases.append(`case`()) }
    total += 1
  }
}
