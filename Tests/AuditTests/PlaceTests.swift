import RuleExamples
import Testing

@testable import Audit

/// The check of places in examples can itself fail.
@Suite("Where findings are")
struct PlaceTests {
  private static let member = "backup_tickets_100.json"

  /// The standard example with a comment of two lines, so that lines and records are not the same, and its finding of
  /// comment 1002.
  private static func example() throws -> (input: ExampleInput, finding: Finding) {
    var input = try ExampleInput(standardOf: RulePages.all.get().readme)
    input.chat = input.chat.replacing("<p>The lamp flickers.</p>", with: "\"<p>The lamp\nflickers.</p>\"")
    let text = try #require(input.batches[100])
    let offset = try #require(text.range(of: #"{"id": 1002"#)).lowerBound
    let finding = Finding(
      message: "comment 1002: public must be false and is true", key: "comment 1002",
      export: ExportPlace(source: "chat", file: "chat.csv", line: 4),
      archive: ArchivePlace(
        member: member, pointer: "/data/tickets/comments/1",
        offset: text.utf8.distance(from: text.startIndex, to: offset)))
    return (input, finding)
  }

  @Test("a place where its record is has no mistake, and every other one is told")
  func mistakes() throws {
    let (input, finding) = try Self.example()
    let check = try PlaceCheck(input)
    let offset = try #require(finding.archive?.offset)
    func mistakes(_ change: (inout Finding) -> Void) -> [String] {
      var changed = finding
      change(&changed)
      return check.mistakes(of: changed)
    }
    #expect(mistakes { _ in } == [])
    #expect(mistakes { $0.export?.line = 3 } == ["chat.csv:3: no record starts there"])
    #expect(mistakes { $0.export?.line = 1 } == ["chat.csv:1: no record starts there"])
    #expect(mistakes { $0.export?.line = 5 } == ["chat.csv:5: the record there says nothing of 1002"])
    #expect(mistakes { $0.export?.file = "x.csv" } == ["x.csv:4: there is no such file"])
    #expect(
      mistakes { $0.archive?.offset = offset + 1 } == [
        "byte \(offset + 1): not the record of /data/tickets/comments/1"
      ])
    #expect(mistakes { $0.archive?.offset = offset - 1 } == ["byte \(offset - 1): no value starts there"])
    #expect(mistakes { $0.archive?.offset = 1 << 40 } == ["byte \(1 << 40): no value starts there"])
    #expect(
      mistakes { $0.archive?.pointer = "/data/tickets/comments/2" } == [
        "/data/tickets/comments/2: the record there does not have the id 1002"
      ])
    #expect(mistakes { $0.archive?.member = "x.json" } == ["x.json: there is no such member"])
    #expect(
      mistakes { $0.message = "chat.csv:3 and \(Self.member)/data/tickets/users/2" } == [
        "chat.csv:3: no record starts there", "\(Self.member)/data/tickets/users/2: no record is there",
      ])
  }

  @Test(
    "the place of a key is its opening quote, that of a missing key its object, that of a value its first byte"
  )
  func keys() throws {
    let (input, _) = try Self.example()
    let check = try PlaceCheck(input)
    let text = try #require(input.batches[100])
    func mistakes(_ message: String, _ pointer: String, at place: String, plus distance: Int = 0) throws
      -> Int
    {
      let start = try #require(text.range(of: place)).lowerBound
      let offset = text.utf8.distance(from: text.startIndex, to: start) + distance
      let archive = ArchivePlace(member: Self.member, pointer: pointer, offset: offset)
      return check.mistakes(of: Finding(message: message, archive: archive)).count
    }
    let (ticket, key) = ("/data/tickets/data/0", "\"requester_id\"")
    #expect(try mistakes("the key is none of the agreed ones", ticket + "/requester_id", at: key) == 0)
    #expect(
      try mistakes("the key is none of the agreed ones", ticket + "/requester_id", at: key, plus: 1) == 1)
    #expect(try mistakes("the key is there twice in one object", ticket + "/requester_id", at: key) == 1)
    #expect(try mistakes("expected a string", ticket + "/requester_id", at: "70}") == 0)
    #expect(try mistakes("expected a string", ticket + "/requester_id", at: "70}", plus: 1) == 1)
    #expect(try mistakes("the agreed key is missing", ticket + "/organization_id", at: #"{"id": 211"#) == 0)
    #expect(try mistakes("the agreed key is missing", ticket + "/requester_id", at: #"{"id": 211"#) == 1)
    #expect(try mistakes("the agreed key is missing", ticket + "/organization_id", at: #"{"id": 1001"#) == 1)
  }

  @Test("an entry of the tar is where its header is")
  func entries() throws {
    let (input, _) = try Self.example()
    let check = try PlaceCheck(input)
    func mistakes(_ message: String, _ member: String?, _ offset: Int) -> Int {
      check.mistakes(of: Finding(message: message, archive: ArchivePlace(member: member, offset: offset)))
        .count
    }
    #expect(mistakes("\(Self.member) is a link", Self.member, 0) == 0)
    #expect(mistakes("\(Self.member) is a link", Self.member, 1) == 1)
    #expect(mistakes("notes.txt is a link", "notes.txt", 0) == 1)
    let size = try ExampleArchive(input).tar.count
    #expect(mistakes("the tar ends here", Self.member, size) == 0)
    #expect(mistakes("the tar ends here", Self.member, size - 1) == 1)
    #expect(mistakes("1024 bytes that are not a gzip member follow", nil, 100) == 1)
  }

  @Test("places are written as the README of the rule book says")
  func words() {
    let export = ExportPlace(source: "chat", file: "chat.csv", line: 3)
    let archive = ArchivePlace(member: "a.json", pointer: "/data/tickets/comments/1", offset: 312)
    func place(_ export: ExportPlace?, _ archive: ArchivePlace?) -> String {
      ExampleFinding(Finding(message: "m", export: export, archive: archive)).place
    }
    #expect(place(export, nil) == "chat.csv:3")
    #expect(place(nil, archive) == "a.json /data/tickets/comments/1 byte 312")
    #expect(place(export, archive) == "chat.csv:3 | a.json /data/tickets/comments/1 byte 312")
    #expect(place(nil, ArchivePlace(offset: 9)) == "byte 9")
    #expect(place(nil, nil) == "no place")
    let finding = ExampleFinding(Finding(message: "m", export: export, archive: archive))
    #expect(finding.withoutOffset.place == "chat.csv:3 | a.json /data/tickets/comments/1")
    #expect(ExampleFinding(message: "m", place: "byte 9").withoutOffset.place == "")
  }

  @Test("recording replaces the findings of an example, and nothing else")
  func recording() throws {
    let page = """
      ### One

      ```text findings
      old
        old place
      ```

      ### Two

      ```csv chat
      ### One
      ```

      ```text findings
      stays
      ```

      """
    let recorded = try RulePageRecording.replaced(
      in: page, by: ["One": [ExampleFinding(message: "new", place: "no place")]])
    #expect(recorded == page.replacing("old\n  old place", with: "new\n  no place"))
    #expect(throws: ExampleError("'Two' has two blocks 'text findings'")) {
      try RulePageRecording.replaced(in: page + "\n```text findings\nb\n```\n", by: ["Two": []])
    }
  }
}
