import Crypto
import Foundation
import Plan

/// The rules that an audit judges by, in the order of the matrix.
package struct RuleBook: Sendable {
  package let rules: [Rule]
  /// SHA-256 of all pages, in hexadecimal digits.
  package let sha256: String
  private let pages: [(path: String, text: String)]
  private let checks: [any Check.Type]

  /// The areas in the order in which a cutover review asks: is it complete, is everything there, are the keys unique, …
  package static let areas = [
    "archive", "counts", "keys", "references", "identity", "order", "time", "content", "text", "visibility",
    "privacy", "plan",
  ]

  /// The rule book that the binary carries.
  package static func embedded() throws(RuleError) -> RuleBook {
    try RuleBook(pages: EmbeddedPages.all)
  }

  /// The rules for a plan: a page for every record type gives one for each.
  ///
  /// - Throws: `RuleError` for a page that names what the plan does not have.
  func rules(for plan: Plan) throws(RuleError) -> [Rule] {
    var all: [Rule] = []
    for rule in rules {
      guard rule.isForEachType else {
        all.append(rule)
        continue
      }
      for type in plan.schema where !type.isCore { all.append(try rule.about(type)) }
    }
    for rule in all { try rule.validate(plan) }
    return all
  }

  /// The book with more pages.
  ///
  /// - Throws: `RuleError` for a page with a mistake, or of a name that the book has.
  package func adding(_ pages: [(path: String, text: String)]) throws(RuleError) -> RuleBook {
    pages.isEmpty ? self : try RuleBook(pages: self.pages + pages, checks: checks)
  }

  /// - Parameters:
  ///   - pages: paths such as `keys/emails-are-unique.md`, each with its text.
  ///   - checks: the vocabulary of the pages.
  init(
    pages: [(path: String, text: String)], checks: [any Check.Type] = RuleBook.checks
  ) throws(RuleError) {
    self.pages = pages
    self.checks = checks
    var rules: [Rule] = []
    for page in pages { rules.append(try Rule(path: page.path, text: page.text, checks: checks)) }
    let order = { (rule: Rule) in (Self.areas.firstIndex(of: rule.area) ?? Self.areas.count, rule.id) }
    self.rules = rules.sorted { order($0) < order($1) }
    for (rule, next) in zip(self.rules, self.rules.dropFirst()) where rule.id == next.id {
      throw RuleError(page: "\(next.area)/\(next.id).md", message: "a second page of this name")
    }
    if let rule = self.rules.first(where: { !Self.areas.contains($0.area) }) {
      let known = Self.areas.joined(separator: ", ")
      throw RuleError(page: "\(rule.area)/\(rule.id).md", message: "area: is not one of \(known)")
    }
    var digest = SHA256()
    for page in pages.sorted(by: { $0.path < $1.path }) {
      digest.update(data: Data("\(page.path)\n\(page.text.utf8.count)\n\(page.text)".utf8))
    }
    sha256 = hexadecimal(digest.finalize())
  }
}
