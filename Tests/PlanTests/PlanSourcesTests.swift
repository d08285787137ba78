import Testing

@testable import Plan

@Suite("Sources and identity")
struct PlanSourcesTests {
  @Test("a plan without sources says how to add one")
  func noSources() {
    #expect(
      problems(of: "migration: x") == ["m.yml:1: 'sources' is missing; add 'sources: {chat: {path: …}}'"])
    #expect(problems(of: "sources: {}") == ["m.yml:1: 'sources' has no source; add 'chat: {path: …}'"])
    #expect(
      problems(of: "a: 1\nsources:").last == "m.yml:2: 'sources' has no source; add 'chat: {path: …}'")
  }

  @Test("two sources of one name are refused at the first")
  func oneName() {
    #expect(
      problems(of: "sources:\n  chat: {path: a.csv}\n  chat: {path: b.csv}") == [
        "m.yml:2: the key 'chat' is there twice in one mapping, here first; keep one"
      ])
  }

  @Test("two sources need to know whose ids win")
  func noIdentity() {
    let sources = "sources:\n  chat: {path: a.csv}\n  desk: {path: b.csv}\n"
    #expect(
      problems(of: sources) == [
        "m.yml:3: two sources need 'identity', to say whose ids win; "
          + "add 'identity: {match: email, keep: desk}'"
      ])
    #expect(
      problems(of: sources + "identity: {match: email}") == [
        "m.yml:4: 'identity.keep' is missing; add the source whose ids win: "
          + "'identity: {match: email, keep: desk}'"
      ])
  }

  @Test("a kept source that doesn't exist is an error with the nearest that does")
  func keepsNothing() {
    let text = """
      sources: {chat: {path: a.csv}, desk: {path: b.csv}}
      identity: {match: email, keep: dsek}
      """
    #expect(
      problems(of: text) == [
        "m.yml:2: 'identity.keep' must be the name of a source, found 'dsek'; did you mean 'desk'?"
      ])
  }

  @Test("a source that can't be read is the only thing blamed")
  func unreadableSource() {
    let text = """
      sources: {chat: {path: a.csv}, desk: b.csv}
      identity: {keep: desk}
      """
    #expect(problems(of: text) == ["m.yml:1: expected a mapping for 'sources.desk', found text 'b.csv'"])
  }

  @Test("a slip in the kept source's name is the only thing blamed")
  func keepsNothingWithColumns() {
    let text = """
      sources: {desk: {path: b.csv, columns: {id: x}}, chat: {path: a.csv}}
      identity: {keep: dsek}
      """
    #expect(
      problems(of: text) == [
        "m.yml:2: 'identity.keep' must be the name of a source, found 'dsek'; did you mean 'desk'?"
      ])
  }

  @Test("the only source can't be the one whose ids win")
  func keepsOnlySource() {
    let text = "sources: {chat: {path: a.csv}}\nidentity: {keep: chat}"
    #expect(
      problems(of: text) == [
        "m.yml:2: 'identity.keep' names the only source; with one source, "
          + "which is the chat export, leave it out"
      ])
  }

  @Test("people are matched by e-mail only")
  func match() {
    let text = "sources: {chat: {path: a.csv}}\nidentity: {match: name}"
    #expect(problems(of: text) == ["m.yml:2: expected email for 'identity.match', found text 'name'"])
  }

  @Test(
    "a source without a usable path is refused",
    arguments: [
      ("{}", "m.yml:1: 'sources.chat.path' is missing; name the file, a list or a glob"),
      ("{path: }", "m.yml:1: expected text for 'sources.chat.path', found nothing"),
      ("{path: ' '}", "m.yml:1: 'sources.chat.path' is blank; write its text, or leave the key out"),
      ("{path: [[a]]}", "m.yml:1: expected text for 'sources.chat.path', found a list"),
      ("{path: [a, ~]}", "m.yml:1: expected text for 'sources.chat.path', found nothing"),
      ("{path: {a: b}}", "m.yml:1: expected text for 'sources.chat.path', found a mapping"),
      ("{path: [a, b, a]}", "m.yml:1: 'a' is there twice in 'sources.chat.path'; name a file once"),
      ("a.csv", "m.yml:1: expected a mapping for 'sources.chat', found text 'a.csv'"),
    ])
  func path(source: String, problem: String) {
    #expect(problems(of: "sources: {chat: \(source)}").first == problem)
    #expect(problems(of: "sources: {chat: \(source)}").count == 1)
  }

  @Test("a source whose name is blank is refused")
  func blankName() {
    #expect(
      problems(of: "sources: {' ': {path: a.csv}}") == [
        "m.yml:1: a source has a blank name; call it 'chat' or 'ticketing'"
      ])
  }

  @Test("columns of the chat export are refused where the ticketing users' columns are")
  func chatColumns() {
    let text = """
      sources:
        chat: {path: a.csv, columns: {id: x}}
        desk: {path: b.csv}
      identity: {keep: desk}
      """
    #expect(
      problems(of: text) == [
        "m.yml:2: 'sources.chat.columns' is for the ticketing users; the columns of other sources are "
          + "under 'records'"
      ])
  }

  @Test("both ticketing fields from one column are refused")
  func sharedTicketingColumn() {
    let text = """
      sources:
        chat: {path: a.csv}
        desk: {path: b.csv, columns: {id: email}}
      identity: {keep: desk}
      """
    #expect(
      problems(of: text) == [
        "m.yml:3: the column 'email' is mapped to both 'sources.desk.columns.id' and "
          + "'sources.desk.columns.email'; if both come from it, name it for 'sources.desk.columns.email', too"
      ])
  }
}
