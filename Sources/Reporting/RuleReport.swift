import Audit

/// Rules of the rule book, for a terminal or as JSON. Text of pages is made visible and inert, as in `TerminalReport`.
package enum RuleReport {
  /// A line for each rule, by area.
  package static func list(_ rules: [Rule], width: Int) -> String {
    let allows = rules.contains { !$0.allowance.isEmpty }
    var table = TextTable(
      header: ["Area", "Rule", "Severity", "Check"] + (allows ? ["Allows"] : []) + ["True when it passes"])
    var area = ""
    for rule in rules {
      let severity =
        rule.off == nil ? rule.gradedSeverity.rawValue : "off"
      let cells =
        [rule.area == area ? "" : rule.area, rule.id, severity, rule.checkName]
        + (allows ? [rule.allowance] : []) + [rule.title]
      table.rows.append(cells.map { TextTable.Cell($0) })
      area = rule.area
    }
    let off = rules.count { $0.off == .byDefault }
    let count =
      counting(rules.count, "rule")
      + (off == 0
        ? "" : ", \(off.grouped) of them off by default: a plan that names one under 'rules' switches it on")
    let lacking = rules.count { if case .lacksData = $0.off { true } else { false } }
    let ready = lacking == 0 ? "" : "; \(lacking.grouped) about what the plan does not name"
    return (table.lines(width: width) { text, _ in text } + ["", count + ready]).joined(separator: "\n")
      + "\n"
  }

  /// An array with an object for each rule, its keys in a fixed order.
  package static func json(_ rules: [Rule]) -> String {
    var writer = JSONWriter()
    writer.array(rules) { writer, rule in
      writer.object {
        $0.field("id", rule.id)
        $0.field("area", rule.area)
        $0.field("severity", rule.gradedSeverity.rawValue)
        if case .byPlan(let reason) = rule.off { $0.field("off", reason) }
        if rule.off == .byDefault { $0.field("off_by_default", true) }
        if case .lacksData(let lacking) = rule.off {
          $0.member("lacks") { $0.array(lacking) { $0.string($1) } }
        }
        $0.field("check", rule.checkName)
        $0.field("allows", rule.allowance.isEmpty ? nil : rule.allowance)
        $0.field("title", rule.title)
      }
    }
    return writer.text + "\n"
  }

  /// A line of text that may have anything in it.
  package static func line(_ text: String) -> String { text.visible + "\n" }

  /// Two lists beside each other, such as what was expected and what was found; each text is a list of lines.
  package static func sideBySide(
    _ titles: (String, String), _ left: [[String]], _ right: [[String]], width: Int
  ) -> [String] {
    var table = TextTable(header: [titles.0, titles.1])
    table.isRuled = true
    func cell(_ list: [[String]], _ index: Int) -> TextTable.Cell {
      guard list.indices.contains(index) else { return .init("–") }
      return .init(list[index].map { ($0, .plain) })
    }
    for index in 0..<max(left.count, right.count) {
      table.rows.append([cell(left, index), cell(right, index)])
    }
    return table.lines(width: width) { text, _ in text }
  }
}
