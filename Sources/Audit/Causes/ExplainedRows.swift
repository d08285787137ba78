/// Which cause explains which violation: the first that does, by the numbers that reports show.
struct ExplainedRows: Sendable {
  /// In the order in which claims explain; the number is nil of a claim that became no cause.
  private let claims: [(number: Int?, claim: Claim)]

  init() { claims = [] }

  init(_ claims: [Claim], numbers: [Int?]) {
    self.claims = Array(zip(numbers, claims)).map { (number: $0, claim: $1) }
  }

  /// Those of the rows of one kind of fault.
  func causes(of what: Wrong) -> RowCauses {
    RowCauses(claims.compactMap { number, claim in claim.rows[what].map { (number, $0) } })
  }

  /// The claim of violations of a rule that are not rows: its number, and how many it explains; nil where there is none.
  func claim(ofRule id: String) -> (number: Int?, violations: Int)? {
    claims.lazy.compactMap { number, claim in
      claim.violations[id].flatMap { $0 > 0 ? (number, $0) : nil }
    }.first
  }
}

/// Which cause explains each row of one kind of fault.
struct RowCauses: Sendable {
  private let claims: [(number: Int?, rows: RowSet)]

  fileprivate init(_ claims: [(number: Int?, rows: RowSet)]) { self.claims = claims }

  /// The number of the cause; nil where none explains the row.
  ///
  /// - Complexity: one look-up of a bit for each cause that is about rows of this kind.
  func number(of row: Int) -> Int? { claims.first { $0.rows.contains(row) }?.number }
}
