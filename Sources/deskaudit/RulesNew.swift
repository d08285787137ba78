import ArgumentParser
import Audit
import Foundation
import Reporting
import RuleExamples

/// `deskaudit rules new`.
struct RulesNew: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new",
    abstract: "Write a rule page to be filled in.",
    discussion: """
      The page is valid as it is: what each key means is a comment beside it, and it has an example that passes and \
      one that fails, so that 'deskaudit rules test' runs it at once. With the check 'reconcile' it compares two \
      tables of the plan ('tables:'); with any other it begins as a page of the rule book with that check.

      Examples:

        deskaudit rules new due-dates-agree --area time
        deskaudit rules new no-empty-names --check format --into team

      Exit codes: 0 written; 2 the page exists already, or can't be written; 64 usage error.
      """)

  @Argument(help: "The rule's id: a few words joined by hyphens, such as due-dates-arrive.")
  var id: String

  @Option(help: "The area: \(RuleBook.areas.joined(separator: ", ")).", completion: .list(RuleBook.areas))
  var area = "counts"

  @Option(
    help: "The check: a word of the vocabulary in Rules/README.md.",
    completion: .list(RuleBook.checkNames))
  var check = "reconcile"

  @Option(help: ArgumentHelp("The folder of your pages.", valueName: "dir"), completion: .directory)
  var into = "rules"

  func validate() throws {
    guard id.wholeMatch(of: #/[a-z0-9]+(-[a-z0-9]+)*/#) != nil, id.utf8.count <= 80 else {
      throw ValidationError("a rule's id is words of a-z and 0-9 joined by hyphens, such as due-dates-arrive")
    }
    try require(area, "--area", among: RuleBook.areas)
    try require(check, "--check", among: RuleBook.checkNames)
  }

  func run() throws {
    if try RuleBook.embedded().rules.contains(where: { $0.id == id }) {
      throw ValidationError("the rule book has a rule '\(id)' already; choose another id")
    }
    let path = "\(into)/\(area)/\(id).md"
    guard !FileManager.default.fileExists(atPath: path) else {
      throw CommandError("\(path): exists already; choose another id, or delete it first")
    }
    let page = try RuleSkeleton(id: id, area: area, check: check, meanings: Schemas.meaningsOfPageKeys).page()
    do {
      try FileManager.default.createDirectory(
        atPath: "\(into)/\(area)", withIntermediateDirectories: true)
      try Data(page.utf8).write(to: URL(filePath: path), options: .withoutOverwriting)
    } catch {
      throw CommandError("\(path): can't be written: \(error.localizedDescription)")
    }
    Console.complain("\(path): written; fill it in, and run 'deskaudit rules test \(into)'")
  }
}
