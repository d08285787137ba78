import Plan
import Testing

@testable import Exports

/// The rows of NDJSON in the envelopes of loaders, as far as a condition means them, and what files lack.
private func read(
  _ files: [String], _ columns: [WantedColumn], where condition: String? = nil, each: String? = nil
) throws -> (rows: [[Field]], absences: [[String]]) {
  let folder = try TemporaryFolder()
  for (index, text) in files.enumerated() { try folder.write(text, to: "\(index + 1).ndjson") }
  let source = files.indices.map { "\($0 + 1).ndjson" }
  var export = Source(name: "chat", paths: source.map { Located($0, line: 1) })
  export.each = each.flatMap { EachPath($0) }
  let filter = condition.flatMap { Comparison($0) }.map { [WantedColumn(filter: $0)] } ?? []
  var rows: [[Field]] = []
  let absences = try Export(export, relativeTo: folder.path)
    .read(columns: columns + filter, problem: { _ in }, receive: { rows += $0.rows }).map(\.absences)
  return (rows, absences)
}

private func lines(_ record: String, _ count: Int) -> String {
  String(repeating: record + "\n", count: count)
}

private let schema =
  #"{"type":"SCHEMA","stream":"tickets","schema":{"properties":{"id":{"type":"integer"}}},"key_properties":["id"]}"#
private let record = #"{"type":"RECORD","stream":"tickets","record":{"id":7,"via":{"channel":"web"}}}"#
private let state = #"{"type":"STATE","value":{"bookmarks":{"tickets":1}}}"#

@Suite("Records in the envelopes of loaders")
struct EnvelopeTests {
  private let singer = [WantedColumn("record.id"), WantedColumn("record.via.channel", absence: .rare)]

  @Test("the object of Airbyte's '_airbyte_data' is read by paths")
  func airbyte() throws {
    let line =
      #"{"_airbyte_ab_id":"x","_airbyte_emitted_at":1,"_airbyte_data":{"id":7,"body":"a\u0021"}}"# + "\n"
    let columns = [WantedColumn("_airbyte_data.id"), WantedColumn("_airbyte_data.body")]
    #expect(try read([line], columns).rows == [["7", "a!"]])
  }

  @Test("a text that holds JSON is not read as JSON, and the refusal says so")
  func airbyteText() {
    let text = lines(#"{"_airbyte_ab_id":"x","_airbyte_data":"{\"id\":7}"}"#, 2)
    #expect(
      refusal { _ = try read([text], [WantedColumn("_airbyte_data.id")]) }
        == "chat: none of its 2 JSON records has the key '_airbyte_data.id'; names must match exactly. The records have "
        + "'_airbyte_data', but not as an object with keys; a text that holds JSON is not read as JSON: write the JSON "
        + "itself in its place (jq: fromjson). Export the missing ones, or name the file's own in the plan under 'records'"
    )
  }

  @Test("Singer's lines of SCHEMA and STATE lack nothing, wherever and however many they are")
  func singerLines() throws {
    for text in [
      lines(schema, 1) + lines(record, 2) + lines(state, 1), lines(schema, 30) + lines(record, 30),
      lines(record, 30) + lines(state, 30),
    ] {
      let (rows, absences) = try read([text], singer, where: "type = RECORD")
      #expect(rows.filter { $0[2] == "RECORD" }.allSatisfy { $0 == ["7", "web", "RECORD"] })
      #expect(rows.contains { $0[2] == "RECORD" })
      #expect(absences == [[]])
    }
  }

  @Test("so does a file that has no other lines")
  func noRecords() throws {
    let (rows, absences) = try read(
      [lines(record, 2), lines(schema, 30) + lines(state, 1)], singer, where: "type != SCHEMA | STATE")
    #expect(rows.count == 33)
    #expect(absences == [[], []])
  }

  @Test("records that are meant are judged as ever: a key that is gone from some place on is refused")
  func meantRecords() throws {
    let renamed = #"{"type":"RECORD","record":{"key":7,"via":{"channel":"web"}}}"#
    let text = lines(record, 20) + lines(state, 3) + lines(renamed, 5)
    #expect(
      refusal { _ = try read([text], singer, where: "type = RECORD") }?.hasPrefix(
        "1.ndjson: from record 21 on, none of 5 has the key 'record.id', and all others have it") == true)
    #expect(
      refusal { _ = try read([lines(renamed, 2)], singer, where: "type = RECORD") }?.hasPrefix(
        "chat: none of its 2 JSON records has the key 'record.id' (nearest: 'record.key'); names must match exactly."
      ) == true)
  }

  @Test("a condition on a key that no record has is refused, because it would mean none")
  func unknownCondition() {
    #expect(
      refusal { _ = try read([lines(record, 2)], singer, where: "kind = RECORD") }?.hasPrefix(
        "chat: none of its 2 JSON records has the key 'kind'; names must match exactly.") == true)
  }

  @Test("a condition on a wanted column leaves its own nulls out, and an escaped value is compared decoded")
  func conditionOnColumn() throws {
    let text = lines(#"{"id":1,"kind":"\u0061"}"#, 30) + lines(#"{"id":2}"#, 30)
    let columns = [WantedColumn("id"), WantedColumn("kind")]
    // Only of the condition itself, which leaves half of the file out, is something said.
    let note = [["from record 31 on, none of 30 has 'kind'"]]
    #expect(try read([text], columns, where: "kind = a").absences == note)
    #expect(try read([text], columns, where: "kind != null").absences == note)
    #expect(
      refusal { _ = try read([text], columns, where: "id != 3") }?.hasPrefix(
        "1.ndjson: from record 31 on, none of 30 has the key 'kind', and all others have it") == true)
  }

  @Test("with 'each', elements that are not meant, or are in a record that is not, lack nothing")
  func nested() throws {
    let note = #"{"state":"open","parts":[{"type":"note"},{"type":"comment","body":"x"}]}"#
    let closed = #"{"state":"closed","parts":[{"type":"comment"}]}"#
    let body = [WantedColumn("body")]
    let text = lines(note, 30)
    #expect(
      try read([lines(closed, 30) + text, lines(closed, 3)], body, where: "^.state = open", each: "parts[]")
        .rows.count == 93)
    #expect(try read([text], body, where: "type = comment", each: "parts[]").absences == [[]])
    #expect(refusal { _ = try read([text, lines(closed, 30)], body, each: "parts[]") } != nil)
  }
}
