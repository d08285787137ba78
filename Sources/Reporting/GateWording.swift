import Audit

extension GateDecision.Word {
  /// As which outcome of a rule it is shown.
  var status: Status {
    switch self {
    case .go: .passed
    case .noGo, .rollBack: .failed
    case .noDecision: .notChecked
    }
  }

  /// Beside the word, for whoever looks at shapes.
  var sign: String { status.sign }
}

extension GateDecision.Crossing {
  /// `no-go: failed-rules: at most 0, found 1 (no-missing-users): 1 rule too many`
  var words: String { "\(level.rawValue): \(sentence)" }
}

extension AuditResult {
  /// What a gate of the plan decides; nil where the audit has no such gate.
  package func gate(_ name: String) -> GateDecision? { gates.first { $0.name == name } }
}
