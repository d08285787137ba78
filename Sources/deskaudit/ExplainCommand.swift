import ArgumentParser
import Audit
import Plan
import Reporting

/// `deskaudit explain RULE`, and `deskaudit rules explain RULE`.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Show the page of a rule: what it checks, why it matters, what to do when it fails.",
    discussion: """
      Examples:

        deskaudit explain no-missing-comments
        deskaudit explain no-missing-macros --plan migration.yml

      Exit codes: 0 shown; 64 usage, plan or rule error.
      """)

  @Argument(help: "The rule's id, such as no-missing-comments.", completion: .ruleIDs)
  var rule: String

  @Option(help: "A plan, for the rules that are repeated for its record types.", completion: .yaml)
  var plan: String?

  @OptionGroup var folders: RuleFolders

  func run() throws {
    let book = try folders.book()
    let rules = try plan.map { try book.rules(for: Plan(contentsOf: $0)) } ?? book.rules
    guard let page = rules.first(where: { $0.id == rule }) else {
      let near = Self.nearest(rule, rules.map(\.id)).map { "'\($0)'" }
      let remedy =
        near.isEmpty ? "'deskaudit rules' lists them" : "did you mean \(near.joined(separator: " or "))?"
      throw ValidationError("no rule has the id '\(rule)'; \(remedy)")
    }
    try Console.say(RulePageReport.render(page, width: Console.width))
  }

  /// Up to three known ids: those that are a slip away, else those that share the most of their words with it.
  static func nearest(_ id: String, _ known: [String]) -> [String] {
    let distances = known.map { (id: $0, distance: editDistance(id, $0)) }
      .filter { $0.distance <= max(2, id.count / 5) }
    if !distances.isEmpty {
      return distances.sorted { ($0.distance, $0.id) < ($1.distance, $1.id) }.prefix(3).map(\.id)
    }
    let common: Set<Substring> = ["are", "is", "no", "the", "have", "has", "a", "of"]
    let words = Set(id.lowercased().split { !$0.isLetter }).subtracting(common)
    let shared = known.map { (id: $0, count: words.intersection($0.split(separator: "-")).count) }
    return shared.filter { $0.count > 0 }.sorted { ($1.count, $0.id) < ($0.count, $1.id) }.prefix(3).map(\.id)
  }
}
