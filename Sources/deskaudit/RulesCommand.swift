import ArgumentParser
import Audit
import Plan
import Reporting

/// `deskaudit rules`.
struct RulesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules",
    abstract:
      "List the rules that archives are judged by, explain one, and write and test rules of your own.",
    discussion: """
      'rules' alone lists them by area. With a plan it lists those that 'verify' judges by for it: pages for every \
      record type are repeated for each, what its 'rules:' say is told, and a mistake in a page that only the plan shows \
      is one sentence.

      Examples:

        deskaudit rules
        deskaudit rules migration.yml --severity error
        deskaudit rules --area text --json
      """,
    subcommands: [List.self, ExplainCommand.self, RulesNew.self, RulesTest.self],
    defaultSubcommand: List.self)

  /// `deskaudit rules [PLAN]`.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list",
      abstract: "List the rules by area: id, severity, check and title.",
      discussion: """
        Examples:

          deskaudit rules list --check unique
          deskaudit rules list --rules rules --json

        Exit codes: 0 listed; 64 usage, plan or rule error.
        """)

    @Argument(help: "A plan: list the rules that there are for it.", completion: .yaml)
    var plan: String?

    @Option(help: "Only those of this area.", completion: .list(RuleBook.areas))
    var area: String?

    @Option(help: "Only those of this severity: error or warning.")
    var severity: Severity?

    @Option(help: "Only those of this check.", completion: .list(RuleBook.checkNames))
    var check: String?

    @Flag(help: "Print JSON instead of a table.")
    var json = false

    @OptionGroup var folders: RuleFolders

    func validate() throws {
      if let area { try require(area, "--area", among: RuleBook.areas) }
      if let check { try require(check, "--check", among: RuleBook.checkNames) }
    }

    func run() throws {
      let book = try folders.book()
      var rules = try plan.map { try book.rules(for: Plan(contentsOf: $0)) } ?? book.rules
      if let area { rules.removeAll { $0.area != area } }
      if let severity { rules.removeAll { $0.off != nil || $0.gradedSeverity != severity } }
      if let check { rules.removeAll { $0.checkName != check } }
      try Console.say(
        json ? RuleReport.json(rules) : RuleReport.list(rules, width: Console.width),
        to: json ? .programs : .people)
    }
  }
}

extension Severity: ExpressibleByArgument {}

/// The option `--rules` of commands that read the rule book.
struct RuleFolders: ParsableArguments {
  @Option(
    help: ArgumentHelp("Add the rule pages of this folder; may be given repeatedly.", valueName: "dir"),
    completion: .directory)
  var rules: [String] = []

  /// The rule book of the tool with the pages of the folders.
  ///
  /// - Throws: `RuleError` for a mistake in a page.
  func book() throws -> RuleBook {
    try RulePages.book(with: rules)
  }
}

/// - Throws: a sentence with the nearest known word, or all of them.
func require(_ word: String, _ option: String, among known: [String]) throws {
  if !known.contains(word) {
    throw ValidationError("\(option): '\(word)' is unknown\(suggestion(for: word, among: known))")
  }
}
