import Audit
import Foundation
import Reporting
import Testing

/// The folder of the package.
let packageRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent()

/// The strings of the Big List of Naughty Strings; nil where the corpora don't lie beside the package, and
/// the tests that need them are skipped.
let naughtyStrings: [String]? = {
  let file = packageRoot.deletingLastPathComponent().appending(path: "shared/corpora/blns/blns.json")
  return (try? Data(contentsOf: file)).flatMap { try? JSONDecoder().decode([String].self, from: $0) }
}()

/// Strings that try to break out of each format, and what else a terminal or a page should not be told.
let hostileStrings = [
  "<script>alert(1)</script>", "</td></tr></table><h1>x</h1>", "\" onmouseover=\"alert(1)", "' autofocus '",
  "\"\u{301} onfocus=\u{301}alert(1)", "<\u{338}script>", "&lt;b&gt;", "--><b>", "</style><script>",
  "{{title}}",
  "{{{title}}}", "{{/rows}}", "a | b || c", "a \\| b \\", "`code` ``x``", "[x](javascript:alert(1))",
  "![x](http://example.org/x.png)", "<http://example.org>",
  "http://example.org www.example.org WWW.example.org",
  "anna@example.org", "@anna @@ `@` @`", "# heading", "- item", "+ item", "* item", "1. item", "12) item",
  "> quote",
  "    code", "\tcode", "---", "===", "***bold***", "__bold__", "~~struck~~", "$x$", "[^1]", "[ ] task", "\\",
  "line\nbreak", "line\r\nbreak", "\u{1B}[31mred\u{1B}[0m", "\u{9B}31m", "\u{1B}]0;title\u{7}",
  "\u{202E}reversed",
  "zero\u{200B}width\u{FEFF}", "a\u{0}b", "a\u{2028}b\u{2029}c", "\u{7F}", "\u{E0001}tag",
  "é e\u{301} 日本語 한국어 👩‍👩‍👧 🇩🇪",
  "", " ", "  two  spaces  ",
]

/// Cells that a spreadsheet would take for formulas, from lists of attacks; nil where the corpora don't lie beside the
/// package.
let spreadsheetPayloads: [String]? = {
  let file = packageRoot.deletingLastPathComponent().appending(
    path: "shared/corpora/csv-injection/payloads.txt")
  return (try? String(contentsOf: file, encoding: .utf8))?.split(separator: "\n").map(String.init)
}()

/// All of them that are there, each once, by what is seen of it.
let hostileTexts: [String] = {
  var seen: Set<String> = []
  return (hostileStrings + (naughtyStrings ?? []) + (spreadsheetPayloads ?? [])).filter {
    seen.insert($0.visible).inserted
  }
}()

/// An audit in which every text of the audit is one of `texts`: each text in every place of a rule, a
/// finding, a line of the balance and a file; the places that exist once have the first.
func audit(filledWith texts: [String]) -> AuditResult {
  let first = texts.first ?? ""
  return AuditResult(
    title: first, tool: first, verdict: .fail, asOf: first,
    archive: ArchiveFacts(
      path: first, sha256: first, bytes: 1, members: 2, batches: 3, isComplete: false,
      deliveries: texts.map { text in
        DeliveryFacts(
          path: text, sha256: text, bytes: 1, members: 2, batches: 3, isComplete: false,
          records: [.init(record: text, count: 4, superseded: 1)], repeats: 1)
      }),
    sources: texts.map { text in
      SourceFacts(
        name: text, files: [FileFacts(path: text, sha256: text, bytes: 4, records: 5, format: text)],
        notMigrated: [NotMigratedColumn(name: text), NotMigratedColumn(name: text, reason: text)])
    },
    rules: texts.map(rule),
    balance: texts.map { text in
      BalanceLine(
        record: text, unit: text, read: 10, rejected: [.init(reason: text, count: 1)],
        explained: [.init(reason: text, count: 3)], expected: 6, matched: 4, missing: 2, unexpected: 7,
        duplicates: 8, wrongID: 1)
    },
    mapping: texts.map { text in
      MappingRow(
        record: text, field: text, source: text, from: text, type: text, defaultValue: text,
        transformation: text, validation: text)
    },
    planPath: first, planSHA256: first, rulesSHA256: first, showsValues: true,
    timing: Timing(startedAt: "2026-11-20T06:00:00Z", seconds: 0.125, jobs: 1, peakMemoryBytes: 1),
    causes: texts.map { text in
      Cause(
        kind: .missingInput, sentence: text, remedy: text,
        export: ExportPlace(source: text, file: text, line: 3),
        archive: ArchivePlace(member: text, pointer: text, offset: 4),
        explains: [Cause.Share(rule: text, violations: 7)], notChecked: [text])
    },
    losses: texts.map { text in
      StatedLossCount(record: text, source: text, field: text, reason: text, owner: text, count: 5)
    },
    policy: AuditPolicy(
      waiversPath: first, waiversSHA256: first, signOffsPath: first, signOffsSHA256: first),
    gates: texts.map { text in
      GateDecision(
        name: text, word: .noGo,
        crossings: [
          .init(
            level: .noGo, threshold: .drift, subject: text, bound: text, found: 3, total: 9, sentence: text,
            state: .crossed)
        ],
        met: [
          .init(level: .rollBack, threshold: .drift, subject: text, bound: text, sentence: text, state: .met)
        ])
    }, measuredPlanSHA256: first,
    decisionsPath: first, decisionsSHA256: first,
    periods: texts.map { text in
      PeriodCounts(
        record: text, unit: .month, periods: [.init(name: "2021-02", legacy: 1, new: 2)], undated: 3)
    },
    batchRuns: [BatchRun(first: 1, last: 2, count: 2, state: .faulty, troubled: 1)],
    since: SinceAudit(
      sha256: first, verdict: .pass, startedAt: first, newRules: texts, fixedRules: texts,
      persistingRules: texts,
      newCauses: texts, fixedCauses: texts, persistingCauses: texts),
    samples: samples(filledWith: texts))
}

