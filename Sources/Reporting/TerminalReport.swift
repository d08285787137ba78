import Audit

/// The audit for a terminal or a log: the matrix, what needs attention, the balance, the files, the verdict.
///
/// Text of the audit is made visible and inert (`String.visible`) before it is measured, wrapped and
/// coloured, so that nothing in an export or an archive can steer the terminal.
package struct TerminalReport {
  /// The narrowest table that can still be read.
  private static let narrowest = 60
  /// Findings of one rule that are printed; the other reports have them all.
  private static let findingLimit = 3
  /// Rules of one cause that are named.
  private static let ruleLimit = 4

  private let width: Int
  private let colour: Bool

  /// - Parameters:
  ///   - width: columns of the terminal; less than 60 counts as 60.
  ///   - colour: whether to write ANSI colours.
  package init(width: Int = 120, colour: Bool = false) {
    self.width = max(Self.narrowest, width)
    self.colour = colour
  }

  package func render(_ result: AuditResult) -> String {
    let view = ReportView(result)
    let shared = SharedReasons(result.rules, result.causes)
    let verdict = text("\(view.verdict). \(view.sentence)", result.verdict.style)
    var sections = [verdict]
    if !result.causes.isEmpty { sections.append(causes(of: result)) }
    sections += [text(view.title, .heading) + text(view.origin, .quiet), matrix(of: result.rules, shared)]
    if !view.policy.isEmpty {
      sections.append(text("Policy", .heading) + view.policy.flatMap { text($0, indent: 2) })
    }
    sections += view.reasons.map { reason in
      text("\(reason.reasonLabel) \(reason.reasonHeading)", .doubtful)
        + text(reason.reasonSentence, indent: 2)
        + text(reason.reasonRules, .quiet, indent: 2)
    }
    sections += result.rules.filter(shared.needsAttention).map { detail(of: $0, result.causes(of: $0)) }
    if !view.balance.isEmpty { sections.append(balance(view)) }
    sections += view.losses.map(losses)
    sections.append(files(view) + text("\(view.timing). \(view.values)", .quiet))
    sections.append(verdict)
    return sections.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  private func causes(of result: AuditResult) -> [String] {
    var lines = text(result.causes.count == 1 ? "1 cause" : "\(result.causes.count.grouped) causes", .heading)
    for (index, cause) in result.causes.enumerated() {
      lines += text("\(index + 1). \(cause.sentence).")
      lines += text(cause.remedy, indent: 3)
      let facts = [
        cause.place, cause.explained(result.rules, most: Self.ruleLimit).map { "explains \($0)" },
        cause.unchecked(most: Self.ruleLimit).map { "not checked: \($0)" },
      ]
      for fact in facts.compactMap(\.self) { lines += text(fact, .quiet, indent: 3) }
    }
    return lines
  }

  private func matrix(of rules: [RuleResult], _ shared: SharedReasons) -> [String] {
    var table = TextTable(
      header: ["Area", "Legacy system", "New system", "Validation test", "Pass criteria", "Result"])
    table.isRuled = true
    table.rows = rules.map { rule in
      [
        .init(rule.area), .init(rule.legacy), .init(rule.new), .init(rule.title), .init(rule.criteria),
        .init([(rule.status.label, rule.status.style), (shared.summary(of: rule), .plain)]),
      ]
    }
    return table.lines(width: width, paint: paint)
  }

  /// - Parameter causes: which causes explain its violations.
  private func detail(of rule: RuleResult, _ causes: String?) -> [String] {
    var lines = text("\(rule.status.label) \(rule.id): \(rule.title)", rule.status.style)
    lines += text(rule.summary, indent: 2) + text(rule.measure, .quiet, indent: 2)
    for note in [causes, rule.concentration].compactMap(\.self) { lines += text(note, indent: 2) }
    // What a cause tells is told once.
    let unexplained = rule.findings.filter { $0.cause == nil }.prefix(Self.findingLimit)
    let shown = unexplained.isEmpty ? rule.findings.prefix(1) : unexplained
    for (index, finding) in shown.enumerated() {
      lines += text("\(index + 1). \(finding.message)", indent: 2)
      let places = [finding.export?.words, finding.archive?.words, finding.counterpart?.words].compactMap {
        $0
      }
      if !places.isEmpty { lines += text(places.joined(separator: " → "), .quiet, indent: 5) }
    }
    let more = rule.findings.count - shown.count
    if more > 0 { lines += text("\(counting(more, "more finding")) in the other reports", .quiet, indent: 2) }
    return lines + (rule.evidenceNote.map { text($0, .quiet, indent: 2) } ?? [])
  }

  private func balance(_ view: ReportView) -> [String] {
    var table = TextTable(
      header: [
        "Record", "Counted in", "Read", "Rejected or explained", "Expected", "Matched", "Missing",
        "Unexpected",
        "Duplicates",
      ], numbers: [2, 4, 5, 6, 7, 8])
    table.rows = view.balance.map { line in
      let explained = line.explained.map { (text: "\($0.name): \($0.value)", style: Style.plain) }
      return [
        .init(line.record), .init(line.unit), .init(line.read), .init(explained), .init(line.expected),
        .init(line.matched), .init(line.missing), .init(line.unexpected), .init(line.duplicates),
      ]
    }
    return text("Balance", .heading) + table.lines(width: width, paint: paint)
  }

  private func losses(_ losses: ReportView.Losses) -> [String] {
    var table = TextTable(header: ["Field", "Source", "Records", "Reason", "Owner"], numbers: [2])
    table.rows = losses.lost.map { loss in
      [
        .init(loss.lossOf), .init(loss.lossSource), .init(loss.lossCount), .init(loss.lossReason),
        .init(loss.lossOwner),
      ]
    }
    return text("Stated losses", .heading) + table.lines(width: width, paint: paint)
  }

  private func files(_ view: ReportView) -> [String] {
    var table = TextTable(header: ["File", "What it is", "Bytes", "SHA-256"], numbers: [2])
    table.rows = view.files.map { file in
      [.init(file.path), .init(file.contents), .init(file.bytes), .init(file.digest)]
    }
    return text("Files", .heading) + table.lines(width: width, paint: paint)
  }

  /// Wrapped lines of one style, indented.
  private func text(_ text: String, _ style: Style = .plain, indent: Int = 0) -> [String] {
    text.visible.wrapped(to: width - indent).map { String(repeating: " ", count: indent) + paint($0, style) }
  }

  /// Standard: ECMA-48, Select Graphic Rendition.
  private func paint(_ text: String, _ style: Style) -> String {
    let code =
      switch style {
      case .plain: ""
      case .heading: "1"
      case .good: "1;32"
      case .bad: "1;31"
      case .doubtful: "1;33"
      case .quiet: "2"
      }
    return colour && !code.isEmpty && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}

extension Status {
  fileprivate var style: Style {
    switch self {
    case .passed: .good
    case .failed: .bad
    case .warning, .notChecked, .waived: .doubtful
    case .notApplicable, .switchedOff: .quiet
    }
  }
}

extension Verdict {
  fileprivate var style: Style {
    switch self {
    case .pass: .good
    case .fail: .bad
    case .noVerdict: .doubtful
    }
  }
}
