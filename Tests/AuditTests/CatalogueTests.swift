import Foundation
import RuleExamples
import Testing

@testable import Audit

/// The README's table of what goes wrong in migrations must not promise what is not there.
@Suite("The catalogue of what goes wrong")
struct CatalogueTests {
  private struct Entry {
    var id: String
    var ending: String
  }

  /// The tests of what writes archives and saves pages, by their sentences; empty where they are not in this copy of the
  /// repository.
  private static let builderTests: Set<String> = {
    let tests = RulePages.folder.deletingLastPathComponent().appendingPathComponent("Tests")
    let texts = ["MigrationTests", "FetchTests"].map { tests.appendingPathComponent($0) }.flatMap { folder in
      let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
      return files.compactMap {
        try? String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8)
      }
    }
    return Set(texts.flatMap { $0.matches(of: /@Test\(\s*"([^"]+)"/).map { String($0.1) } })
  }()

  private func entries() throws -> [Entry] {
    try RulePages.all.get().readme.matches(of: /(?m)^\| ([A-Z]\d\d) \| .+ \| (.+) \| \d+ \| \d+ \| \d+ \|$/)
      .map { Entry(id: String($0.1), ending: String($0.2)) }
  }

  @Test("it has all 112 entries, each once")
  func entriesAreComplete() throws {
    let sizes = [("U", 18), ("T", 26), ("C", 21), ("B", 17), ("A", 7), ("D", 15), ("X", 8)]
    let ids = sizes.flatMap { letter, size in
      (1...size).map { letter + ($0 < 10 ? "0" : "") + String($0) }
    }
    #expect(try entries().map(\.id) == ids)
  }

  @Test("every entry ends in one of the four ways, and what is caught names a rule")
  func endings() throws {
    for entry in try entries() {
      let ways = ["caught", "prevented", "accounted for", "out of scope"]
      #expect(ways.contains { entry.ending.hasPrefix($0) }, "\(entry.id): \(entry.ending)")
      if entry.ending.hasPrefix("caught") { #expect(entry.ending.contains(".md)"), "\(entry.id)") }
    }
  }

  @Test("at most 20 entries are out of scope alone, and nothing is left for later")
  func outOfScope() throws {
    let entries = try entries()
    #expect(entries.count { $0.ending.hasPrefix("out of scope") } <= 20)
    #expect(!entries.contains { $0.ending.contains("not yet") })
  }

  @Test("every link is to a page")
  func links() throws {
    let rules = try RulePages.all.get()
    let paths = Set(rules.pages.map(\.path))
    let links = rules.readme.matches(of: /\[([a-z0-9-]+)\]\(([^)]+)\)/)
    #expect(links.count > 100)
    for link in links {
      #expect(paths.contains(String(link.2)), "\(link.2)")
      #expect(link.2.hasSuffix("/\(link.1).md"), "\(link.1) is linked to \(link.2)")
    }
  }

  // Skipped, and shown as skipped, where the builder's tests are not in this copy of the repository.
  @Test("what the builder prevents is a test of the builder", .enabled(if: !builderTests.isEmpty))
  func builderTestsExist() throws {
    for entry in try entries() {
      for quote in entry.ending.matches(of: /"([^"]{20,})"/) {
        #expect(Self.builderTests.contains(String(quote.1)), "\(entry.id): \(quote.1)")
      }
    }
  }

  @Test("the figures of every entry are those of the pages; RECORD=1 writes them")
  func figures() throws {
    let rules = try RulePages.all.get()
    let recorded = try CatalogueFigures.replaced(in: rules.readme, by: RuleExample.all.get())
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try recorded.write(to: RulePages.readmeURL, atomically: true, encoding: .utf8)
      Issue.record("the figures were recorded; look at the difference and run again without RECORD")
    } else {
      #expect(recorded == rules.readme, "run the tests with RECORD=1 to write the figures")
    }
  }
}
