import Foundation
import Glibc
import Testing

@testable import Exports

/// What is said of a file that changed.
let changedSentence =
  "changed while it was read; expected a file that nobody writes to. "
  + "Wait until the export is finished, then run again"

extension TemporaryFolder {
  /// Sets the time of the last change, as a change would, whatever the clock's resolution.
  func touch(_ name: String) throws {
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1_000_000_000)], ofItemAtPath: path + "/" + name)
  }
}

@Suite("The files of an export")
struct FileTests {
  @Test("a glob's files stand in natural order, under the names that the plan would give them")
  func naturalOrder() throws {
    let folder = try TemporaryFolder()
    for name in ["part10.csv", "part2.csv", "part1.csv", "part02.csv", "Box3.csv", "part.txt", ".part4.csv"] {
      try folder.write("a\n", to: name)
    }
    #expect(
      try folder.export("*.csv").files.map(\.name)
        == ["Box3.csv", "part1.csv", "part02.csv", "part2.csv", "part10.csv"])
    #expect(
      try folder.export("part?.csv").files.map(\.path) == [1, 2].map { folder.path + "/part\($0).csv" })
  }

  @Test("a glob may stand behind a folder, and the path may be absolute")
  func globInFolder() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder.path + "/in", withIntermediateDirectories: true)
    try folder.write("a\n", to: "in/1.csv")
    #expect(try folder.export("in/*.csv").files.map(\.name) == ["in/1.csv"])
    #expect(try folder.export(folder.path + "/in/?.csv").files.map(\.path) == [folder.path + "/in/1.csv"])
  }

  @Test("each file is read once, even where two paths reach it; the plan's order stays")
  func eachOnce() throws {
    let folder = try TemporaryFolder()
    try folder.write("a\n", to: "1.csv")
    try folder.write("a\n", to: "2.csv")
    symlink("1.csv", folder.path + "/3.csv")
    #expect(try folder.export("2.csv", "*.csv", "./1.csv").files.map(\.name) == ["2.csv", "1.csv"])
  }

  @Test("a file whose very name has a wildcard in it goes first")
  func literalName() throws {
    let folder = try TemporaryFolder()
    try folder.write("a\n", to: "1?.csv")
    try folder.write("a\n", to: "12.csv")
    #expect(try folder.export("1?.csv").files.map(\.name) == ["1?.csv"])
  }

  @Test(
    "a path or glob that names no file is refused",
    arguments: [
      ("none.csv", "none.csv: can't be found: No such file or directory; check the path in the plan"),
      ("*.csv", "*.csv: matches no file; check the path in the plan"),
      ("none/*.csv", "none/*.csv: can't be found: No such file or directory; check the path in the plan"),
      (
        "*/a.csv",
        "*/a.csv: has a wildcard in a folder's name; expected it only after the last '/'. "
          + "List the folders one by one"
      ),
    ])
  func noFile(path: String, sentence: String) throws {
    let folder = try TemporaryFolder()
    #expect(refusal { _ = try folder.export(path) } == sentence)
  }

  @Test("what is not a regular file is refused, without waiting for it")
  func notRegular() throws {
    let folder = try TemporaryFolder()
    mkfifo(folder.path + "/pipe", 0o600)
    mkdir(folder.path + "/folder", 0o700)
    let rest = "; expected a regular file, because it is read more than once"
    #expect(refusal { _ = try folder.export("pipe") } == "pipe: is a pipe" + rest)
    #expect(refusal { _ = try folder.export("f*") } == "folder: is a folder" + rest)
    #expect(refusal { _ = try folder.export("/dev/null") } == "/dev/null: is a device" + rest)
  }

  @Test("a file name that is no UTF-8 is refused, not left out")
  func strangeName() throws {
    let folder = try TemporaryFolder()
    let name = Array((folder.path + "/x").utf8CString.dropLast()) + [-1, 0]
    close(open(name, O_CREAT | O_WRONLY, 0o600))
    #expect(
      refusal { _ = try folder.export("x*") }
        == "x*: matches a file whose name is not UTF-8: 'x\u{FFFD}'; rename it")
  }

  @Test("a file that vanished since it was resolved is refused")
  func vanished() throws {
    let folder = try TemporaryFolder()
    try folder.write("a\n1\n", to: "1.csv")
    let export = try folder.export("1.csv")
    unlink(folder.path + "/1.csv")
    #expect(
      refusal { _ = try Reading(export, columns: ["a"]) }
        == "1.csv: can't be opened: No such file or directory; check the path in the plan")
  }

  /// A file of so many bytes that the header is known, and the first are tapped, long before its end is read.
  private let longFile = "a\n" + String(repeating: "1\n", count: 1000)

  enum Change: CaseIterable {
    case append, truncate, touch, replace
  }

  @Test("a file that changes while it is read is refused", arguments: Change.allCases)
  func changed(change: Change) throws {
    let folder = try TemporaryFolder()
    try folder.write(longFile, to: "1.csv")
    let export = try folder.export("1.csv")
    var taps = 0
    let sentence = refusal {
      _ = try export.read(
        columns: ["a"], limits: ReadLimits(chunk: 4),
        tap: ReadTap(bytes: { _, _ in
          taps += 1
          guard taps == 1 else { return }
          switch change {
          case .append: try folder.write(longFile + "2\n", to: "1.csv")
          case .truncate: truncate(folder.path + "/1.csv", 1800)
          case .touch: try folder.touch("1.csv")
          case .replace:
            try folder.write("a\n2\n", to: "new")
            rename(folder.path + "/new", folder.path + "/1.csv")
          }
        })
      ) { _ in
      } receive: { _ in
      }
    }
    #expect(taps > 1)
    // A file renamed onto another leaves that one as it was for those who have it open.
    #expect(sentence == (change == .replace ? nil : "1.csv: " + changedSentence))
    #expect(refusal { _ = try Reading(export, columns: ["a"]) } == "1.csv: " + changedSentence)
  }

  @Test("a file that grows as fast as it is read is refused instead of followed")
  func endless() throws {
    struct Followed: Error {}
    let folder = try TemporaryFolder()
    try folder.write(longFile, to: "1.csv")
    let export = try folder.export("1.csv")
    let descriptor = open(folder.path + "/1.csv", O_WRONLY | O_APPEND)
    defer { close(descriptor) }
    var taps = 0
    let sentence = refusal {
      _ = try export.read(
        columns: ["a"], limits: ReadLimits(chunk: 4),
        tap: ReadTap(bytes: { _, _ in
          taps += 1
          guard taps < 10_000 else { throw Followed() }
          write(descriptor, "1\n1\n1\n", 6)
        })
      ) { _ in
      } receive: { _ in
      }
    }
    #expect(sentence == "1.csv: " + changedSentence)
  }

  @Test("a file that is cut short is refused before the record that it was cut in is handed on")
  func cutShort() throws {
    let folder = try TemporaryFolder()
    try folder.write(longFile, to: "1.csv")
    let export = try folder.export("1.csv")
    var last: UInt64 = 0
    let sentence = refusal {
      _ = try export.read(
        columns: ["a"], limits: ReadLimits(chunk: 4),
        // The 1801st byte is a record without its line end.
        tap: ReadTap(bytes: { _, _ in truncate(folder.path + "/1.csv", 1801) })
      ) { _ in
      } receive: { block in
        last = block.places.last?.offset ?? 0
      }
    }
    #expect(sentence == "1.csv: " + changedSentence)
    #expect(last == 1798)
  }

  @Test("files that a glob leaves out for their case or their ending alone are refused, by their names")
  func leftOut() throws {
    let folder = try TemporaryFolder()
    for name in [
      "chat_1.csv", "chat_10.csv.gz", "chat_2.CSV", "Chat_3.csv", "chat_4.csv.part",
      "chat_5.csv.gz.crdownload",
      "chat_6.csv.bak", "chat_7.csv.txt", "chat_8.CSV.GZ", "USERS.CSV", "chat_3.txt", "chat_1.csv.sha256",
      "my_chat_9.csv.gz", ".chat_1.csv.part",
    ] {
      try folder.write("a\n", to: name)
    }
    #expect(
      refusal { _ = try folder.export("chat_*.csv") }
        == "chat_*.csv: leaves out 'Chat_3.csv', 'chat_2.CSV', 'chat_4.csv.part', 'chat_5.csv.gz.crdownload', "
        + "'chat_6.csv.bak' and 3 more, whose names match but for case or ending; expected all such files to be "
        + "read. Rename, unpack or fetch again what belongs to the source, and move away what doesn't, or name "
        + "the files one by one")
  }

  @Test("a file that another path of the source names is not left out")
  func leftToAnother() throws {
    let folder = try TemporaryFolder()
    for name in ["chat_1.csv", "chat_2.csv.gz", "chat_3.CSV"] { try folder.write("a\n", to: name) }
    #expect(
      refusal { _ = try folder.export("chat_*.csv", "chat_*.csv.gz") }?
        .hasPrefix("chat_*.csv: leaves out 'chat_3.CSV', whose name matches but for case or ending;") == true)
    #expect(try folder.export("chat_*.csv", "chat_*.csv.gz", "chat_3.CSV").files.count == 3)
  }

  @Test("a glob without an extension takes every ending")
  func openGlob() throws {
    let folder = try TemporaryFolder()
    for name in ["chat_1.csv", "chat_2.CSV", "USERS.CSV", "chat_3.txt"] { try folder.write("a\n", to: name) }
    #expect(try folder.export("chat_*").files.count == 3)
    #expect(try folder.export("chat_*.*").files.count == 3)
    #expect(try folder.export("chat_*.txt").files.count == 1)
    #expect(try folder.export("chat_1.csv", "chat_2.CSV").files.count == 2)
  }
}

