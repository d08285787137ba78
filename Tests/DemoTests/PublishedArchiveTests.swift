import Foundation
import Testing

@testable import Demo

@Suite("The published pipeline's archive")
struct PublishedArchiveTests {
  private let folder = TemporaryFolder()
  private var exports: String { folder.path + "/exports" }

  init() throws {
    _ = try DemoExports.write(into: folder.path, rows: 6_000)
  }

  private func archive(_ faults: Set<DemoFault>) throws -> (path: String, facts: PublishedFacts) {
    let path = "\(folder.path)/\(UUID().uuidString).tar.gz"
    return (path, try writePublishedArchive(faults: faults, exportsIn: exports, to: path))
  }

  // Skipped where there is no python3.
  @Test(
    "has exactly the numbers that Python finds in it", .enabled(if: Python.isInstalled),
    arguments: [[]] + DemoFault.allCases.map { [$0] } + [DemoFault.published, Set(DemoFault.allCases)])
  func recount(faults: Set<DemoFault>) throws {
    let (path, facts) = try archive(faults)
    let printed = try Python.run(publishedRecount, [exports, path])
    let counted = printed.split(separator: "\n").reduce(into: [String: Int]()) { counts, line in
      let parts = line.split(separator: "=")
      counts[String(parts[0])] = Int(parts[1])
    }
    #expect(counted == numbers(of: facts))
  }

  @Test("without a fault is right in every number")
  func faultless() throws {
    let facts = try archive([]).facts
    var right = PublishedFacts()
    right.batches = 51
    right.entries = 52
    right.comments = 5_040  // 6,000 × 2,100,400 / 2,500,000
    right.tickets = 220  // 6,000 × 92,000 / 2,500,000
    right.users = facts.users
    #expect(facts == right)
  }

  /// What each fault changes besides the sizes, by the definitions of people and references.
  private static let effects: [DemoFault: Set<String>] = [
    .lastBatchLost: ["lostComments"],
    .chatIDsKept: ["wrongAuthorIDs", "wrongRequesterIDs", "unresolvedAuthorIDs", "unresolvedRequesterIDs"],
    .lastPageUnread: ["lostUsers", "unexpectedUsers", "wrongAuthorIDs", "wrongRequesterIDs"],
    .publicFromText: ["flippedPublicFlags"],
    .emailTwinsMishandled: [
      "unexpectedUsers", "duplicateUserIDs", "duplicateEmails", "wrongAuthorIDs", "wrongRequesterIDs",
      "unresolvedAuthorIDs", "unresolvedRequesterIDs",
    ],
    .lookedUpByName: ["lostUsers", "unexpectedUsers", "changedUsers", "wrongAuthorIDs", "wrongRequesterIDs"],
    .nullUsersDropped: ["lostUsers", "droppedUsers", "unresolvedAuthorIDs", "unresolvedRequesterIDs"],
  ]

  @Test("shows a fault's own effects and no others", arguments: DemoFault.allCases)
  func oneFault(fault: DemoFault) throws {
    let sizes: Set = ["batches", "entries", "comments", "tickets", "users"]
    let facts = numbers(of: try archive([fault]).facts)
    let effects = Set(facts.filter { $0.value > 0 }.keys).subtracting(sizes)
    #expect(effects == Self.effects[fault])
  }

  @Test("lacks the last batch, and ./ makes up for it in the number of entries")
  func lastBatch() throws {
    let facts = try archive([.lastBatchLost]).facts
    #expect(facts.batches == 50)
    #expect(facts.entries == 51)
    #expect(facts.lostComments == 40)
  }

  @Test("hides two faults behind the sixth, so the published ones are the other six")
  func sixthFault() throws {
    let alone = try archive([.lookedUpByName]).facts
    #expect(try archive([.lookedUpByName, .chatIDsKept, .lastPageUnread]).facts == alone)
    #expect(DemoFault.published == Set(DemoFault.allCases).subtracting([.lookedUpByName]))
  }

  @Test("is the same bytes at every run")
  func deterministic() throws {
    let paths = [try archive(DemoFault.published).path, try archive(DemoFault.published).path]
    #expect(FileManager.default.contentsEqual(atPath: paths[0], andPath: paths[1]))
  }

  @Test("is not made when the exports are missing")
  func missingExports() throws {
    let folder = TemporaryFolder()
    let error = #expect(throws: DemoError.self) {
      try writePublishedArchive(faults: [], exportsIn: folder.path, to: folder.path + "/a.tar.gz")
    }
    #expect(
      error?.description.hasPrefix("\(folder.path)/ticket_platform_users.csv: this file cannot be") == true)
  }

  @Test("is not made of another tool's export")
  func foreignExport() throws {
    let folder = TemporaryFolder()
    try folder.write("id,email\n", to: "ticket_platform_users.csv")
    try folder.write("a,b,c,d,e,f,g,h,i,j\n", to: "chat_data.csv")
    let error = #expect(throws: DemoError.self) {
      try writePublishedArchive(faults: [], exportsIn: folder.path, to: folder.path + "/a.tar.gz")
    }
    #expect(
      error?.description
        == "\(folder.path)/chat_data.csv: record 1: the columns are not those of the chat export; "
        + "write the demo's exports again")
  }

  @Test("comes with a title and a sentence for every fault")
  func words() {
    #expect(DemoFault.allCases.map(\.rawValue) == [1, 2, 3, 4, 5, 6, 7])
    #expect(Set(DemoFault.allCases.map(\.title)).count == 7)
    #expect(DemoFault.allCases.allSatisfy { $0.sentence.hasSuffix(".") })
  }
}
