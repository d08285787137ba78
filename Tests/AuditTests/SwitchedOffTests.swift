import Foundation
import RuleExamples
import Testing

@testable import Audit

/// What the rule book loses by each of its rules. The table of `Reports/detection.md` has the numbers; its columns about
/// planted faults are written by `Tests/Fuzz/detection.py`.
@Suite("Each rule switched off in turn")
struct SwitchedOffTests {
  static let page = RulePages.folder.deletingLastPathComponent()
    .appendingPathComponent("Reports/detection.md")

  @Test("an example that fails is found by one rule less without its rule, and by the others as before")
  func withoutTheRule() throws {
    let rules = try RulePages.all.get()
    let examples = Dictionary(grouping: try RuleExample.all.get().filter { !$0.isPassing }, by: \.rule)
    var rows: [DetectionRow] = []
    for rule in rules.book.rules {
      let rest = try RuleBook(pages: rules.pages.filter { !$0.path.hasSuffix("/\(rule.id).md") })
      var row = DetectionRow(rule: rule.id, area: rule.area, severity: rule.severity)
      for example in examples[rule.id] ?? [] {
        let folder = try ExampleFolder(example.input)
        let others = Self.failures(try folder.audit(), severity: rule.severity).subtracting([rule.id])
        row.examples += 1
        if others.isEmpty { row.alone += 1 }
        // A plan that says something about the rule is refused without it, which is no audit that passes.
        guard let plan = try? folder.plan(), !plan.rules.contains(where: { $0.rule.value == rule.id }),
          !example.input.files.values.contains(where: { $0.contains("rule: \(rule.id)") })
        else { continue }
        let left = Self.failures(try folder.audit(rest), severity: rule.severity)
        #expect(left == others, "\(rule.id): \(example.title)")
      }
      rows.append(row)
    }
    #expect(Set(rows.filter { $0.examples == 0 }.map(\.rule)) == RuleBookTests.unfailable)
    let text = try String(contentsOf: Self.page, encoding: .utf8)
    let recorded = try DetectionRow.replaced(in: text, by: rows)
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try recorded.write(to: Self.page, atomically: true, encoding: .utf8)
      Issue.record("the rules were recorded; look at the difference and run again without RECORD")
    } else {
      #expect(recorded == text, "run the tests with RECORD=1 to write the columns about examples")
    }
  }

  /// Rules that no example and no planted fault needs for its verdict, and what finds the same.
  static let accompanied: [String: String] = [
    "exports-are-fully-read": "nothing can make it fail; its check is failed by tests of its own",
    "balance-adds-up": "nothing can make it fail; its check is failed by tests of its own",
    "no-duplicate-batches": "the records of a repeated batch are repeated",
    "emails-are-unique":
      "one of two users with an address is unexpected, or has another address in the export",
    "comments-have-authors": "the author is missing, or another one is expected",
    "comments-have-tickets": "the ticket is missing, or another one is expected",
    "tickets-have-requesters": "the requester is missing, or another one is expected",
    "organization-references-exist": "another one is expected",
    "user-references-exist": "another one is expected",
    "merged-people-have-the-ticketing-id":
      "the user is unexpected, and the one with the ticketing id missing",
    "export-times-are-plausible": "the archive of its example has the times that were meant",
    "timestamps-are-rfc-3339": "a value that is not a time is not the one that is expected",
    "no-erased-user-arrives": "who is not to arrive is not expected",
    "no-reference-to-an-erased-user": "the user whom the reference names is there, or missing",
    "every-ticket-has-a-queue": "another queue is expected",
    "no-open-tickets-are-missing": "open tickets are counted as well",
    "no-open-tickets-are-unexpected": "open tickets are counted as well",
    "open-tickets-by-month": "tickets are counted by month for reports as well",
    "open-tickets-by-queue": "another queue is expected",
    "open-tickets-by-status": "tickets are counted by status for reports as well",
    "tickets-by-month-and-status-agree": "open tickets are counted as well",
    "transcripts-are-unchanged": "a comment of another ticket is one more in its thread",
    "rejected-tickets-have-reasons": "the platform has rejected the ticket",
    "waivers-are-in-force": "the rule that the expired waiver is of fails",
    "waivers-are-not-exceeded": "the rule that the waiver is of fails",
  ]

  @Test("every rule is alone with an example or a planted fault, but for those whose faults show twice")
  func isNeeded() throws {
    let rows = try DetectionRow.rows(of: try String(contentsOf: Self.page, encoding: .utf8))
    #expect(rows.map(\.rule) == (try RulePages.all.get().book.rules.map(\.id)))
    let accompanied = rows.filter { $0.alone == 0 && ($0.faultsAlone ?? 0) == 0 }.map(\.rule)
    #expect(accompanied.sorted() == Self.accompanied.keys.sorted())
  }

  /// The failed rules of an audit that count as much as one of a severity: for an error the errors, for a warning all.
  private static func failures(_ result: AuditResult, severity: Severity) -> Set<String> {
    let failed = result.rules.filter { $0.outcome == .failed }
    return Set(failed.filter { severity == .warning || $0.severity == .error }.map(\.id))
  }
}

