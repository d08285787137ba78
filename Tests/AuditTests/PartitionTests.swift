import Foundation
import RuleExamples
import Storage
import Testing

@testable import Audit

/// Tables of examples are far below the size of a partition, unless partitions are made as small as here.
@Suite("Division into partitions, runs and threads")
struct PartitionTests {
  /// Every way to divide the work, apart from the usual one.
  private static let ways = [1, 2, 8].flatMap { jobs in
    [1, 2, 7].map { Parallelism(jobs: jobs, partitionRows: $0, runRows: $0) }
  }

  /// Whether every example is divided in every way (`Tests/run --long`), and not each in two of them, and a quarter in files.
  private static let isLong = ProcessInfo.processInfo.environment["DESKAUDIT_LONG"] == "1"
  private static let examples = (try? RuleExample.all.get()) ?? []

  /// Many comments of few tickets, in the archive in another order than in the export, with every mistake that is found
  /// by joining: missing, unexpected and repeated ids, conflicts and exact duplicates.
  ///
  /// The archive's comments are so many fewer that it alone would have fewer partitions.
  private static func manyRows() throws -> ExampleInput {
    var input = try ExampleInput(standardOf: RulePages.all.get().readme)
    let numbers = 1001...1130
    let rows = numbers.map { number in
      let body = number % 10 == 0 ? "again" : "\(number)"
      return "2021-03-01T09:00:00Z,7,\(number),\(211 + number % 7),true,<p>\(body)</p>,2021-03-01T10:00:00Z,"
        + (number % 3 == 0 ? "7,Ada Osei,ada@example.org" : "8,Ben Ruiz,ben@example.org")
    }
    let header = input.chat.prefix { $0 != "\n" }
    // The last rows repeat the first ones, the very last one with another text.
    let repeats = [rows[0], rows[1], rows[2].replacing("1003</p>", with: "other</p>")]
    input.chat = ([String(header)] + rows + repeats).joined(separator: "\n") + "\n"
    input.plan += "conflicts: last\n"
    let kept = numbers.filter { $0 % 10 != 5 } + [1007, 1099, 5001, 5002]
    let comments = kept.reversed().map { number in
      #"{"id": \#(number), "ticket_id": \#(211 + number % 7), "author_id": \#(number % 3 == 0 ? 70 : 8), "#
        + #""public": true, "created_at": "2021-03-01T10:00:00Z", "html_body": "<p>\#(number)</p>"}"#
    }
    let tickets = (0..<7).map {
      #"{"id": \#(217 - $0), "created_at": "2021-03-01T09:00:00Z", "requester_id": 70}"#
    }
    input.batches[100] = """
      {"data": {"tickets": {"data": [\(tickets.joined(separator: ","))], "comments": [\(comments.joined(separator: ",\n"))],
      "users": [{"id": 8, "name": "Ben Ruiz", "email": "ben@example.org"},
      {"id": 70, "name": "Ada Osei", "email": "ada@example.org"}], "organizations": []}}}
      """
    return input
  }

  @Test(
    "an example is judged the same however its tables are divided, with fast paths and without",
    arguments: examples.indices)
  func sameForEveryWay(_ index: Int) throws {
    let folder = try ExampleFolder(Self.examples[index].input)
    let usual = try folder.audit(samples: 3)
    // Neighbours, which are often of one page, are divided in different ways.
    let count = Self.ways.count
    let chosen = Self.isLong ? Array(0..<count) : [index % count, (index + count / 2) % count]
    for number in chosen {
      let way = Self.ways[number]
      // Fast paths join what is in the same order on both sides without any partition.
      let result = try folder.audit(way, samples: 3, isReference: number % 2 == 0)
      #expect(result == usual, "\(way)")
    }
  }

  @Test(
    "many rows with missing, unexpected, repeated and conflicting ids are judged exactly, however divided")
  func manyRowsInEveryWay() throws {
    let folder = try ExampleFolder(Self.manyRows())
    let usual = try folder.audit()
    #expect(try usual.rule("no-missing-comments").violations == 13)
    #expect(try usual.rule("comment-ids-are-unique").violations == 2)
    #expect(try usual.rule("no-unexpected-comments").violations == 2)
    // 1010, 1020, …, 1130, and 1003.
    #expect(try usual.rule("bodies-are-unchanged").violations == 14)
    let line = try #require(usual.balance.first)
    #expect((line.read, line.expected, line.matched, line.missing) == (133, 130, 117, 13))
    #expect(line.explained.map(\.reason) == ["conflict resolved", "exact duplicate"])
    #expect(line.explained.map(\.count) == [1, 2])
    for way in Self.ways {
      for isReference in [false, true] {
        #expect(try folder.audit(way, isReference: isReference) == usual, "\(way)")
      }
    }
  }

  // In a process of its own, because a process that once spills goes on spilling.
  @Test("examples are judged the same with all of their tables in files, however divided")
  func sameInFiles() async throws {
    await #expect(processExitsWith: .success) {
      let examples = try RuleExample.all.get()
      try #require(examples.count > 100)
      // An example is a second of file after file; of most pages one of several is tried.
      let chosen = examples.enumerated().filter { Self.isLong || $0.offset % 4 == 0 }.map(\.element.input)
      let inputs = try chosen + [Self.manyRows()]
      let folders = try inputs.map { try ExampleFolder($0) }
      let usual = try folders.map { try $0.audit() }
      Spill.begin(memory: Spill.leastMemory, environment: ["DESKAUDIT_SPILL_FROM": "1"])
      let spill = try #require(Spill.current)
      let vector = Vector<Int64>(repeating: 1, count: 1)
      try withExtendedLifetime(vector) { try #require(spill.extent.files == 1) }
      for (folder, usual) in zip(folders, usual) {
        #expect(try folder.audit(Parallelism(jobs: 2, partitionRows: 2, runRows: 2)) == usual)
      }
      #expect(spill.shortage == nil)
    }
  }

  @Test("runs cover every row once, the last one as well", arguments: [1, 2, 7, 100])
  func runs(runRows: Int) {
    for count in 0...20 {
      let seen = Vector<UInt8>(repeating: 0, count: count)
      forEachRun(ofRows: count, Parallelism(jobs: 2, runRows: runRows)) { rows in
        #expect(1...runRows ~= rows.count)
        for row in rows { seen[row] += 1 }
      }
      withExtendedLifetime(seen) { #expect(Array(seen.values) == Array(repeating: 1, count: count)) }
    }
  }

  @Test(
    "partitions are as many as are needed for their size, and one where the rows are few",
    arguments: [
      (0, 1, 0), (1, 1, 0), (2, 1, 1), (3, 1, 2), (4, 1, 2), (5, 1, 3), (7, 7, 0), (8, 7, 1), (15, 7, 2),
    ])
  func bits(rows: Int, partitionRows: Int, bits: Int) {
    #expect(Partition.bits(rows: rows, Parallelism(partitionRows: partitionRows)) == bits)
  }

  @Test("partitions have about 16,000 rows, and runs about 65,000, unless it is asked for others")
  func usualSizes() {
    #expect(Partition.bits(rows: 16_384, Parallelism()) == 0)
    #expect(Partition.bits(rows: 16_385, Parallelism()) == 1)
    #expect(Partition.bits(rows: 2_100_400, Parallelism()) == 8)
    #expect(Parallelism().runRows == 65_536)
    #expect(Parallelism(jobs: 0, partitionRows: 0, runRows: -1).runRows == 1)
  }
}
