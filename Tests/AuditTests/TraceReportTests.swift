import Foundation
import Reporting
import Testing

@testable import Audit

@Suite("A trace on a terminal")
struct TraceReportTests {
  /// A trace whose every text is `text`.
  private func trace(_ text: String) -> Trace {
    let export = ExportPlace(source: text, file: text, line: 1)
    let archive = ArchivePlace(member: text, pointer: text, offset: 1_000)
    var trace = Trace(type: text, record: text, standing: .faulty, summary: text)
    trace.troubles = [text]
    trace.remarks = [text]
    trace.rows = [.init(place: export, state: .rejected, words: text, against: export)]
    trace.rowRemarks = [text]
    trace.person = .init(
      accounts: [.init(id: .max, place: export, email: text, name: text, words: text)], idWords: text)
    trace.fields = [
      .init(
        name: text, from: text, place: export, raw: text, conversion: text, expected: text,
        found: [
          .init(value: text, isEqual: true), .init(value: "x" + text, isEqual: false, change: text),
        ])
    ]
    trace.places = [archive, archive]
    trace.references = [.init(field: text, record: text, place: archive), .init(field: text, record: text)]
    trace.referrers = [
      .init(
        type: text, field: text, expected: 2, found: 2, first: .init(record: text, place: archive),
        last: .init(record: text, place: archive))
    ]
    trace.rules.violations = [
      .init(rule: text, outcome: .failed, severity: .error, message: text, count: 1)
    ]
    trace.rules.notChecked = [text]
    trace.waivers = [text]
    trace.decisions = [text]
    return trace
  }

  @Test(
    "no line is wider than 60 columns, and no text steers the terminal",
    arguments: [
      "several words, of which none is long", String(repeating: "x", count: 300), "\u{1B}[31mred\u{1B}[0m",
      "a\nb\r\nc\td", "\u{202E}reversed\u{2066}", "\u{9B}31m", "a\u{0}b\u{7F}", "",
    ])
  func inert(text: String) {
    let report = TraceReport.render(trace(text), as: .text, width: 60, colour: false)
    for line in report.split(separator: "\n") { #expect(line.count <= 60, "\(line)") }
    let scalars = report.unicodeScalars.filter { $0 != "\n" }
    #expect(scalars.allSatisfy { ![.control, .format].contains($0.properties.generalCategory) })
  }

  @Test("JSON has every text as it is", arguments: ["\u{1B}[31mred", "a\nb\r\nc\td\"\\", "\u{202E}x", ""])
  func json(text: String) throws {
    let json = TraceReport.render(trace(text), as: .json, width: 60, colour: false)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    #expect(object["summary"] as? String == text)
    #expect(object["decisions"] as? [String] == [text])
    #expect(((object["fields"] as? [[String: Any]])?.first?["raw"]) as? String == text)
    #expect(json.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && $0 != "\u{202E}" })
  }
}
