import Plan

/// Which records a waiver is about, as the plan's side reads it.
package typealias RecordSelector = KeySelector

/// What a check saw by one rule, whatever policy grades it: beside `examined`, `unit`, `violations`, `violationsFromExport`
/// and `findings` of its `RuleResult`, all that grading needs to know. `audit.json` has it, so that an audit can be graded
/// again without its data.
package struct Measured: Sendable, Equatable {
  package enum Standing: String, Sendable, Equatable {
    case judged
    case notApplicable = "not-applicable"
    /// Input was there but could not be judged.
    case notChecked = "not-checked"
  }

  /// A parameter of the check, as the page or the plan gives it.
  package struct Parameter: Sendable, Equatable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// How many violations are about single records of one selector of the rule's waivers, and of no earlier one.
  package struct Selected: Sendable, Equatable {
    package var selector: KeySelector
    package var violations: Int
    package var fromExport: Int

    package init(selector: KeySelector, violations: Int, fromExport: Int) {
      self.selector = selector
      self.violations = violations
      self.fromExport = fromExport
    }
  }

  package var standing: Standing
  /// How many things there should have been.
  package var expected: Int
  /// What was found, or why it was not judged.
  package var summary: String
  /// Whether it is about the archive, and so can't pass on one that was not read to its end.
  package var looksAtArchive: Bool
  /// Why it can't pass: an export has no accepted row.
  package var lack: String?
  /// A setting of the plan by which all that was found is no more than a warning.
  package var allowedBy: String?
  /// The check and its parameters, by name.
  package var parameters: [Parameter]
  /// For the selectors of the rule's waivers, in their order; empty where none selects.
  package var selected: [Selected]

  package init(
    standing: Standing = .judged, expected: Int = 1, summary: String, looksAtArchive: Bool = true,
    lack: String? = nil, allowedBy: String? = nil, parameters: [Parameter] = [], selected: [Selected] = []
  ) {
    self.standing = standing
    self.expected = expected
    self.summary = summary
    self.looksAtArchive = looksAtArchive
    self.lack = lack
    self.allowedBy = allowedBy
    self.parameters = parameters
    self.selected = selected
  }
}
