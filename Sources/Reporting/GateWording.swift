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

extension GateDecision.ThresholdResult {
  /// `no-go: failed-rules: at most 0, found 1 (no-missing-users): 1 rule too many`
  var words: String { "\(level.rawValue): \(sentence)" }

  /// What would be decided by it alone.
  var decision: GateDecision.Word {
    switch (state, level) {
    case (.met, _): .go
    case (.unknown, _): .noDecision
    case (.crossed, .noGo): .noGo
    case (.crossed, .rollBack): .rollBack
    }
  }
}

extension GateDecision {
  /// One threshold of a level, with all that came of it: a share has a result for each line or rule that crosses it.
  struct Condition {
    var level: ThresholdResult.Level
    var threshold: ThresholdResult.Threshold
    /// Not empty.
    var results: [ThresholdResult]

    /// Crossed by one result, else not known of one, else met.
    var state: ThresholdResult.State {
      [.crossed, .unknown].first { state in results.contains { $0.state == state } } ?? .met
    }

    /// `no-go: drift`
    var name: String { "\(level.rawValue): \(threshold.rawValue)" }
  }

  /// All thresholds, those of `roll-back` first.
  var conditions: [Condition] {
    let all = crossings + met
    return ThresholdResult.Level.allCases.flatMap { level in
      ThresholdResult.Threshold.allCases.compactMap { threshold in
        let results = all.filter { $0.level == level && $0.threshold == threshold }
        return results.isEmpty ? nil : Condition(level: level, threshold: threshold, results: results)
      }
    }
  }

  /// `gate cutover: NO-GO, 2 thresholds crossed, 1 threshold not known`
  var sentence: String {
    let conditions = conditions
    let parts = [(ThresholdResult.State.crossed, "crossed"), (.unknown, "not known")].compactMap {
      state, words in
      let count = conditions.count { $0.state == state }
      return count == 0 ? nil : "\(counting(count, "threshold")) \(words)"
    }
    return (["gate \(name): \(word.words)"] + parts).joined(separator: ", ")
  }
}

extension AuditResult {
  /// What a gate of the plan decides; nil where the audit has no such gate.
  package func gate(_ name: String) -> GateDecision? { gates.first { $0.name == name } }
}
