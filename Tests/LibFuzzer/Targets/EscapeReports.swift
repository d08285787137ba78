import Audit
@testable import Reporting

/// Whole reports of an audit whose every text is the input: nothing of it is more than text in any of them.
enum EscapeReports {
  private static let harmless = audit(filledWith: "word")
  private static let shapeOfPage = shape(page(harmless))
  private static let shapeOfMarkdown = markdown(harmless).map(\.bars)

  static func run(_ text: String, _ choice: Int) {
    // A place without a text is left out of some reports.
    guard !text.isEmpty else { return }
    let audit = audit(filledWith: text)
    switch choice {
    case 0: checkJUnit(audit, text.visible)
    case 1: checkGitHub(audit, text)
    case 2: checkMetrics(audit, text.visible)
    case 3: require(shape(page(audit)) == shapeOfPage, "other tags in the page of \(shown(text.utf8))")
    case 4: checkMarkdown(audit, text)
    case 5: checkJSON(audit)
    case 6, 7: checkTerminal(audit, width: 60 + text.utf8.count % 80, colour: choice == 6)
    default: break
    }
  }

  // MARK: Formats

  private static func checkJUnit(_ audit: AuditResult, _ text: String) {
    let report = rendered(audit) { try JUnitReport.render($0) }
    require(report.unicodeScalars.allSatisfy(SimpleMarkup.isXML), "XML: \(shown(report.utf8))")
    guard let markup = SimpleMarkup(report) else { broken("not read: \(shown(report.utf8))") }
    let tags = ["?xml", "testsuites", "testsuite", "testcase", "failure"]
    let found = markup.shape.map { String($0.prefix { $0 != " " }) }
    require(found == tags + tags.dropFirst().reversed().map { "/\($0)" }, "elements: \(found)")
    for piece in markup.pieces {
      switch piece {
      case .tag("testsuite", let attributes): require(isSame(attributes["name"] ?? "", text), "\(piece)")
      case .tag("testcase", let attributes):
        require(isSame(attributes["name"] ?? "", "\(text): \(text)"), "\(piece)")
      case .tag("failure", let attributes): require(isSame(attributes["message"] ?? "", text), "\(piece)")
      case .text(let words) where words.utf8.contains(UInt8(ascii: "-")):
        let lines = words.utf8.split(separator: 10, omittingEmptySubsequences: false)
        for line in [text, "  expected: \(text)", "- \(text)"] {
          require(lines.contains { $0.elementsEqual(line.utf8) }, "no line \(line) in \(words)")
        }
      default: break
      }
    }
  }

  /// Each line is one command, whose name and properties are before the second `::`.
  private static func checkGitHub(_ audit: AuditResult, _ text: String) {
    var audit = audit
    audit.causes = []
    let report = GitHubReport.render(audit, in: Checkout(root: "/w", folder: "/w"))
    let lines = report.utf8.split(separator: 10, omittingEmptySubsequences: false)
    require(lines.count == 3 && lines[2].isEmpty, "\(lines.count - 1) commands: \(shown(report.utf8))")
    let names = ["::error title=FAIL ", "::notice title=deskaudit%3A FAIL"]
    for (line, name) in zip(lines, names) {
      let command = String(decoding: Array(line), as: UTF8.self)
      require(line.starts(with: name.utf8), "the command \(shown(line))")
      require(!command.unicodeScalars.contains(where: EscapeTarget.isHidden), "the command \(shown(line))")
    }
    let ends = lines[0].ranges(of: "::".utf8)
    guard ends.count >= 2 else { broken("the command \(shown(lines[0]))") }
    let properties = lines[0][..<ends[1].lowerBound].dropFirst("::error ".utf8.count)
      .split(separator: UInt8(ascii: ","))
    let title = "FAIL \(text.visible)"
    require(
      decoded(properties[0].dropFirst("title=".utf8.count)).elementsEqual(title.utf8),
      "the title \(shown(properties[0])) of \(shown(text.utf8))")
    require(
      properties.dropFirst().allSatisfy { $0.starts(with: "file=".utf8) || $0.starts(with: "line=".utf8) },
      "properties: \(shown(lines[0]))")
    let message = lines[0][ends[1].upperBound...]
    let parts = Array(message).split(separator: Array("%0A".utf8))
    require(
      parts.last.map { decoded($0).elementsEqual(text.visible.utf8) } ?? text.visible.isEmpty,
      "the message \(shown(message)) of \(shown(text.utf8))")
  }

  private static func decoded(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    [("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")].reduce(Array(bytes)) {
      $0.replacing($1.0.utf8, with: $1.1.utf8)
    }
  }

  private static func checkMetrics(_ audit: AuditResult, _ text: String) {
    let report = OpenMetricsReport.render(audit)
    let lines = report.utf8.split(separator: 10, omittingEmptySubsequences: false).map { Array($0) }
    require(lines.suffix(2) == [Array("# EOF".utf8), []], "the end: \(shown(report.utf8))")
    var seen = 0
    for line in lines.dropLast(2) where line.first != UInt8(ascii: "#") {
      require(line.starts(with: "deskaudit_".utf8), "a line: \(shown(line))")
      guard let labels = SimpleMetrics.labels(of: line) else { broken("a sample: \(shown(line))") }
      for label in labels where ["rule", "title", "record", "archive"].contains(label.name) {
        require(label.value.elementsEqual(text.utf8), "a label: \(shown(line))")
        seen += 1
      }
    }
    require(seen > 10, "\(seen) labels")
  }

  private static func page(_ audit: AuditResult) -> String { rendered(audit, HTMLReport.render) }

  private static func shape(_ page: String) -> [String] {
    guard let markup = SimpleMarkup(page) else { broken("not read: \(shown(page.utf8))") }
    return markup.shape
  }

