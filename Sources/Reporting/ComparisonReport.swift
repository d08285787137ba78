import Audit

/// What is new in an audit, for a terminal, as JSON or Markdown: pure functions of a `Comparison`.
package enum ComparisonReport {
  package enum Format: String, Sendable, CaseIterable {
    case text, json, markdown
  }

  /// - Parameter width: columns of the text; the other formats have none.
  /// Errors: none that an audit could cause; see `ReportTemplate`.
  package static func render(_ comparison: Comparison, as format: Format, width: Int) throws -> String {
    switch format {
    case .text: text(ComparisonView(comparison), max(60, width))
    case .json: json(comparison)
    case .markdown: try markdown.render(view: ComparisonView(comparison))
    }
  }

  private static func text(_ view: ComparisonView, _ width: Int) -> String {
    func lines(_ text: String, indent: Int = 0) -> [String] {
      text.visible.wrapped(to: width - indent).map { String(repeating: " ", count: indent) + $0 }
    }
    var sections = [lines(view.sentence), lines("old: \(view.old)") + lines("new: \(view.new)")]
    func table(_ heading: String, _ header: [String], _ rows: [[String]], numbers: Set<Int> = []) {
      if rows.isEmpty { return }
      var table = TextTable(header: header, numbers: numbers)
      table.rows = rows.map { $0.map { TextTable.Cell($0) } }
      sections.append([heading] + table.lines(width: width) { text, _ in text })
    }
    table("Inputs that differ", ["Input", "Old", "New"], view.inputs.map { [$0.name, $0.old, $0.new] })
    for rule in view.rules {
      sections.append(
        lines(rule.heading) + rule.findings.flatMap { lines($0, indent: 2) }
          + rule.note.flatMap { lines($0, indent: 2) })
    }
    if !view.causes.isEmpty { sections.append(["Causes"] + view.causes.flatMap { lines($0, indent: 2) }) }
    table(
      "Figures that differ", ["Figure", "Old", "New", "Change"],
      view.figures.map { [$0.name, $0.old, $0.new, $0.change] }, numbers: [1, 2, 3])
    return sections.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  private static let markdown = ReportTemplate(
    """
    # {{sentence}}

    - old: {{old}}
    - new: {{new}}
    {{#hasInputs}}

    ## Inputs that differ

    | Input | Old | New |
    | --- | --- | --- |
    {{#inputs}}
    | {{name}} | {{old}} | {{new}} |
    {{/inputs}}
    {{/hasInputs}}
    {{#rules}}

    ## {{heading}}
    {{#findings}}

    - {{.}}
    {{/findings}}
    {{#note}}

    {{.}}
    {{/note}}
    {{/rules}}
    {{#hasCauses}}

    ## Causes
    {{#causes}}

    - {{.}}
    {{/causes}}
    {{/hasCauses}}
    {{#hasFigures}}

    ## Figures that differ

    | Figure | Old | New | Change |
    | --- | ---: | ---: | ---: |
    {{#figures}}
    | {{name}} | {{old}} | {{new}} | {{change}} |
    {{/figures}}
    {{/hasFigures}}

    """, name: "DESKAUDIT-MARKDOWN", escaping: MarkdownEscaping())

  private static func json(_ comparison: Comparison) -> String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("has_new", comparison.hasNew)
      writer.member("old") { $0.write(comparison.old) }
      writer.member("new") { $0.write(comparison.new) }
      writer.member("inputs") {
        $0.array(comparison.inputs) { writer, input in
          writer.object {
            $0.field("name", input.name)
            $0.field("old", input.old)
            $0.field("new", input.new)
          }
        }
      }
      writer.member("rules") { $0.array(comparison.rules) { $0.write($1) } }
      writer.member("causes") {
        $0.array(comparison.causes) { writer, cause in
          writer.object {
            $0.field("state", cause.state.rawValue)
            $0.field("sentence", cause.sentence)
          }
        }
      }
      writer.member("figures") {
        $0.array(comparison.figures) { writer, figure in
          writer.object {
            $0.field("name", figure.name)
            $0.field("old", figure.old)
            $0.field("new", figure.new)
          }
        }
      }
    }
    return writer.text + "\n"
  }
}

