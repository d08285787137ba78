import RuleExamples
import Testing

@testable import Audit

@Suite("Staged exports")
struct StagedExportTests {
  /// The standard example with the chat's rows in two files, which overlap in one row.
  private func staged() throws -> ExampleInput {
    var input = try ExampleInput(standardOf: RulePages.all.get().readme)
    let lines = input.chat.split(separator: "\n").map { String($0) + "\n" }
    input.chat = lines[0] + lines[1] + lines[2]
    input.files["chat2.csv"] = lines[0] + lines[2] + lines[3]
    input.plan = input.plan.replacing("{path: chat.csv}", with: "{path: [chat.csv, chat2.csv]}")
    return input
  }

  @Test("a row that two stages have is an overlap of stages in the balance")
  func overlap() throws {
    let result = try ExampleFolder(staged()).audit()
    #expect(result.verdict == .pass)
    #expect(
      result.balance.first
        == BalanceLine(
          record: "comments", unit: "rows", read: 4,
          explained: [.init(reason: "overlap of stages", count: 1)], expected: 3, matched: 3, missing: 0))
  }

  @Test("every stage has its own row among the sources, with its records, bytes and format")
  func files() throws {
    let files = try #require(ExampleFolder(staged()).audit().sources.first?.files)
    #expect(files.map(\.path) == ["chat.csv", "chat2.csv"])
    #expect(files.map(\.records) == [2, 2])
    #expect(files.map(\.format) == ["CSV, ',', UTF-8", "CSV, ',', UTF-8"])
    #expect(files[0].sha256 != files[1].sha256)
  }

  @Test("a finding names the stage and the line in it")
  func places() throws {
    var input = try staged()
    input.files["chat2.csv"]?.replace("1003,211,true", with: "3.0,211,true")
    let result = try ExampleFolder(input).audit()
    #expect(
      try result.rule("no-rejected-rows").findings.first?.export
        == ExportPlace(source: "chat", file: "chat2.csv", line: 3))
    #expect(
      try result.rule("no-rejected-rows").findings.first?.message
        == "chat2.csv:3: COMMENT_PART_ID is '3.0', which is not a 64-bit integer: a whole number with a decimal point"
    )
  }

  @Test("the only record of a stage may have an array of objects, as a page has")
  func oneRecord() throws {
    var input = try ExampleInput(standardOf: RulePages.all.get().readme)
    input.plan = input.plan.replacing("{path: ticketing.csv}", with: "{path: [users-1.ndjson, users-2.csv]}")
    input.files["users-1.ndjson"] = """
      {"id":70,"email":"ada@example.org","photos":[{"size":1},{"size":2}]}

      """
    input.files["users-2.csv"] = "id,email\n71,carol@example.org\n"
    let result = try ExampleFolder(input).audit()
    #expect(result.sources.last?.files.map(\.format) == ["NDJSON, UTF-8", "CSV, ',', UTF-8"])
    #expect(try result.rule("exports-are-fully-read").outcome == .passed)
  }

  @Test("a chat export whose pages hold fewer comments than they count has lost a page")
  func countOfChat() throws {
    var input = try ExampleInput(standardOf: RulePages.all.get().readme)
    input.plan = input.plan.replacing("{path: chat.csv}", with: "{path: [chat-1.json, chat-2.json]}")
    let lines = input.chat.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let records = lines.dropFirst().map { fields in
      "{" + zip(lines[0], fields).map { "\"\($0)\":\"\($1)\"" }.joined(separator: ",") + "}"
    }
    func messages(count: Int) throws -> [String] {
      input.files["chat-1.json"] = "{\"comments\":[\(records[0])],\"count\":\(count)}"
      input.files["chat-2.json"] =
        "{\"comments\":[\(records.dropFirst().joined(separator: ","))],\"count\":\(count)}"
      return try ExampleFolder(input).audit().rule("pages-have-no-gap").findings.map(\.message)
    }
    #expect(try messages(count: records.count) == [])
    #expect(
      try messages(count: 5) == [
        "chat-2.json says that the collection has 5 records, and the pages have \(records.count) distinct ids; the "
          + "list changed while it was fetched, or a page is missing"
      ])
  }
}
