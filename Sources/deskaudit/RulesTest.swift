import ArgumentParser
import Audit
import Plan
import Reporting
import RuleExamples

/// `deskaudit rules test`.
struct RulesTest: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Run the examples of rule pages: each must be judged as its page says.",
    discussion: """
      Reads the pages of a folder, AREA/RULE-ID.md each, and audits every example below 'Passes' and 'Fails', with \
      the page in the rule book of the tool. What an example leaves out is taken from the standard example of the \
      rule book. An example that passes must have the verdict PASS, and one that fails the findings that its page \
      has, to the letter.

      Examples:

        deskaudit rules test rules
        deskaudit rules test rules due-dates-agree

      Exit codes: 0 all are as their pages say; 1 one is not; 64 usage error, or a mistake in a page.
      """)

  @Argument(help: ArgumentHelp("The folder of the pages.", valueName: "dir"), completion: .directory)
  var folder: String

  @Argument(help: ArgumentHelp("Only these rules, by their ids.", valueName: "rule"))
  var rules: [String] = []

  func run() throws {
    let all = try RulePages.read(in: folder)
    let ids = all.map { RulePages.id(ofPage: $0.path) }
    for rule in rules { try require(rule, folder, among: ids) }
    let pages = all.filter { rules.isEmpty || rules.contains(RulePages.id(ofPage: $0.path)) }
    let book = try RuleBook.embedded()
    let standard = try ExampleInput.standard()
    var tally = RuleTestTally(folder: folder, width: Console.width)
    for page in pages {
      do {
        let rules = try book.putting((page.path, page.text))
        let examples = try RuleExample.examples(ofPage: page.path, page.text, standard: standard)
        if examples.isEmpty { try Console.say(tally.untested(page.path)) }
        for example in examples { try Console.say(tally.add(ExampleResult(example, rules: rules))) }
      } catch let error as RuleError {
        tally.add(error)
      }
    }
    try Console.say(tally.summary)
    if tally.hasMistakes { throw ExitCode(64) }
    if tally.failed > 0 { throw ExitCode(1) }
  }
}

/// What became of the examples so far, in lines.
struct RuleTestTally {
  let folder: String
  let width: Int
  private(set) var passed = 0
  private(set) var failed = 0
  private(set) var hasMistakes = false

  init(folder: String, width: Int) {
    self.folder = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    self.width = width
  }

  mutating func add(_ result: ExampleResult) -> String {
    let example = result.example
    let place = "\(folder)/\(example.page):\(example.line)"
    let name = "\(place)  \(example.isPassing ? "passes" : "fails"): \(example.title)"
    guard !result.mistakes.isEmpty else {
      passed += 1
      return RuleReport.line("ok      \(name)")
    }
    failed += 1
    var text = RuleReport.line("FAILED  \(name)")
    for mistake in result.mistakes { text += RuleReport.line("        \(mistake)") }
    if result.findings != example.findings {
      let lines = RuleReport.sideBySide(
        ("Expected by the page", "Found"), example.findings.map { [$0.message, "  " + $0.place] },
        result.findings.map { [$0.message, "  " + $0.place] }, width: width - 8)
      text += lines.map { "        \($0)\n" }.joined()
    }
    return text
  }

  /// A mistake in a page goes to standard error.
  mutating func add(_ error: RuleError) {
    hasMistakes = true
    var error = error
    error.page = "\(folder)/\(error.page)"
    Console.complain("error: \(error)")
  }

  func untested(_ page: String) -> String { RuleReport.line("–       \(folder)/\(page)  has no example") }

  var summary: String {
    let count = passed + failed
    return "\(count == 1 ? "1 example" : "\(count) examples"): \(passed) as the page says, \(failed) not\n"
  }
}