/// Threads in which every text is one of `texts`, and every kind of difference is there.
private func samples(filledWith texts: [String]) -> [ThreadSample] {
  texts.prefix(9).enumerated().map { number, first in
    ThreadSample(
      ticket: number, reasons: [.rule(first), .cause(1), .cause(99), .random(seed: 1)], expected: 3, found: 4,
      different: 2,
      rows: texts.map { text in
        let side = ThreadSide(author: 5, name: text, time: text, isPublic: false, ticket: 6)
        return .comment(
          ThreadComment(
            id: 7, legacy: side, new: side, differences: ThreadComment.Difference.allCases, change: text,
            body: ThreadText(bytes: 9, text: text, before: 1, after: 2),
            newBody: ThreadText(bytes: 9, text: text + "\n" + text, marked: 0..<text.unicodeScalars.count + 1)
          ))
      } + [.leftOut(count: 8, different: 3)])
  }
}

private func rule(filledWith text: String) -> RuleResult {
  RuleResult(
    id: text, area: text, title: text, legacy: text, new: text, criteria: text, severity: .error,
    regradedBy: text, outcome: .failed, examined: 9, unit: text, violations: 7, violationsFromExport: 2,
    summary: text,
    findings: [
      Finding(
        message: text, count: 2, origin: .export, key: text,
        export: ExportPlace(source: text, file: text, line: 3),
        archive: ArchivePlace(member: text, pointer: text, offset: 4), expected: text, found: text, cause: 1),
      Finding(message: text),
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

/// What a tool prints for an input; nil where the tool is not installed.
func output(of tool: String, _ arguments: [String], input: String) throws -> String? {
  guard let path = installedPath(of: tool) else { return nil }
  let process = Process()
  process.executableURL = URL(filePath: path)
  process.arguments = arguments
  let data = Data(input.utf8)
  let input = Pipe()
  let output = Pipe()
  process.standardInput = input
  process.standardOutput = output
  try process.run()
  DispatchQueue.global().async {
    input.fileHandleForWriting.write(data)
    input.fileHandleForWriting.closeFile()
  }
  let text = output.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return String(decoding: text, as: UTF8.self)
}

/// The page that GitHub makes of Markdown, by its reference implementation.
func gitHubPage(_ markdown: String) throws -> String {
  let extensions = ["table", "autolink", "strikethrough", "tasklist", "tagfilter"].flatMap { ["-e", $0] }
  return try #require(try output(of: "cmark-gfm", ["--unsafe"] + extensions, input: markdown))
}

/// Where the shell would find a tool; its path is one already.
func installedPath(of tool: String) -> String? {
  if tool.hasPrefix("/") { return tool }
  let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
  return folders.map { "\($0)/\(tool)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
}

/// Whether a Python module can be imported.
func hasPython(_ module: String) -> Bool {
  (try? output(of: "python3", ["-c", "import \(module); print('yes')"], input: "")) == "yes\n"
}

/// Whether a scalar could steer a terminal or reorder a line.
func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
  [.control, .format, .lineSeparator, .paragraphSeparator, .unassigned]
    .contains(scalar.properties.generalCategory)
}
