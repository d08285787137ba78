import Foundation
import Testing

@testable import Reporting
@testable import Profiling

@Suite("The reports of a profile")
struct ProfileReportTests {
  private let profile = Profile(
    title: "A <small> one", showsValues: false,
    sources: [
      SourceProfile(
        name: "chat", role: "chat export",
        files: [
          FileProfile(
            name: "chat.csv", shape: "CSV, ',', UTF-8", bytes: 12_345, records: 2_500_000, problems: 1,
            span: TimeSpan(first: "2021-01-31T10:00:00Z", last: "2021-03-01T10:00:00Z"))
        ],
        columns: [
          ColumnProfile(
            name: "A|B", filesWithout: 0, values: 2_500_000, nulls: 0,
            distinct: DistinctCount(value: 2_100_000, isEstimate: true), least: "1", greatest: "9",
            lengths: Lengths(least: 1, meanTenths: 25, greatest: 9),
            forms: [FormCount(form: "integer", count: 2_500_000, example: "1")],
            damage: [
              DamageCount(kind: "NUL byte", count: 3, place: "chat.csv:7", example: "a\u{0}\u{1B}[31m")
            ],
            common: []),
          ColumnProfile(
            name: "EMPTY", filesWithout: 0, values: 0, nulls: 2_500_000,
            distinct: DistinctCount(value: 0, isEstimate: false), forms: [], damage: [], common: []),
        ],
        problems: [
          ReaderProblem(kind: "ragged row", count: 1, examples: ["chat.csv:9: 1 field, expected 2"])
        ],
        timeColumn: "SENT", isLocalTime: false,
        months: [
          MonthCount(name: "2021-01", records: 1), MonthCount(name: "2021-02", records: 0),
          MonthCount(name: "2021-03", records: 1),
        ])
    ])

  @Test("the text says what is estimated, empty, suspected and missing, within its width")
  func text() throws {
    let text = try ProfileReport.render(profile, as: .text, width: 100)
    for sentence in [
      "≈ 2,100,000", "HyperLogLog, ±1 %", "Never filled: EMPTY.", "Months without a record: 2021-02.",
      "chat.csv:7",
      "1 record can't be read as such: ragged row.", "• chat.csv:9: 1 field, expected 2", "1, 2.5, 9",
    ] { #expect(text.contains(sentence), "\(sentence)") }
    #expect(text.split(separator: "\n").allSatisfy { String($0).displayWidth <= 100 })
    #expect(!text.contains("\u{1B}"))
  }

  @Test("the JSON is JSON, with exact numbers")
  func json() throws {
    let text = try ProfileReport.render(profile, as: .json)
    let root = try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    let source = try #require((root["sources"] as? [[String: Any]])?.first)
    #expect(source["records"] as? Int == 2_500_000)
    let column = try #require((source["columns"] as? [[String: Any]])?.first)
    #expect(column["distinct"] as? Int == 2_100_000)
    #expect(column["distinct_is_estimate"] as? Bool == true)
    #expect((column["length_in_bytes"] as? [String: Double])?["mean"] == 2.5)
  }

  @Test("a text of the export becomes no markup")
  func inert() throws {
    let html = try ProfileReport.render(profile, as: .html)
    #expect(html.contains("<h1>Profile: A &lt;small&gt; one</h1>"))
    #expect(html.contains("<td class=\"number\">≈ 2,100,000</td>"))
    let markdown = try ProfileReport.render(profile, as: .markdown)
    #expect(markdown.contains("| A&#124;B | 2,500,000 |"))
    #expect(markdown.contains("| --- | ---: | ---: | ---: | --- | --- |"))
  }
}
