import Audit

/// `audit.md`, for a merge request, the summary of a job or a wiki: the verdict, the causes, the balance and what failed;
/// all that passed is folded.
///
/// Standard: GitHub Flavored Markdown. Text of the audit never becomes markup.
package enum MarkdownReport {
  /// GitHub takes 65,536 characters in a comment.
  package static let budget = 60_000

  /// - Parameter budget: the most characters. Where they do not suffice, findings, then the parts that are folded, then the
  ///   details of rules are left out, and a sentence says so; verdict and causes stay.
  /// - Errors: none that an audit could cause; see `ReportTemplate`.
  package static func render(_ result: AuditResult, budget: Int = budget) throws -> String {
    var text = ""
    for detail in MarkdownView.details {
      text = try template.render(view: MarkdownView(result, detail))
      if text.count <= budget { return text }
    }
    return shortened(text, to: budget)
  }

  /// Whole lines, and the end of a part that is folded, so that no markup is left open.
  private static func shortened(_ text: String, to budget: Int) -> String {
    let end = "\nThe rest is left out: see audit.html.\n"
    let close = "\n</details>\n"
    var (lines, length) = ([Substring](), end.count + close.count)
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      length += line.count + 1
      if length > budget { break }
      lines.append(line)
    }
    let isOpen = lines.count { $0.hasPrefix("<details>") } > lines.count { $0 == "</details>" }
    return lines.joined(separator: "\n") + "\n" + (isOpen ? close : "") + end
  }

  private static let template = ReportTemplate(
    """
    # {{sign}} {{verdict}}: {{title}}

    {{sentence}}

    {{archive}} {{origin}} {{values}}
    {{#since}}

    {{.}}.
    {{/since}}
    {{#cut}}

    {{.}}
    {{/cut}}
    {{#hasGates}}

    ## Gates

    {{#gates}}
    - {{gateSign}} **{{gateDecision}}** {{gateName}}
    {{#crossings}}
      - {{.}}
    {{/crossings}}
    {{/gates}}
    {{/hasGates}}
    {{#hasCauses}}

    ## Causes
    {{#causes}}

    {{causeNumber}}. **{{causeSentence}}.** {{causeRemedy}}
    {{#causeFacts}}
       - {{name}}: {{value}}
    {{/causeFacts}}
    {{/causes}}
    {{/hasCauses}}

    ## Balance

    {{#balanceDoubts}}
    {{.}}.

    {{/balanceDoubts}}
    | Record | Counted in | Legacy | Explained | Arrived | Lost | Wrong id | Extra | Reasons |
    | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |
    {{#balance}}
    | {{record}} | {{unit}} | {{read}} | {{explained}} | {{arrived}} | {{lost}} | {{wrongID}} | {{extra}} | {{reasons}} |
    {{/balance}}
    {{#wrongIDs}}

    {{.}}.
    {{/wrongIDs}}
    {{#notMigrated}}

    Not migrated of {{.}}.
    {{/notMigrated}}
    {{#threads}}

    {{.}}
    {{/threads}}
    {{#hasTrouble}}

    ## What needs attention

    | Area | Legacy system | New system | Validation test | Pass criteria | Result |
    | --- | --- | --- | --- | --- | --- |
    {{#trouble}}
    | {{area}} | {{legacy}} | {{new}} | {{test}} | {{criteria}} | **{{status}}** {{summary}} |
    {{/trouble}}
    {{/hasTrouble}}
    {{#reasons}}

    ### {{reasonLabel}} {{reasonHeading}}

    {{reasonSentence}}

    Rules: {{reasonRules}}.
    {{/reasons}}
    {{#details}}

    ### {{label}} {{id}}

    **{{heading}}:** {{finding}}

    Measured: {{measure}}.
    {{#remarks}}

    Violations: {{.}}.
    {{/remarks}}
    {{#hasSteps}}

    What to do:

    {{#steps}}
    1. {{.}}
    {{/steps}}
    {{/hasSteps}}
    {{#evidence}}

    - {{message}}
    {{#facts}}
      - {{name}}: {{value}}
    {{/facts}}
    {{/evidence}}
    {{#note}}

    Evidence: {{.}}.
    {{/note}}
    {{/details}}
    {{#hasPolicy}}

    ## Policy

    {{#policy}}
    - {{.}}
    {{/policy}}
    {{/hasPolicy}}
    {{#losses}}

    ## Stated losses

    | Field | Source | Records | Reason | Owner |
    | --- | --- | ---: | --- | --- |
    {{#lost}}
    | {{lossOf}} | {{lossSource}} | {{lossCount}} | {{lossReason}} | {{lossOwner}} |
    {{/lost}}
    {{/losses}}
    {{#hasFolded}}

    <details><summary>The rules that passed, were switched off, or had nothing to judge</summary>

    | Area | Legacy system | New system | Validation test | Pass criteria | Result |
    | --- | --- | --- | --- | --- | --- |
    {{#folded}}
    | {{area}} | {{legacy}} | {{new}} | {{test}} | {{criteria}} | **{{status}}** {{summary}} |
    {{/folded}}

    </details>

    <details><summary>Mapping</summary>

    | Record | Source | Source field | Target field | Type | Default | Transformation | Validation |
    | --- | --- | --- | --- | --- | --- | --- | --- |
    {{#mapping}}
    | {{kind}} | {{source}} | {{column}} | {{field}} | {{type}} | {{standIn}} | {{transformation}} \
    | {{validation}} |
    {{/mapping}}

    </details>
    {{/hasFolded}}

    <details><summary>Files</summary>

    | File | What it is | Bytes | SHA-256 |
    | --- | --- | ---: | --- |
    {{#files}}
    | {{path}} | {{contents}} | {{bytes}} | {{digest}} |
    {{/files}}

    </details>

    Measured in {{timing}}.

    """, name: "DESKAUDIT-MARKDOWN", escaping: MarkdownEscaping())
}
