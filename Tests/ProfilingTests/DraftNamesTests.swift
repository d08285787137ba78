import Plan
import Testing

@testable import Profiling

/// Which columns a draft takes for a field.
@Suite("The names of columns in a drafted plan")
struct DraftNamesTests {
  /// A chat with one more column, or with one that has another name and other values.
  private func draft(
    replacing column: String? = nil, with name: String, _ value: @escaping (_ row: Int) -> String
  ) throws -> (plan: Plan, draft: PlanDraft) {
    let names = Chat.header.dropLast().split(separator: ",").map(String.init)
    let position = column.flatMap { names.firstIndex(of: $0) }
    let lines = ([names] + Chat.zulu.split(separator: "\n").map { $0.split(separator: ",").map(String.init) })
      .enumerated().map { index, fields in
        var fields = fields
        let text = index == 0 ? name : value(index - 1)
        if let position { fields[position] = text } else { fields.append(text) }
        return fields.joined(separator: ",")
      }
    let draft = try Exports(["chat.csv": lines.joined(separator: "\n") + "\n"]).draft()
    return (try Plan(text: draft.text, path: "migration.yml"), draft)
  }

  @Test(
    "a column of true and false is public only if it is called so",
    arguments: ["redacted", "is_redacted", "deleted", "read", "resolved"])
  func otherFlags(_ name: String) throws {
    let (plan, draft) = try draft(replacing: "visible", with: name) { _ in "true" }
    #expect(draft.decisions.map(\.sentence) == ["no column was found for public"])
    #expect(plan.chats[0].columns.isPublic.line == nil)
    #expect(draft.text.contains("# not mapped: \(name): boolean word 9 of 9\n"))
  }

  @Test(
    "a column of ids is an id only if it is called so",
    arguments: [
      ("conv_id", "locale_id", "ticket_id"), ("sender_id", "brand_id", "author_id"),
      ("msg_id", "external_id", "id"),
    ])
  func otherIDs(_ column: String, _ name: String, _ key: String) throws {
    let row = try Recognised("\(name),body\n7,<p>One</p>\n8,<p>Two</p>\n", as: .chat)
    #expect(row.fields == [.body: "body"])
    let (plan, draft) = try draft(replacing: column, with: name) { "\(70 + $0)" }
    #expect(draft.decisions.map(\.sentence) == ["no column was found for \(key)"])
    #expect(!plan.chats[0].columns.all.contains { $0.from == name })
  }

  @Test(
    "a time is that of the creation only if it is called so",
    arguments: ["updated_at", "solved_at", "deleted_at"])
  func otherTimes(_ name: String) throws {
    let (plan, draft) = try draft(replacing: "sent", with: name) { "2021-03-01T10:0\($0):00Z" }
    #expect(draft.decisions.map(\.sentence) == ["no column was found for created_at"])
    #expect(plan.chats[0].columns.commentCreatedAt.line == nil)
  }

