/// The policy by which an audit was graded, beside what its rules tell.
package struct AuditPolicy: Sendable, Equatable {
  /// The least severity that fails the audit.
  package var failOn: Severity
  /// `export-defects` of the plan.
  package var exportDefects: String
  /// The file of waivers, and SHA-256 of it; nil where there is none.
  package var waiversPath: String?
  package var waiversSHA256: String?
  /// The file of sign-offs, and SHA-256 of it; nil where there is none.
  package var signOffsPath: String?
  package var signOffsSHA256: String?
  /// The ids of the rules that are off by default and have no result, because the plan does not name them.
  package var offByDefault: [String]

  package init(
    failOn: Severity = .error, exportDefects: String = "warn", waiversPath: String? = nil,
    waiversSHA256: String? = nil, signOffsPath: String? = nil, signOffsSHA256: String? = nil,
    offByDefault: [String] = []
  ) {
    self.failOn = failOn
    self.exportDefects = exportDefects
    self.waiversPath = waiversPath
    self.waiversSHA256 = waiversSHA256
    self.signOffsPath = signOffsPath
    self.signOffsSHA256 = signOffsSHA256
    self.offByDefault = offByDefault
  }
}

/// What of a rule is not as the tool's own page has it, and what is waived of it.
package struct RulePolicy: Sendable, Equatable {
  /// The page by which it is judged in place of the tool's own; nil where it is not.
  package var page: String?
  /// What the plan says otherwise than the page.
  package var changes: [RuleChange]
  /// Why the plan switches it off; nil where it does not.
  package var off: String?
  package var waivers: [WaiverUse]

  package init(
    page: String? = nil, changes: [RuleChange] = [], off: String? = nil, waivers: [WaiverUse] = []
  ) {
    self.page = page
    self.changes = changes
    self.off = off
    self.waivers = waivers
  }

  /// Whether it has nothing to tell.
  package var isPlain: Bool { self == RulePolicy() }
}
