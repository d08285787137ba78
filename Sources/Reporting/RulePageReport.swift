import Audit

/// A rule page for a terminal: the front matter in words, its sections wrapped to the width, code blocks as they are.
/// Nothing in a page can steer the terminal.
package struct RulePageReport {
  private let rule: Rule
  private let width: Int
  private var lines: [String] = []
  private var paragraph = ""
  /// Of the paragraph's first line and of its others.
  private var indent = ("", "")

  package static func render(_ rule: Rule, width: Int) -> String {
    var report = RulePageReport(rule: rule, width: max(20, min(width, 100)))
    report.write()
    return report.lines.joined(separator: "\n") + "\n"
  }

  private init(rule: Rule, width: Int) {
    self.rule = rule
    self.width = width
  }

  private mutating func write() {
    let page = rule.text.split(separator: "\n", omittingEmptySubsequences: false)
    let end = page.dropFirst().firstIndex(of: "---") ?? 0
    head(page[..<end].dropFirst())
    var isInBlock = false
    var isInComment = false
    for line in page[(end + 1)...] {
      if line.hasPrefix("```") {
        flush()
        isInBlock.toggle()
        if isInBlock {
          blank()
          lines.append("  \(line.dropFirst(3))".visible)
        }
      } else if isInBlock {
        lines.append("    " + String(line).visible)
      } else if isInComment || line.hasPrefix("<!--") {
        isInComment = !line.hasSuffix("-->")
      } else {
        prose(line)
      }
    }
    flush()
  }

  /// The title, and what the front matter says.
  private mutating func head(_ frontMatter: ArraySlice<Substring>) {
    lines += wrap("\(rule.id): \(rule.title)", ("", "  ")) + [""]
    let severity =
      rule.gradedSeverity == .error ? "error: when it fails, the audit fails" : "warning: shown, and no more"
    lines.append("Area        \(rule.area.visible)")
    lines += [
      "Severity    \(severity)", "Allows      \(rule.allowance.isEmpty ? "no violation" : rule.allowance)",
    ]
    lines.append("Check       \(rule.checkName.visible)")
    if rule.off == .byDefault {
      let setting = "rules: {\(rule.id): {severity: \(rule.severity.rawValue)}}"
      lines += wrap("off; '\(setting)' in a plan switches it on", ("By default  ", "              "))
    }
    if case .lacksData(let lacking) = rule.off {
      lines += wrap(
        "off: the plan does not have \(lacking.joined(separator: ", "))", ("By the plan ", "              "))
    }
    let told = ["area:", "severity:", "default:", "check:", "max-violations:", "max-share:", "#"]
    for line in frontMatter where !line.isEmpty && !told.contains(where: { line.hasPrefix($0) }) {
      lines += wrap(String(line), ("            ", "              "))
    }
    var off: [String] = []
    if case .byPlan(let reason) = rule.off { off = ["off: \(reason)"] }
    let changes = rule.changes.map { "\($0.key): \($0.value)" } + off
    for (index, change) in changes.enumerated() {
      lines += wrap(change, (index == 0 ? "By the plan " : "            ", "              "))
    }
  }

  private mutating func prose(_ line: Substring) {
    let text = line.drop { $0 == " " }
    if text.isEmpty {
      flush()
    } else if let marks = line.prefixMatch(of: #/#{1,6} /#) {
      flush()
      // The title is there already.
      if marks.0.count == 2 { return }
      blank()
      let heading = String(line[marks.range.upperBound...])
      lines += wrap(marks.0.count == 3 ? heading.uppercased() : heading, ("", "  ")) + [""]
    } else if let mark = text.prefixMatch(of: #/(\d+\.|[-*]) /#) {
      flush()
      indent = ("  ", "  " + String(repeating: " ", count: mark.0.count))
      paragraph = String(text)
    } else if text.hasPrefix("|") {
      flush()
      lines.append("  " + String(text).visible)
    } else {
      if paragraph.isEmpty { indent = ("  ", "  ") }
      paragraph += (paragraph.isEmpty ? "" : " ") + text
    }
  }

  /// Ends a paragraph.
  private mutating func flush() {
    if paragraph.isEmpty { return }
    if indent.0 == indent.1 { blank() }
    // A link is of use to a browser alone.
    let text = paragraph.replacing(#/\[([^\]]+)\]\([^)]+\)/#) { String($0.1) }
    lines += wrap(text, indent)
    paragraph = ""
  }

  private mutating func blank() {
    if lines.last?.isEmpty == false { lines.append("") }
  }

  private func wrap(_ text: String, _ indent: (String, String)) -> [String] {
    let text = text.visible
    let wrapped = text.wrapped(to: width - indent.1.count)
    return wrapped.enumerated().map { ($0.offset == 0 ? indent.0 : indent.1) + $0.element }
  }
}