  @Test(
    "a name that may mean anything is written in a comment, and is to be decided",
    arguments: [
      (
        "sent", "date", "created_at", "created_at: {from: date}", "2021-03-01T10:0#:00Z",
        "RFC 3339, UTC 9 of 9"
      ),
      ("sender_id", "from", "author_id", "author_id: {from: from}", "90#", "integer 9 of 9"),
      ("message", "text", "html_body", "html_body: {from: text}", "Hi #", "text 9 of 9"),
      (
        "visible", "type", "public", "public: {from: type, true: [\"reply\"], false: [\"note\"]}", "note",
        "text 9 of 9"
      ),
    ])
  func weak(
    _ column: String, _ name: String, _ key: String, _ line: String, _ value: String, _ forms: String
  ) throws {
    let (plan, draft) = try draft(replacing: column, with: name) { row in
      name == "type" && row > 0 ? "reply" : value.replacing("#", with: "\(row)")
    }
    #expect(
      draft.decisions.map(\.sentence) == [
        "\(name) may be \(key), but its name alone does not say so (\(forms))"
      ])
    let written = line.replacing("\"", with: "")
    #expect(draft.text.contains("\n      # \(written)\n"))
    #expect(!plan.chats[0].columns.all.contains { $0.from == name })
    let decided = try Plan(
      text: draft.text.replacing("# \(written)", with: written), path: "migration.yml")
    #expect(decided.chats[0].columns.all.contains { $0.field == key && $0.from == name })
  }

  @Test("a name that the values contradict is written in a comment with what speaks against it")
  func contradicted() throws {
    let (_, named) = try draft(replacing: "sender_id", with: "author_id") { "Ann \($0)" }
    #expect(
      named.decisions.map(\.sentence) == [
        "author_id is called like author_id, but its values are not ids but text 9 of 9"
      ])
    let (other, time) = try draft(replacing: "sent", with: "created_at") { "in week \($0)" }
    #expect(
      time.decisions.map(\.sentence) == [
        "created_at is called like created_at, but its values are not times but text 9 of 9"
      ])
    #expect(time.text.contains("\n      # created_at: {from: created_at}\n"))
    #expect(other.chats[0].columns.commentCreatedAt.line == nil)
    let (_, repeated) = try draft(replacing: "msg_id", with: "id") { _ in "7" }
    #expect(
      repeated.decisions.map(\.sentence) == [
        "id is called like id, but it has only 1 value in 9 different records"
      ])
    let (_, moving) = try draft(replacing: "conv_opened", with: "ticket_created_at") {
      "2021-03-01T10:0\($0):00Z"
    }
    #expect(
      moving.decisions.map(\.sentence) == [
        "ticket_created_at is called like created_at, but it changes in 3 of 3 conversations with several rows"
      ])
  }

  @Test("words that may mean public or private are to be decided, and a lone word gets its opposite")
  func words() throws {
    let (plan, draft) = try draft(replacing: "visible", with: "visibility") { $0 > 3 ? "team" : "public" }
    #expect(draft.decisions.map(\.sentence) == ["which of the 2 words of visibility mean a public comment"])
    #expect(draft.text.contains("      # public: {from: visibility, true: [public], false: [team]}\n"))
    #expect(plan.chats[0].columns.isPublic.line == nil)
    let (lone, sure) = try self.draft(replacing: "visible", with: "visibility") { _ in "public" }
    #expect(sure.decisions.isEmpty)
    #expect(
      lone.chats[0].columns.isPublic.words == BooleanWords(isTrue: ["public"], isFalse: ["private"]))
  }

  @Test("a column that no value contradicts is preferred to one of a likelier name")
  func preferred() throws {
    let (plan, draft) = try draft(with: "public") { _ in "4" }
    #expect(plan.chats[0].columns.isPublic.from == "visible")
    #expect(draft.decisions.isEmpty)
  }

  @Test(
    "the names of the common helpdesks are known",
    arguments: [
      // Zendesk, Freshdesk, Help Scout, Intercom, Kayako, Jira Service Management, Salesforce
      ("id,ticket_id,author_id,public,created_at,html_body", "1,5,9,true,2021-03-01T10:00:00Z,<p>a</p>"),
      ("id,ticket_id,user_id,private,created_at,body", "1,5,9,true,2021-03-01T10:00:00Z,<p>a</p>"),
      ("id,conversation_id,createdBy.id,internal,createdAt,body", "1,5,9,true,2021-03-01T10:00:00Z,a b"),
      ("id,conversation_id,author.id,public,created_at,body", "1,5,9,true,1614592800,a b"),
      ("id,case_id,creator.id,public,created_at,contents", "1,5,9,true,2021-03-01T10:00:00Z,a b"),
      ("id,issue_id,author.id,jsdPublic,created,body", "1,5,9,true,2021-03-01T10:00:00Z,a b"),
      ("Id,Case Id,CreatedById,Is Public,CreatedDate,CommentBody", "1,5,9,true,2021-03-01T10:00:00Z,a b"),
    ])
  func helpdesks(_ header: String, _ row: String) throws {
    let found = try Recognised("\(header)\n\(row)\n", as: .comments)
    let names = header.split(separator: ",").map(String.init)
    let fields: [DraftField] = [.commentID, .ticketID, .authorID, .isPublic, .commentCreatedAt, .body]
    #expect(found.fields == Dictionary(uniqueKeysWithValues: zip(fields, names)))
    #expect(found.isSure)
  }
}

/// What is recognised in one file.
private struct Recognised {
  let fields: [DraftField: String]
  let isSure: Bool

  init(_ text: String, as role: ProfiledSource.Role) throws {
    let exports = try Exports(["file.csv": text])
    let group = try #require(try FileGroup.groups(of: [exports.path]).first)
    let sample = try Sample(group)
    let recognition = Recognition(sample, as: role)
    fields = recognition.columns.mapValues { sample.names[$0] }
    isSure = recognition.matches.values.allSatisfy(\.isSure)
  }
}
