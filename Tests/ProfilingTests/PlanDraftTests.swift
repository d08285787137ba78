import Foundation
import Plan
import Testing

@testable import Profiling

@Suite("A plan drafted from exports")
struct PlanDraftTests {
  private func plan(_ draft: PlanDraft) throws -> Plan { try Plan(text: draft.text, path: "migration.yml") }

  @Test("columns with other names are recognised, and nothing is left to decide")
  func renamed() throws {
    let exports = try Exports([
      "chat.csv": Chat.header + Chat.zulu, "users.csv": "id,email\n1,n100@example.org\n2,zoe@example.org\n",
    ])
    let draft = try exports.draft()
    #expect(draft.decisions.isEmpty)
    let plan = try plan(draft)
    #expect(plan.chats[0].source.paths.map(\.value) == ["chat.csv"])
    #expect(plan.ticketing?.source.paths.map(\.value) == ["users.csv"])
    let columns = plan.chats[0].columns
    #expect(
      [columns.commentID, columns.ticketID, columns.authorID, columns.requesterID, columns.isPublic].map(
        \.from)
        == ["msg_id", "conv_id", "sender_id", "customer", "visible"])
    #expect(
      [columns.commentCreatedAt, columns.ticketCreatedAt, columns.body, columns.name, columns.email].map(
        \.from)
        == ["sent", "conv_opened", "message", "sender_name", "mail"])
  }

  @Test("names that say nothing are not told by their values")
  func nameless() throws {
    let exports = try Exports(["chat.csv": "a,b,c,d,e,f,g,h,i,j\n" + Chat.zulu])
    #expect {
      try exports.draft()
    } throws: { "\($0)".contains("chat.csv\" has columns a, b, c, d, e, f, g, h, i, j.") }
  }

  @Test("a zone that no time names is to be decided, with its line")
  func zone() throws {
    let exports = try Exports(["chat.csv": Chat.header + Chat.rows { "2021-03-0\($0 + 1) 10:0\($1):00" }])
    let draft = try exports.draft()
    let lines = draft.text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(draft.decisions.count == 2)
    for decision in draft.decisions {
      #expect(decision.sentence.hasPrefix("these times have no zone"))
      #expect(lines[decision.line - 1].contains("# decide: these times have no zone"))
    }
    let decided = draft.text.replacing("# time-zone: Europe/Berlin", with: "time-zone: Europe/Berlin")
    let plan = try Plan(text: decided, path: "migration.yml")
    #expect(plan.chats[0].columns.commentCreatedAt.timeZone?.name == "Europe/Berlin")
    #expect(plan.chats[0].columns.ticketCreatedAt.timeZone?.name == "Europe/Berlin")
  }

  @Test(
    "the format of the times is written as the plan has it",
    arguments: [
      ("10/31/2017 10:1# PM +0000", "\"%m/%d/%Y %I:%M %p %z\""),
      ("Tue Oct 31 22:10:4# +0000 2017", "\"%a %b %d %H:%M:%S %z %Y\""),
      ("31/10/2017 22:1# +0100", "\"%d/%m/%Y %H:%M %z\""), ("161459280#", "epoch-seconds"),
      ("161459280#000", "epoch-milliseconds"),
    ])
  func format(_ stamp: String, _ format: String) throws {
    let rows = Chat.rows { conversation, message in
      stamp.replacing("#", with: "\(conversation * 3 + message)")
    }
    let exports = try Exports(["chat.csv": Chat.header + rows])
    let draft = try exports.draft()
    #expect(draft.text.contains("        format: \(format)\n"))
    #expect(draft.decisions.isEmpty)
    _ = try plan(draft)
  }

  @Test("a day that could be a month is not guessed")
  func openOrder() throws {
    let rows = Chat.rows { "0\($0 + 1)/02/2017 10:0\($1) +0000" }
    let draft = try Exports(["chat.csv": Chat.header + rows]).draft()
    #expect(
      draft.decisions.map(\.sentence)
        == Array(repeating: "no number is over 12, so the day may be the first or the second", count: 2))
    #expect(draft.text.contains("# format: \"%m/%d/%Y %H:%M %z\"\n"))
    #expect(draft.text.contains("# format: \"%d/%m/%Y %H:%M %z\"\n"))
    _ = try plan(draft)
  }

  @Test("stages become one source, a glob and their unit; one that is missing is to be decided")
  func stages() throws {
    var files = ["chat_2020-Q4.csv": Chat.header + Chat.zulu, "chat_2021-Q1.csv": Chat.header + Chat.zulu]
    let whole = try Exports(files).draft()
    #expect(try plan(whole).chats[0].source.paths.map(\.value) == ["chat_*.csv"])
    let stages = try #require(try plan(whole).chats[0].source.stages)
    #expect(stages.unit == .quarter)
    #expect(stages.first?.value == "2020-Q4" && stages.last?.value == "2021-Q1")
    #expect(whole.decisions.isEmpty)
    files["chat_2021-Q3.csv"] = Chat.header + Chat.zulu
    let gap = try Exports(files).draft()
    #expect(gap.decisions.count == 1)
    let sentence = gap.decisions.first?.sentence ?? ""
    #expect(sentence.hasPrefix("the names count by quarter, but 2021-Q2 is missing between "))
    #expect(sentence.hasSuffix("/chat_2021-Q3.csv; find it, or leave 'stages' out"))
    #expect(try plan(gap).chats[0].source.stages == nil)
  }

  @Test("a glob that would match a file of another kind is a list")
  func list() throws {
    let exports = try Exports([
      "chat1.csv": Chat.header + Chat.zulu, "chat2.csv": Chat.header + Chat.zulu,
      "chat-users.csv": "id,email\n1,a@example.org\n",
    ])
    let plan = try plan(exports.draft())
    #expect(plan.chats[0].source.paths.map(\.value) == ["chat1.csv", "chat2.csv"])
  }

  @Test("words for public and private become words of the plan")
  func words() throws {
    let header = Chat.header.replacing("visible", with: "visibility")
    let rows = Chat.zulu.replacing("50,true", with: "50,public").replacing("51,true", with: "51,internal")
      .replacing("52,true", with: "52,public")
    let plan = try plan(Exports(["chat.csv": header + rows]).draft())
    #expect(plan.chats[0].columns.isPublic.words == BooleanWords(isTrue: ["public"], isFalse: ["internal"]))
  }

  @Test("a column that says the opposite of public has its words swapped, and that is to be decided")
  func opposite() throws {
    let header = Chat.header.replacing("visible", with: "is_private")
    let rows = Chat.zulu.replacing("51,true", with: "51,false")
    let draft = try Exports(["chat.csv": header + rows]).draft()
    #expect(
      try plan(draft).chats[0].columns.isPublic.words == BooleanWords(isTrue: ["false"], isFalse: ["true"]))
    #expect(
      draft.decisions.map(\.sentence) == [
        "the name says the opposite of public, so its words are swapped; see that this is right"
      ])
  }

  @Test("bytes that are not UTF-8 are said, and the encoding is to be decided")
  func encoding() throws {
    let exports = try Exports([:])
    let text = Data((Chat.header + Chat.zulu).utf8)
    let marker = try #require(text.range(of: Data("Text 1".utf8)))
    try exports.write(text.replacingBytes(in: marker, with: [0xFC]), to: "chat.csv")
    let draft = try exports.draft()
    #expect(
      draft.decisions.map(\.sentence) == [
        "bytes in message are not UTF-8; Windows-1252 is likely, but every file is valid Windows-1252"
      ])
    _ = try plan(draft)
  }

  @Test("files without a chat are refused with their columns")
  func noChat() throws {
    let exports = try Exports(["users.csv": "id,email\n1,a@example.org\n"])
    #expect {
      try exports.draft()
    } throws: { error in
      "\(error)".contains("no file has comments with their texts, and none is a chat export: ")
        && "\(error)".contains("users.csv\" has people in columns id, email.")
    }
  }

  @Test("a column's name can't become a line of the plan")
  func injection() throws {
    let exports = try Exports([
      "chat.csv": Chat.header.replacing("\n", with: ",\"x\nconflicts: last\"\n")
        + Chat.zulu.replacing("\n", with: ",1\n")
    ])
    let plan = try plan(exports.draft())
    #expect(plan.conflicts == .refuse)
  }
}

extension Data {
  fileprivate func replacingBytes(in range: Range<Data.Index>, with bytes: [UInt8]) -> Data {
    var data = self
    data.replaceSubrange(range, with: bytes)
    return data
  }
}
