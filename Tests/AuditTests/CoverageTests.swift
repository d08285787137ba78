import RuleExamples
import Testing

@testable import Audit

@Suite("What an audit covers: months, batches, ids, columns")
struct CoverageTests {
  private func run(_ first: Int64, _ last: Int64, _ count: Int, _ state: BatchRun.State) -> BatchRun {
    BatchRun(first: first, last: last, count: count, state: state, troubled: state == .whole ? 0 : count)
  }

  // MARK: Months

  @Test("each month has what is expected and what is there")
  func months() throws {
    var example = CauseExample()
    // Those of January but the first, and one of March that is in April by the archive.
    example.removeComments { (1002...1005).contains($0) }
    example.changeComments { if $0.number == 1011 { $0["created_at"] = "\"2021-04-10T08:00:05Z\"" } }
    let counts = try example.audit().periods
    #expect(counts.map(\.record) == ["tickets", "comments"])
    let comments = try #require(counts.last)
    #expect(comments.unit == .month)
    #expect(comments.periods.map(\.name).first == "2021-01")
    #expect(comments.periods.map(\.name).last == "2021-12")
    #expect(comments.periods.map(\.legacy) == Array(repeating: 5, count: 12))
    #expect(comments.periods.map(\.new) == [1, 5, 4, 6, 5, 5, 5, 5, 5, 5, 5, 5])
    #expect(comments.undated == 0)
    #expect(counts.first?.periods.map(\.new) == Array(repeating: 1, count: 12))
  }

  @Test("too many months are years, and too many years are centuries")
  func units() throws {
    var example = CauseExample()
    example.changeComments { if $0.number == 1001 { $0["created_at"] = "\"2040-06-01T00:00:00Z\"" } }
    let years = try #require(try example.audit().periods.last)
    #expect(years.unit == .year)
    #expect(years.periods.count == 20)
    #expect(years.periods.first == .init(name: "2021", legacy: 60, new: 59))
    #expect(years.periods.last == .init(name: "2040", legacy: 0, new: 1))
    example.changeComments { if $0.number == 1001 { $0["created_at"] = "\"0999-06-01T00:00:00Z\"" } }
    let centuries = try #require(try example.audit().periods.last)
    #expect(centuries.unit == .century)
    #expect(centuries.periods.map(\.name) == (9...20).map { $0 < 10 ? "0\($0)00" : "\($0)00" })
    #expect(centuries.periods.last == .init(name: "2000", legacy: 60, new: 59))
  }

  @Test("a time that can't be read is of no month")
  func undated() throws {
    var example = CauseExample()
    example.changeComments { if $0.number == 1001 { $0["created_at"] = "\"yesterday\"" } }
    let comments = try #require(try example.audit().periods.last)
    #expect(comments.undated == 1)
    #expect(comments.periods.first?.new == 4)
  }

  // MARK: Batches

  @Test("batches of an archive without a fault are one run")
  func whole() throws {
    #expect(try CauseExample().audit().batchRuns == [run(100, 600, 6, .whole)])
  }

  @Test(
    "a batch that holds a record with which something is wrong is faulty, one that is not there is missing")
  func faulty() throws {
    var example = CauseExample()
    // It is false in the export.
    example.changeComments { if $0.number == 1032 { $0["public"] = "true" } }
    example.batches[500] = nil
    #expect(
      try example.audit().batchRuns == [
        run(100, 300, 3, .whole), run(400, 400, 1, .faulty), run(500, 500, 1, .missing),
        run(600, 600, 1, .whole),
      ])
  }

  @Test("the last batch, where a cause proves that it is lost, is missing")
  func lost() throws {
    var example = CauseExample()
    example.batches[600] = nil
    #expect(
      try example.audit().batchRuns == [run(100, 500, 5, .whole), run(600, 600, 1, .missing)])
  }

  @Test("what is no JSON can't be read")
  func unreadable() throws {
    var input = try CauseExample().input()
    input.batches[300] = "{\"data\": "
    #expect(
      try ExampleFolder(input).audit().batchRuns.contains(run(300, 300, 1, .unreadable)))
  }

  // MARK: Ids

  @Test("who is there under another id is told from who is lost")
  func wrongIDs() throws {
    var example = CauseExample()
    example.changeUsers { if $0.number == 901 { $0["id"] = "1" } }
    for number in example.batches.keys { example.batches[number]?.users.removeAll { $0.number == 902 } }
    let users = try #require(try example.audit().balance.first { $0.record == "users" })
    #expect([users.missing, users.wrongID, users.unexpected] == [2, 1, 1])
  }

  @Test("a comment of the same time and text has another id; of two such nobody knows which")
  func wrongCommentIDs() throws {
    var example = CauseExample()
    example.changeComments { if $0.number == 1007 { $0["id"] = "5007" } }
    var comments = try #require(try example.audit().balance.first { $0.record == "comments" })
    #expect([comments.missing, comments.wrongID, comments.unexpected] == [1, 1, 1])
    let copy = try #require(example.batches[100]?.comments.first { $0.number == 5007 })
    example.batches[100]?.comments.append(copy)
    example.batches[100]?.comments[10]["id"] = "5008"
    comments = try #require(try example.audit().balance.first { $0.record == "comments" })
    #expect([comments.missing, comments.wrongID, comments.unexpected] == [1, 0, 2])
  }

  // MARK: Columns

  @Test("columns that nothing reads are told, of every file, with the plan's reason")
  func columns() throws {
    var example = CauseExample()
    example.rowsOfSecondFile = 5
    var input = try example.input()
    func widened(_ name: String) -> String {
      let lines = (input.files[name] ?? input.chat).split(separator: "\n")
      return lines.enumerated().map { "\($1),\($0 == 0 ? "TAG_OF_\(name.prefix(5))" : "x")\n" }.joined()
    }
    let second = widened("chat2.csv")
    input.chat = widened("chat.csv")
    input.files["chat2.csv"] = second
    input.plan.replace(
      "{path: \"chat*.csv\"}", with: "{path: \"chat*.csv\", ignore: {TAG_OF_chat2: not used}}")
    let chat = try #require(try ExampleFolder(input).audit().sources.first)
    #expect(
      chat.notMigrated.map { [$0.name, $0.reason ?? "–"] } == [
        ["TAG_OF_chat.", "–"], ["TAG_OF_chat2", "not used"],
      ])
  }
}
