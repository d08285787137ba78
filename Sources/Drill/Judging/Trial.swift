import Foundation

/// One fault at one place, and what an audit said of it.
struct Trial: Sendable {
  enum Outcome: Sendable {
    /// By these of the expected rules; empty where the run had no verdict, as it must not.
    case caught(by: [String])
    /// An expected rule failed, and nothing that it shows is where the fault is.
    case misplaced(by: [String])
    /// No expected rule failed.
    case missed(String)
    /// A lawful form of which nothing was reported.
    case silent
    /// A lawful form that was reported.
    case falseAlarm(String)
  }

  var fault: Fault
  var position: Position
  var damage: Damage
  var outcome: Outcome

  var isRight: Bool {
    switch outcome {
    case .caught, .silent: true
    case .misplaced, .missed, .falseAlarm: false
    }
  }

  var isCaught: Bool {
    switch outcome {
    case .caught, .misplaced: true
    case .missed, .silent, .falseAlarm: false
    }
  }
}

/// Holds an audit of a damaged copy against what the fault must lead to.
struct Judge {
  /// The audit of the undamaged migration.
  let before: AuditFile
  let exitCodeBefore: Int32

  func outcome(of fault: Fault, _ damage: Damage, run: Tool.Run, audit: () throws -> AuditFile) rethrows
    -> Trial.Outcome
  {
    guard let exitCode = run.exitCode else {
      return fault.isLawful ? .falseAlarm(run.words) : .missed(run.words)
    }
    switch fault.expected {
    case .nothing(let warnings):
      guard [0, 1].contains(exitCode) else { return .falseAlarm("exit \(exitCode): \(run.words)") }
      let failures = try audit().failures(beyond: before).map(\.id).filter { !warnings.contains($0) }
      guard failures.isEmpty, exitCode == exitCodeBefore else {
        return .falseAlarm("exit \(exitCode): \(failures.joined(separator: ", "))")
      }
      return .silent
    case .noPass:
      if [2, 64].contains(exitCode) { return .caught(by: []) }
      guard exitCode == 1 else { return .missed("PASS") }
      let failures = try audit().failures(beyond: before)
      return failures.isEmpty ? .missed("nothing that failed is new") : .caught(by: failures.map(\.id))
    case .warnings(let rules):
      guard exitCode == exitCodeBefore else { return .missed("exit \(exitCode): \(run.words)") }
      return judged(rules, damage, try audit())
    case .rules(let rules):
      guard exitCode == 1 else { return .missed(exitCode == 0 ? "PASS" : "exit \(exitCode): \(run.words)") }
      return judged(rules, damage, try audit())
    }
  }

  private func judged(_ rules: [String], _ damage: Damage, _ audit: AuditFile) -> Trial.Outcome {
    let failures = audit.failures(beyond: before)
    let expected = failures.filter { rules.contains($0.id) }
    guard !expected.isEmpty else {
      let others =
        failures.isEmpty ? "nothing that failed is new" : "only " + failures.map(\.id).joined(separator: ", ")
      return .missed("expected \(rules.joined(separator: " or ")), found \(others)")
    }
    let isPlaced = !damage.hasPlace || expected.contains { $0.isAt(damage) }
    return isPlaced ? .caught(by: expected.map(\.id)) : .misplaced(by: expected.map(\.id))
  }
}
