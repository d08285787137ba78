/// One of `gates:`: a decision of the plan's own, such as whether to cut over, and the thresholds that it is made by.
package struct GatePlan: Sendable, Equatable {
  package var name: String
  /// Whose rules it looks at, beside `rules`: with neither, at all.
  package var areas: [Located<String>] = []
  /// The ids of rules that it looks at.
  package var rules: [Located<String>] = []
  /// Whether rules that failed as warnings count as well (`severity: warning`).
  package var countsWarnings = false
  /// Beyond which it is a NO-GO; nil without such a level.
  package var noGo: Level?
  /// Beyond which what was done is to be undone; nil without such a level.
  package var rollBack: Level?

  /// The thresholds of one level; nil for what it does not state.
  package struct Level: Sendable, Equatable {
    /// At most so many rules that failed.
    package var failedRules: Int?
    /// At most so many rules that were not checked.
    package var uncheckedRules: Int?
    /// At least this share of the records of each line of the balance.
    package var migratedShare: Share?
    /// At most so many violations of the rules that failed.
    package var findings: Int?
    /// At most this share of the values that one rule compares.
    package var drift: Share?

    package init() {}
  }

  package init(name: String) { self.name = name }

  /// The most rules that may be not checked: none, unless it says so.
  package var uncheckedRules: Int { noGo?.uncheckedRules ?? 0 }
}

extension Plan {
  /// A gate by its name.
  ///
  /// - Throws: a sentence with the nearest name.
  package func gate(_ name: String) throws(PlanError) -> GatePlan {
    if let gate = gates.first(where: { $0.name == name }) { return gate }
    let message =
      gates.isEmpty
      ? "there is no gate \(quote(name)): the plan has no 'gates'; add it, such as 'gates: {cutover: {no-go: {findings: 0}}}'"
      : "there is no gate \(quote(name))\(suggestion(for: name, among: gates.map(\.name)))"
    throw PlanError([PlanProblem(path: path, line: nil, message: message)])
  }
}
