import Foundation
import RuleExamples
import Testing

@testable import Audit

@Suite("Which threads are shown side by side, and why")
struct SampleChoiceTests {
  private func choice(_ example: CauseExample, _ count: Int) throws -> [String] {
    try ExampleFolder(example.input()).audit(samples: count).samples.map(\.choice)
  }

  // The order by the seed is that of a SplitMix64 in Python.
  @Test("of a clean archive those that are special, then others in an order by the seed")
  func clean() throws {
    #expect(
      try choice(CauseExample(), 5) == [
        "201 longest oldest privateNotes", "212 newest", "204 random", "207 random", "202 random",
      ])
  }

  @Test("as many as are asked for, at most all of them, and none for none", arguments: [0, 1, 12, 100])
  func count(count: Int) throws {
    let samples = try choice(CauseExample(), count)
    #expect(samples.count == min(count, 12))
    #expect(Set(samples.map { $0.prefix(3) }).count == samples.count)
  }

  @Test("two tickets of each cause come first")
  func cause() throws {
    var example = CauseExample()
    example.batches[200] = nil
    #expect(
      try choice(example, 4) == [
        "203 cause(1)", "204 cause(1)", "201 longest oldest privateNotes", "212 newest",
      ])
  }

  @Test("of several causes the first ticket of each comes before the second of any")
  func causes() throws {
    var example = CauseExample()
    example.batches[200] = nil
    example.changeComments { $0["public"] = "true" }
    let audit = try ExampleFolder(example.input()).audit(samples: 4)
    try #require(audit.causes.map(\.kind) == [.castFlag, .lostBatch])
    // The first private comments are 1002 and 1008.
    #expect(
      audit.samples.map(\.choice) == [
        "201 cause(1) longest oldest privateNotes", "203 cause(2)", "202 cause(1)", "204 cause(2)",
      ])
  }

  @Test("a ticket of a failed rule that no cause explains")
  func rule() throws {
    var example = CauseExample()
    example.changeComments { if $0.number == 1034 { $0["html_body"] = "\"other\"" } }
    #expect(
      try choice(example, 2) == ["207 rule(\"bodies-are-unchanged\")", "201 longest oldest privateNotes"])
  }

  @Test("of a user that is wrong, a ticket in which it writes")
  func user() throws {
    var example = CauseExample()
    // Person 9 writes first as the fifth of ticket 205.
    example.changeUsers { if $0.number == 9 { $0["name"] = "\"Another\"" } }
    #expect(try choice(example, 1) == ["205 rule(\"names-are-unchanged\")"])
  }

  @Test("a ticket in which somebody writes who is merged of several accounts")
  func merged() throws {
    var example = CauseExample()
    // Person 9 has the address of person 5, and so has the archive.
    example.rows = example.rows.map { $0.replacing("9,Person 9,p9@", with: "9,Person 5,p5@") }
    example.changeComments { if $0["author_id"] == "9" { $0["author_id"] = "5" } }
    let samples = try ExampleFolder(example.input()).audit(samples: 12).samples
    let merged = samples.filter { $0.reasons.contains(.mergedPerson) }
    // Person 5 writes first, of both, as the fifth of ticket 201.
    #expect(merged.map(\.ticket) == [201])
  }

  @Test("the choice is the same however the work is divided, with fast paths and without")
  func determinism() throws {
    var example = CauseExample()
    example.batches[300] = nil
    example.changeComments { if $0.number % 7 == 0 { $0["html_body"] = "\"other\"" } }
    let folder = try ExampleFolder(example.input())
    let usual = try folder.audit(samples: 12).samples
    #expect(usual.count == 12)
    for (jobs, rows) in [(1, 1), (1, 7), (4, 1), (4, 7), (8, 1000)] {
      let way = Parallelism(jobs: jobs, partitionRows: rows, runRows: rows)
      #expect(try folder.audit(way, samples: 12, isReference: jobs == 1).samples == usual, "\(way)")
    }
  }

  @Test("an archive that is not there has no threads")
  func noArchive() throws {
    let folder = try ExampleFolder(CauseExample().input())
    try FileManager.default.removeItem(atPath: folder.archivePath)
    #expect(try folder.audit(samples: 12).samples == [])
  }
}

extension ThreadSample {
  /// The ticket, and why it was chosen.
  var choice: String {
    "\(ticket) "
      + reasons.map { reason in
        if case .random = reason { "random" } else { "\(reason)" }
      }.joined(separator: " ")
  }
}
