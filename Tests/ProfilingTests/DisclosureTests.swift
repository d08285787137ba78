import Foundation
import Testing

@testable import Profiling

/// Without `--show-values` a value is shown only where its column surely says nothing of a person.
@Suite("Which values are shown")
struct DisclosureTests {
  /// All that a profile shows of the values of one column, each text once.
  private func shown(_ column: String, _ values: [String], showsValues: Bool = false) throws -> Set<String> {
    let rows = values.enumerated().map { "\($0),\($1)\n" }.joined()
    let profile = try Exports(["a.csv": "number,\(column)\n" + rows]).profile(showsValues: showsValues)
    let found = profile.sources[0].columns[1]
    return Set(
      [found.least, found.greatest].compactMap(\.self) + found.forms.map(\.example)
        + found.damage.map(\.example)
        + found.common.map(\.value))
  }

  @Test("numbers, times, flags and words of helpdesks, in columns of nothing else")
  func plain() throws {
    #expect(try shown("amount", ["5", "12", "-3"]) == ["5", "12", "-3"])
    #expect(try shown("price", ["1.50", "2.25"]) == ["1.50", "2.25"])
    #expect(
      try shown("at", ["2021-01-01T00:00:00Z", "2021-01-02T00:00:00Z"])
        == ["2021-01-01T00:00:00Z", "2021-01-02T00:00:00Z"])
    #expect(try shown("is_new", ["true", "false"]) == ["true", "false"])
    #expect(
      try shown("status", ["open", "On-hold", "waiting for customer"]) == [
        "open", "On-hold", "waiting for customer",
      ])
    #expect(try shown("locale", ["en-US", "de"]) == ["en-US", "de"])
    #expect(try shown("note", ["N/A", "N/A"]).contains("N/A"))
  }

  @Test(
    "a name among the words of a choice is masked, and the words beside it are not",
    arguments: ["status", "type", "public"])
  func nameInChoice(_ column: String) throws {
    let values = Array(repeating: "open", count: 20) + ["Ann Lee"] + Array(repeating: "Zoe", count: 15)
    #expect(try shown(column, values) == ["open", "Aaa Aaa", "Aaa"])
    #expect(try shown(column, values, showsValues: true) == ["open", "Ann Lee", "Zoe"])
  }

  @Test("a word that nobody knows is shown where it is used often, in small letters, in a choice alone")
  func oftenUsed() throws {
    let values = Array(repeating: "handover", count: 5) + Array(repeating: "open", count: 10)
    #expect(try shown("status", values) == ["handover", "open"])
    #expect(try shown("status", ["handover", "open"]) == ["aaaaaaaa", "open"])
    #expect(try shown("remark", values) == ["aaaaaaaa", "aaaa"])
  }

  @Test("a body that a shifted row has put among flags or ids masks what is beside it")
  func shiftedRow() throws {
    #expect(
      try shown("public", ["true", "false", "Call me at 030 1234567"]).contains("Aaaa aa aa 999 9999999"))
    #expect(try shown("author_id", ["7", "4930123456", "Dear Ann"]) == ["9", "9999999999", "Aaaa Aaa"])
    #expect(
      try shown("at", ["2021-01-01T00:00:00Z", "1980-02-03T00:00:00Z", "Ann"])
        == ["9999-99-99A99:99:99A", "Aaa"])
  }

  @Test(
    "numbers of a telephone, of an account and of a birth are somebody's own",
    arguments: ["phone", "Mobile No", "iban", "dob"])
  func personalNumbers(_ column: String) throws {
    #expect(try shown(column, ["4930123456", "4930123457"]) == ["9999999999"])
  }

  @Test("a number with damage is masked among texts")
  func damage() throws {
    #expect(try !shown("reference", ["0049301234567", "Ann"]).contains("0049301234567"))
    #expect(try shown("reference", ["0049301234567", "12"]).contains("0049301234567"))
  }
}

@Suite("Which names of columns are shown")
struct ShownColumnTests {
  private func columns(_ text: String, in name: String = "a.csv", showsValues: Bool = false) throws
    -> [String]
  {
    try Exports([name: text]).profile(showsValues: showsValues).sources[0].columns.map(\.name)
  }

