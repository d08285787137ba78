import ArgumentParser
import Audit

/// The policy of `verify` and `grade` as far as it is not in the plan.
struct PolicyOptions: ParsableArguments {
  enum Gate: String, ExpressibleByArgument, CaseIterable {
    case error, warning
  }

  @Option(
    help: ArgumentHelp(
      "Add the rule pages of this folder, AREA/RULE-ID.md each, to the rule book of the tool; one of the name of a page of the tool is in its place. May be given repeatedly.",
      valueName: "dir"), completion: .directory)
  var rules: [String] = []

  @Option(
    help: ArgumentHelp(
      "The waivers, in place of the file that 'waivers' of the plan names.", valueName: "file"),
    completion: .yaml)
  var waivers: String?

  @Option(help: "The least severity that fails the audit: error or warning.")
  var failOn = Gate.error

  var failsOnWarnings: Bool { failOn == .warning }

  func book() throws -> RuleBook { try RulePages.book(with: rules) }
}
