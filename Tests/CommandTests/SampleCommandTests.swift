import Foundation
import Testing

/// A pilot is read as the whole is, and everything that belongs together is in it.
@Suite("deskaudit sample")
struct SampleCommandTests {
  /// Builds and verifies a sample.
  private func verdict(_ sample: String, in folder: Folder) throws -> Int32 {
    let built = try Tool.run("build", "\(sample)/migration.yml", in: folder)
    #expect(built.exitCode == 0, "\(built.errors)")
    let verified = try Tool.run("verify", "\(sample)/migration.yml", "--reports", "\(sample)/out", in: folder)
    #expect(verified.exitCode == 0, "\(verified.output)")
    return verified.exitCode
  }

  // MARK: A chat

  /// `count` tickets of three comments each: the requester, an agent, the requester. Ticket 1000 + n is of the person n, whom
  /// ticketing knows if n is even, and of the month n modulo 12.
  private func chat(_ count: Int, extra: String = "") throws -> Folder {
    var rows = ""
    for n in 0..<count {
      let month = n % 12 < 9 ? "0\(n % 12 + 1)" : "\(n % 12 + 1)"
      for part in 0..<3 {
        let author = part == 1 ? "\(500 + n % 3)" : "\(n + 1)"
        rows +=
          "2021-\(month)-01T00:00:00Z,\(n + 1),\(10_000 + n * 3 + part),\(1000 + n),\(part == 1 && n % 5 == 0 ? "false" : "true"),"
          + "<p>\(n).\(part)</p>,2021-\(month)-0\(part + 1)T00:00:00Z,\(author),P\(author),p\(author)@example.org\n"
      }
    }
    let folder = try Folder.migration(rows: rows + extra)
    let users = (0..<count).filter { $0 % 2 == 0 }.map { "\(9001 + $0),P\($0 + 1)@Example.org\n" }.joined()
    try folder.write("id,email\n" + users, to: "exports/users.csv")
    return folder
  }

  private func rows(_ name: String, in folder: Folder) throws -> [[String]] {
    String(decoding: try folder.bytes(of: name), as: UTF8.self).split(separator: "\n").dropFirst()
      .map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
  }

