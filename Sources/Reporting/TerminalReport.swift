import Audit

/// The audit for a terminal or a log: the verdict and what it is about, the causes, what else failed, the balance, and a
/// line for each area that has something to tell.
///
/// Text of the audit is made visible and inert (`String.visible`) before it is measured, wrapped and
/// coloured, so that nothing in an export or an archive can steer the terminal.
package struct TerminalReport: TerminalLines {
  /// How much is told.
  package enum Detail: Sendable {
    /// The verdict and the causes.
    case quiet
    case usual
    /// Every rule, and every file.
    case matrix
  }

  /// Rules of one cause that are named.
  private static let ruleLimit = 4

  let width: Int
  let colour: Bool
  private let detail: Detail
  /// The gate of the plan whose decision comes first.
  private let gate: String?

  /// - Parameters:
  ///   - width: columns of the terminal; less than 60 counts as 60.
  ///   - colour: whether to write ANSI colours.
  ///   - gate: the gate of the plan whose decision comes first.
  package init(width: Int = 120, colour: Bool = false, detail: Detail = .usual, gate: String? = nil) {
    self.width = max(narrowestTerminal, width)
    self.colour = colour
    self.detail = detail
    self.gate = gate
  }

  package func render(_ result: AuditResult) -> String {
    let view = ReportView(result)
    let shared = SharedReasons(result.rules, result.causes)
    var sections = [decision(of: result), head(of: result), causes(of: result)]
    if detail != .quiet {
      if detail == .usual { sections.append(reasons(view)) }
      sections.append(rest(of: result, shared))
      sections.append(balance(of: result))
      sections += view.losses.map(losses)
      sections.append(policy(view))
      sections.append(areas(of: result))
    }
    if detail == .matrix {
      sections.append(matrix(of: result.rules, shared))
      sections.append(reasons(view))
      sections.append(files(view) + text("\(view.timing). \(view.values)", .quiet))
    }
    return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  // MARK: Verdict and causes

  /// What the gate decides, and each threshold that was crossed.
  private func decision(of result: AuditResult) -> [String] {
    guard let gate, let decision = result.gate(gate) else { return [] }
    let word = decision.word
    return text("\(word.sign) \(word.words) gate \(decision.name)", word.status.style)
      + decision.crossings.flatMap { labelled($0.level.rawValue, $0.sentence, column: 10) }
  }

  private func head(of result: AuditResult) -> [String] {
    let archive = result.archive
    let read = result.sources.map { source in
      "\(source.name) \(counting(source.files.reduce(0) { $0 + $1.records }, "record"))"
    }
    return text("\(result.verdict.sign) \(result.verdict.words)  \(result.title)", result.verdict.style)
      + text(result.verdictSentence, indent: 2)
      + (archive.isThere ? archive.files : []).flatMap {
        labelled("Archive", "\($0.path), \($0.bytes.grouped) bytes, SHA-256 \($0.sha256.prefix(16))…")
      }
      + labelled("Read", (read + (archive.isThere ? archive.fileContents : [])).joined(separator: "; "))
      + archive.repetitions.flatMap { labelled("Note", $0) }
      + (result.since.map { labelled("Since", "\($0.earlier): \($0.counts)") } ?? [])
  }

  private func causes(of result: AuditResult) -> [String] {
    if result.causes.isEmpty { return [] }
    var lines = text(result.causes.count == 1 ? "1 cause" : "\(result.causes.count.grouped) causes", .heading)
    for (index, cause) in result.causes.enumerated() {
      lines += text("\(index + 1). \(cause.sentence).", .bad)
      lines += labelled("Do", cause.remedy)
      if let place = cause.place { lines += labelled("Where", place) }
      if let example = result.example(ofCause: index + 1) { lines += labelled("Such as", example.line) }
      if let rules = cause.explained(result.rules, most: Self.ruleLimit) {
        lines += labelled("Explains", rules, .quiet)
      }
      if let rules = cause.unchecked(most: Self.ruleLimit) {
        lines += labelled("Unknown", "not checked: \(rules)", .quiet)
      }
    }
    return lines
  }

  // MARK: What else there is

  /// Reasons of several rules that were not judged.
  private func reasons(_ view: ReportView) -> [String] {
    view.reasons.flatMap { reason in
      text("\(reason.reasonLabel) \(reason.reasonHeading)", .doubtful)
        + text(reason.reasonSentence, indent: 2)
        + text(reason.reasonRules, .quiet, indent: 2)
    }
  }

  /// What has something to tell that no cause and no common reason tells, the gravest first.
  private func rest(of result: AuditResult, _ shared: SharedReasons) -> [String] {
    let rules = result.rules.filter { shared.needsAttention($0) && !result.isExplained($0) }
    return Status.allCases.flatMap { status in
      rules.filter { $0.status == status }.flatMap { entry($0, of: result) }
    }
  }

  private func entry(_ rule: RuleResult, of result: AuditResult) -> [String] {
    var lines = text("\(rule.status.label) \(rule.id): \(rule.summary)", rule.status.style)
    let remarks = [result.causes(of: rule), rule.concentration].compactMap(\.self)
    for remark in remarks { lines += text(remark, indent: 2) }
    if let example = rule.example {
      lines += labelled("Such as", example.line)
    }
    if rule.status == .failed, let step = rule.steps.first {
      lines += labelled("Do", step)
    }
    return lines
  }

  /// What became of everything, in figures of both sides, and the columns that are not migrated.
  private func balance(of result: AuditResult) -> [String] {
    if result.balance.isEmpty { return [] }
    let hasWrongIDs = result.balance.contains { $0.wrongID > 0 }
    var table = TextTable(
      header: ["Balance", "Legacy", "Explained", "Arrived", "Lost"] + (hasWrongIDs ? ["Wrong id"] : [])
        + ["Extra"], numbers: [1, 2, 3, 4, 5, 6])
    func trouble(_ count: Int) -> TextTable.Cell { .init([(count.grouped, count == 0 ? .plain : .bad)]) }
    var reasons: [String] = []
    for line in result.balance {
      table.rows.append(
        [
          .init(line.record), .init(line.read.grouped), .init((line.read - line.expected).grouped),
          .init(line.matched.grouped), trouble(line.missing),
        ] + (hasWrongIDs ? [trouble(line.wrongID)] : []) + [trouble(line.unexpected + line.duplicates)])
      if !line.reasons.isEmpty { reasons.append("\(line.record): \(line.reasons)") }
    }
    return table.lines(width: width, paint: paint)
      + result.balanceDoubts.flatMap { text($0, .doubtful, indent: 2) }
      + (reasons + result.wrongIDLines).flatMap { text($0, .quiet, indent: 2) }
      + result.notMigratedLines.flatMap { text("not migrated of \($0)", .quiet, indent: 2) }
  }

  private func policy(_ view: ReportView) -> [String] {
    view.policy.isEmpty ? [] : text("Policy", .heading) + view.policy.flatMap { text($0, indent: 2) }
  }

  /// A line for each area with something to tell, and one for all that passed.
  private func areas(of result: AuditResult) -> [String] {
    var lines: [String] = []
    var passed: [String] = []
    for name in result.areas {
      let counts = result.rules.filter { $0.area == name }.statusCounts
      if counts.contains(where: { $0.status.isTrouble }), let worst = counts.first {
        let words = counts.map { "\($0.count.grouped) \($0.status.label)" }.joined(separator: ", ")
        lines += labelled(name, words, worst.status.style)
      } else if let count = counts.first(where: { $0.status == .passed })?.count {
        passed.append("\(name) \(count.grouped)")
      }
    }
    if !passed.isEmpty { lines += labelled("PASS", passed.joined(separator: ", "), .good) }
    return lines.isEmpty ? [] : text("Areas", .heading) + lines
  }

  // MARK: Everything

  private func matrix(of rules: [RuleResult], _ shared: SharedReasons) -> [String] {
    var table = TextTable(
      header: ["Area", "Legacy system", "New system", "Validation test", "Pass criteria", "Result"])
    table.isRuled = true
    table.rows = rules.map { rule in
      [
        .init(rule.area), side(rule.legacy, rule.legacyFigure), side(rule.new, rule.newFigure),
        .init(rule.title),
        .init(rule.criteria),
        .init([(rule.status.label, rule.status.style), (shared.summary(of: rule), .plain)]),
      ]
    }
    return table.lines(width: width, paint: paint)
  }

  private func side(_ name: String, _ figure: String?) -> TextTable.Cell {
    .init([(name, .plain)] + (figure.map { [($0, .plain)] } ?? []))
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
