import Foundation
import Plan
import Testing

@testable import Drill

@Suite("Faults of the drill")
struct FaultTests {
  private static let rules = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "../../Rules")

  /// The ids of the rule book's pages.
  private static let pages: Set<String> = {
    let files = FileManager.default.enumerator(at: rules, includingPropertiesForKeys: nil)
    return Set(
      (files?.allObjects ?? []).compactMap { $0 as? URL }.filter { $0.pathExtension == "md" }
        .map { $0.deletingPathExtension().lastPathComponent })
  }()

  private func faults() throws -> [Fault] { Drill.faults(for: try SmallMigration().original.plan) }

  @Test("there are at least 150 kinds of faults, and at least 20 lawful forms")
  func kinds() throws {
    #expect(try faults().count { !$0.isLawful } >= 150)
    #expect(try faults().count(where: \.isLawful) >= 20)
  }

  @Test("no two have one id")
  func ids() throws {
    let ids = try faults().map(\.id)
    #expect(ids.count == Set(ids).count)
    #expect(ids.contains("a-private-comment-made-public"))
  }

  @Test("every rule that one expects has a page")
  func rules() throws {
    for fault in try faults() {
      let named =
        switch fault.expected {
        case .rules(let rules), .warnings(let rules), .nothing(let rules): rules
        case .noPass: [String]?.none
        }
      for rule in named ?? [] { #expect(Self.pages.contains(rule), "\(fault.id) expects \(rule)") }
      #expect(fault.isLawful || named != [], "\(fault.id)")
    }
  }

  @Test("one that finds its place changes the archive or a file, at whatever place it is put")
  func changes() throws {
    let small = try SmallMigration()
    let before = try small.original.archive.tar()
    for fault in Drill.faults(for: small.original.plan) where fault.id != "the-archive-packed-anew" {
      for position in [Position.first, .middle, .last, .seed(1)] {
        var copy = MigrationCopy(small.original, position: position)
        guard try fault.damage(&copy) != nil else { continue }
        let isChanged =
          try !copy.files.isEmpty
          || copy.packed.map { $0 != small.original.packed } ?? (copy.archive.tar() != before)
        #expect(isChanged, "\(fault.id) at \(position)")
      }
    }
  }

  @Test("most have a place in three tickets, at different records for first and last")
  func places() throws {
    let small = try SmallMigration()
    var copies = (
      MigrationCopy(small.original, position: .first), MigrationCopy(small.original, position: .last)
    )
    let first = try copies.0.set("comments", "public") { _ in .null }
    let last = try copies.1.set("comments", "public") { _ in .null }
    #expect(first == Damage(keys: ["comment 11"], members: ["backup_tickets_100.json"]))
    #expect(last == Damage(keys: ["comment 15"], members: ["backup_tickets_200.json"]))
  }

  @Test("a position is a word or a seed, and an order of all places")
  func positions() {
    #expect(Position("middle")?.order(5) == [2, 3, 4, 0, 1])
    #expect(Position("last")?.order(3) == [2, 1, 0])
    #expect(Position("first")?.order(0) == [])
    let order = Position("seed:7")?.order(100) ?? []
    #expect(order.sorted() == Array(0..<100))
    #expect(order == Position.seed(7).order(100))
    #expect(Position("seed:") == nil)
    #expect(Position("end") == nil)
  }
}

/// A migration of two batches, written by hand.
final class SmallMigration {
  static let plan = """
    migration: Small
    sources: {chat: {path: chat.csv}}
    archive: {path: small.tar.gz, batch-size: 3}
    """
  static let first = """
    {"data":{"tickets":{"data":[{"id":5,"created_at":"2021-01-01T00:00:00Z","requester_id":1}],"comments":[\
    {"id":11,"ticket_id":5,"author_id":1,"public":true,"created_at":"2021-01-01T00:00:00.5Z","html_body":"<p>Caf\u{E9}</p>"},\
    {"id":12,"ticket_id":5,"author_id":2,"public":false,"created_at":"2021-01-01T00:01:00Z","html_body":"no"},\
    {"id":13,"ticket_id":5,"author_id":1,"public":true,"created_at":"2021-01-01T00:02:00Z","html_body":"ok"}],\
    "users":[{"id":1,"name":"Ann A","email":"ann@example.org"},{"id":2,"name":"Bob","email":"bob@example.org"}],\
    "organizations":[]}}}
    """
  static let second = """
    {"data":{"tickets":{"data":[{"id":6,"created_at":"2021-01-02T00:00:00Z","requester_id":2}],"comments":[\
    {"id":14,"ticket_id":6,"author_id":2,"public":true,"created_at":"2021-01-02T00:00:00Z","html_body":"a \\"b\\""},\
    {"id":15,"ticket_id":6,"author_id":1,"public":false,"created_at":"2021-01-02T00:01:00Z","html_body":"last"}],\
    "users":[],"organizations":[]}}}
    """
  let folder: URL
  let original: Original

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "drill-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let rows = """
      TICKET_CREATED_AT,TICKET_REQUESTER_ID,COMMENT_PART_ID,CONVERSATION_ID,COMMENT_PUBLIC,BODY,COMMENT_CREATED_AT,AUTHOR_ID,NAME,EMAIL
      2021-01-01T00:00:00Z,1,11,5,true,<p>Caf\u{E9}</p>,2021-01-01T00:00:00.5Z,1,Ann A,ann@example.org
      2021-01-01T00:00:00Z,1,12,5,false,no,2021-01-01T00:01:00Z,2,Bob,bob@example.org
      2021-01-01T00:00:00Z,1,13,5,true,ok,2021-01-01T00:02:00Z,1,Ann A,ann@example.org
      2021-01-02T00:00:00Z,2,14,6,true,"a ""b""\",2021-01-02T00:00:00Z,2,Bob,bob@example.org
      2021-01-02T00:00:00Z,2,15,6,false,last,2021-01-02T00:01:00Z,1,Ann A,ann@example.org

      """
    try Data(Self.plan.utf8).write(to: folder.appending(path: "migration.yml"))
    try Data(rows.utf8).write(to: folder.appending(path: "chat.csv"))
    let entries = [
      try TarEntry(name: "backup_tickets_100.json", content: Array(Self.first.utf8)),
      try TarEntry(name: "backup_tickets_200.json", content: Array(Self.second.utf8)),
    ]
    let end = try PackedPiece([UInt8](repeating: 0, count: 1024))
    try Data(PackedArchive.gzip(entries.map(\.piece) + [end])).write(
      to: folder.appending(path: "small.tar.gz"))
    original = try Original(
      plan: Plan(contentsOf: folder.appending(path: "migration.yml").path), archivePath: nil)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }
}