@Suite("Globs and natural order")
struct NameTests {
  @Test(
    "a glob matches the whole name",
    arguments: [
      ("", "", true), ("", "*", true), ("a", "", false), ("a", "?", true), ("é", "?", true),
      ("ab", "?", false), ("chat.csv", "*.csv", true), ("chat.csv.gz", "*.csv", false),
      ("aXbXc", "a*X*c", true), ("aab", "*ab", true), ("abab", "a*b", true), ("abac", "a*b", false),
      (".hidden", "*", false), (".hidden", ".*", true), ("a*b", "a*b", true), ("a", "a**", true),
    ])
  func glob(name: String, pattern: String, matches: Bool) {
    #expect(matchesGlob(Array(name.utf8), Array(pattern.utf8)) == matches)
  }

  @Test("a glob of many stars takes no exponential time")
  func manyStars() {
    let name = Array(String(repeating: "a", count: 250).utf8)
    #expect(!matchesGlob(name, Array(String(repeating: "a*", count: 100).utf8) + [0x62]))
  }

  @Test(
    "runs of digits count as numbers",
    arguments: [
      ("part2", "part10"), ("part", "part1"), ("a1b2", "a1b10"), ("1", "a"), ("01", "1"), ("1.csv", "01x"),
      ("99999999999999999998", "99999999999999999999"), ("A2", "a1"),
    ])
  func naturalOrder(first: String, second: String) {
    #expect(precedesNaturally(Array(first.utf8), Array(second.utf8)))
    #expect(!precedesNaturally(Array(second.utf8), Array(first.utf8)))
  }

  @Test("no name precedes itself")
  func irreflexive() { #expect(!precedesNaturally(Array("a01".utf8), Array("a01".utf8))) }
}