  @Test("names of warehouses, helpdesks and people's spreadsheets")
  func names() throws {
    for name in [
      "id", "TICKET_CREATED_AT", "custom_fields.priority", "Ticket created at", "E-Mail", "Größe (cm)",
      "Name / Titel",
      "field_360001234567", "2021-Q1 total", "c{msg_id}", "{@file}", "a[x=1].b", "#",
    ] { #expect(name.shownAsColumn == name) }
  }

  @Test("addresses, telephone numbers, markup and sentences are masked")
  func values() throws {
    for (name, shown) in [
      ("ann@example.org", "aaa@aaaaaaa.aaa"), ("by.ann@example.org", "aa.aaa@aaaaaaa.aaa"),
      ("+49 (30) 123-4567", "+99 (99) 999-9999"), ("4930123456", "9999999999"),
      ("custom_fields.360001234567", "aaaaaa_aaaaaa.999999999999"), ("<p>Hi</p>", "<a>Aa</a>"),
      ("Dear Ann I would like to ask you", "Aaaa Aaa A aaaaa aaaa aa aaa aaa"), ("a\nb", "a\na"),
    ] { #expect(name.shownAsColumn == shown) }
  }

  @Test("the first row of a CSV without a header is masked as a whole, if one of its words is a value")
  func noHeader() throws {
    #expect(
      try columns("Ann Lee,Berlin,gold,ann@example.org\nBob,Rome,tin,b@example.org\n").prefix(3) == [
        "Aaa Aaa", "Aaaaaa", "aaaa",
      ])
    #expect(
      try columns("Ann Lee,Berlin,gold,7\nBob,Rome,tin,8\n").prefix(3) == ["Aaa Aaa", "Aaaaaa", "aaaa"])
    #expect(try columns("Ann Lee,Berlin,2021-01-01T00:00:00Z\nBob,Rome,x\n")[0] == "Aaa Aaa")
    #expect(try columns("Ann Lee,ann@example.org\nBob,x\n", showsValues: true)[0] == "Ann Lee")
    #expect(try columns("name,city\nBob,Rome\n") == ["name", "city"])
  }

  @Test("keys of JSON that objects are kept by are masked")
  func keys() throws {
    let text = #"{"id":1,"votes":{"ann@localhost":5,"+4930123456":1,"up":2}}"# + "\n"
    #expect(
      try columns(text, in: "a.ndjson") == ["id", "aaaaa.aaa@aaaaaaaaa", "aaaaa.+9999999999", "votes.up"])
  }

  @Test("a key with a dot, which no plan can name, does not keep the others from being read")
  func dottedKeys() throws {
    let text = #"{"id":1,"votes":{"ann@example.org":5,"up":2},"a.b":{"c":1}}"# + "\n"
    let source = try Exports(["a.ndjson": text]).profile().sources[0]
    #expect(source.columns.map(\.name) == ["id", "votes.up"])
    #expect(source.records == 1)
  }

  @Test("words of a first row that columns have again, though not all of them")
  func firstRowAgain() throws {
    let rows = "Ann Lee,Berlin,gold\nBob Ray,Rome,gold\nZoe Fox,Oslo,tin\n"
    #expect(try columns(rows) == ["Aaa Aaa", "Aaaaaa", "aaaa"])
    #expect(try columns("name,city\nBob,Rome\nname,city\nZoe,Oslo\n") == ["name", "city"])
  }

  @Test("a draft shows neither")
  func draft() throws {
    let header = Chat.header.dropLast() + ",ann@example.org\n"
    let rows = Chat.zulu.split(separator: "\n").map { $0 + ",x\n" }.joined()
    let text = try Exports(["a.csv": header + rows]).draft().text
    #expect(!text.contains("ann@example.org"))
    #expect(text.contains("# not mapped: \"aaa@aaaaaaa.aaa\": text 9 of 9"))
  }

  @Test("a draft asks for the words of a flag without those that may be names")
  func flags() throws {
    let rows = Chat.zulu.replacing(",true,", with: ",handover,", maxReplacements: 6)
      .replacing(",true,", with: ",Ann Lee,")
    let text = try Exports(["a.csv": Chat.header + rows]).draft().text
    #expect(text.contains("# public: {from: visible, true: […], false: [handover, …]}"))
    #expect(!text.contains("Ann Lee"))
  }
}
