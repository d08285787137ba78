import Testing

@testable import Audit
@testable import Plan

@Suite("Two weeks of hypercare, made up")
struct FortnightTests {
  @Test("two weeks in which nothing is wrong have no mark, whatever chance gives", arguments: UInt64(1)...20)
  func nothing(seed: UInt64) throws {
    let result = try Fortnight(seed: seed).result()
    #expect(result.incidents.map(\.name) == [], "seed \(seed)")
    #expect(result.knownHours == 336)
    #expect(result.metrics.allSatisfy { $0.notMeasured == nil && $0.notJudged == nil })
    #expect(result.exitCode == 0)
  }

  @Test("what is planted is marked at its hours, and nothing else", arguments: UInt64(1)...5)
  func planted(seed: UInt64) throws {
    let result = try Fortnight(seed: seed, .all).result()
    #expect(
      Set(result.incidents.map(\.name)) == [
        "assignment-lag 2026-12-03T08:00:00Z", "duplicate-notifications 2026-12-07T13:00:00Z",
        "backlog 2026-12-12T09:00:00Z",
      ], "seed \(seed)")
    #expect(result.marks(.assignmentLag) == [57, 58, 59])
    #expect(result.marks(.duplicateNotifications) == [6 * 24 + 14])
    #expect(result.marks(.backlog).first == 11 * 24 + 10)
    #expect(result.exitCode == 1)
  }

  @Test("an incident has its hours, its worst value, its queue, its owner and its first places")
  func incidents() throws {
    let fortnight = Fortnight(seed: 1, .all)
    let result = try fortnight.result()
    let stall = try #require(result.incident(.assignmentLag))
    #expect((stall.begin, stall.end) == ("2026-12-03T09:00+01:00", "2026-12-03T12:00+01:00"))
    #expect((stall.marked, stall.isGoingOn, stall.limit) == (3, false, 900))
    #expect(stall.worstAt == "2026-12-03T09:00+01:00", "who came first waited longest")
    #expect((10_200...13_800).contains(stall.worst), "from 2 h 50 min to 3 h 50 min")
    #expect(stall.owner == "Jo Bell", "no queue has more than half of it")
    // The tickets of these hours, by the lines of the export.
    let lines = fortnight.tickets.split(separator: "\n")
    let planted = lines.indices.filter { line in
      let created = lines[line].split(separator: ",", omittingEmptySubsequences: false)[1]
      return ["2026-12-03T08", "2026-12-03T09", "2026-12-03T10"].contains { created.hasPrefix($0) }
    }
    #expect(stall.tickets == planted.count)
    let places = planted.prefix(5).map { "new.csv:\($0 + 2) (row \(lines[$0].prefix { $0 != "," }))" }
    #expect(stall.places == places)

    let backlog = try #require(result.incident(.backlog))
    #expect((backlog.queue, backlog.owner, backlog.isGoingOn) == ("orders", "Kim Roe", true))
    #expect(backlog.places.first == "new.csv:301 (row 300)", "the one that was reopened last")
    let thursday = try #require(result.days.first { $0.date == "2026-12-03" })
    #expect(thursday.exceptions.map { result.incidents[$0].metric } == [.assignmentLag])
    #expect(result.days.last?.exceptions.map { result.incidents[$0].metric } == [.backlog])
  }
}
