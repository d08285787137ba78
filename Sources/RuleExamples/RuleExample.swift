import Audit

/// One example of a rule page: how it departs from the standard example, and what the rule must then find.
package struct RuleExample: Sendable {
  /// The rule's id.
  package let rule: String
  /// The page's path inside the rule book.
  package let page: String
  /// Of its heading in the page, counted from 1.
  package let line: Int
  package let title: String
  package let isPassing: Bool
  package let input: ExampleInput
  /// The exact messages of the rule's findings with their places, in order.
  package let findings: [ExampleFinding]

  /// Those of one page: each `###` heading under *Passes* or *Fails* is an example.
  ///
  /// - Throws: `RuleError` with the line of the mistake.
  package static func examples(
    ofPage path: String, _ text: String, standard: ExampleInput
  ) throws(RuleError) -> [RuleExample] {
    var examples: [RuleExample] = []
    var part = ""
    for section in try sections(ofPage: path, text) {
      if section.level < 3 {
        part = section.title
        if let block = section.blocks.first {
          throw RuleError(
            page: path, line: block.line,
            message: "a block of an example is under a heading of the third level, '### '")
        }
      } else if part == "Passes" || part == "Fails" {
        do throws(ExampleError) {
          examples.append(
            try RuleExample(section, ofPage: path, isPassing: part == "Passes", standard: standard))
        } catch {
          throw RuleError(
            page: path, line: error.line ?? section.line,
            message: "example '\(section.title)': \(error.message)")
        }
      }
    }
    return examples
  }

  private static func sections(ofPage path: String, _ text: String) throws(RuleError) -> [MarkdownPage
    .Section]
  {
    do throws(ExampleError) {
      return try MarkdownPage(text).sections
    } catch {
      throw RuleError(page: path, line: error.line, message: error.message)
    }
  }

  private init(
    _ section: MarkdownPage.Section, ofPage path: String, isPassing: Bool, standard: ExampleInput
  ) throws(ExampleError) {
    var input = standard
    var findings: [ExampleFinding] = []
    for block in section.blocks {
      if block.info == "text findings" {
        findings += try ExampleFinding.findings(of: block)
      } else {
        try input.apply(block)
      }
    }
    guard findings.isEmpty == isPassing else {
      throw ExampleError(
        isPassing ? "an example that passes has no findings" : "an example that fails needs 'text findings'")
    }
    rule = String(path.split(separator: "/").last?.dropLast(3) ?? "")
    page = path
    line = section.line
    title = section.title
    self.isPassing = isPassing
    self.input = input
    self.findings = findings
  }
}