  private static func checkMarkdown(_ audit: AuditResult, _ text: String) {
    let lines = markdown(audit)
    require(lines.map(\.bars) == shapeOfMarkdown, "other cells or lines in Markdown of \(shown(text.utf8))")
    for line in lines {
      let words = String(decoding: line.bytes, as: UTF8.self)
      require(
        !words.unicodeScalars.contains(where: EscapeTarget.isHidden),
        "a line of Markdown: \(shown(line.bytes))")
    }
  }

  /// Lines, each with how many bars it has, which are those around cells.
  private static func markdown(_ audit: AuditResult) -> [(bytes: [UInt8], bars: Int)] {
    let report = rendered(audit) { try MarkdownReport.render($0, budget: .max) }
    return report.utf8.split(separator: 10, omittingEmptySubsequences: false).map { line in
      (Array(line), line.count { $0 == UInt8(ascii: "|") })
    }
  }

  private static func checkJSON(_ audit: AuditResult) {
    let report = JSONReport.render(audit)
    do {
      let read = try JSONReport.read(Array(report.utf8))
      require(JSONReport.render(read).utf8.elementsEqual(report.utf8), "read, and written as another")
    } catch {
      broken("not read: \(error) in \(shown(report.utf8))")
    }
  }

  private static func checkTerminal(_ audit: AuditResult, width: Int, colour: Bool) {
    let report = TerminalReport(width: width, colour: colour, detail: .matrix).render(audit)
    for line in report.withoutRunnerCommands.utf8.split(whereSeparator: { $0 == 10 || $0 == 13 }) {
      require(!EscapeTarget.isCommand(line), "a runner takes \(shown(line)) for a command")
    }
    let colours = ["[0m", "[1m", "[2m", "[1;31m", "[1;32m", "[1;33m"]
    var parts = report.utf8.split(separator: 0x1B, omittingEmptySubsequences: false).map { Array($0) }[...]
    var plain = parts.popFirst() ?? []
    for part in parts {
      guard let code = colours.first(where: { part.starts(with: $0.utf8) }) else {
        broken("the terminal is told \(shown(part))")
      }
      plain += part.dropFirst(code.utf8.count)
    }
    require(
      !String(decoding: plain, as: UTF8.self).unicodeScalars.contains {
        $0 != "\n" && EscapeTarget.isHidden($0)
      },
      "the terminal is told \(shown(plain))")
  }

  private static func rendered(_ audit: AuditResult, _ render: (AuditResult) throws -> String) -> String {
    do {
      return try render(audit)
    } catch {
      broken("a report can't be made: \(error)")
    }
  }

  // MARK: The audit

  private static func audit(filledWith text: String) -> AuditResult {
    AuditResult(
      title: text, tool: text, verdict: .fail, asOf: text,
      archive: ArchiveFacts(path: text, sha256: text, bytes: 1, members: 2, batches: 3, isComplete: false),
      sources: [
        SourceFacts(
          name: text, files: [FileFacts(path: text, sha256: text, bytes: 4, records: 5, format: text)],
          notMigrated: [NotMigratedColumn(name: text), NotMigratedColumn(name: text, reason: text)])
      ],
      rules: [rule(filledWith: text)],
      balance: [
        BalanceLine(
          record: text, unit: text, read: 10, rejected: [.init(reason: text, count: 1)],
          explained: [.init(reason: text, count: 3)], expected: 6, matched: 4, missing: 2, unexpected: 7,
          duplicates: 8, wrongID: 1)
      ],
      mapping: [
        MappingRow(
          record: text, field: text, source: text, from: text, type: text, defaultValue: text,
          transformation: text, validation: text)
      ],
      planPath: text, planSHA256: text, rulesSHA256: text, showsValues: true,
      timing: Timing(startedAt: "2026-11-20T06:00:00Z", seconds: 0.125, jobs: 1, peakMemoryBytes: 1),
      causes: [
        Cause(
          kind: .missingInput, sentence: text, remedy: text,
          export: ExportPlace(source: text, file: text, line: 3),
          archive: ArchivePlace(member: text, pointer: text, offset: 4),
          explains: [Cause.Share(rule: text, violations: 7)], notChecked: [text])
      ],
      losses: [
        StatedLossCount(record: text, source: text, field: text, reason: text, owner: text, count: 5)
      ],
      policy: AuditPolicy(
        waiversPath: text, waiversSHA256: text, signOffsPath: text, signOffsSHA256: text),
      measuredPlanSHA256: text, decisionsPath: text, decisionsSHA256: text,
      since: SinceAudit(
        sha256: text, verdict: .pass, startedAt: text, newRules: [text], fixedRules: [text],
        persistingRules: [text], newCauses: [text], fixedCauses: [text], persistingCauses: [text]))
  }

  private static func rule(filledWith text: String) -> RuleResult {
    RuleResult(
      id: text, area: text, title: text, legacy: text, new: text, criteria: text, severity: .error,
      regradedBy: text, outcome: .failed, examined: 9, unit: text, violations: 7, violationsFromExport: 2,
      summary: text,
      findings: [
        Finding(
          message: text, count: 2, origin: .export, key: text,
          export: ExportPlace(source: text, file: text, line: 3),
          archive: ArchivePlace(member: text, pointer: text, offset: 4), expected: text, found: text,
          cause: 1)
      ], concentration: text,
      policy: RulePolicy(
        page: text, changes: [RuleChange(key: text, value: text, pageValue: text)],
        waivers: [
          WaiverUse(
            rule: text, selector: RecordSelector(pattern: text), state: .exceeded, violations: 7, max: 6,
            reason: text, owner: text, expires: text, file: text, line: 3)
        ]),
      remedy: [text])
  }
}
