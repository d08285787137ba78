import Audit

/// The annotations of an audit, for the log of a job on GitHub: one for each threshold of the gate that is crossed or not known, each
/// cause, each failed rule that no cause explains, and each reason for which rules could not be checked; then a notice with the
/// verdict, and what the gates decide.
///
/// Standard: GitHub's workflow commands (docs.github.com, "Workflow commands for GitHub Actions"). The runner shows ten errors
/// and ten warnings of a step, so the gravest are written, and the notice counts the others.
package enum GitHubReport {
  /// The most errors, and the most warnings.
  static let limit = 10

  /// - Parameters:
  ///   - checkout: annotations name the plan and the exports that are in it, and no other file.
  ///   - gate: the gate that was asked for; of others the notice alone tells.
  package static func render(_ result: AuditResult, in checkout: Checkout, gate: String? = nil) -> String {
    let all = annotations(of: result, checkout, gate: gate)
    let (errors, warnings) = (all.filter { $0.level == .error }, all.filter { $0.level == .warning })
    let left = [(errors, "error"), (warnings, "warning")].compactMap { annotations, noun in
      annotations.count > limit ? counting(annotations.count - limit, "more \(noun)") : nil
    }
    let verdict = Annotation(
      level: .notice, title: "deskaudit: \(result.verdict.words)",
      lines: [result.verdictSentence] + result.gates.map(\.sentence)
        + (left.isEmpty ? [] : ["\(left.joined(separator: " and ")): see the reports."]),
      file: checkout.path(of: result.planPath))
    return (errors.prefix(limit) + warnings.prefix(limit) + [verdict]).map { $0.command + "\n" }.joined()
  }

  /// The gravest first, as far as they are of one level.
  private static func annotations(
    of result: AuditResult, _ checkout: Checkout, gate asked: String?
  ) -> [Annotation] {
    let gates = result.gates.filter { $0.name == asked }.flatMap { gate in
      gate.crossings.map { crossing in
        Annotation(
          level: .error, title: "\(crossing.decision.words) gate \(gate.name)", lines: [crossing.sentence],
          file: checkout.path(of: result.planPath))
      }
    }
    let causes = result.causes.enumerated().map { index, cause in
      Annotation(
        level: result.level(of: cause),
        title: "Cause \((index + 1).grouped) of \(result.causes.count.grouped)",
        lines: ["\(cause.sentence)."]
          + [cause.remedy, cause.explained(result.rules).map { "Explains \($0)." }].compactMap(\.self),
        at: cause.export, checkout)
    }
    let shared = SharedReasons(result.rules, result.causes)
    let reasons = shared.reasons.map { reason in
      Annotation(
        level: .error, title: "\(Status.notChecked.label) \(reason.heading)",
        lines: [reason.sentence, reason.list])
    }
    let rules = result.rules.filter { shared.needsAttention($0) && !result.isExplained($0) }
    func annotations(_ status: Status) -> [Annotation] {
      rules.filter { $0.status == status }.map { rule in
        Annotation(
          level: result.level(of: status), title: "\(status.label) \(rule.id)",
          lines: [rule.summary]
            + [rule.example.map { "Such as: \($0.line)" }, rule.steps.first].compactMap(\.self),
          at: rule.example?.export, checkout)
      }
    }
    return gates + causes + annotations(.failed) + annotations(.warning) + reasons + annotations(.notChecked)
  }
}

extension AuditResult {
  /// Warnings are errors where they fail the audit.
  fileprivate func level(of status: Status) -> Annotation.Level {
    status == .warning && policy.failOn == .error ? .warning : .error
  }

  /// As grave as the gravest of what it explains. What it explains of waived rules alone is a warning.
  fileprivate func level(of cause: Cause) -> Annotation.Level {
    if !cause.notChecked.isEmpty { return .error }
    let ids = Set(cause.explains.map(\.rule))
    let isError = rules.contains {
      ids.contains($0.id) && $0.outcome == .failed && level(of: $0.status) == .error
    }
    return isError ? .error : .warning
  }
}

/// One command: `::error title=…,file=…,line=…::message`.
private struct Annotation {
  enum Level: String {
    case error, warning, notice
  }

  var level: Level
  var title: String
  /// Of the message.
  var lines: [String]
  var file: String?
  var line: Int?

  init(level: Level, title: String, lines: [String], file: String? = nil) {
    self.level = level
    self.title = title
    self.lines = lines
    self.file = file
  }

  init(level: Level, title: String, lines: [String], at place: ExportPlace?, _ checkout: Checkout) {
    self.init(level: level, title: title, lines: lines, file: place.flatMap { checkout.path(of: $0.file) })
    if file != nil { line = place?.line }
  }

  var command: String {
    let properties =
      ["title=\(Self.property(title))"]
      + [file.map { "file=\(Self.property($0))" }, line.map { "line=\($0)" }].compactMap(\.self)
    return "::\(level.rawValue) \(properties.joined(separator: ","))::"
      + lines.map(Self.data).joined(separator: "%0A")
  }

  /// One line: what is visible has no line end.
  private static func data(_ text: String) -> String { text.visible.escaping(["%": "%25"]) }

  private static func property(_ text: String) -> String {
    data(text).escaping([":": "%3A", ",": "%2C"])
  }
}
