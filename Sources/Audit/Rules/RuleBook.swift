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
  /// Where the pages that were added come from, by their ids; and which of them are in place of others.
  private var folders: [String: String] = [:]
  private var overriding: Set<String> = []

  /// The areas in the order in which a cutover review asks: is it complete, is everything there, are the keys unique, …
  package static let areas = [
    "archive", "counts", "keys", "references", "identity", "order", "time", "content", "text", "visibility",
    "privacy", "open-tickets", "transcripts", "sla", "routing", "permissions", "setup", "integrations",
    "reporting",
    "read-back", "freeze", "comparison", "sign-offs", "plan",
  ]

  /// The vocabulary of pages, in alphabetical order.
  package static var checkNames: [String] { checks.map { $0.name }.sorted() }

  /// The rule book that the binary carries.
  package static func embedded() throws(RuleError) -> RuleBook {
    try RuleBook(pages: EmbeddedPages.all)
  }

  /// The rules for a plan: a page for every record type gives one for each, unless one of that name was added.
  ///
  /// - Throws: `RuleError` for a page that names what the plan does not have; `PlanError` for what the plan says of rules.
  package func rules(for plan: Plan) throws -> [Rule] {
    var all: [Rule] = []
    var replacing = overriding
    for rule in rules {
      guard rule.isForEachType else {
        all.append(rule)
        continue
      }
      for type in plan.schema where !type.isCore {
        let repeated = try rule.about(type)
        let isReplaced = repeated.id != rule.id && pages.contains { Self.id(ofPage: $0.path) == repeated.id }
        if isReplaced { replacing.insert(repeated.id) } else { all.append(repeated) }
      }
    }
    for index in all.indices {
      let page = all[index].pageID
      guard replacing.contains(page), let folder = folders[page] else { continue }
      all[index].overridingPage = "\(folder)/\(all[index].pagePath)"
    }
    do {
      return try PlannedRules(all, plan).rules
    } catch let error as RuleError {
      throw Self.located(error, in: folders)
    }
  }

  /// The mistake with the folder of its page, where that was added.
  private static func located(_ error: RuleError, in folders: [String: String]) -> RuleError {
    guard let folder = folders[id(ofPage: error.page)] else { return error }
    var error = error
    error.page = "\(folder)/\(error.page)"
    return error
  }

  /// The book with more pages, each in place of the one of its name, where the book has one.
  ///
  /// - Parameter pages: `folder` is what messages call the folder that `path` is in.
  /// - Throws: `RuleError` for a page with a mistake, or for a second one of a name among them.
  package func adding(
    _ pages: [(folder: String, path: String, text: String)]
  ) throws(RuleError) -> RuleBook {
    if pages.isEmpty { return self }
    var folders = folders
    var given: Set<String> = []
    for page in pages {
      let id = Self.id(ofPage: page.path)
      guard given.insert(id).inserted else {
        throw RuleError(page: "\(page.folder)/\(page.path)", message: "a second page of this name")
      }
      folders[id] = page.folder
    }
    let kept = self.pages.filter { !given.contains(Self.id(ofPage: $0.path)) }
    var book: RuleBook
    do throws(RuleError) {
      book = try RuleBook(pages: kept + pages.map { ($0.path, $0.text) }, checks: checks)
    } catch {
      throw Self.located(error, in: folders)
    }
    book.folders = folders
    let own = Set(self.pages.map { Self.id(ofPage: $0.path) })
    book.overriding = overriding.union(given.intersection(own))
    return book
  }

  /// The name of a page's file without its ending.
  private static func id(ofPage path: String) -> String {
    String((path.split(separator: "/").last ?? "").dropLast(3))
  }

  /// The book with a page in place of that of its name, if it has one.
  ///
  /// - Throws: `RuleError` for a page with a mistake.
  package func putting(_ page: (path: String, text: String)) throws(RuleError) -> RuleBook {
    let name = page.path.split(separator: "/").last
    return try RuleBook(
      pages: pages.filter { $0.path.split(separator: "/").last != name } + [page], checks: checks)
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
      throw rule.mistake("area: \(RuleError.unknown(rule.area, among: Self.areas))")
    }
    var digest = SHA256()
    for page in pages.sorted(by: { $0.path < $1.path }) {
      digest.update(data: Data("\(page.path)\n\(page.text.utf8.count)\n\(page.text)".utf8))
    }
    sha256 = hexadecimal(digest.finalize())
  }
}
