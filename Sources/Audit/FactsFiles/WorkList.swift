import Exports
import Foundation
import Plan

/// The reading of both sides, divided into items of work that can be done in any order, by any process, and more than once.
///
/// Written as lines of JSON: what ties the facts of all items together, then a line for each item.
package struct WorkList: Sendable {
  /// An input, or a part of one, whose facts are one file.
  package struct Item: Codable, Sendable, Equatable {
    /// The place in the list, from 0.
    package var item: Int
    /// `archive`, or the name of a source.
    package var input: String
    /// The paths as messages show them.
    package var paths: [String]
    /// Bytes of the files, compressed where they are; of an archive that is not there 0.
    package var bytes: UInt64
    /// The feed of a source: what it is read for, in the order of reports. Nil for the archive.
    var feed: Int?
    /// The first file of the feed and the one after the last.
    var files: [Int]?
  }

  /// The files of a feed, or why they can't be found.
  struct Feed: Codable, Sendable {
    var source: String
    var files: [ExportFile]
    var trouble: ExportError?
  }

  struct Head: Codable, Sendable {
    /// The version of this format.
    var deskauditWork: Int
    var tool: String
    /// The SHA-256 of the program, of the plan with what lies beside it and the options that change what is read, and of the
    /// rule book.
    var program: String
    var plan: String
    var rules: String
    /// What the digests of texts start from, in hexadecimal digits: secret, because who knows it can make two texts of one
    /// digest.
    var seed: String
    /// The archive, or the first of several.
    var archive: String
    /// All of several archives, in the order of their import; nil where there is one.
    var deliveries: [String]?
    var feeds: [Feed]
    var items: Int

    enum CodingKeys: String, CodingKey {
      case deskauditWork = "deskaudit_work"
      case tool, program, plan, rules, seed, archive, deliveries, feeds, items
    }

    var archivePaths: [String] { deliveries ?? [archive] }
  }

  static let format = 1

  let head: Head
  package let items: [Item]
  /// The SHA-256 of the list as it is written, which its facts bear.
  let digest: String
  /// The list as it is written.
  package let text: String

  init(_ head: Head, _ items: [Item]) {
    (self.head, self.items) = (head, items)
    text = ([Self.line(head)] + items.map { Self.line($0) }).map { "\($0)\n" }.joined()
    digest = sha256(Array(text.utf8))
  }

  private static func line(_ value: some Encodable) -> String {
    String(decoding: encoded(value), as: UTF8.self)
  }

  /// - Throws: `FactsError` for a text that is no list of this version.
  package init(_ text: String, named name: String) throws(FactsError) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: true)
    let decoder = JSONDecoder()
    func value<Value: Decodable>(_ type: Value.Type, _ line: Int) throws(FactsError) -> Value {
      do {
        return try decoder.decode(type, from: Data(lines[line].utf8))
      } catch {
        throw FactsError(
          .mistake, name,
          "line \(line + 1) is not as 'deskaudit task list' of this version writes it; list again")
      }
    }
    guard !lines.isEmpty else {
      throw FactsError(.mistake, name, "has no line; expected what 'deskaudit task list' wrote")
    }
    head = try value(Head.self, 0)
    var items: [Item] = []
    for line in lines.indices.dropFirst() { items.append(try value(Item.self, line)) }
    guard items.count == head.items else {
      throw FactsError(
        .mistake, name,
        "has \(items.count) items, and says that it has \(head.items); it may be cut off: list again")
    }
    guard head.deskauditWork == Self.format, Self.isWhole(head, items) else {
      throw FactsError(
        .mistake, name, "does not have each file once, as 'deskaudit task list' writes it; list again")
    }
    (self.items, self.text) = (items, text)
    digest = sha256(Array(text.utf8))
  }

  /// Whether the items are those of all files, each once and in order, and the archives are the first.
  private static func isWhole(_ head: Head, _ items: [Item]) -> Bool {
    guard let archive = items.first, archive.feed == nil, archive.paths == head.archivePaths,
      items.enumerated().allSatisfy({ $0.offset == $0.element.item })
    else { return false }
    var next = head.feeds.map { _ in 0 }
    for item in items.dropFirst() {
      guard let feed = item.feed, head.feeds.indices.contains(feed), let files = item.files,
        files.count == 2, files[0] == next[feed], files[0] < files[1],
        item.paths.count == files[1] - files[0]
      else { return false }
      next[feed] = files[1]
    }
    return zip(next, head.feeds).allSatisfy { $0 == $1.files.count }
  }

  /// The archives that are to be judged, in the order of their import.
  package var archivePaths: [String] { head.archivePaths }

  /// The items of a feed, in the order of its files.
  func items(ofFeed feed: Int) -> [Item] { items.filter { $0.feed == feed } }

  /// Where an audit's own words for the inputs come from: the same tool, plan and rules.
  ///
  /// - Throws: `FactsError` that says which is another.
  func require(program: String, plan: String, rules: String, named name: String) throws(FactsError) {
    let pairs = [
      ("program", head.program, program, "use the same build of deskaudit everywhere"),
      (
        "plan", head.plan, plan,
        "use the plan, what lies beside it, and the options --max-…, that it was listed with"
      ),
      ("rule book", head.rules, rules, "use the --rules that it was listed with"),
    ]
    for (what, listed, own, remedy) in pairs where listed != own {
      throw FactsError(.mistake, name, "was listed with another \(what): \(remedy), or list again")
    }
  }
}

extension WorkList {
  /// The items of the files of a feed: each file by itself, or all pages of a collection together, because what a page has its
  /// records under may be known by the one before it.
  static func divisions(of export: Export) -> [Range<Int>] {
    let files = export.files.indices
    let canBePages = files.contains { file in
      guard let shape = try? export.shape(ofFile: file) else { return true }
      return shape.format == .json || shape.isOneObject
    }
    return canBePages ? [files] : files.map { $0..<$0 + 1 }
  }
}

/// What the facts of an item are of: the first frame of each file.
struct FactsHeader: Codable, Equatable {
  var work: String
  var item: Int
}

/// What a file of an export says beside its records.
struct FileReading: Codable, Sendable {
  var summary: ExportFileSummary
  var sha256: String
  /// Records by the audit's own scanner, the header not counted.
  var counted: Int
  /// As its start shows it, or that of the file before where it shows nothing.
  var shape: FileShape
  /// JSON: the same for the columns that are read, which is asked for where records lack one.
  var keys: FileShape?
}

/// How the reading of an item ended: the last frame of its facts.
struct ItemEnd: Codable {
  var readings: [FileReading] = []
  var uncountable: String?
  /// Why it was not read to its end.
  var error: ExportError?
  var blocks = 0
  var problems = 0
}
