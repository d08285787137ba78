import Audit
import Mustache

/// `audit.md`: the matrix, what needs attention and the balance, for a merge request or a wiki.
///
/// Standard: GitHub Flavored Markdown. Text of the audit never becomes markup.
package enum MarkdownReport {
  private static let template = ReportTemplate(
    """
    # {{title}}

    **{{verdict}}.** {{sentence}}
    {{#hasCauses}}

    ## Causes
    {{#causes}}

    {{causeNumber}}. **{{causeSentence}}.** {{causeRemedy}}
    {{#causeFacts}}
       - {{name}}: {{value}}
    {{/causeFacts}}
    {{/causes}}
    {{/hasCauses}}

    Made by {{origin}}. {{values}}

    ## Matrix

    | Area | Legacy system | New system | Validation test | Pass criteria | Result |
    | --- | --- | --- | --- | --- | --- |
    {{#rows}}
    | {{area}} | {{legacy}} | {{new}} | {{test}} | {{criteria}} | **{{status}}** {{summary}} |
    {{/rows}}
    {{#hasPolicy}}

    ## Policy

    {{#policy}}
    - {{.}}
    {{/policy}}
    {{/hasPolicy}}
    {{#reasons}}

    ## {{reasonLabel}} {{reasonHeading}}

    {{reasonSentence}}

    Rules: {{reasonRules}}.
    {{/reasons}}
    {{#details}}
    {{#needsAttention}}

    ## {{label}} {{id}}

    **{{heading}}:** {{finding}}

    Measured: {{measure}}.
    {{#remarks}}

    Violations: {{.}}.
    {{/remarks}}
    {{#evidence}}

    - {{message}}
    {{#facts}}
      - {{name}}: {{value}}
    {{/facts}}
    {{/evidence}}
    {{#note}}

    Evidence: {{.}}.
    {{/note}}
    {{/needsAttention}}
    {{/details}}

    ## Balance

    | Record | Counted in | Read | Rejected or explained | Expected | Matched | Missing | Unexpected | Duplicates |
    | --- | --- | ---: | --- | ---: | ---: | ---: | ---: | ---: |
    {{#balance}}
    | {{record}} | {{unit}} | {{read}} | \
    {{#explained}}{{name}}: {{value}}{{^last()}}; {{/last()}}{{/explained}} | {{expected}} \
    | {{matched}} | {{missing}} | {{unexpected}} | {{duplicates}} |
    {{/balance}}
    {{#losses}}

    ## Stated losses

    | Field | Source | Records | Reason | Owner |
    | --- | --- | ---: | --- | --- |
    {{#lost}}
    | {{lossOf}} | {{lossSource}} | {{lossCount}} | {{lossReason}} | {{lossOwner}} |
    {{/lost}}
    {{/losses}}

    ## Mapping

    | Record | Source | Source field | Target field | Type | Default | Transformation | Validation |
    | --- | --- | --- | --- | --- | --- | --- | --- |
    {{#mapping}}
    | {{kind}} | {{source}} | {{column}} | {{field}} | {{type}} | {{standIn}} | {{transformation}} \
    | {{validation}} |
    {{/mapping}}

    ## Files

    | File | What it is | Bytes | SHA-256 |
    | --- | --- | ---: | --- |
    {{#files}}
    | {{path}} | {{contents}} | {{bytes}} | {{digest}} |
    {{/files}}

    Measured in {{timing}}.

    """, name: "DESKAUDIT-MARKDOWN", escaping: MarkdownEscaping())

  /// Errors: none that an audit could cause; see `ReportTemplate`.
  package static func render(_ result: AuditResult) throws -> String {
    try template.render(result)
  }
}

/// Makes a text inert in Markdown, wherever it is in a line: no emphasis, link, image, HTML, heading,
/// list, table cell or mathematics, and none of the links that GitHub makes of bare addresses.
struct MarkdownEscaping: MustacheContentType {
  func escapeText(_ text: String) -> String {
    let scalars = Array(text.visible.unicodeScalars)
    let digits = scalars.prefix { ("0"..."9").contains($0) }.count
    var escaped = ""
    for (index, scalar) in scalars.enumerated() {
      let next = index + 1 < scalars.count ? scalars[index + 1] : " "
      switch scalar {
      case "\\", "`", "*", "_", "[", "]", "#", "~", "$": escaped += "\\\(scalar)"
      case "&", "<", ">", "|": escaped += "&#\(scalar.value);"
      // A list item, or a line across the page, begins at the start only.
      case "-" where index == 0, "+" where index == 0, ")" where index == digits && next == " ",
        "." where index == digits && next == " ":
        escaped += "\\\(scalar)"
      case " " where index == 0: escaped += "&#32;"
      // `https://` and `www.` would become links.
      case ":" where next == "/": escaped += "\\:"
      case "." where index > 0 && (scalars[index - 1] == "w" || scalars[index - 1] == "W"): escaped += "\\."
      case "@": appendAt(to: &escaped)
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// Puts `@` into a code span: an address with a backslash or an entity in it is made a link all the same.
  private func appendAt(to escaped: inout String) {
    if escaped.hasSuffix("@`") {
      escaped.removeLast()
      escaped += "@`"
    } else {
      escaped += "`@`"
    }
  }
}
