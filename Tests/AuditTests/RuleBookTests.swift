import Archive
import Foundation
import RuleExamples
import Testing

@testable import Audit

@Suite("The rule book")
struct RuleBookTests {
  /// Rules that no input can make fail; their pages say why, and `ImpossibleFailureTests` fails their checks.
  static let unfailable: Set<String> = ["exports-are-fully-read", "balance-adds-up"]

  @Test("the binary carries the pages of the repository")
  func embedded() throws {
    let pages = try RulePages.all.get().pages
    #expect(EmbeddedPages.all.map(\.path) == pages.map(\.path))
    #expect(EmbeddedPages.all.map { Array($0.text.utf8) } == pages.map { Array($0.text.utf8) })
  }

  @Test("every page has its five sections, in their order")
  func sections() throws {
    let incomplete = try RulePages.all.get().pages.filter { page in
      let sections = try MarkdownPage(page.text).sections
      return sections.first?.level != 1
        || sections.filter { $0.level == 2 }.map(\.title)
          != ["What it checks", "Why it matters", "When it fails", "Passes", "Fails"]
        || sections.dropFirst().prefix(3).contains { $0.prose.isEmpty }
    }
    #expect(incomplete.map(\.path) == [])
  }

  @Test("every page has an example that passes, and one that fails where a failure can be made")
  func examples() throws {
    let examples = try RuleExample.all.get()
    let ids = try RulePages.all.get().book.rules.map(\.id)
    let passing = Set(examples.filter(\.isPassing).map(\.rule))
    let failing = Set(examples.filter { !$0.isPassing }.map(\.rule))
    #expect(ids.filter { !passing.contains($0) } == [])
    #expect(Set(ids.filter { !failing.contains($0) }) == Self.unfailable)
  }

  @Test("every check is used by a page")
  func checks() throws {
    let used = Set(try RulePages.all.get().book.rules.map { type(of: $0.check).name })
    for check in RuleBook.checks { #expect(used.contains(check.name), "no page uses '\(check.name)'") }
  }

  @Test("every kind of problem that the archive's reader reports fails exactly one rule")
  func problems() throws {
    let pages = try RulePages.all.get().pages.map(\.text)
    let kinds = ArchiveProblem.Kind.allCases.map(\.rawValue) + BatchProblem.Kind.allCases.map(\.rawValue)
    for kind in kinds {
      let words = pages.count { page in
        guard let line = page.split(separator: "\n").first(where: { $0.hasPrefix("problems: [") }) else {
          return false
        }
        return line.dropFirst(11).dropLast().split(separator: ",")
          .contains { $0.trimmingCharacters(in: .whitespaces) == kind }
      }
      #expect(words == 1, "\(kind)")
    }
  }

  @Test("the README's index is that of the pages; RECORD=1 writes it")
  func index() throws {
    let rules = try RulePages.all.get()
    let recorded = try RuleIndex.replaced(in: rules.readme, by: rules.book)
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try recorded.write(to: RulePages.readmeURL, atomically: true, encoding: .utf8)
      Issue.record("the index was recorded; look at the difference and run again without RECORD")
    } else {
      #expect(recorded == rules.readme, "run the tests with RECORD=1 to write the index")
    }
  }
}
