import Audit
import Foundation
import Testing

@testable import Reporting

@Suite("The plan's report")
struct PlanReportTests {
  private static let plan = PlanOverview(
    title: "Chat history to the new desk", path: "migration.yml",
    sources: [
      .init(
        name: "chat", role: "chat export",
        files: [
          .init(path: "exports/a.csv", bytes: 1_234_567, shape: "CSV, ';', UTF-8"),
          .init(path: "exports/b.csv.gz", bytes: 7, shape: "CSV, ';', UTF-8, gzip"),
        ])
    ],
    settings: [.init("conflicts", "refuse")],
    mapping: [
      MappingRow(
        record: "tickets", field: "status", source: "chat", from: "STATUS", type: "text",
        defaultValue: "open",
        transformation: "map: open→new", validation: "one of open")
    ])

  @Test("each source has its files in turn, and the matrix its columns")
  func tables() {
    #expect(
      PlanReport.render(Self.plan, width: 140) == """
        Chat history to the new desk
        Plan migration.yml

        Source │ What it is  │ File             │     Bytes │ Shape
        ───────┼─────────────┼──────────────────┼───────────┼──────────────────────
        chat   │ chat export │ exports/a.csv    │ 1,234,567 │ CSV, ';', UTF-8
               │             │ exports/b.csv.gz │         7 │ CSV, ';', UTF-8, gzip

        Setting   │ Value
        ──────────┼───────
        conflicts │ refuse

        Record  │ Source │ Source field │ Target field │ Type │ Default │ Transformation │ Validation
        ────────┼────────┼──────────────┼──────────────┼──────┼─────────┼────────────────┼────────────
        tickets │ chat   │ STATUS       │ status       │ text │ open    │ map: open→new  │ one of open

        """)
  }

  @Test("the JSON has its keys in a fixed order")
  func json() {
    #expect(
      PlanReport.json(Self.plan) == """
        {
          "title": "Chat history to the new desk",
          "path": "migration.yml",
          "sources": [
            {
              "name": "chat",
              "role": "chat export",
              "files": [
                {
                  "path": "exports/a.csv",
                  "bytes": 1234567,
                  "shape": "CSV, ';', UTF-8"
                },
                {
                  "path": "exports/b.csv.gz",
                  "bytes": 7,
                  "shape": "CSV, ';', UTF-8, gzip"
                }
              ],
              "not_migrated": []
            }
          ],
          "settings": {
            "conflicts": "refuse"
          },
          "mapping": [
            {
              "record": "tickets",
              "source": "chat",
              "from": "STATUS",
              "field": "status",
              "type": "text",
              "default": "open",
              "transformation": "map: open→new",
              "validation": "one of open"
            }
          ]
        }

        """)
  }

  @Test(
    "no text of a plan can steer the terminal, and no line is wider than the terminal", arguments: [60, 140])
  func hostile(width: Int) {
    let plan = PlanOverview(
      title: "x\u{1B}[31m\u{202E}", path: "\u{7}", sources: Self.sources(hostileStrings),
      settings: hostileStrings.map { .init($0, $0) }, mapping: audit(filledWith: hostileStrings).mapping)
    let text = PlanReport.render(plan, width: width)
    #expect(text.unicodeScalars.filter { $0 != "\n" && isInvisible($0) } == [])
    let table = text.split(separator: "\n").dropFirst(2)
    #expect(table.allSatisfy { String($0).displayWidth <= width })
  }

  private static func sources(_ texts: [String]) -> [PlanOverview.Source] {
    texts.map { .init(name: $0, role: $0, files: [.init(path: $0, bytes: 1, shape: $0)]) }
  }
}
