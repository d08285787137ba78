import Foundation
import Testing

@Suite("deskaudit task, merge and verify --cache")
struct DividedAuditCommandTests {
  private static let map =
    "seq 0 2 | xargs -P 2 -I N \"$0\" task map --list work.ndjson --item N --out N.facts"

  /// The migration with its archive, its list and all facts.
  private func mapped() throws -> Folder {
    let folder = try Folder.migration()
    try #require(try Tool.run("build", in: folder).exitCode == 0)
    let outcome = try Tool.shell("\"$0\" task list >work.ndjson && \(Self.map)", in: folder)
    try #require(outcome.exitCode == 0, "\(outcome.errors)")
    return folder
  }

  /// The audit of a folder of reports without what differs from run to run.
  private func audit(_ reports: String, without others: String = "", in folder: Folder) throws -> String {
    let outcome = try Tool.shell("jq -S 'del(.timing\(others))' \(reports)/audit.json", in: folder)
    try #require(outcome.output.hasPrefix("{"), "\(outcome.errors)")
    return outcome.output
  }

  @Test(
    "the items are listed by number, input, paths and bytes; the facts of all are judged as 'verify' judges")
  func sameAsVerify() throws {
    let folder = try mapped()
    let list = String(decoding: try folder.bytes(of: "work.ndjson"), as: UTF8.self).split(separator: "\n")
    let bytes = try ["tickets.tar.gz", "exports/chat.csv", "exports/users.csv"]
      .map { try folder.bytes(of: $0).count }
    #expect(
      list.dropFirst() == [
        #"{"bytes":\#(bytes[0]),"input":"archive","item":0,"paths":["./tickets.tar.gz"]}"#,
        #"{"bytes":\#(bytes[1]),"feed":0,"files":[0,1],"input":"chat","item":1,"paths":["exports/chat.csv"]}"#,
        #"{"bytes":\#(bytes[2]),"feed":1,"files":[0,1],"input":"ticketing","item":2,"paths":["exports/users.csv"]}"#,
      ])
    let merged = try Tool.run(
      "merge", "--list", "work.ndjson", "--reports", "merged", "2.facts", "0.facts", "1.facts", in: folder)
    let verified = try Tool.run("verify", "--reports", "verified", in: folder)
    #expect(merged.exitCode == 0)
    #expect(merged.lastLine == verified.lastLine)
    #expect(try audit("merged", in: folder) == audit("verified", in: folder))
  }

  @Test("facts judge the archive that was mapped, wherever the inputs are now")
  func withoutInputs() throws {
    let folder = try mapped()
    _ = try Tool.run("verify", "--reports", "verified", in: folder)
    let outcome = try Tool.shell(
      "rm exports/*.csv tickets.tar.gz && \"$0\" merge --list work.ndjson --reports merged *.facts",
      in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    // Threads are shown by reading their texts again.
    #expect(
      try audit("merged", without: ", .samples", in: folder)
        == audit("verified", without: ", .samples", in: folder))
  }

  @Test("a missing, a damaged and a doubled facts file each end in NO VERDICT, and no report is there")
  func noVerdict() throws {
    let folder = try mapped()
    let cases = [
      (
        "0.facts 1.facts",
        "error: work.ndjson: item 2 (exports/users.csv) has no facts; map it, and name its file\n"
      ),
      (
        "0.facts 1.facts cut.facts", "error: cut.facts: is damaged, or cut off; map its input again\n"
      ),
      ("0.facts 1.facts none.facts", "error: none.facts: can't be opened: No such file or directory\n"),
    ]
    _ = try Tool.shell("head -c 100 2.facts >cut.facts", in: folder)
    for (facts, sentence) in cases {
      try #require(try Tool.run("verify", "--reports", "out", in: folder).exitCode == 0)
      let outcome = try Tool.shell("\"$0\" merge --list work.ndjson --reports out \(facts)", in: folder)
      #expect(outcome.exitCode == 2, "\(facts)")
      #expect(outcome.errors.hasPrefix(sentence), "\(outcome.errors)")
      #expect(
        outcome.lastLine == "verdict=NO-VERDICT exit=2 rules=0 failed=0 warnings=0 unchecked=0 waived=0",
        "\(facts)")
      #expect(!folder.contains("out/audit.json"), "\(facts)")
    }
  }

  @Test("a task ends in 0 whatever the data say, in 64 where trying again is no use, in 74 where it may be")
  func exitCodes() throws {
    let folder = try mapped()
    let cases: [(arguments: String, exitCode: Int32, sentence: String)] = [
      (
        "--list work.ndjson --item 3 --out x", 64,
        "error: work.ndjson: has no item 3; expected one from 0 to 2\n"
      ),
      ("--list none --item 0 --out x", 64, "error: none: can't be read: No such file or directory;"),
      ("--list migration.yml --item 0 --out x", 64, "error: migration.yml: line 1 is not as"),
      (
        "--list work.ndjson --item 0 --out none/x", 74,
        "error: none/x: this facts file can't be written: No such"
      ),
      (
        "--max-record 1M --list work.ndjson --item 0 --out x", 64,
        "error: work.ndjson: was listed with another plan:"
      ),
    ]
    for (arguments, exitCode, sentence) in cases {
      let outcome = try Tool.shell("\"$0\" task map \(arguments)", in: folder)
      #expect(outcome.exitCode == exitCode, "\(arguments)")
      #expect(outcome.errors.hasPrefix(sentence), "\(outcome.errors)")
      #expect(!folder.contains("x"), "\(arguments)")
    }
    try folder.write("not gzip", to: "tickets.tar.gz")
    #expect(try Tool.shell("\"$0\" task list >work.ndjson && \(Self.map)", in: folder).exitCode == 0)
    let merged = try Tool.shell("\"$0\" merge --list work.ndjson *.facts", in: folder)
    #expect(merged.exitCode == 1)
  }

  @Test("with a cache, the second audit is the same; what changed is read again, and found")
  func cache() throws {
    let folder = try mapped()
    for reports in ["first", "second"] {
      #expect(try Tool.run("verify", "--cache", "cache", "--reports", reports, in: folder).exitCode == 0)
    }
    _ = try Tool.run("verify", "--reports", "plain", in: folder)
    let plain = try audit("plain", in: folder)
    #expect(try audit("first", in: folder) == plain)
    #expect(try audit("second", in: folder) == plain)
    #expect(try Tool.shell("ls cache/*.facts | wc -l", in: folder).output.contains("3"))
    // The same size and time: only the contents tell.
    let changed = try Tool.shell(
      """
      touch -r exports/chat.csv stamp && sed -i 's/true/TRUE/;s/One/Two/;s/Hello/Hullo/' exports/chat.csv && touch -r stamp exports/chat.csv
      "$0" verify --reports plain; echo $?; "$0" verify --cache cache --reports third; echo $?; ls cache/*.facts | wc -l
      """, in: folder)
    #expect(try audit("third", in: folder) == audit("plain", in: folder))
    #expect(changed.output.hasSuffix("4\n"), "\(changed.output)")
  }

  @Test("a file of the cache that is damaged is made anew; one that is no cache is refused")
  func damagedCache() throws {
    let folder = try mapped()
    _ = try Tool.run("verify", "--cache", "cache", "--reports", "first", in: folder)
    let outcome = try Tool.shell(
      """
      for file in cache/*.facts; do printf x | dd of=$file bs=1 seek=60 conv=notrunc status=none; done
      "$0" verify --cache cache --reports second
      """, in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(try audit("second", in: folder) == audit("first", in: folder))
    try folder.write("seed", to: "cache/seed")
    let refused = try Tool.run("verify", "--cache", "cache", in: folder)
    #expect(refused.exitCode == 2)
    #expect(
      refused.errors.hasPrefix(
        "error: cache/seed: is no seed of a cache; remove the folder, or name another with --cache\n"))
  }

  @Test("an input that can't be read is judged as without a cache, and read again when it is there")
  func unreadableWithCache() throws {
    let folder = try mapped()
    let outcome = try Tool.shell(
      """
      mv exports/users.csv u; "$0" verify --cache cache --reports first; echo $?
      "$0" verify --reports plain; mv u exports/users.csv
      mv tickets.tar.gz t; "$0" verify --cache cache --reports second; echo $?; mv t tickets.tar.gz
      "$0" verify --cache cache --reports third; echo $?
      """, in: folder)
    #expect(outcome.output.split(separator: "\n").filter { $0.count == 1 } == ["2", "2", "0"])
    #expect(try audit("first", in: folder) == audit("plain", in: folder))
  }
}
