import Foundation
import Testing

/// One comment whose body has so many letters.
private func folder(body count: Int) throws -> Folder { try Folder.migration(rows: row(body: count) + "\n") }

private func row(body count: Int) -> String {
  "2021-01-01T00:00:00Z,1,11,5,true,\(String(repeating: "x", count: count)),2021-01-01T00:00:00Z,1,Ann,ann@example.org"
}

@Suite("The limits of what is read, and their options")
struct LimitCommandTests {
  private func audit(_ folder: Folder) throws -> String {
    String(decoding: try folder.bytes(of: "Reports/out/audit.json"), as: UTF8.self)
  }

  @Test("a record of just --max-record is read by build and verify, and one byte more is refused by both")
  func records() throws {
    let folder = try folder(body: 1000)
    let length = row(body: 1000).utf8.count
    let sentence =
      "exports/chat.csv:2: the record has \(length) bytes; expected at most \(length - 1). A quote may be missing or too "
      + "many in it: export the file again, or let 'build' and 'verify' read longer records (--max-record)"
    let refused = try Tool.run("build", "--max-record", "\(length - 1)", in: folder)
    #expect(refused.exitCode == 1)
    #expect(refused.errors.contains(sentence))
    #expect(try Tool.run("build", "--max-record", "\(length)", in: folder).exitCode == 0)
    #expect(try Tool.run("verify", "--max-record", "\(length)", in: folder).exitCode == 0)
    #expect(try Tool.run("verify", "--max-record", "\(length - 1)", in: folder).exitCode == 1)
    #expect(try audit(folder).contains("(--max-record)"))
  }

  @Test("a header of just --max-columns is read by build and verify, and one column more is refused by both")
  func columns() throws {
    let folder = try Folder.migration()
    let sentence =
      "exports/chat.csv:1: the header has 10 columns; expected at most 9. Check that the file is CSV, and export fewer "
      + "columns, or let 'build' and 'verify' read more (--max-columns)"
    let refused = try Tool.run("build", "--max-columns", "9", in: folder)
    #expect(refused.exitCode == 2)
    #expect(refused.errors.contains(sentence))
    #expect(try Tool.run("build", "--max-columns", "10", in: folder).exitCode == 0)
    #expect(try Tool.run("verify", "--max-columns", "10", in: folder).exitCode == 0)
    #expect(try Tool.run("verify", "--max-columns", "9", in: folder).exitCode == 2)
    #expect(try audit(folder).contains(sentence))
  }

  @Test(
    "build refuses a record that makes a batch of more than --max-member, and verify a member of one byte more"
  )
  func members() throws {
    let folder = try folder(body: 5000)
    let refused = try Tool.run("build", "--max-member", "2K", in: folder)
    #expect(refused.exitCode == 1)
    #expect(refused.errors.contains("error: exports/chat.csv:2: the record takes "))
    #expect(
      refused.errors.contains(
        " bytes as JSON, and a batch has at most 2048, because readers of the archive take no more; shorten its longest "
          + "text, leave the record out, or let 'build' and 'verify' have larger batches (--max-member)"))
    #expect(!folder.contains("tickets.tar.gz"))
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    let size = try #require(try folder.members().first).value.utf8.count
    #expect(try Tool.run("build", "--max-member", "\(size + 3)", in: folder).exitCode == 0)
    #expect(try Tool.run("verify", "--max-member", "\(size)", in: folder).exitCode == 0)
    #expect(try Tool.run("verify", "--max-member", "\(size - 1)", in: folder).exitCode == 1)
    #expect(
      try audit(folder).contains(
        "the member has \(size) bytes; the limit is \(size - 1), and it was not read; let 'verify' read larger ones "
          + "(--max-member)"))
  }

  @Test("exports and archives that expand a thousand times are read, unless --max-expansion says less")
  func expansion() throws {
    let folder = try folder(body: 17 << 20)
    let packed = try Tool.shell(
      "gzip -n exports/chat.csv && mv exports/chat.csv.gz exports/chat.csv", in: folder)
    #expect(packed.exitCode == 0)
    let rest =
      "xpands to more than 100 times its bytes; expected at most that after the first 16777216 bytes. Check who made it "
      + "and what is in it, or let "
    let refused = try Tool.run("build", "--max-expansion", "100", in: folder)
    #expect(refused.exitCode == 2)
    let sentence =
      "exports/chat.csv: is compressed with gzip and e\(rest)'build' and 'verify' unpack it (--max-expansion)"
    #expect(refused.errors.contains(sentence))
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    #expect(try Tool.run("verify", in: folder).exitCode == 0)
    #expect(try Tool.run("verify", "--max-expansion", "100", in: folder).exitCode == 2)
    #expect(try audit(folder).contains(sentence))
    #expect(try audit(folder).contains("e\(rest)'verify' unpack it (--max-expansion)"))
  }

  @Test(
    "a limit that can't be is a mistake in the command",
    arguments: [
      ("--max-member", "1023", "--max-member is a size from 1K to 1G"),
      ("--max-record", "2G", "--max-record is a size from 1K to 1G"),
      ("--max-columns", "0", "--max-columns is a number from 1 to 1000000"),
      ("--max-expansion", "1101", "--max-expansion is a number from 1 to 1100"),
    ])
  func mistakes(option: String, value: String, sentence: String) throws {
    for command in ["build", "verify"] {
      let outcome = try Tool.run(command, option, value, in: Folder.migration())
      #expect(outcome.exitCode == 64)
      #expect(outcome.errors.contains("Error: \(sentence)\n"))
    }
  }

  @Test("the help of build and of verify has each option, in the same words")
  func help() throws {
    let folder = try Folder()
    let options = { (command: String) in
      let help = try Tool.run(command, "--help", in: folder).output
      let lines = help.split(separator: "\n", omittingEmptySubsequences: false)
      let first = try #require(lines.firstIndex { $0.hasPrefix("  --max-member <size>") })
      let last = try #require(lines.firstIndex { $0.hasPrefix("  --max-expansion <n>") })
      return lines[first..<last + 3].joined(separator: "\n")
    }
    let ofBuild = try options("build")
    for option in ["--max-member <size>", "--max-record <size>", "--max-columns <n>", "--max-expansion <n>"] {
      #expect(ofBuild.contains("\n  \(option)") || ofBuild.hasPrefix("  \(option)"))
    }
    #expect(try options("verify") == ofBuild)
  }
}
