import Plan
import Testing

@testable import Migration

/// A fixture whose chat export is cut into files.
private func fixture(_ stages: [(name: String, rows: [Row])]) throws -> Fixture {
  let fixture = try Fixture([])
  let paths = try stages.flatMap { stage in
    try fixture.source(
      stage.name, [String(Row.header.dropLast())] + stage.rows.map { String($0.text.dropLast()) }
    )
    .paths
  }
  fixture.plan.chats[0].source.paths = paths
  return fixture
}

@Suite("Staged exports")
struct StageTests {
  @Test("what stands in two stages is an overlap, what stands twice in one is a duplicate")
  func overlaps() throws {
    let stages = [("a", [Row(), Row(), Row(comment: "2")]), ("b", [Row(comment: "2"), Row(comment: "3")])]
    let lines = try fixture(stages).build().balance.lines
    #expect(
      lines[0]
        == .init(
          record: "comments", rows: 5, arrived: 3,
          explained: [.init(name: "exact duplicate", count: 1), .init(name: "overlap of stages", count: 1)]))
  }

  @Test("under conflicts: last the overlap is told against the row that is kept")
  func overlapsUnderLast() throws {
    let fixture = try fixture([("a", [Row(), Row()]), ("b", [Row()])])
    fixture.plan.conflicts = .last
    #expect(
      try fixture.build().balance.lines[0].explained == [.init(name: "overlap of stages", count: 2)])
  }

  @Test("records of organizations overlap as rows of the chat do")
  func records() throws {
    let fixture = try Fixture([Row()])
    var source = try fixture.source("o1", ["id,name", "1,A", "1,A"])
    source.paths += try fixture.source("o2", ["id,name", "1,A"]).paths
    var map = RecordMap(.organizations, source: source)
    map.columns.append(ColumnPlan(field: "name", from: "name", whenNull: .keep))
    fixture.plan.records = [map]
    #expect(
      try fixture.build().balance.lines.last?.explained
        == [.init(name: "exact duplicate", count: 1), .init(name: "overlap of stages", count: 1)])
  }

  @Test("a stage that the plan declares and no file gives is refused, with the plan's line")
  func gaps() throws {
    let fixture = try fixture([
      ("chat-2021-Q1", [Row()]), ("chat-2021-Q3", [Row(comment: "2")]),
    ])
    fixture.plan.chats[0].source.stages = StagePlan(unit: .quarter, line: 4)
    let sentences = fixture.refusal()
    #expect(sentences.count == 2)
    #expect(
      sentences.first?.hasPrefix("\(fixture.folder)/migration.yml:4: stages of 'chat': ") == true
        && sentences.first?.contains("2021-Q2") == true)
    #expect(sentences.last == "Add the files that are missing, or correct 'stages' in the plan.")
  }

  @Test("compressed exports give the archive of the plain ones, and leave nothing beside it")
  func compressed() throws {
    let plain = try fixture([("a", [Row(), Row(comment: "2")]), ("b", [Row(comment: "3", ticket: "11")])])
    let coded = try fixture([("a", [Row(), Row(comment: "2")]), ("b", [Row(comment: "3", ticket: "11")])])
    try coded.compress("b.csv")
    #expect(try coded.members() == plain.members())
    #expect(coded.outputs == ["archive.tar.gz", "archive.tar.gz.sha256"])
  }
}
