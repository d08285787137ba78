import Plan

/// A gate and its thresholds, as `Plan` reads them.
package typealias DeclaredGate = GatePlan

/// What a gate of the plan decides of an audit.
package struct GateDecision: Sendable, Equatable {
  package enum Word: String, Sendable, Equatable, CaseIterable {
    case go
    case noGo = "no-go"
    case rollBack = "roll-back"
    /// Something that it depends on is not known.
    case noDecision = "no-decision"

    package var exitCode: Int32 {
      switch self {
      case .go: 0
      case .noGo, .rollBack: 1
      case .noDecision: 2
      }
    }

    /// `GO`, `NO-GO`, `ROLL BACK`, `NO DECISION`
    package var words: String {
      switch self {
      case .go: "GO"
      case .noGo: "NO-GO"
      case .rollBack: "ROLL BACK"
      case .noDecision: "NO DECISION"
      }
    }
  }

  package var name: String
  package var word: Word
  /// Every threshold that was crossed, those of `roll-back` first; last what is not known.
  package var crossings: [ThresholdResult]
  /// Every other threshold, those of `roll-back` first; of an audit that was written without them none.
  package var met: [ThresholdResult]

  package init(
    name: String, word: Word, crossings: [ThresholdResult] = [], met: [ThresholdResult] = []
  ) {
    self.name = name
    self.word = word
    self.crossings = crossings
    self.met = met
  }

  /// A threshold, and what was found of it.
  package struct ThresholdResult: Sendable, Equatable {
    package enum State: String, Sendable, CaseIterable {
      case met, crossed
      /// Nobody knows: nothing is decided by it.
      case unknown
    }

    package enum Level: String, Sendable, Equatable, CaseIterable {
      case rollBack = "roll-back"
      case noGo = "no-go"
    }

    package enum Threshold: String, Sendable, Equatable, CaseIterable {
      case failedRules = "failed-rules"
      case uncheckedRules = "unchecked-rules"
      case migratedShare = "migrated-share"
      case findings, drift
    }

    package var level: Level
    package var threshold: Threshold
    /// A line of the balance or a rule, where the threshold is of each for itself.
    package var subject: String?
    /// As the plan has it: `99.5%`, `0`.
    package var bound: String
    /// How many were found; nil where that is not known.
    package var found: Int?
    /// Of how many, where the threshold is a share.
    package var total: Int?
    /// What, the bound, what was found, and by how much it is crossed.
    package var sentence: String

    package var state: State

    package init(
      level: Level, threshold: Threshold, subject: String? = nil, bound: String, found: Int? = nil,
      total: Int? = nil, sentence: String, state: State
    ) {
      self.level = level
      self.threshold = threshold
      self.subject = subject
      self.bound = bound
      self.found = found
      self.total = total
      self.sentence = sentence
      self.state = state
    }
  }
}

extension GatePlan {
  /// Decides by what was graded, and nothing else: of an audit that was read again the same follows.
  ///
  /// - Complexity: O(rules + lines of the balance).
  package func decision(on audit: AuditResult) -> GateDecision {
    let judgement = GateJudgement(self, audit)
    let all =
      (rollBack.map { judgement.results($0, .rollBack) } ?? [])
      + (noGo.map { judgement.results($0, .noGo) } ?? [])
      + [judgement.unchecked]
    let (crossed, unknown) = (all.filter { $0.state == .crossed }, all.filter { $0.state == .unknown })
    let word: GateDecision.Word =
      if crossed.contains(where: { $0.level == .rollBack }) {
        .rollBack
      } else if !crossed.isEmpty {
        .noGo
      } else {
        unknown.isEmpty ? .go : .noDecision
      }
    return GateDecision(
      name: name, word: word, crossings: crossed + unknown, met: all.filter { $0.state == .met })
  }
}
