import Foundation
import Plan
import Testing

@testable import Profiling

/// Which files are one source, what their names count, and what is left out.
@Suite("The files of a drafted plan")
struct DraftFilesTests {
  private static let chat = Chat.header + Chat.zulu

  private func stages(_ names: String...) throws -> (stages: StagePlan?, decisions: [String]) {
    let draft = try Exports(Dictionary(uniqueKeysWithValues: names.map { ($0, Self.chat) })).draft()
    let plan = try Plan(text: draft.text, path: "migration.yml")
    return (plan.chats[0].source.stages, draft.decisions.map(\.sentence))
  }

  @Test(
    "stages go from the first file to the last",
    arguments: [
      (["c_2021-Q1.csv", "c_2021-Q2.csv"], StagePlan.Unit.quarter, "2021-Q1", "2021-Q2"),
      (["c_2020-12.csv", "c_2021-01.csv"], .month, "2020-12", "2021-01"),
      (["c_2021-01-31.csv", "c_2021-02-01.csv"], .day, "2021-01-31", "2021-02-01"),
      (["c_2019.csv", "c_2020.csv"], .year, "2019", "2020"),
      (["c-09.csv", "c-10.csv"], .number, "9", "10"),
    ])
  func span(_ names: [String], _ unit: StagePlan.Unit, _ first: String, _ last: String) throws {
    let stages = try #require(try stages(names[0], names[1]).stages)
    #expect(stages.unit == unit)
    #expect(stages.first?.value == first && stages.last?.value == last)
  }

  @Test("the date of one export says nothing of stages")
  func oneFile() throws { #expect(try stages("export_2024-05-01.csv").stages == nil) }

  @Test("a date that is the same in all names is not the last stage")
  func exportDate() throws {
    let (quarters, _) = try stages("c_2021-Q1_2024-05-01.csv", "c_2021-Q2_2024-05-01.csv")
    #expect(quarters?.unit == .quarter && quarters?.last?.value == "2021-Q2")
    let (months, decisions) = try stages("c_2021-01_2024-05-01.csv", "c_2021-02_2024-05-01.csv")
    #expect(months == nil)
    #expect(decisions.isEmpty)
  }

  @Test("dates of two kinds that both change are to be decided")
  func twoDates() throws {
    let (stages, decisions) = try stages("c_2021-Q1_2024-05-01.csv", "c_2021-Q2_2024-05-02.csv")
    #expect(stages == nil)
    #expect(
      decisions == [
        "the names have dates of several kinds; if the export has a file for each day, say so"
      ])
  }

  @Test("pages of one collection are one source, whatever keys their records have")
  func pages() throws {
    let exports = try Exports(["users.csv": DraftListsTests.users, "comments.csv": DraftListsTests.comments])
    try FileManager.default.createDirectory(atPath: exports.path + "/t", withIntermediateDirectories: true)
    let pages = [
      #"{"tickets":[{"id":50,"subject":"a","requester_id":1,"created_at":"2021-03-01T10:00:00Z","via":null}],"count":3}"#,
      #"{"tickets":[{"id":51,"subject":"b","requester_id":1,"created_at":"2021-03-01T10:00:00Z","via":{"channel":"web","source":{"to":"x"}},"due":"x"}],"count":3}"#,
      #"{"tickets":[],"count":3}"#,
    ]
    for (index, page) in pages.enumerated() {
      try exports.write(Data(page.utf8), to: "t/page-00000\(index + 1).json")
    }
    let draft = try PlanDraft(files: [exports.path, exports.path + "/t"], planDirectory: exports.path)
    #expect(draft.decisions.isEmpty)
    let plan = try Plan(text: draft.text, path: "migration.yml")
    #expect(plan.sources.map(\.name) == ["users", "tickets", "comments"])
    #expect(plan.sources[1].paths.map(\.value) == ["t/page-*.json"])
    #expect(plan.sources[1].stages?.last?.value == "3")
    #expect(draft.text.contains("# not mapped: via.channel: text 1, null 1 of 2\n"))
  }

