import Audit

/// Why rules were not judged, told once where several have one reason: a source that is missing or empty is one thing to
/// repair, however many rules depend on it.
struct SharedReasons {
  struct Reason {
    /// Counted from 1.
    var number: Int
    var sentence: String
    var rules: [String]
  }

  private(set) var reasons: [Reason] = []
  /// The numbers of the causes by which rules were not checked.
  private var causes: [String: Int] = [:]

  /// The fewest rules whose reason is told in one place.
  private static let least = 3

  /// - Parameter causes: what they tell is not told again.
  init(_ rules: [RuleResult], _ causes: [Cause] = []) {
    for (index, cause) in causes.enumerated() {
      for rule in cause.notChecked where self.causes[rule] == nil { self.causes[rule] = index + 1 }
    }
    var places: [String: Int] = [:]
    var found: [Reason] = []
    for rule in rules where rule.status == .notChecked && cause(of: rule) == nil {
      if let place = places[rule.summary] {
        found[place].rules.append(rule.id)
      } else {
        places[rule.summary] = found.count
        found.append(Reason(number: 0, sentence: rule.summary, rules: [rule.id]))
      }
    }
    for reason in found where reason.rules.count >= Self.least {
      reasons.append(Reason(number: reasons.count + 1, sentence: reason.sentence, rules: reason.rules))
    }
  }

  /// The number of the cause by which a rule was not checked.
  private func cause(of rule: RuleResult) -> Int? { rule.status == .notChecked ? causes[rule.id] : nil }

  /// The reason of a rule, where others have it too.
  func reason(of rule: RuleResult) -> Reason? {
    rule.status == .notChecked && cause(of: rule) == nil ? reasons.first { $0.sentence == rule.summary } : nil
  }

  /// What the matrix has of a rule: its summary, or where its reason is told.
  func summary(of rule: RuleResult) -> String {
    if let cause = cause(of: rule) { return "by cause \(cause)" }
    return reason(of: rule).map {
      reasons.count == 1 ? "for the reason below" : "for reason \($0.number) below"
    }
      ?? rule.summary
  }

  /// Whether a rule has something to tell that no reason of several rules tells.
  func needsAttention(_ rule: RuleResult) -> Bool {
    rule.needsAttention && reason(of: rule) == nil && cause(of: rule) == nil
  }
}

extension SharedReasons.Reason {
  /// `35 rules for one reason`
  var heading: String { "\(counting(rules.count, "rule")) for one reason" }

  /// The rules by their ids.
  var list: String { rules.joined(separator: ", ") }
}
