import Audit
import Foundation
import Platform

/// Rule pages in a folder of the user's: `AREA/RULE.md`.
enum RulePages {
  /// The rule book of the tool, with the pages of these folders.
  static func book(with folders: [String]) throws -> RuleBook {
    try .embedded().adding(folders.flatMap { try read(in: $0) })
  }

  /// `my-rule` of `counts/my-rule.md`
  static func id(ofPage path: String) -> String {
    String(path.split(separator: "/").last?.dropLast(3) ?? "")
  }

  /// The pages in the order of their paths.
  ///
  /// - Throws: `RuleError` for a folder that can't be read or has no page, and for a page that is not UTF-8.
  static func read(in folder: String) throws -> [(folder: String, path: String, text: String)] {
    guard let paths = FileManager.default.subpaths(atPath: folder) else {
      throw RuleError(
        page: folder, message: "no such folder; --rules names one with pages such as counts/my-rule.md")
    }
    let pages = paths.filter { $0.hasSuffix(".md") && $0.contains("/") }.sorted()
    if pages.isEmpty {
      throw RuleError(page: folder, message: "has no rule page; expected files such as counts/my-rule.md")
    }
    return try pages.map { path in
      guard let text = try? text(ofFile: "\(folder)/\(path)") else {
        throw RuleError(page: "\(folder)/\(path)", message: "can't be read as UTF-8")
      }
      // As editors of other systems save it.
      let lines = text.replacing("\r\n", with: "\n").trimmingPrefix("\u{FEFF}")
      return (folder.last == "/" ? String(folder.dropLast()) : folder, path, String(lines))
    }
  }
}
