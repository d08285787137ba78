import Exports
import Plan
import Testing

@testable import Migration

/// What is in a batch, word for word.
@Suite("Batch content")
struct BatchContentTests {
  @Test("one row gives one batch: its ticket, its comment, its author")
  func oneRow() throws {
    let members = try Fixture([Row()]).members()
    #expect(
      members == [
        TarMember(
          name: "backup_tickets_100.json",
          text:
            #"{"data":{"tickets":{"data":[{"id":10,"created_at":"2021-01-01T00:00:00Z","requester_id":5}],"#
            + #""comments":[{"id":1,"ticket_id":10,"author_id":5,"public":true,"#
            + #""created_at":"2021-02-02T02:02:02Z","html_body":"Hi"}],"#
            + #""users":[{"id":5,"name":"Ann","email":"ann@example.org"}],"organizations":[]}}}"#)
      ])
  }

  @Test("columns are found by name, in any order, among others")
  func anyColumnOrder() throws {
    let usual = try Fixture([Row()]).batch()
    let shuffled = try Fixture(
      chat: """
        EMAIL,extra,NAME,BODY,AUTHOR_ID,TICKET_REQUESTER_ID,CONVERSATION_ID,COMMENT_PART_ID,\
        COMMENT_CREATED_AT,TICKET_CREATED_AT,COMMENT_PUBLIC
        ann@example.org,x,Ann,Hi,5,5,10,1,2021-02-02T02:02:02Z,2021-01-01T00:00:00Z,true

        """
    ).batch()
    #expect(shuffled == usual)
  }

  @Test("a body is unchanged with quotes, commas, line breaks, a backslash and every script")
  func bodySurvives() throws {
    let batch = try Fixture([Row(body: "\"<p class=\"\"x\"\">a,b\r\nc\\d — 漢字 🎈 e\u{301}</p>\"")]).batch()
    #expect(batch.contains(#""html_body":"<p class=\"x\">a,b\r\nc\\d — 漢字 🎈 "# + "e\u{301}</p>\"}"))
  }

  @Test("an empty body, quoted or not, is the empty string")
  func emptyBodyIsKept() throws {
    #expect(try Fixture([Row(body: "")]).batch().contains(#""html_body":"""#))
    #expect(try Fixture([Row(body: #""""#)]).batch().contains(#""html_body":"""#))
  }

  @Test("False is false, and 64-bit ids are unchanged digit for digit")
  func flagsAndIDs() throws {
    let row = Row(
      comment: "9223372036854775807", ticket: "-9223372036854775808", author: "9007199254740993",
      requester: "9007199254740993", isPublic: "False")
    let batch = try Fixture([row]).batch()
    #expect(batch.contains(#"{"id":9223372036854775807,"ticket_id":-9223372036854775808,"#))
    #expect(batch.contains(#""author_id":9007199254740993,"public":false,"#))
  }

  @Test("an empty name or e-mail is null; an e-mail of white space stands as it is")
  func nullNames() throws {
    let batch = try Fixture([
      Row(name: "", email: #""""#), Row(comment: "2", author: "6", name: "Bo", email: " "),
    ]).batch()
    #expect(
      batch.contains(
        #""users":[{"id":5,"name":null,"email":null},{"id":6,"name":"Bo","email":" "}]"#))
  }

  @Test("a comment brings its ticket, then the requester, then the author")
  func orderOfUsers() throws {
    let batch = try Fixture([
      Row(author: "6", requester: "5", name: "Bo", email: "bo@example.org"),
      Row(comment: "2", author: "5", requester: "5"),
    ]).batch()
    #expect(
      batch.contains(
        #""users":[{"id":5,"name":"Ann","email":"ann@example.org"},"#
          + #"{"id":6,"name":"Bo","email":"bo@example.org"}]"#))
  }

  @Test("a body that is not the one that was judged is never written, even where the record fits")
  func bodyIsCheckedAgain() throws {
    let (judged, changed) = (try Fixture([Row(body: "Hi")]), try Fixture([Row(body: "Ho")]))
    let exports = try [judged, changed].map {
      try JudgedExports($0.plan, SourceExports($0.plan), progress: { _ in })
    }
    let renderer = try BatchRenderer(exports[0], BatchPlan(exports[0]))
    var tar = ByteBuffer(capacity: 0)
    do {
      try renderer.render(chunk: 0, lookup: ChunkLookup(exports[1].lists), to: &tar)
      Issue.record("another body was written")
    } catch let error as BuildError {
      #expect(
        error.sentences == [
          "chat.csv:2: BODY is not what was read before; build again when nobody writes to the export"
        ])
    }
  }
}
