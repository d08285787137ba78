import Testing

/// One example of a rule page: how it departs from the standard example, and what the rule must then find.
struct RuleExample: Sendable, CustomTestStringConvertible {
  /// The rule's id.
  let rule: String
  let title: String
  let isPassing: Bool
  let input: ExampleInput
  /// The exact messages of the rule's findings with their places, in order.
  let findings: [ExampleFinding]

  var testDescription: String { "\(rule): \(title)" }

  /// The examples of all pages, in the order of the pages.
  static let all = Result {
    let rules = try RulePages.all.get()
    let standard = try ExampleInput(standardOf: rules.readme)
    return try rules.pages.flatMap { try examples(ofPage: $0.path, $0.text, standard: standard) }
  }

  /// Those of one page: each `###` heading under *Passes* or *Fails* is an example.
  static func examples(
    ofPage path: String, _ text: String, standard: ExampleInput
  ) throws -> [RuleExample] {
    var examples: [RuleExample] = []
    var part = ""
    for section in try MarkdownPage(text, path: path).sections {
      if section.level < 3 {
        part = section.title
        if let block = section.blocks.first {
          throw ExampleError("\(path):\(block.line): a block of an example stands under a '### ' heading")
        }
      } else if part == "Passes" || part == "Fails" {
        do {
          examples.append(
            try RuleExample(section, ofPage: path, isPassing: part == "Passes", standard: standard))
        } catch {
          throw ExampleError("\(path), example '\(section.title)': \(error)")
        }
      }
    }
    return examples
  }

  private init(
    _ section: MarkdownPage.Section, ofPage path: String, isPassing: Bool, standard: ExampleInput
  ) throws {
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
    title = section.title
    self.isPassing = isPassing
    self.input = input
    self.findings = findings
  }
}