extension JSONWriter {
  fileprivate mutating func write(_ side: Comparison.Side) {
    object {
      $0.field("path", side.path)
      $0.field("verdict", side.verdict)
      $0.field("as_of", side.asOf)
    }
  }

  fileprivate mutating func write(_ rule: Comparison.ComparedRule) {
    object { writer in
      writer.field("id", rule.id)
      writer.field("state", rule.state.rawValue)
      writer.field("old_status", rule.oldStatus)
      writer.field("new_status", rule.newStatus)
      writer.field("old_violations", rule.oldViolations)
      writer.field("new_violations", rule.newViolations)
      writer.field("old_violations_beyond_findings", rule.oldBeyond)
      writer.field("new_violations_beyond_findings", rule.newBeyond)
      writer.member("findings") {
        $0.array(rule.findings) { writer, finding in
          writer.object {
            $0.field("state", finding.state.rawValue)
            $0.field("count", finding.count)
            $0.field("message", finding.message)
          }
        }
      }
    }
  }
}

/// A comparison in words and grouped digits.
struct ComparisonView {
  struct Row {
    var name: String
    var old: String
    var new: String
    var change: String
  }

  struct Rule {
    var heading: String
    var findings: [String]
    var note: [String]
  }

  var sentence: String
  var old: String
  var new: String
  var inputs: [Row]
  var hasInputs: Bool
  var rules: [Rule]
  var causes: [String]
  var hasCauses: Bool
  var figures: [Row]
  var hasFigures: Bool

  init(_ comparison: Comparison) {
    let counts = Comparison.State.allCases.map { state in
      (state, comparison.rules.count { $0.state == state })
    }
    let tally = counts.filter { $0.1 > 0 }.map { "\(counting($0.1, "rule")) \($0.0.words)" }
    let lead = comparison.hasNew ? "Something new failed" : "Nothing new failed"
    sentence = ([lead] + (tally.isEmpty ? [] : [tally.joined(separator: ", ")])).joined(separator: ": ")
    old = comparison.old.words
    new = comparison.new.words
    inputs = comparison.inputs.map { Row(name: $0.name, old: $0.old, new: $0.new, change: "") }
    hasInputs = !inputs.isEmpty
    rules = comparison.rules.map(Rule.init)
    causes = comparison.causes.map { "\($0.state.words): \($0.sentence)" }
    hasCauses = !causes.isEmpty
    figures = comparison.figures.map { figure in
      let change = figure.new - figure.old
      return Row(
        name: figure.name, old: figure.old.grouped, new: figure.new.grouped,
        change: (change > 0 ? "+" : "") + change.grouped)
    }
    hasFigures = !figures.isEmpty
  }
}

extension ComparisonView.Rule {
  fileprivate init(_ rule: Comparison.ComparedRule) {
    heading =
      "\(rule.state.words): \(rule.id), \(rule.oldStatus ?? "not there") → \(rule.newStatus ?? "not there"), "
      + "\(rule.oldViolations.grouped) → \(counting(rule.newViolations, "violation"))"
    findings = rule.findings.map { finding in
      let count = finding.count > 1 ? " (\(counting(finding.count, "violation")))" : ""
      return "\(finding.state.words): \(finding.message)\(count)"
    }
    note =
      rule.oldBeyond + rule.newBeyond == 0
      ? []
      : [
        "beyond the kept findings, compared by number alone: \(rule.oldBeyond.grouped) → "
          + counting(rule.newBeyond, "violation")
      ]
  }
}

extension Comparison.State {
  fileprivate var words: String { self == .notJudged ? "not judged any more" : rawValue }
}

extension Comparison.Side {
  fileprivate var words: String { "\(verdict), \(path), as of \(asOf)" }
}
