import Audit
import Reporting

/// The last line that `verify`, `merge` and `grade` write to standard error, whatever happened: for scripts.
struct VerdictLine {
  let text: String

  /// - Parameters:
  ///   - exitCode: what the process will exit with, which reports that can't be written may change.
  ///   - gate: the gate of the plan that has decided.
  init(_ result: AuditResult, exitCode: Int32, gate: String? = nil) {
    let failed = result.rules.count { $0.outcome == .failed && $0.effectiveSeverity == .error }
    let warnings = result.rules.count { $0.outcome == .failed && $0.effectiveSeverity == .warning }
    let unchecked = result.rules.count { $0.outcome == .notChecked }
    let waived = result.rules.count { $0.outcome == .waived }
    let counts =
      "rules=\(result.rules.count) failed=\(failed) warnings=\(warnings) unchecked=\(unchecked) waived=\(waived)"
    guard let decision = gate.flatMap(result.gate) else {
      let verdict = exitCode == 2 ? Verdict.noVerdict : result.verdict
      text = "verdict=\(Self.word(verdict.words)) exit=\(exitCode) \(counts)"
      return
    }
    let word = exitCode == 2 ? GateDecision.Word.noDecision : decision.word
    text =
      "gate=\(decision.name) decision=\(Self.word(word.words)) exit=\(exitCode) crossed=\(decision.crossings.count) "
      + "verdict=\(Self.word(result.verdict.words)) \(counts)"
  }

  private init(_ text: String) {
    self.text = text
  }

  /// `NO-VERDICT`, `ROLL-BACK`: one word.
  private static func word(_ words: String) -> String { words.replacing(" ", with: "-") }

  /// The line of a run that judged nothing.
  ///
  /// - Parameter gate: the gate that was asked for.
  static func none(exitCode: Int32, gate: String? = nil) -> VerdictLine {
    let counts = "rules=0 failed=0 warnings=0 unchecked=0 waived=0"
    guard let gate else { return VerdictLine("verdict=NO-VERDICT exit=\(exitCode) \(counts)") }
    // A name that a plan can't have would end the line, or say more than there is.
    let name = gate.filter { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) }
    return VerdictLine(
      "gate=\(name) decision=NO-DECISION exit=\(exitCode) crossed=0 verdict=NO-VERDICT \(counts)")
  }
}
