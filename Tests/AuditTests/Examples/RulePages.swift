import Foundation

@testable import Audit

/// The rule book as it is in the repository, with its README.
struct RulePages: Sendable {
  /// In the order of their paths, such as `keys/emails-are-unique.md`.
  let pages: [(path: String, text: String)]
  let book: RuleBook
  let readme: String

  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Rules")
  static let readmeURL = folder.appendingPathComponent("README.md")

  /// Read once; a mistake shows in every test that asks.
  static let all = Result { try RulePages() }

  private init() throws {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: Self.folder.path)
    pages = try paths.filter { $0.hasSuffix(".md") && $0.contains("/") }.sorted().map {
      ($0, try String(contentsOf: Self.folder.appendingPathComponent($0), encoding: .utf8))
    }
    book = try RuleBook(pages: pages)
    readme = try String(contentsOf: Self.readmeURL, encoding: .utf8)
  }
}