  @Test("a sample of a chat is closed, and passes like the whole", arguments: [1, 7, 30])
  func chatIsClosed(number: Int) throws {
    let folder = try chat(60)
    let done = try Tool.run("sample", "--tickets", "\(number)", "--into", "pilot", in: folder)
    #expect(done.exitCode == 0, "\(done.errors)")
    #expect(done.output.hasPrefix("pilot: \(number) of 60 tickets"))
    #expect(try verdict("pilot", in: folder) == 0)

    let (whole, kept) = (
      try rows("exports/chat.csv", in: folder), try rows("pilot/exports/chat.csv", in: folder)
    )
    let tickets = Set(kept.map { $0[3] })
    #expect(kept == whole.filter { tickets.contains($0[3]) }, "each ticket with all of its rows, unchanged")
    let authors = Set(kept.map { $0[7] })
    for row in kept { #expect(authors.contains(row[1]), "\(row[1]) has asked and is told of nowhere") }
    let emails = Set(kept.map { $0[9].lowercased() })
    let users = try rows("exports/users.csv", in: folder).filter { emails.contains($0[1].lowercased()) }
    let keptUsers = try rows("pilot/exports/users.csv", in: folder)
    for user in users { #expect(keptUsers.contains(user)) }
  }

  @Test("the same plan and number give the same bytes, and another seed another draw")
  func sameBytes() throws {
    let folder = try chat(80)
    for name in ["a", "b"] { _ = try Tool.run("sample", "--tickets", "40", "--into", name, in: folder) }
    _ = try Tool.run("sample", "--tickets", "40", "--into", "c", "--rows-seed", "other", in: folder)
    for file in ["migration.yml", "sample.md", "sample.json", "exports/chat.csv", "exports/users.csv"] {
      #expect(try folder.bytes(of: "a/\(file)") == folder.bytes(of: "b/\(file)"), "\(file)")
    }
    #expect(try folder.bytes(of: "a/exports/chat.csv") != folder.bytes(of: "c/exports/chat.csv"))
  }

  @Test("more tickets than there are give all of them")
  func all() throws {
    let folder = try chat(20)
    let done = try Tool.run("sample", "--tickets", "1000", "--into", "pilot", in: folder)
    #expect(done.output.hasPrefix("pilot: 20 of 20 tickets; "))
    #expect(try folder.bytes(of: "pilot/exports/chat.csv") == folder.bytes(of: "exports/chat.csv"))
  }

  @Test("each kind of ticket is there, and said of each")
  func kinds() throws {
    // Person 700 has the address of person 1, 701 that of 702, row 10000 is there twice, and ticket 3000 has a row without an author.
    let extra = """
      2021-03-01T00:00:00Z,700,20001,2000,true,<p>long \(String(repeating: "x", count: 500))</p>,2021-03-01T00:00:00Z,700,P1,p1@example.org
      2021-01-01T00:00:00Z,1,10000,1000,true,<p>0.0</p>,2021-01-01T00:00:00Z,1,P1,p1@example.org
      2021-04-01T00:00:00Z,701,21001,2001,true,<p>a</p>,2021-04-01T00:00:00Z,701,P701,both@example.org
      2021-04-01T00:00:00Z,701,21002,2001,true,<p>b</p>,2021-04-01T00:00:00Z,701,P701,both@example.org
      2021-04-01T00:00:00Z,702,21003,2002,true,<p>c</p>,2021-04-01T00:00:00Z,702,P702,both@example.org
      2021-04-01T00:00:00Z,702,21004,2002,true,<p>d</p>,2021-04-01T00:00:00Z,702,P702,both@example.org
      2030-01-01T00:00:00Z,2,30001,3000,true,<p><img src="x"></p>,2030-01-01T00:00:00Z,2,P2,p2@example.org
      2030-01-01T00:00:00Z,2,30002,3000,true,,2030-01-01T00:00:00Z,,P2,p2@example.org

      """
    let folder = try chat(60, extra: extra)
    let done = try Tool.run("sample", "--tickets", "40", "--into", "pilot", in: folder)
    #expect(done.exitCode == 0, "\(done.errors)")
    let document = try JSONSerialization.jsonObject(with: folder.bytes(of: "pilot/sample.json"))
    let chosen = (document as? [String: Any])?["tickets"] as? [[String: Any]] ?? []
    let reasons = Set(chosen.compactMap { $0["reason"] as? String })
    let kinds = [
      "null AUTHOR_ID", "a comment that is there twice", "oldest", "longest thread", "shortest thread",
      "a private comment", "a person whom a list knows", "a person of several ids", "of 2021-12",
      "one of all others",
    ]
    for kind in kinds { #expect(reasons.contains(kind), "\(kind): \(reasons)") }
    let ids = Set(chosen.compactMap { $0["id"] as? String })
    #expect(ids.isSuperset(of: ["1000", "2000", "2001", "2002", "3000"]))
    #expect(chosen.allSatisfy { $0["archive_id"] as? String == $0["id"] as? String })
  }

  @Test("what is wrong with the whole is wrong with the sample")
  func trouble() throws {
    let extra = """
      2021-01-01T00:00:00Z,1,10001,1000,true,<p>another</p>,2021-01-01T00:00:00Z,1,P1,p1@example.org
      2021-02-01T00:00:00Z,2,20001,,true,<p>no ticket</p>,2021-01-01T00:00:00Z,2,P2,p2@example.org
      2021-02-01T00:00:00Z,2,20002,1001,true
      2021-02-01T00:00:00Z,3,20003,1002,true,<p>x</p>,2021-02-01T00:00:00Z,3,P3,other@example.org

      """
    let folder = try chat(60, extra: extra)
    _ = try Tool.run("sample", "--tickets", "9", "--into", "pilot", in: folder)
    let kinds = ["comment 10001", "CONVERSATION_ID is null", "fields", "two e-mails"]
    let whole = try Tool.run("build", in: folder)
    let part = try Tool.run("build", "pilot/migration.yml", in: folder)
    #expect(whole.exitCode == 1 && part.exitCode == 1)
    let lines = { (text: String) in text.split(separator: "\n").filter { $0.hasPrefix("error") }.count }
    #expect(lines(part.errors) == lines(whole.errors), "\(kinds)\n\(whole.errors)\n\(part.errors)")
  }

  @Test("somebody who only asks is told of by the smallest ticket that knows them")
  func requesterElsewhere() throws {
    let extra = """
      2020-01-01T00:00:00Z,800,40001,4000,true,<p>for 800</p>,2020-01-01T00:00:00Z,1,P1,p1@example.org
      2022-01-01T00:00:00Z,800,40002,4001,true,<p>by 800</p>,2022-01-01T00:00:00Z,800,P800,p800@example.org
      2022-01-01T00:00:00Z,800,40003,4002,true,<p>by 800</p>,2022-01-01T00:00:00Z,800,P800,p800@example.org
      2022-01-01T00:00:00Z,800,40004,4002,true,<p>by 800</p>,2022-01-01T00:00:00Z,800,P800,p800@example.org

      """
    let folder = try chat(20, extra: extra)
    _ = try Tool.run("sample", "--tickets", "1", "--into", "pilot", in: folder)
    // The oldest is 4000, whose requester has written in 4001 and 4002.
    #expect(try Set(rows("pilot/exports/chat.csv", in: folder).map { $0[3] }) == ["4000", "4001"])
    #expect(try verdict("pilot", in: folder) == 0)
    let text = String(decoding: try folder.bytes(of: "pilot/sample.md"), as: UTF8.self)
    #expect(text.contains("| 4001 | chat | 1 | a person of a kept ticket is told of here |"))
  }

  // MARK: The demo and the drill

  @Test("a sample of the demo passes", .timeLimit(.minutes(5)))
  func demo() throws {
    let folder = try Folder()
    _ = try Tool.run("demo", "--into", "demo", "--rows", "2000", "--exports-only", in: folder)
    let done = try Tool.run("sample", "demo/migration.yml", "--tickets", "12", "--into", "pilot", in: folder)
    #expect(done.exitCode == 0, "\(done.errors)")
    #expect(try verdict("pilot", in: folder) == 0)
  }

  @Test("samples of the drill's migration keep its stages, and pass", arguments: [1, 2, 100])
  func drill(number: Int) throws {
    let folder = try Folder()
    let drill = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Drill").path
    let done = try Tool.run(
      "sample", "\(drill)/migration.yml", "--tickets", "\(number)", "--into", "pilot", in: folder)
    #expect(done.exitCode == 0, "\(done.errors)")
    #expect(try verdict("pilot", in: folder) == 0)
    for month in 1...3 { #expect(folder.contains("pilot/exports/chat_2021-0\(month).csv")) }
    let plan = String(decoding: try folder.bytes(of: "pilot/migration.yml"), as: UTF8.self)
    #expect(plan.contains("# Left out, because they are about the whole: sources.chat.records.\n"))
    #expect(!plan.contains("records: 12"))
    #expect(plan.contains("# A small migration that has a place for nearly every fault of the drill"))
  }

  // MARK: What can't be done

  @Test("a folder that has something in it is left alone")
  func fullFolder() throws {
    let folder = try chat(3)
    try folder.write("mine", to: "pilot/notes.txt")
    let done = try Tool.run("sample", "--into", "pilot", in: folder)
    #expect(done.exitCode == 2)
    #expect(done.errors.hasPrefix("error: pilot: this folder is not empty; "))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/pilot") == ["notes.txt"])
    try FileManager.default.removeItem(atPath: folder.path + "/pilot/notes.txt")
    #expect(try Tool.run("sample", "--into", "pilot", in: folder).exitCode == 0, "an empty one is used")
  }

  @Test("an export that can't be read leaves nothing behind")
  func missingExport() throws {
    let folder = try chat(3)
    try FileManager.default.removeItem(atPath: folder.path + "/exports/users.csv")
    let done = try Tool.run("sample", "--into", "pilot", in: folder)
    #expect(done.exitCode == 2)
    #expect(done.errors.hasPrefix("error: exports/users.csv: can't be found"))
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(!names.contains { $0.hasPrefix("pilot") })
  }

  @Test("a plan of people alone, and a number that is none, are mistakes")
  func mistakes() throws {
    let folder = try Folder()
    for name in ["people", "agents"] {
      try folder.write("id,name,email\n1,Ann,ann@example.org\n", to: "exports/\(name).csv")
    }
    try folder.write(
      """
      sources: {people: {path: exports/people.csv}, agents: {path: exports/agents.csv}}
      records: {users: [{source: people, fields: {id: id}}, {source: agents, fields: {id: id}}]}
      """, to: "migration.yml")
    let done = try Tool.run("sample", "--into", "pilot", in: folder)
    #expect(done.exitCode == 64)
    #expect(!folder.contains("pilot"))
    #expect(try Tool.run("sample", "--tickets", "0", "--into", "pilot", in: folder).exitCode == 64)
    #expect(try Tool.run("sample", in: folder).exitCode == 64)
  }
}
