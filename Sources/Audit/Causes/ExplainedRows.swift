/// Which cause explains the violation of a row: the first that does, by the numbers that reports show.
struct ExplainedRows: Sendable {
  /// In the order in which claims explain; the number is nil of a claim that became no cause.
  private let claims: [(number: Int?, rows: [Wrong: RowSet])]

  init() { claims = [] }

  init(_ claims: [Claim], numbers: [Int?]) {
    self.claims = zip(numbers, claims).map { ($0, $1.rows) }
  }

  /// Tells for rows of one kind of fault which cause explains each; nil where none does.
  ///
  /// - Complexity: O(causes) for each row that is asked for.
  func causes(of what: Wrong) -> (_ row: Int) -> Int? {
    let candidates = claims.compactMap { claim in claim.rows[what].map { (claim.number, $0) } }
    return { row in candidates.first { $0.1.contains(row) }?.0 }
  }
}