  @Test("files of one name but of other records are not pages of one collection")
  func otherRecords() throws {
    let exports = try Exports(["comments.csv": DraftListsTests.comments])
    try exports.write(
      Data(#"[{"id":50,"subject":"a","requester_id":1,"created_at":"2021-03-01T10:00:00Z"}]"#.utf8),
      to: "export-1.json")
    try exports.write(Data(#"[{"id":1,"name":"Ann","email":"ann@example.org"}]"#.utf8), to: "export-2.json")
    let plan = try Plan(text: exports.draft().text, path: "migration.yml")
    #expect(
      plan.sources.map { $0.paths.map(\.value) } == [["export-2.json"], ["export-1.json"], ["comments.csv"]])
  }

  @Test("what is recognised and not mapped is said in one line each, and in the plan")
  func notes() throws {
    let tickets = """
      {"id":50,"subject":"a","requester_id":1,"created_at":"2021-03-01T10:00:00Z","organization_id":9,"tags":["x"],\
      "custom_fields":[{"id":3,"value":"v"}],"satisfaction_rating":{"score":"good","id":4},"attachments":[]}
      {"id":51,"subject":"b","requester_id":1,"created_at":"2021-03-02T10:00:00Z","organization_id":9,"tags":[],\
      "custom_fields":[{"id":3,"value":"w"}],"satisfaction_rating":{"score":"bad","id":5},"attachments":[]}

      """
    let draft = try Exports([
      "users.csv": DraftListsTests.users, "comments.csv": DraftListsTests.comments, "tickets.ndjson": tickets,
      "organizations.csv": "id,name,owner_id\n9,Acme,1\n",
      "satisfaction_ratings.csv": "id,ticket_id,score\n1,50,good\n",
      "attachments.csv": "id,comment_id,file_name\n1,7,a.png\n", "all.zip": "PK", "list.xlsx": "PK",
      "dump.sql": "INSERT INTO x VALUES (1);",
    ]).draft()
    #expect(draft.decisions.isEmpty)
    #expect(
      draft.notes.map(\.sentence) == [
        "all.zip is an archive and is not read; unpack it, and name its files",
        "dump.sql is a dump in SQL and is not read; load it into a database, and export its tables as CSV",
        "list.xlsx is a spreadsheet and is not read; save its sheets as CSV (UTF-8)",
        "attachments.csv: attachments are not mapped, and their files are never migrated",
        "satisfaction_ratings.csv: satisfaction ratings are not mapped; a record type of your own can hold them: "
          + "records.ratings",
        "organization_id of tickets: references to organizations are not mapped; to keep them: organization_id: "
          + "{from: organization_id, type: organization-reference}",
        "tags of tickets: tags are not mapped; to keep them: tags: {from: tags, type: json}",
        "custom_fields of tickets: an array of custom fields is not mapped; to keep them: priority: "
          + "\"custom_fields[id=360001].value\", with a name and an id of your own",
        "satisfaction_rating.score and 1 more of tickets: satisfaction ratings are not mapped; to keep them: "
          + "satisfaction: {from: satisfaction_rating.score}",
        "attachments of tickets: attachments are not mapped; to keep them: attachments: {from: attachments, type: "
          + "json}, without the files themselves",
        "owner_id of organizations: references are not mapped; to keep them: owner_id: {from: owner_id, type: "
          + "user-reference}, where they are of users",
      ])
    let lines = draft.text.split(separator: "\n", omittingEmptySubsequences: false)
    for note in draft.notes { #expect(lines[note.line - 1].hasSuffix("# note: \(note.sentence)")) }
    let plan = try Plan(text: draft.text, path: "migration.yml")
    #expect(plan.sources.map(\.name) == ["users", "tickets", "comments", "organizations"])
  }

  @Test("only files that are not read are refused, each with what to do")
  func foreignAlone() throws {
    let exports = try Exports(["all.zip": "PK"])
    #expect {
      try exports.draft()
    } throws: { "\($0)".contains("all.zip\" is an archive and is not read; unpack it, and name its files. ") }
  }

  @Test("columns without a field are listed for every source")
  func unmapped() throws {
    let lists = try Exports([
      "users.csv": "id,name,email,role\n1,Ann,a@example.org,agent\n",
      "tickets.csv": "id,subject,requester_id,created_at,status\n50,a,1,2021-03-01T10:00:00Z,open\n",
      "comments.csv":
        "id,ticket_id,author_id,public,created_at,body,via\n7,50,1,true,2021-03-01T10:00:00Z,Hi you,web\n",
    ]).draft()
    for name in ["role", "subject", "status", "via"] {
      #expect(lists.text.contains("        # not mapped: \(name): text 1 of 1\n"), "\(name)")
    }
    let chat = try Exports([
      "chat.csv": Self.chat, "users.csv": "id,email,role\n1,n100@example.org,agent\n",
    ]).draft()
    #expect(chat.text.contains("    # not mapped: role: text 1 of 1\n"))
    _ = try Plan(text: chat.text, path: "migration.yml")
  }
}
