extension PlanReader {
  /// `template:`, which takes the place of `from`.
  mutating func readTemplate(_ section: PlanSection, into column: inout ColumnPlan) {
    guard let value = section["template"], let text = text(value) else { return }
    if let from = section["from"] {
      report("'\(value.name)' and '\(from.name)' contradict each other; keep one", line: from.keyLine)
    }
    if column.type == .json {
      report(
        "'\(value.name)' puts a text together, and this field is of type json; use 'from', or another type",
        line: value.keyLine)
    }
    // So that a template with a mistake is not called missing as well.
    column.from = text.value
    do {
      column.template = try ColumnTemplate(parsing: text.value)
    } catch {
      report("the template of '\(value.name)' \(error.message)", line: text.line)
    }
  }

  /// `extract:`, the part of a value that is meant.
  mutating func readExtract(_ section: PlanSection, into column: inout ColumnPlan) {
    guard let value = section["extract"], let text = text(value) else { return }
    if column.type == .json {
      report(
        "'\(value.name)' takes a part of a text, and this field is of type json; leave it out, or give it "
          + "another type", line: value.keyLine)
    }
    column.extract = ExtractPattern(text.value)
    if column.extract == nil {
      report(
        "expected one '*' with a text before or after it, such as \"ticket-*.json\", for '\(value.name)', found "
          + value.kind, line: text.line)
    }
  }
}
