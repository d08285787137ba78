import Foundation
import Plan
import Testing

@testable import Drill

@Suite("Copies of the drill")
struct CopyTests {
  @Test(
    "a JSON text that is read and written is the same but for white space, numbers and escapes as they were spelled"
  )
  func spelling() throws {
    let text = #"{ "a" : [ 1.50, 1E2, -0, "\u00e9\/", null , true ], "b" : { } , "b":[ ]}"#
    let node = try JSONNode(Array(text.utf8))
    #expect(
      String(decoding: node.bytes, as: UTF8.self)
        == #"{"a":[1.50,1E2,-0,"\u00e9\/",null,true],"b":{},"b":[]}"#)
    #expect(node["a"]?.elements?[3].text == "é/")
  }

  @Test("a key that is set keeps its place, a new one comes last, and one without a value goes")
  func keys() throws {
    var node = try JSONNode(Array(#"{"a":1,"b":2}"#.utf8))
    node["a"] = .text("x/\"y")
    node["c"] = .null
    node["b"] = nil
    #expect(String(decoding: node.bytes, as: UTF8.self) == #"{"a":"x/\"y","c":null}"#)
  }

  @Test(
    "what is not JSON is refused",
    arguments: ["", "{", #"{"a"}"#, #"{"a":}"#, "[1,", #""a"#, String(repeating: "[", count: 101)])
  func refused(text: String) {
    #expect(throws: DrillError.self) { try JSONNode(Array(text.utf8)) }
  }

  @Test(
    "an archive of pieces is one that Python's tarfile reads, whichever piece is replaced",
    .enabled(if: Python.isInstalled))
  func pieces() throws {
    let small = try SmallMigration()
    var archive = small.original.archive
    try archive.setContent(1, Array("{}".utf8))
    try Data(archive.packed()).write(to: small.folder.appending(path: "changed.tar.gz"))
    let script = """
      import sys, tarfile
      with tarfile.open(sys.argv[1]) as archive:
          for entry in archive: print(entry.name, len(archive.extractfile(entry).read()), entry.isreg())
      """
    let list = try Python.run(script, [small.folder.appending(path: "changed.tar.gz").path])
    #expect(
      list
        == "backup_tickets_100.json \(SmallMigration.first.utf8.count) True\nbackup_tickets_200.json 2 True\n"
    )
  }

  @Test(
    "an archive by Python's tarfile is read, with pax headers and ./ before names",
    .enabled(if: Python.isInstalled))
  func foreign() throws {
    let small = try SmallMigration()
    let path = small.folder.appending(path: "foreign.tar.gz").path
    let script = """
      import io, sys, tarfile
      with tarfile.open(sys.argv[1], "w:gz", format=tarfile.PAX_FORMAT) as archive:
          for name in ("./backup_tickets_100.json", "./backup_tickets_200.json"):
              entry = tarfile.TarInfo(name); entry.size = len(sys.argv[2].encode()); entry.pax_headers = {"comment": "é"}
              archive.addfile(entry, io.BytesIO(sys.argv[2].encode()))
      """
    _ = try Python.run(script, [path, SmallMigration.second])
    let archive = try ArchiveCopy(contentsOf: path, prefix: "backup_tickets_", suffix: ".json")
    #expect(archive.entries.map(\.name) == ["backup_tickets_100.json", "backup_tickets_200.json"])
    #expect(try archive.batch(1)["comments"].count == 2)
    #expect(archive.nextNumber == 300)
  }

  @Test("a time moves over the ends of days, months, years and leap days")
  func stamps() {
    let later = { (text: String, seconds: Int, nanoseconds: Int) in
      Stamp(text)?.later(seconds: seconds, nanoseconds: nanoseconds).text
    }
    #expect(later("2020-02-28T23:59:59.9Z", 0, 100_000_000) == "2020-02-29T00:00:00Z")
    #expect(later("2021-03-01T00:00:00Z", -1, 0) == "2021-02-28T23:59:59Z")
    #expect(later("2021-12-31T23:59:59.999999999Z", 0, 1) == "2022-01-01T00:00:00Z")
    #expect(later("1969-12-31T23:59:59Z", 1, 0) == "1970-01-01T00:00:00Z")
    #expect(later("2021-01-01T00:00:00.250Z", 3600, 0) == "2021-01-01T01:00:00.25Z")
    #expect(Stamp("2021-01-01T00:00:00+01:00") == nil)
    #expect(Stamp("yesterday, at noon, as it wereZ") == nil)
  }

  @Test("records of CSV are told with quotes, line ends in them, and CR LF")
  func csv() throws {
    let source = Source(name: "chat", paths: [])
    let text = try #require(
      ExportText(Array("\u{FEFF}id;body\r\n1;\"a;\r\n\"\"b\"\"\"\r\n\r\n2;\r\n".utf8), source: source))
    #expect(text.records.count == 2)
    #expect(text.value(0, "body") == "a;\r\n\"b\"")
    #expect(text.value(1, "id") == "2")
    #expect(String(decoding: text.replacing(0, with: nil), as: UTF8.self) == "\u{FEFF}id;body\r\n2;\r\n")
    #expect(String(decoding: text.replacing(1, with: nil), as: UTF8.self).hasSuffix("\"\"\"\r\n"))
    #expect(
      text.record(0, with: "body", Array("x\"".utf8)).map { String(decoding: $0, as: UTF8.self) }
        == "1;\"x\"\"\"")
  }

  @Test(
    "records of JSON are lines, the elements of an array, or those of the array in a page",
    arguments: [
      "{\"id\":1}\n{\"id\":2,\"a\":[3]}\n", "[{\"id\":1},{\"id\":2}]",
      "{\"users\":[{\"id\":1},{\"id\":2}],\"next\":\"}\"}",
    ])
  func json(text: String) throws {
    let export = try #require(ExportText(Array(text.utf8), source: Source(name: "users", paths: [])))
    #expect(export.records.count == 2)
    #expect(export.value(1, "id") == "2")
    let without = try #require(
      ExportText(export.replacing(0, with: nil), source: Source(name: "users", paths: [])))
    #expect(without.records.count == 1)
    #expect(without.value(0, "id") == "2")
  }

