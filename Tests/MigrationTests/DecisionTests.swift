import Foundation
import Plan
import Testing

@testable import Migration

/// The sheet in which people decide conflicts: how it is written, how it is read, and what does not fit.
@Suite("Decisions")
struct DecisionTests {
  @Test("the schema of the sheet has its columns, in their order")
  func schema() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Reports/decisions.schema.json")
    let text = try String(contentsOf: file, encoding: .utf8)
    let column = /"([a-z]+)": \{\s+"description": "[^"]+",\s+"type": "string"/
    let columns = text.matches(of: column).map { String($0.1) }
    #expect(columns == DecisionSheet.Column.allCases.map(\.rawValue))
  }

  private static let rows = [Row(), Row(body: "Ho"), Row(comment: "2", body: "other")]

  /// Writes a sheet beside the exports, and names it in the plan.
  private func decide(_ fixture: Fixture, _ sheet: String) throws {
    try Data(sheet.utf8).write(to: URL(fileURLWithPath: fixture.folder + "/decisions.csv"))
    fixture.plan.decisions = Located("decisions.csv", line: 1)
  }

  private func sheet(_ fixture: Fixture) throws -> String {
    _ = try Decide(fixture.plan, into: fixture.folder + "/decisions.csv").run()
    return try written(fixture)
  }

  private func written(_ fixture: Fixture) throws -> String {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: fixture.folder + "/decisions.csv"))
    return String(decoding: bytes.dropFirst(3), as: UTF8.self)
  }

  @Test("what distinguishes a side, and how a conflict is called, are those that sha256sum gives")
  func digests() {
    // printf 'chat\0html_body\x002:Hi' | sha256sum | cut -c 1-16
    let hi = Array("Hi".utf8).withUnsafeBufferPointer {
      SideDigest.make(
        source: "chat", [(name: "name", text: Bytes(start: nil, count: 0)), (name: "html_body", text: $0)])
    }
    #expect(hi == "s197880f01b978d31")
    // printf 'comments\x001\0chat\0s0000000000000000s1111111111111111' | sha256sum | cut -c 1-16
    let name = ConflictName(
      "comments", 1, of: "chat".utf8, sides: ["s1111111111111111", "s0000000000000000", "s1111111111111111"])
    #expect(name.text == "comments:1:151d998479352afa")
    #expect(ConflictName(name.text) == name)
    #expect(ConflictName("comments:01:0000000000000000") == nil)
  }

  @Test("the side with a yes counts, and the others are counted as decided", arguments: [0, 1])
  func kept(side: Int) throws {
    let fixture = try Fixture(Self.rows)
    var lines = try sheet(fixture).split(separator: "\r\n").map(String.init)
    lines[1 + side].replace(#""","","","","comments"#, with: #""yes","J. Diaz","","seen","comments"#)
    try decide(fixture, lines.joined(separator: "\n"))
    let report = try fixture.build()
    #expect(report.balance.lines[0].explained == [.init(name: "conflict decided", count: 1)])
    #expect(report.decided == ["1 comment"])
    #expect(report.resolved == [])
    #expect(try fixture.batch().contains(#""html_body":"\#(side == 0 ? "Hi" : "Ho")""#))
  }

  @Test("a sheet without a decision refuses the build with its line; a policy decides what people have not")
  func open() throws {
    let fixture = try Fixture(Self.rows)
    try decide(fixture, try sheet(fixture))
    let sentence =
      "decisions.csv:2: comment 1: nobody has decided; write yes under 'keep' on the side that counts"
    #expect(throws: BuildError.self) { try fixture.build() }
    do { try fixture.build() } catch BuildError.refused(let sentences) { #expect(sentences.last == sentence) }
    fixture.plan.conflicts = .last
    #expect(try fixture.batch().contains(#""html_body":"Ho""#))
    #expect(try fixture.build().balance.lines[0].explained == [.init(name: "conflict resolved", count: 1)])
  }

  @Test(
    "a row that can't be followed is refused under every policy, with its line",
    arguments: [
      ("maybe,J,r", ",,", "2: comment 1: 'keep' must be yes or nothing; write yes on the side that counts"),
      ("yes,J,r", "x,J,r", "3: comment 1: 'keep' is on two sides; leave it on the one that counts"),
      ("yes,,r", ",,", "2: comment 1: a decision needs an 'owner' and a 'reason'; fill them in"),
    ])
  func mistakes(first: String, second: String, sentence: String) throws {
    let fixture = try Fixture(Self.rows)
    fixture.plan.conflicts = .first
    let names = try sheet(fixture).split(separator: "\r\n").dropFirst().map { line in
      line.split(separator: ",").suffix(2).joined(separator: ",")
    }
    try decide(fixture, "keep,owner,reason,conflict,side\n\(first),\(names[0])\n\(second),\(names[1])\n")
    do {
      try fixture.build()
      Issue.record("the build was not refused")
    } catch BuildError.refused(let sentences) {
      #expect(sentences == ["decisions.csv:\(sentence)"])
    }
  }

  @Test("a decision whose rows have changed, or agree by now, or are gone, is refused")
  func stale() throws {
    let fixture = try Fixture(Self.rows)
    let text = try sheet(fixture).replacing(
      #""","","","","comments"#, with: #""yes","J","","r","comments"#, maxReplacements: 1)
    for (rows, reason) in [
      (
        [Row(), Row(body: "Ha")],
        "the decision does not fit, because its rows have changed since; run 'deskaudit decide' again, and decide anew"
      ),
      (
        [Row(comment: "3")],
        "the decision fits no conflict of the exports; run 'deskaudit decide' again, or remove its rows"
      ),
    ] {
      let changed = try Fixture(rows)
      changed.plan.conflicts = .first
      try decide(changed, text)
      do {
        try changed.build()
        Issue.record("the build was not refused")
      } catch BuildError.refused(let sentences) {
        #expect(sentences == ["decisions.csv:2: comment 1: \(reason)"])
      }
    }
  }

  @Test("deciding again keeps what was filled in, adds what is new, and marks what fits nothing")
  func again() throws {
    let fixture = try Fixture(Self.rows)
    let first = try sheet(fixture).replacing(
      #""","","","","comments"#, with: #""yes","=J","1/2","- r","comments"#, maxReplacements: 1)
    let later = try Fixture(Self.rows + [Row(comment: "2", body: "another")])
    try decide(later, first)
    let report = try Decide(later.plan, into: later.folder + "/decisions.csv").run()
    #expect(report.contains("2 conflicts: 1 decided, 1 new"))
    let text = try written(later)
    #expect(text.contains(#""yes","'=J","1/2","'- r","comments:1:"#))
    #expect(text.contains(#""new","rows of one comment differ","comment 2""#))
    let gone = try Fixture([Row(comment: "2"), Row(comment: "2", body: "b")])
    try decide(gone, text)
    #expect(
      try Decide(gone.plan, into: gone.folder + "/decisions.csv").run().contains(
        "1 row fits no conflict any more"))
    #expect(try written(gone).contains(#""stale","rows of one comment differ","comment 1""#))
    #expect(FileManager.default.fileExists(atPath: gone.folder + "/decisions.csv.bak"))
  }

  @Test("texts are masked, and shown when that is asked for; a formula is guarded")
  func masks() throws {
    let fixture = try Fixture([Row(body: "=1+1"), Row(isPublic: "false", body: "=1+1")])
    #expect(try sheet(fixture).contains(#""COMMENT_PUBLIC","COMMENT_PUBLIC: true""#))
    let other = try Fixture([Row(body: "Secret"), Row(body: "=1+1")])
    let masked = try sheet(other)
    #expect(masked.contains(#""BODY: 6 characters, masked, s"#))
    #expect(!masked.contains("Secret"))
    _ = try Decide(other.plan, into: other.folder + "/shown.csv", showsValues: true).run()
    let shown = try String(contentsOfFile: other.folder + "/shown.csv", encoding: .utf8)
    #expect(shown.contains(#""BODY: Secret""#))
  }

  @Test("another file under the sheet's name is left alone")
  func foreign() throws {
    let fixture = try Fixture(Self.rows)
    #expect(throws: BuildError.self) { try Decide(fixture.plan, into: fixture.folder + "/chat.csv").run() }
    #expect(
      try String(contentsOfFile: fixture.folder + "/chat.csv", encoding: .utf8).hasPrefix("COMMENT_PART_ID"))
  }
}
