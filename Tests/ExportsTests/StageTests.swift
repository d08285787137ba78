import Plan
import Testing

@testable import Exports

@Suite("Stages of an export")
struct StageTests {
  /// The sentences about files of these names, which are made in a folder.
  private func problems(
    _ names: [String], _ unit: StagePlan.Unit, first: String? = nil, last: String? = nil
  ) throws -> [String] {
    let folder = try TemporaryFolder()
    for name in names { try folder.write("a\n1\n", to: name) }
    var source = Source(name: "chat", paths: names.map { Located($0, line: 3) })
    source.stages = StagePlan(
      unit: unit, first: first.map { Located($0, line: 4) }, last: last.map { Located($0, line: 4) }, line: 4)
    let found = try Export(source, relativeTo: folder.path).stageProblems()
    #expect(found.allSatisfy { $0.planLine == 4 })
    return found.map(\.message)
  }

  @Test("without 'stages' in the plan, nothing is missing")
  func undeclared() throws {
    let folder = try TemporaryFolder()
    try folder.write("a\n1\n", to: "chat_2021-Q1.csv")
    try folder.write("a\n1\n", to: "chat_2021-Q3.csv")
    #expect(try folder.export("chat_2021-Q1.csv", "chat_2021-Q3.csv").stageProblems() == [])
  }

  @Test("a run without a gap is whole, in whatever order the plan names its files")
  func whole() throws {
    #expect(try problems(["c_2021-Q4.csv", "c_2022-Q1.csv", "c_2021-Q3.csv"], .quarter) == [])
    #expect(try problems(["c_2021-12.csv.gz", "c_202201.csv.gz", "c_2022_02.csv.gz"], .month) == [])
    #expect(try problems(["2019.csv", "chat-2020.csv", "2021 chat.csv"], .year) == [])
    #expect(try problems(["page-9.json", "page-10.json", "page-000011.json"], .number) == [])
    #expect(try problems(["2020-02-28.csv", "2020-02-29.csv", "20200301.csv"], .day) == [])
  }

  @Test("a missing stage is told with its neighbours")
  func gap() throws {
    #expect(
      try problems(["c_2021-Q2.csv", "c_2021-Q4.csv"], .quarter) == [
        "2021-Q3 is missing between c_2021-Q2.csv and c_2021-Q4.csv"
      ])
    #expect(
      try problems(["c_2021-10.csv", "c_2022-02.csv"], .month) == [
        "2021-11 to 2022-01 (3 stages) are missing between c_2021-10.csv and c_2022-02.csv"
      ])
    #expect(
      try problems(["page-000566.json", "page-000568.json"], .number) == [
        "number 567 is missing between page-000566.json and page-000568.json"
      ])
    #expect(
      try problems(["2019-12-30.csv", "2020-01-01.csv"], .day) == [
        "2019-12-31 is missing between 2019-12-30.csv and 2020-01-01.csv"
      ])
  }

  @Test("the first and last stage of the plan must be there")
  func ends() throws {
    #expect(
      try problems(["c_2020.csv", "c_2021.csv"], .year, first: "2018", last: "2022") == [
        "year 2018 to year 2019 (2 stages) are missing before c_2020.csv",
        "year 2022 is missing after c_2021.csv",
      ])
  }

  @Test("a name with two dates covers what lies between them, and overlaps are no gap")
  func spans() throws {
    #expect(
      try problems(["c_2021-01_2021-03.csv", "c_2021-03_2021-06.csv", "c_2021-08.csv"], .month) == [
        "2021-07 is missing between c_2021-03_2021-06.csv and c_2021-08.csv"
      ])
  }

  @Test("a name without a stage is told, and doesn't hide a gap")
  func unnamed() throws {
    #expect(
      try problems(["c_2021-Q1.csv", "c_rest.csv", "c_2021-Q3.csv"], .quarter) == [
        "the name of c_rest.csv has no quarter; expected a name such as chat_2021-Q3.csv. Rename it, or remove 'stages' from the plan",
        "2021-Q2 is missing between c_2021-Q1.csv and c_2021-Q3.csv",
      ])
  }

  @Test(
    "a date that no calendar has is none", arguments: ["2021-02-29.csv", "2021-13-01.csv", "2021-00-10.csv"])
  func impossible(name: String) throws {
    #expect(try problems([name], .day).count == 1)
  }

  @Test("every day is followed by the next, across leap years and a century without one")
  func calendar() {
    let unit = Stage.Unit(.day)
    var last: Int?
    var count = 0
    for year in 2098...2101 {
      for month in 1...12 {
        for day in 1...31 {
          func padded(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
          guard let stage = unit.stages(inName: "\(year)-\(padded(month))-\(padded(day))")?.lowerBound else {
            continue
          }
          if let last { #expect(stage == last + 1) }
          last = stage
          count += 1
        }
      }
    }
    // 2100 is not a leap year.
    #expect(count == 4 * 365)
    #expect(unit.stages(inName: "2000-02-29") != nil && unit.stages(inName: "2100-02-29") == nil)
  }

  @Test("a number beyond 64 bits, or close to it, tells no stage")
  func longNumber() throws {
    for name in ["p9223372036854775807.csv", "p9999999999999999999.csv", "p1000000000000000000.csv"] {
      #expect(
        try problems([name], .number) == [
          "the name of \(name) has no number; expected a name such as chat_12.csv. "
            + "Rename it, or remove 'stages' from the plan"
        ])
    }
    #expect(try problems(["p999999999999999999.csv"], .number) == [])
  }
}
