/// What a drill came to.
package struct Score: Sendable {
  let exitCodeBefore: Int32
  let ruleCount: Int
  let faults: [(fault: Fault, trials: [Trial])]
  /// How the drill was called, for commands that replay one fault.
  let command: String

  private var damage: [(fault: Fault, trials: [Trial])] {
    faults.filter { !$0.fault.isLawful && !$0.trials.isEmpty }
  }
  private var lawful: [(fault: Fault, trials: [Trial])] {
    faults.filter { $0.fault.isLawful && !$0.trials.isEmpty }
  }
  private var without: [Fault] { faults.filter(\.trials.isEmpty).map(\.fault) }
  private var trials: [Trial] { damage.flatMap(\.trials) }
  private var alarms: Int { lawful.flatMap(\.trials).count { !$0.isRight } }

  /// Every fault caught at its place, no lawful form reported, and something was tried.
  package var isPerfect: Bool { !trials.isEmpty && faults.allSatisfy { $0.trials.allSatisfy(\.isRight) } }

  package var exitCode: Int32 { isPerfect ? 0 : 1 }

  /// One line for each fault, by area, then the figures.
  package var text: String {
    let verdict = exitCodeBefore == 0 ? "PASS" : "FAIL; what already fails is not counted as caught"
    var lines = ["The undamaged migration: \(verdict) (\(ruleCount) rules)", ""]
    for area in Fault.Area.allCases {
      let mine = faults.filter { $0.fault.area == area && !$0.trials.isEmpty }
      guard !mine.isEmpty else { continue }
      lines.append(area.rawValue)
      lines += mine.flatMap { line($0.fault, $0.trials) }
    }
    lines += [""]
    if !without.isEmpty {
      lines.append("No place in this migration for \(without.count) kinds: \(names(without))")
    }
    lines.append(
      "\(counted(damage.count, "kind")) of faults at \(counted(trials.count, "place")): \(trials.count(where: \.isCaught)) "
        + "caught, \(trials.count(where: \.isRight)) at the right place. \(counted(lawful.count, "lawful form")): "
        + "\(alarms) reported.")
    return lines.joined(separator: "\n") + "\n"
  }

  /// The last line on standard error.
  package var line: String {
    "drill=\(isPerfect ? "PERFECT" : "IMPERFECT") exit=\(exitCode) kinds=\(damage.count) places=\(trials.count) "
      + "caught=\(trials.count(where: \.isCaught)) placed=\(trials.count(where: \.isRight)) lawful=\(lawful.count) "
      + "alarms=\(alarms)"
  }

  private func line(_ fault: Fault, _ trials: [Trial]) -> [String] {
    let right = trials.count(where: \.isRight)
    let word =
      right == trials.count ? (fault.isLawful ? "silent" : "caught") : fault.isLawful ? "ALARM " : "MISSED"
    let rules = Set(
      trials.flatMap { trial -> [String] in
        switch trial.outcome {
        case .caught(let rules): rules.isEmpty ? ["no verdict"] : rules
        case .misplaced, .missed, .silent, .falseAlarm: []
        }
      }
    ).sorted().joined(separator: ", ")
    let head = "  \(word)  \(right) of \(trials.count)  \(fault.name)" + (rules.isEmpty ? "" : "  (\(rules))")
    return [head] + trials.filter { !$0.isRight }.flatMap(trouble)
  }

  private func trouble(_ trial: Trial) -> [String] {
    let words =
      switch trial.outcome {
      case .misplaced(let rules): "\(rules.joined(separator: ", ")) failed, but shows nothing of it"
      case .missed(let words), .falseAlarm(let words): words
      case .caught, .silent: ""
      }
    return [
      "          \(trial.position), \(trial.damage.place): \(words)",
      "          \(command) --fault \(trial.fault.id) --at \(trial.position) --keep drill",
    ]
  }

  private func names(_ faults: [Fault]) -> String {
    faults.prefix(4).map(\.name).joined(separator: "; ") + (faults.count > 4 ? "; …" : "")
  }

  private func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}
