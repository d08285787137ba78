import Foundation
import RuleExamples
import Testing

@testable import Audit

/// Reading in items, in any order, and judging what was written down of them.
@Suite("An audit in parts")
struct DividedAuditTests {
  private static let examples = (try? RuleExample.all.get()) ?? []

  @Test(
    "judges every example as an audit of one piece does, in whatever order its items are read",
    arguments: examples.indices)
  func sameAsWhole(_ index: Int) throws {
    let folder = try ExampleFolder(Self.examples[index].input)
    let divided = try Divided(folder)
    var numbers = RandomNumbers(seed: UInt64(index))
    try divided.map(divided.list.items.indices.shuffled(using: &numbers))
    #expect(try divided.merge() == folder.audit(samples: 2))
  }

  @Test("judges nested JSON, pages, texts that are ids and a filter the same")
  func sameForOtherFormats() throws {
    var input = try ExampleInput(standardOf: RulePages.all.get().readme)
    input.plan = input.plan.replacing("{path: ticketing.csv}", with: "{path: [users-1.json, users-2.json]}")
    input.files["users-1.json"] =
      #"{"users": [{"id":70,"email":"ada@example.org"}], "next_page": "x?page=2"}"#
    input.files["users-2.json"] = #"{"users": [], "next_page": null}"#
    let folder = try ExampleFolder(input)
    let divided = try Divided(folder)
    #expect(
      divided.list.items.map(\.paths) == [
        [folder.archivePath], ["chat.csv"], ["users-1.json", "users-2.json"],
      ])
    try divided.map()
    #expect(try divided.merge() == folder.audit(samples: 2))
  }

  @Test("a file that is not there, and one that can't be read to its end, are not checked in both")
  func unreadable() throws {
    var input = try ExampleInput(standardOf: RulePages.all.get().readme)
    input.plan = input.plan.replacing("{path: ticketing.csv}", with: "{path: nowhere.csv}")
    input.chat = String(input.chat.drop { $0 != "\n" }.dropFirst())
    let folder = try ExampleFolder(input)
    let divided = try Divided(folder)
    try divided.map()
    let result = try divided.merge()
    #expect(result.verdict == .noVerdict)
    #expect(try result == folder.audit(samples: 2))
  }

  @Test("two equal facts files of an item count once; of two that differ, nothing is judged")
  func twice() throws {
    let divided = try Divided()
    try divided.map()
    try divided.map([1], as: { "again-\($0)" })
    #expect(try divided.merge(adding: ["again-1"]) == divided.folder.audit(samples: 2))
    try "id,email\n70,other@example.org\n".write(
      toFile: divided.folder.path + "/ticketing.csv", atomically: false, encoding: .utf8)
    try divided.map([2], as: { "again-\($0)" })
    let second = divided.path("again-2")
    #expect(
      throws: FactsError(
        .damage, second,
        "has other facts of item 2 than \(divided.path("2")): the input changed between the two; list and map again"
      )
    ) { try divided.merge(adding: ["again-2"]) }
  }

  @Test("an item without facts is named, and nothing is judged")
  func missing() throws {
    let divided = try Divided()
    try divided.map([0, 1])
    #expect(
      throws: FactsError(
        .damage, "work.ndjson", "item 2 (ticketing.csv) has no facts; map it, and name its file")
    ) { try divided.merge(of: [0, 1]) }
  }

  @Test("facts of another list are refused")
  func otherList() throws {
    let (divided, other) = (try Divided(), try Divided())
    try divided.map()
    try other.map()
    let path = other.path("1")
    #expect(
      throws: FactsError(
        .damage, path, "is of another work list than work.ndjson; map its input again by this one")
    ) { try divided.audit.run(replaying: divided.list, named: "work.ndjson", program: "p", facts: [path]) }
  }

  @Test("another program, plan or rule book is refused before anything is read")
  func otherPlan() throws {
    let divided = try Divided()
    #expect(
      throws: FactsError(
        .mistake, "work.ndjson",
        "was listed with another program: use the same build of deskaudit everywhere, or list again")
    ) {
      try divided.audit.map(0, of: divided.list, named: "work.ndjson", program: "q", to: divided.path("0"))
    }
    var plan = try divided.folder.plan()
    plan.limits.recordBytes = 1 << 20
    let audit = try Audit(plan: plan, rules: RulePages.all.get().book, startedAt: 0)
    #expect(
      throws: FactsError(
        .mistake, "work.ndjson",
        "was listed with another plan: use the plan, what lies beside it, and the options --max-…, that it was listed with, or list again"
      )
    ) { try audit.map(0, of: divided.list, named: "work.ndjson", program: "p", to: divided.path("0")) }
  }

  @Test("a list that was cut is refused, and one is read as it was written")
  func cutList() throws {
    let list = try Divided().list
    #expect(try WorkList(list.text, named: "l").digest == list.digest)
    let cut = list.text.split(separator: "\n").dropLast().joined(separator: "\n")
    #expect(
      throws: FactsError(
        .mistake, "l", "has 2 items, and says that it has 3; it may be cut off: list again")
    ) { try WorkList(cut, named: "l") }
    #expect(
      throws: FactsError(
        .mistake, "l", "line 2 is not as 'deskaudit task list' of this version writes it; list again")
    ) { try WorkList(list.text.replacing("\"input\"", with: "\"output\""), named: "l") }
  }

  @Test(
    "a list without a file, or with one twice, is refused, whatever it says of itself",
    arguments: [
      ("[0,1]", "[0,2]"), ("[0,1]", "[1,2]"), ("[0,1]", "[1,0]"), ("\"feed\":1", "\"feed\":7"),
      ("\"feed\":1", "\"feed\":0"),
    ])
  func edited(_ old: String, _ new: String) throws {
    let text = try Divided().list.text
    try #require(text.contains(old))
    #expect(
      throws: FactsError(
        .mistake, "l", "does not have each file once, as 'deskaudit task list' writes it; list again")
    ) { try WorkList(text.replacing(old, with: new), named: "l") }
  }

  @Test("no item beyond the last")
  func noItem() throws {
    let divided = try Divided()
    #expect(throws: FactsError(.mistake, "work.ndjson", "has no item 3; expected one from 0 to 2")) {
      try divided.map([3])
    }
  }

  @Test(
    "facts that are cut anywhere, or have a bit turned, are damaged: nothing is judged, and nothing traps")
  func damage() throws {
    let divided = try Divided()
    try divided.map()
    for item in divided.list.items.indices {
      let path = divided.path("\(item)")
      let intact = try Data(contentsOf: URL(fileURLWithPath: path))
      var numbers = RandomNumbers(seed: 5)
      let places = Set(0..<40).union(intact.indices.shuffled(using: &numbers).prefix(60))
        .union(intact.indices.suffix(40))
      for place in places {
        var damaged = intact
        damaged[place] ^= 1 << UInt8(place % 8)
        for contents in [damaged, intact.prefix(place)] {
          try Data(contents).write(to: URL(fileURLWithPath: path))
          do {
            _ = try divided.merge()
            Issue.record("item \(item): byte \(place) of \(intact.count) is not missed")
          } catch let error as FactsError {
            #expect(error.kind != .mistake, "\(error)")
          }
        }
      }
      try Data(intact + [0]).write(to: URL(fileURLWithPath: path))
      #expect(throws: FactsError.self) { try divided.merge() }
      try intact.write(to: URL(fileURLWithPath: path))
    }
    #expect(try divided.merge().verdict == .pass)
  }

  @Test("facts have no body, whatever the plan does with it on its way")
  func withoutBodies() throws {
    var input = try ExampleInput(standardOf: RulePages.all.get().readme)
    input.chat.replace("<p>Likely the driver.</p>", with: "a body that nobody may see")
    input.plan += "'null': ['NULL']\n"
    let divided = try Divided(ExampleFolder(input))
    try divided.map()
    let reader = try FactsReader(divided.path("1"))
    var all: [UInt8] = []
    while case let (kind, contents) = try reader.next(), kind != .end { all += contents }
    let text = String(decoding: all, as: UTF8.self)
    #expect(!text.contains("nobody may see"))
    #expect(text.contains("ada@example.org"))
  }

  @Test(
    "bodies that are null, a word for it, empty, not UTF-8, or begin as what is known of a text does, are judged the same",
    arguments: ["", "'null': ['NULL']\n"])
  func oddBodies(_ plan: String) throws {
    let input = try ExampleInput(standardOf: RulePages.all.get().readme)
    let folder = try ExampleFolder(input)
    let url = URL(fileURLWithPath: folder.path + "/chat.csv")
    var rows = input.chat.split(separator: "\n").map { Array($0.utf8) + [0x0A] }
    let bodies: [[UInt8]] = [
      [], Array("NULL".utf8), [0xFF] + Array(repeating: 0x41, count: 16), [0xFE], [0xFE, 0x41], [0xFF, 0xFE],
      [0xFE, 0xFF] + Array(repeating: 0x41, count: 16),
    ]
    let row = String(decoding: rows[1], as: UTF8.self)
    for (number, body) in bodies.enumerated() {
      let parts = row.replacing("1001,", with: "\(2001 + number),").components(separatedBy: "<p>")
      let rest = parts[1].components(separatedBy: "</p>")[1]
      rows.append(Array(parts[0].utf8) + body + Array(rest.utf8))
    }
    try Data(rows.joined()).write(to: url)
    try (input.plan + plan).write(toFile: folder.path + "/migration.yml", atomically: true, encoding: .utf8)
    let divided = try Divided(folder)
    try divided.map()
    let result = try divided.merge()
    #expect(try result == folder.audit(samples: 2))
    #expect(result.balance[0].rejected.map(\.reason).contains("invalid UTF-8"))
    #expect(result.balance[0].read == rows.count - 1)
  }
}

/// The standard example or another folder, its list, and the facts beside it.
private struct Divided {
  let folder: ExampleFolder
  let audit: Audit
  let list: WorkList

  init(_ folder: ExampleFolder? = nil) throws {
    self.folder = try folder ?? ExampleFolder(ExampleInput(standardOf: RulePages.all.get().readme))
    audit = try Audit(
      plan: self.folder.plan(), rules: RulePages.all.get().book, samples: 2, startedAt: 0)
    list = audit.workList(program: "p")
  }

  func path(_ name: String) -> String { "\(folder.path)/\(name).facts" }

  func map(_ items: [Int]? = nil, as name: (Int) -> String = { "\($0)" }) throws {
    for item in items ?? Array(list.items.indices) {
      try audit.map(item, of: list, named: "work.ndjson", program: "p", to: path(name(item)))
    }
  }

  func merge(of items: [Int]? = nil, adding others: [String] = []) throws -> AuditResult {
    let names = (items ?? Array(list.items.indices)).map { "\($0)" } + others
    var result = try audit.run(
      replaying: list, named: "work.ndjson", program: "p", facts: names.map { path($0) })
    result.timing = Timing(startedAt: "", seconds: 0, jobs: 0, peakMemoryBytes: 0)
    return result
  }
}
