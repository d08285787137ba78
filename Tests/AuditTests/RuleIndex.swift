import RuleExamples

@testable import Audit

/// The table of rules in the README of the rule book, made of the pages.
enum RuleIndex {
  private static let start = "<!-- index: made by the tests, RECORD=1 writes it -->\n"
  private static let end = "<!-- end of the index -->"

  /// `readme` with the table between its two markers replaced.
  static func replaced(in readme: String, by book: RuleBook) throws -> String {
    guard let from = readme.range(of: start), let to = readme.range(of: end), from.upperBound <= to.lowerBound
    else { throw ExampleError("README.md lacks the markers of the index") }
    return readme[..<from.upperBound] + table(book) + readme[to.lowerBound...]
  }

  private static func table(_ book: RuleBook) -> String {
    let rows = book.rules.map { rule in
      let off = rule.off == .byDefault ? ", off by default" : ""
      return
        "| \(rule.area) | [\(rule.id)](\(rule.area)/\(rule.id).md) | \(rule.severity.rawValue)\(off) | \(rule.title) |\n"
    }
    return "\n| Area | Rule | Severity | True when it passes |\n|---|---|---|---|\n" + rows.joined() + "\n"
  }
}
