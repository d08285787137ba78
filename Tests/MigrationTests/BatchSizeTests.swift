import Foundation
import Plan
import Testing

@testable import Migration

/// Batches are no longer than readers of the archive take.
@Suite("The bytes of a batch")
struct BatchSizeTests {
  private func members(_ fixture: Fixture, limit: Int) throws -> [TarMember] {
    fixture.plan.limits.memberBytes = limit
    try fixture.build()
    return try TarMember.read(gunzip(Data(contentsOf: URL(fileURLWithPath: fixture.archivePath))))
  }

  private static let rows = (1...30).map { number in
    Row(
      comment: "\(number)", ticket: "\(number / 4 + 1)",
      body: String(repeating: "x", count: 50 * number % 400))
  }

  @Test("a batch is closed before its JSON would pass the limit,", arguments: [800, 1000, 2000, 4001])
  func closedBeforeTheLimit(limit: Int) throws {
    let members = try members(Fixture(Self.rows), limit: limit)
    let whole = try members.flatMap { try Batch(json: $0.text).comments.map(\.id) }
    #expect(whole == Array(1...30))
    #expect(members.allSatisfy { $0.text.utf8.count <= limit })
  }

  @Test("what is escaped counts as it is written, and what could be and is not does not")
  func escapes() throws {
    let plain = Fixture.repeated(Row(body: String(repeating: "x", count: 100)), 10)
    let escaped = Fixture.repeated(Row(body: String(repeating: "\u{1}", count: 100)), 10)
    #expect(try members(Fixture(plain), limit: 2600).count == 1)
    #expect(try members(Fixture(escaped), limit: 2600).count == 4)
  }

  @Test("the archive is the same as without the limit where that is not reached")
  func notReached() throws {
    let all = try members(Fixture(Self.rows), limit: 256 << 20)
    #expect(all.count == 1)
    #expect(try members(Fixture(Self.rows), limit: all[0].text.utf8.count + 3) == all)
    #expect(try members(Fixture(Self.rows), limit: all[0].text.utf8.count - 1).count == 2)
  }

  @Test(
    "texts that the plan puts together count as they are written",
    arguments: [
      "{template: '\(String(repeating: "{BODY}", count: 40))'}",
      "{template: '{COMMENT_PART_ID}\(String(repeating: "-", count: 3000))'}",
      "{value: '\(String(repeating: "x", count: 3000))'}",
    ])
  func composed(field: String) throws {
    let rows = Fixture.repeated(Row(body: String(repeating: "x", count: 100)), 10)
    let fixture = try Fixture(
      plan: "sources:\n  chat: {path: chat.csv}\nrecords: {comments: {fields: {long: \(field)}}}",
      files: ["chat.csv": Row.header + rows.map(\.text).joined()])
    let members = try members(fixture, limit: 8000)
    #expect(members.count > 1)
    #expect(members.allSatisfy { $0.text.utf8.count <= 8000 })
    #expect(try members.flatMap { try Batch(json: $0.text).comments.map(\.id) } == Array(1...10))
  }

  @Test("a batch that is longer than it was laid out for is refused, never written")
  func longerThanLaidOut() throws {
    let fixture = try Fixture(Self.rows)
    let size = try members(fixture, limit: 256 << 20)[0].text.utf8.count
    let exports = { try JudgedExports(fixture.plan, SourceExports(fixture.plan)) { _ in } }
    let batches = try BatchPlan(exports())
    fixture.plan.limits.memberBytes = 1000
    let renderer = BatchRenderer(try exports(), batches)
    var tar = ByteBuffer(capacity: 0)
    do {
      try renderer.render(chunk: 0, lookup: ChunkLookup(renderer.lists), to: &tar)
      Issue.record("the batch was rendered")
    } catch BuildError.refused(let sentences) {
      #expect(
        sentences == [
          "backup_tickets_100.json: the batch has \(size) bytes, and readers of the archive take at most 1000; choose a "
            + "smaller 'batch-size', or let 'build' and 'verify' have larger batches (--max-member)"
        ])
    }
  }

  @Test("a record that no batch can hold is refused with its line and its bytes as JSON")
  func tooLong() throws {
    let fixture = try Fixture([Row(), Row(comment: "2", body: String(repeating: "\u{1}", count: 200))])
    #expect(throws: BuildError.self) { try members(fixture, limit: 700) }
    do {
      _ = try members(fixture, limit: 700)
    } catch BuildError.refused(let sentences) {
      #expect(
        sentences == [
          "chat.csv:3: the record takes 1302 bytes as JSON, and a batch has at most 700, because readers of the "
            + "archive take no more; shorten its longest text, leave the record out, or let 'build' and 'verify' have "
            + "larger batches (--max-member)"
        ])
    }
    #expect(fixture.outputs.isEmpty)
  }
}

extension Fixture {
  /// The row so many times, with comment ids of its own.
  static func repeated(_ row: Row, _ count: Int) -> [Row] {
    (1...count).map { number in
      var row = row
      row.comment = "\(number)"
      return row
    }
  }
}
