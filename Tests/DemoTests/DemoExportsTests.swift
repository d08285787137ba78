import Foundation
import Testing

@testable import Demo

/// A folder that is gone after the test.
final class TemporaryFolder: Sendable {
  let path = FileManager.default.temporaryDirectory.path + "/demo-\(UUID().uuidString)"

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  func bytes(_ name: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: URL(filePath: path + "/" + name)))
  }

  func write(_ text: String, to name: String) throws {
    let file = URL(filePath: path + "/" + name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }
}

@Suite("The demo's exports")
struct DemoExportsTests {
  private static let names = ["migration.yml", "exports/chat_data.csv", "exports/ticket_platform_users.csv"]

  @Test("two runs write the same bytes, also over each other")
  func deterministic() throws {
    let (first, second) = (TemporaryFolder(), TemporaryFolder())
    let facts = try DemoExports.write(into: first.path, rows: 2_000)
    #expect(try DemoExports.write(into: second.path, rows: 3_000) != facts)
    #expect(try DemoExports.write(into: second.path, rows: 2_000) == facts)
    for name in Self.names {
      #expect(try first.bytes(name) == second.bytes(name), "\(name)")
    }
  }

  @Test("progress ends with the number of rows")
  func progress() throws {
    let folder = TemporaryFolder()
    var reports: [Int] = []
    _ = try DemoExports.write(into: folder.path, rows: 25_000) { reports.append($0) }
    #expect(reports == reports.sorted())
    #expect(reports.count > 1)
    #expect(reports.last == 25_000)
  }

  @Test("a number of rows out of range is refused", arguments: [-1, 0, 1_999, 25_000_001])
  func rowsOutOfRange(rows: Int) throws {
    let folder = TemporaryFolder()
    let error = #expect(throws: DemoError.self) { try DemoExports.write(into: folder.path, rows: rows) }
    #expect(error?.description == "the demo has between 2000 and 25000000 rows, not \(rows)")
    #expect(!FileManager.default.fileExists(atPath: folder.path))
  }

  @Test(
    "somebody else's plan or export is never overwritten",
    arguments: ["migration.yml", "exports/chat_data.csv"])
  func foreignFile(name: String) throws {
    let folder = TemporaryFolder()
    try folder.write("mine", to: name)
    let error = #expect(throws: DemoError.self) { try DemoExports.write(into: folder.path, rows: 2_000) }
    #expect(
      error?.description
        == "\(folder.path)/\(name): this file is not the demo's and stays as it is; choose another folder")
    #expect(try folder.bytes(name) == Array("mine".utf8))
  }

  @Test("a folder that cannot be made is named")
  func impossibleFolder() throws {
    let folder = TemporaryFolder()
    try folder.write("a file", to: "here")
    let error = #expect(throws: DemoError.self) {
      try DemoExports.write(into: folder.path + "/here", rows: 2_000)
    }
    #expect(error?.description.hasPrefix("\(folder.path)/here/exports: this folder cannot be made (") == true)
  }
}

@Suite("The demo's 50,000 rows")
struct DemoFactsTests {
  private struct Sample: Sendable {
    let facts: DemoFacts
    let recount: Recount
    let chat: [UInt8]
    let ticketing: [UInt8]
  }

  private static let sample = Result {
    let folder = TemporaryFolder()
    let facts = try DemoExports.write(into: folder.path, rows: 50_000)
    let chat = try folder.bytes("exports/chat_data.csv")
    let ticketing = try folder.bytes("exports/ticket_platform_users.csv")
    return Sample(
      facts: facts, recount: try Recount(chat: chat, ticketing: ticketing), chat: chat, ticketing: ticketing)
  }

  @Test("hold exactly what the facts say, counted again by other code")
  func facts() throws {
    let sample = try Self.sample.get()
    let (claimed, counted) = (numbers(of: sample.facts), numbers(of: sample.recount.facts))
    for (name, number) in claimed { #expect(counted[name] == number, "\(name)") }
  }

  @Test("hold at least ten of every case of the definitions")
  func everyCase() throws {
    for (name, number) in numbers(of: try Self.sample.get().recount.facts) {
      #expect(number >= 10, "\(name)")
    }
  }

  @Test("keep the proportions of the reference size")
  func proportions() throws {
    let facts = try Self.sample.get().recount.facts
    #expect(facts.rows == 50_000)
    #expect(facts.comments == 42_008)  // 50,000 × 2,100,400 / 2,500,000
    #expect(facts.conversations == 1_840)  // 50,000 × 92,000 / 2,500,000
    #expect(facts.ticketingUsers == 56_747)
    #expect(facts.personsInTicketing > facts.persons / 2)
    #expect((4_000...4_600).contains(facts.privateComments))
  }

  @Test("hold no defect and no conflict")
  func noDefects() throws {
    #expect(try Self.sample.get().recount.defects == [])
  }

  @Test("end before November 2026")
  func lastInstant() throws {
    let last = try Self.sample.get().recount.lastInstant
    #expect(last < moment("2026-11-01T00:00:00Z"))
    #expect(last > moment("2026-01-01T00:00:00Z"))
  }

  @Test("have e-mails only under the domains reserved for examples")
  func domains() throws {
    let sample = try Self.sample.get()
    let emails =
      csvRecords(sample.chat).dropFirst().map { $0[9] }
      + csvRecords(sample.ticketing).dropFirst().map { $0[1] }
    let domains = Set(emails.filter { !$0.isEmpty }.map { key($0).split(separator: "@").last })
    #expect(domains == ["example.org", "example.com", "example.net"])
  }

  @Test("have people on the last ticketing page with several ids, twins, and no name")
  func lastPage() throws {
    let sample = try Self.sample.get()
    let last = Set(csvRecords(sample.ticketing).suffix(47).map { key($0[1]) })
    var textsOfID: [String: Set<String>] = [:]
    var names: Set<String> = []
    for row in csvRecords(sample.chat).dropFirst() where last.contains(key(row[9])) {
      textsOfID[row[7], default: []].insert(row[9])
      names.insert(row[8])
    }
    let persons = Dictionary(grouping: textsOfID) { key($0.value.first ?? "") }
    #expect(persons.count >= 10)
    #expect(persons.values.contains { $0.count > 1 && Set($0.map(\.value)).count == 1 })
    #expect(persons.values.contains { $0.count > 1 && Set($0.map(\.value)).count > 1 })
    #expect(names.contains(""))
  }

  // Skipped where there is no python3.
  @Test("are written byte for byte as Python's csv module writes them", .enabled(if: Python.isInstalled))
  func pythonCSV() throws {
    let folder = TemporaryFolder()
    _ = try DemoExports.write(into: folder.path, rows: 10_000)
    let script = """
      import csv, io, sys
      csv.field_size_limit(1 << 30)
      text = open(sys.argv[1], encoding="utf-8", newline="").read()
      out = io.StringIO(newline="")
      csv.writer(out, lineterminator="\\n").writerows(csv.reader(io.StringIO(text, newline="")))
      print(out.getvalue() == text)
      """
    for name in ["chat_data.csv", "ticket_platform_users.csv"] {
      #expect(try Python.run(script, [folder.path + "/exports/" + name]) == "True\n", "\(name)")
    }
  }
}

/// The numbers of a struct of facts, by their names.
func numbers(of facts: Any) -> [String: Int] {
  Mirror(reflecting: facts).children.reduce(into: [:]) { numbers, child in
    if let label = child.label, let number = child.value as? Int { numbers[label] = number }
  }
}
