import Foundation
import Testing

/// Tables as loaders keep them, each record in an envelope; end to end, by the command line.
@Suite("Records in the envelopes of loaders, by the command line")
struct EnvelopeCommandTests {
  private func folder(_ lines: [String], path: String, source: String) throws -> Folder {
    let folder = try Folder.migration(
      sources: "  macros: {path: exports/macros.ndjson\(source)}",
      plan: """
        records:
          macros: {source: macros, key: \(path).id, fields: {title: \(path).title}}
        """)
    try folder.write(lines.map { $0 + "\n" }.joined(), to: "exports/macros.ndjson")
    return folder
  }

  private static let singer =
    Array(repeating: #"{"type":"SCHEMA","stream":"macros","schema":{},"key_properties":["id"]}"#, count: 6)
    + (1...25).map { #"{"type":"RECORD","stream":"macros","record":{"id":\#($0),"title":"t\#($0)"}}"# }
    + [#"{"type":"STATE","value":{"macros":25}}"#]

  private static let airbyte = (1...3).map {
    #"{"_airbyte_ab_id":"x","_airbyte_data":{"id":\#($0),"title":"t\#($0)"},"_airbyte_emitted_at":1}"#
  }

  @Test("lines of Singer are written and judged, and those that are no records are counted as not meant")
  func singer() throws {
    let folder = try folder(Self.singer, path: "record", source: ", where: type = RECORD")
    try expectPass(folder)
    #expect(try folder.members().values.joined().contains(#"{"id":25,"title":"t25"}"#))
    #expect(try Tool.run("build", in: folder).output.contains("7 not where type = RECORD"))
    try folder.changeArchive((#""title":"t7""#, #""title":"t8 ""#))
    let (report, outcome) = try folder.audit()
    #expect(outcome.exitCode == 1)
    #expect(report.findings.count == 1)
    #expect(report.findings.first?.contains(" | exports/macros.ndjson:13 | ") == true, "\(report.findings)")
  }

  @Test("tables of Airbyte are written and judged")
  func airbyte() throws {
    let folder = try folder(Self.airbyte, path: "_airbyte_data", source: "")
    try expectPass(folder)
    #expect(try folder.members().values.joined().contains(#"{"id":3,"title":"t3"}"#))
  }

  @Test("a record that is a text of JSON is refused with what to do, by both sides")
  func text() throws {
    let line = #"{"_airbyte_ab_id":"x","_airbyte_data":"{\"id\":1,\"title\":\"t\"}"}"#
    let folder = try folder([line, line], path: "_airbyte_data", source: "")
    let words =
      "a text that holds JSON is not read as JSON: write the JSON itself in its place (jq: fromjson)"
    let build = try Tool.run("build", in: folder)
    #expect(build.exitCode == 2)
    #expect(build.errors.contains(words), "\(build.errors)")
  }
}