  @Test(
    "a private folder has the plan, links to the exports, and the damaged archive, at their own paths below its root"
  )
  func folder() throws {
    let small = try SmallMigration()
    let root = small.folder.appending(path: "private").path
    let folder = PrivateFolder(root: root, original: small.original)
    var copy = MigrationCopy(small.original, position: .first)
    _ = copy.entry { archive, index in archive.entries.remove(at: index) }
    try folder.write(copy)
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: root + small.folder.path + "/chat.csv")
        == small.folder.path + "/chat.csv")
    #expect(try Files.bytes(of: folder.plan) == Array(SmallMigration.plan.utf8))
    let archive = try ArchiveCopy(contentsOf: folder.archive, prefix: "backup_tickets_", suffix: ".json")
    #expect(archive.entries.map(\.name) == ["backup_tickets_200.json"])
    try folder.remove()
    #expect(!FileManager.default.fileExists(atPath: root))
  }

  @Test("absolute paths of the plan lead below the root")
  func absolutePaths() throws {
    let small = try SmallMigration()
    let plan =
      "migration: Small\nsources:\n  chat:\n    path: \(small.folder.path)/chat.csv\narchive: {path: small.tar.gz}\n"
    let path = small.folder.appending(path: "absolute.yml").path
    try Data(plan.utf8).write(to: URL(filePath: path))
    let original = try Original(plan: Plan(contentsOf: path), archivePath: nil)
    let root = small.folder.appending(path: "private").path
    let folder = PrivateFolder(root: root, original: original)
    try folder.write(MigrationCopy(original, position: .first))
    let text = try String(contentsOfFile: folder.plan, encoding: .utf8)
    #expect(text.contains("path: \(root)\(small.folder.path)/chat.csv"))
  }
}

/// Python as a witness from outside; tests that call it are skipped where there is no python3.
enum Python {
  static let isInstalled = (try? run("print(1)", [])) == "1\n"

  /// Runs a script and gives what it prints.
  static func run(_ script: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script] + arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return String(decoding: text, as: UTF8.self)
  }
}
