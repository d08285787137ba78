/// Gets every violation of every rule while it is found, where a result keeps the first of each cause: for files with all of
/// the evidence, or for all that is wrong with one record.
///
/// What is handed on changes nothing of the result. For each rule the counts of its violations add up to `violations` of its
/// `RuleResult`, and they come in the same order at any number of threads. What a check does not know one by one is one
/// violation with a count.
package protocol EvidenceSink: Sendable {
  /// A rule is about to be measured. Rules may be measured on several threads at once; one rule is on one thread.
  func begin(_ rule: String) -> any RuleEvidenceSink

  /// All rules were measured and graded. Called once, before `Audit.run` returns.
  func end(_ causes: ViolationCauses)
}

/// Gets the violations of one rule.
package protocol RuleEvidenceSink: AnyObject {
  func take(_ violation: Violation)

  /// The rule was measured.
  ///
  /// - Parameter parts: the parts (`Violation.part`) that count. A check may look at something and not hold it against the
  ///   records in the end: of other parts nothing counts, and of a rule that could not be judged no part does.
  func end(_ parts: Set<Int>)
}

/// One violation of a rule, with all that is known of it.
package struct Violation: Sendable {
  /// Complete and masked like all findings, but for `cause`. Its `count` is more than 1 only where a check counts records
  /// that it does not know.
  package var finding: Finding
  /// Which part of the rule's evidence it belongs to.
  package var part: Int
  /// By what `ViolationCauses` knows it; nil where it is not a row that a migration made wrong.
  package var fault: Fault?

  /// A row with something wrong.
  package struct Fault: Sendable, Equatable {
    /// Which of the kinds of fault that its rule has.
    package var kind: Int
    package var row: Int

    package init(kind: Int, row: Int) {
      self.kind = kind
      self.row = row
    }
  }

  package init(finding: Finding, part: Int, fault: Fault?) {
    self.finding = finding
    self.part = part
    self.fault = fault
  }
}
