import Foundation
import Testing

/// Values of one element of an array, as a desk exports its custom fields; end to end, by the command line.
@Suite("Values of one element of an array")
struct ElementValueTests {
  private func folder() throws -> Folder {
    let folder = try Folder.migration(
      sources: """
          forms: {path: exports/forms.json, where: "custom_fields[id=360002].value != test"}
        """,
      plan: """
        records:
          forms:
            source: forms
            key: id
            fields:
              priority: "custom_fields[id=360001].value"
              label: {template: "{id}/{custom_fields[id=360001].value}"}
              urgent: {from: "custom_fields[name=urgent].value", type: boolean}
              agent_id: {from: "people[role=agent].user.id", type: integer}
        """)
    try folder.write(
      #"""
      [{"id": 1, "custom_fields": [{"id": 360001, "value": "high\u0021"}, {"id": 360003, "name": "urgent", "value": true}],
        "people": [{"role": "requester", "user": {"id": 5}}, {"role": "agent", "user": {"id": 6}}]},
       {"id": 2, "custom_fields": [{"id": 360002, "value": "test"}], "people": []},
       {"id": 3, "custom_fields": [{"value": "low", "id": "360001"}, {"id": 360002, "value": null}], "people": null}]
      """#, to: "exports/forms.json")
    return folder
  }

  @Test("they are written and judged, and decide which rows are meant")
  func passes() throws {
    let folder = try folder()
    try expectPass(folder)
    let batches = try folder.members().values.joined()
    #expect(
      batches.contains(
        #"{"id":1,"priority":"high!","label":"1/high!","urgent":true,"agent_id":6},"#
          + #"{"id":3,"priority":"low","label":"3/low","urgent":null,"agent_id":null}"#), "\(batches)")
    #expect(
      try Tool.run("build", in: folder).output.contains(
        "1 not where custom_fields[id=360002].value != test"))
  }

  @Test("a change of one in the archive is found, with its place in the export")
  func change() throws {
    let folder = try folder()
    #expect(try Tool.run("build", in: folder).exitCode == 0)
    try folder.changeArchive((#""priority":"low""#, #""priority":"lo""#))
    let (report, outcome) = try folder.audit()
    #expect(outcome.exitCode == 1)
    #expect(report.findings.count == 1)
    #expect(report.findings.first?.hasPrefix("form-fields-are-unchanged: form 3: priority") == true)
    #expect(report.findings.first?.contains(" | exports/forms.json:4 | ") == true, "\(report.findings)")
  }
}
