import Foundation
import Plan
import Testing

@testable import Migration

/// Batches are no longer than readers of the archive take.
@Suite("The bytes of a batch")
struct BatchSizeTests {
  private func members(_ fixture: Fixture, limit: Int) throws -> [TarMember] {
    var options = Build.Options(jobs: 2)
    options.memberLimit = limit
    _ = try Build(fixture.plan, options).run()
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
            + "archive take no more; shorten its longest text, or leave the record out"
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
