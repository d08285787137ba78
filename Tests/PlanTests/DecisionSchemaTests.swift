import Testing

@Suite("The JSON Schema of the sheet of decisions", .enabled(if: SchemaCheck.decisions.isThere))
struct DecisionSchemaTests {
  private static let names = "conflict: \"comments:1001:0123456789abcdef\", side: s0123456789abcdef"

  private func complaints(_ cells: String) throws -> String? {
    try SchemaCheck.decisions.complaints("[{\(cells), \(Self.names)}]")
  }

  @Test(
    "it takes the words of people, and what a spreadsheet makes of them",
    arguments: ["yes", "Yes", "X", "\" yes \"", "\"1\"", "\"TRUE\""])
  func yes(word: String) throws {
    #expect(try complaints("keep: \(word), owner: Ada Osei, reason: Newer, status: open") == "")
    #expect(try complaints("keep: \(word), owner: \"\", reason: Newer") != "")
    #expect(try complaints("keep: \(word), owner: Ada Osei, reason: \" \"") != "")
  }

  @Test("an undecided side needs neither owner nor reason", arguments: ["\"\"", "no", "N", "\"0\"", "\"-\""])
  func no(word: String) throws { #expect(try complaints("keep: \(word), owner: \"\", reason: \"\"") == "") }

  @Test("another word is none, and neither is a name that 'decide' did not write")
  func mistakes() throws {
    #expect(try complaints("keep: perhaps, owner: Ada Osei, reason: Newer") != "")
    let row = "keep: \"\", owner: \"\", reason: \"\""
    #expect(
      try SchemaCheck.decisions.complaints("[{\(row), conflict: comments, side: s0123456789abcdef}]") != "")
    #expect(
      try SchemaCheck.decisions.complaints("[{\(row), conflict: \"users:7:0123456789abcdef\", side: s01}]")
        != "")
    #expect(try SchemaCheck.decisions.complaints("[{\(row)}]") != "")
  }
}