/// A row of the table of `Reports/detection.md`.
struct DetectionRow {
  let rule: String
  let area: String
  let severity: Severity
  /// The examples of its page that it fails, and those of them that no other rule fails.
  var examples = 0
  var alone = 0
  /// The columns about planted faults, as they are.
  fileprivate var faults = ["–", "–", "–", "–"]

  init(rule: String, area: String, severity: Severity) {
    (self.rule, self.area, self.severity) = (rule, area, severity)
  }

  private static let start =
    "<!-- rules: the tests write the columns of examples (RECORD=1), detection.py the others -->\n"
  private static let end = "<!-- end of the rules -->"
  private static let head = """
    | Rule | Severity | Examples | Alone | Drill | Demo | Presets | Alone |
    |---|---|---|---|---|---|---|---|

    """

  /// How many planted faults only this rule finds; nil where no drill has said.
  var faultsAlone: Int? { Int(faults[3]) }

  private var line: String {
    let cells =
      ["[\(rule)](../Rules/\(area)/\(rule).md)", severity.rawValue, "\(examples)", "\(alone)"] + faults
    return "| \(cells.joined(separator: " | ")) |\n"
  }

  /// `text` with the table between its two markers made of `rows`, whose columns about faults are those of `text`.
  static func replaced(in text: String, by rows: [DetectionRow]) throws -> String {
    let known = Dictionary(uniqueKeysWithValues: try Self.rows(of: text).map { ($0.rule, $0.faults) })
    let (from, to) = try bounds(text)
    let lines = rows.map { row in
      var row = row
      row.faults = known[row.rule] ?? row.faults
      return row.line
    }
    return text[..<from] + "\n" + head + lines.joined() + "\n" + text[to...]
  }

  static func rows(of text: String) throws -> [DetectionRow] {
    let (from, to) = try bounds(text)
    return text[from..<to].split(separator: "\n").dropFirst(2).compactMap { line in
      let cells = line.dropFirst(2).dropLast(2).components(separatedBy: " | ")
      guard cells.count == 8, let severity = Severity(rawValue: cells[1]) else { return nil }
      let name = String(cells[0].prefix { $0 != "]" }.dropFirst())
      var row = DetectionRow(rule: name, area: "", severity: severity)
      (row.examples, row.alone) = (Int(cells[2]) ?? -1, Int(cells[3]) ?? -1)
      row.faults = Array(cells[4...])
      return row
    }
  }

  private static func bounds(_ text: String) throws -> (String.Index, String.Index) {
    guard let from = text.range(of: start), let to = text.range(of: end), from.upperBound <= to.lowerBound
    else {
      throw ExampleError("detection.md lacks the markers of its table")
    }
    return (from.upperBound, to.lowerBound)
  }
}
