import RuleExamples
import Testing

@testable import Audit

@Suite("A thread as both sides have it")
struct ThreadTests {
  /// The thread of ticket 201, whose comments are 1001 to 1005; 1002 and 1005 are private.
  private func thread(_ change: (inout CauseExample) -> Void) throws -> ThreadSample {
    var example = CauseExample()
    change(&example)
    let samples = try ExampleFolder(example.input()).audit(samples: 12).samples
    return try #require(samples.first { $0.ticket == 201 })
  }

  /// Changes one comment of the archive.
  private func changing(_ id: Int, _ field: String, _ value: String) throws -> [String] {
    try thread { $0.changeComments { if $0.number == id { $0[field] = value } } }.comments.map(\.summary)
  }

  @Test("equal comments are in one row, by the time of the export")
  func equal() throws {
    let thread = try thread { _ in }
    #expect(thread.comments.map(\.summary) == ["1001", "1002", "1003", "1004", "1005"])
    #expect((thread.expected, thread.found, thread.different) == (5, 5, 0))
    let first = try #require(thread.comments.first)
    // 17 bytes and the number, with eight of tags and the space.
    #expect(first.body == ThreadText(bytes: 47, text: "<a>\(String(repeating: "a", count: 35)) 9999</a>"))
    #expect(first.newBody == nil)
    #expect(
      first.legacy
        == ThreadSide(author: 901, name: "(8 bytes, masked)", time: "2021-01-10T08:00:05Z", isPublic: true))
    #expect(first.new == first.legacy)
  }

  @Test("a comment that is missing has nothing on the right")
  func missing() throws {
    let thread = try thread { $0.removeComments { $0 == 1003 } }
    #expect(thread.comments.map(\.summary) == ["1001", "1002", "1003 missing", "1004", "1005"])
    #expect((thread.expected, thread.found, thread.different) == (5, 4, 1))
    #expect(thread.comments[2].new == nil)
    #expect(thread.comments[2].body.text != nil)
  }

  @Test("one that nothing expects has nothing on the left, and is where the archive has it")
  func unexpected() throws {
    let thread = try thread { example in
      var extra = example.batches[100]?.comments[1]
      extra?["id"] = "5001"
      extra?["html_body"] = "\"Call 0171 555 at once\""
      if let extra { example.batches[100]?.comments.insert(extra, at: 2) }
    }
    #expect(
      thread.comments.map(\.summary) == ["1001", "1002", "5001 unexpected", "1003", "1004", "1005"])
    #expect(thread.comments[2].legacy == nil)
    #expect(thread.comments[2].body == ThreadText(bytes: 21, text: "Aaaa 9999 999 aa aaaa"))
  }

  @Test("a second one of the same id is another row")
  func repeated() throws {
    let thread = try thread { example in
      if let comment = example.batches[100]?.comments[1] {
        example.batches[100]?.comments.insert(comment, at: 4)
      }
    }
    #expect(
      thread.comments.map(\.summary) == ["1001", "1002", "1003", "1004", "1002 repeated", "1005"])
    #expect((thread.expected, thread.found) == (5, 6))
  }

  @Test(
    "another author, flag, time or body is told",
    arguments: [
      ("author_id", "7", "author"), ("public", "true", "public"),
      ("created_at", "\"2021-01-10T08:01:13Z\"", "time"), ("html_body", "\"other\"", "body"),
    ])
  func changed(field: String, value: String, difference: String) throws {
    #expect(
      try changing(1002, field, value) == ["1001", "1002 \(difference)", "1003", "1004", "1005"])
  }

  @Test("the fewest comments that must move to be in order are told")
  func order() throws {
    let thread = try thread { example in
      if let comment = example.batches[100]?.comments.remove(at: 0) {
        example.batches[100]?.comments.insert(comment, at: 3)
      }
    }
    #expect(thread.comments.map(\.summary) == ["1001 order", "1002", "1003", "1004", "1005"])
  }

  @Test("a comment in another ticket is in both threads, with where it is and where it belongs")
  func elsewhere() throws {
    var example = CauseExample()
    example.changeComments { if $0.number == 1003 { $0["ticket_id"] = "202" } }
    let samples = try ExampleFolder(example.input()).audit(samples: 12).samples
    let (own, other) = (samples.first { $0.ticket == 201 }, samples.first { $0.ticket == 202 })
    #expect(
      own?.comments.map(\.summary) == ["1001", "1002", "1003 other-ticket", "1004", "1005"])
    #expect(own?.comments[2].legacy?.ticket == nil)
    #expect(own?.comments[2].new?.ticket == 202)
    #expect(
      other?.comments.map(\.summary) == [
        "1003 other-ticket", "1006", "1007", "1008", "1009", "1010",
      ])
    #expect(other?.comments[0].legacy?.ticket == 201)
    #expect((own?.found, other?.found) == (4, 6))
  }

  @Test("of a body that changed, both are shown around the change, and the change is marked and told")
  func changedBody() throws {
    let long = String(repeating: "word ", count: 100)
    var example = CauseExample()
    let rows = example.rows
    example.rows = rows.map { $0.replacing(/<p>a* 1003<\/p>/, with: "\(long)Ada was here \(long)") }
    example.changeComments {
      if $0.number == 1003 { $0["html_body"] = "\"\(long)Ada is here \(long)\"" }
    }
    let samples = try ExampleFolder(example.input()).audit(showsValues: true, samples: 12).samples
    let thread = try #require(samples.first { $0.ticket == 201 })
    let comment = thread.comments[2]
    #expect(comment.change == "from character 505 on U+0077 U+0061 became U+0069")
    let lead = " " + String(repeating: "word ", count: 11)
    #expect(comment.body.before == 444)
    #expect(comment.body.text == "\(lead)Ada was here \(long.prefix(131))")
    #expect(comment.body.marked == 60..<62)
    #expect(comment.newBody?.marked == 60..<61)
    #expect(comment.body.bytes == 1013)
    #expect(comment.newBody?.bytes == 1012)
    #expect(comment.body.before + 200 + comment.body.after == 1013)
  }

  @Test("a long thread has its ends and what differs with its neighbours; the rest is counted")
  func folded() throws {
    func words(_ items: [ThreadFolding.Item]) -> [String] {
      items.map { item in
        switch item {
        case .row(let row): "\(row)"
        case .leftOut(let rows): "\(rows.lowerBound)..<\(rows.upperBound)"
        }
      }
    }
    func differ(_ rows: Set<Int>, of count: Int) -> [Bool] { (0..<count).map { rows.contains($0) } }

    #expect(words(ThreadFolding.items(of: differ([], of: 12))) == (0..<12).map { "\($0)" })
    #expect(words(ThreadFolding.items(of: differ([], of: 100))) == ["0", "1", "2..<98", "98", "99"])
    #expect(
      words(ThreadFolding.items(of: differ([50], of: 100))) == [
        "0", "1..<49", "49", "50", "51", "52..<99", "99",
      ])
    #expect(words(ThreadFolding.items(of: differ([0], of: 13))) == ["0", "1", "2..<12", "12"])
    let many = ThreadFolding.items(of: differ(Set(0..<1000), of: 1000))
    #expect(many.compactMap(\.row).count == ThreadFolding.most)
    #expect(ThreadFolding.items(of: []) == [])
  }

  @Test(
    "a longest run in order",
    arguments: [
      ([], []), ([7], [0]), ([1, 2, 3], [0, 1, 2]), ([3, 2, 1], [2]), ([2, 3, 4, 1], [0, 1, 2]),
      ([5, 1, 6, 2, 3], [1, 3, 4]),
    ] as [([Int], Set<Int>)])
  func increasing(numbers: [Int], longest: Set<Int>) {
    #expect(longestIncreasing(numbers) == longest)
  }
}

extension ThreadSample {
  /// Those that are shown.
  var comments: [ThreadComment] {
    rows.compactMap { if case .comment(let comment) = $0 { comment } else { nil } }
  }
}

extension ThreadComment {
  /// The id, and what differs.
  var summary: String {
    (id.map { "\($0)" } ?? "no id") + differences.map { " \($0.rawValue)" }.joined()
  }
}
