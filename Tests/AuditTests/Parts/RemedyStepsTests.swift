import Testing

@testable import Audit

@Suite("The section When it fails of a page is told as steps")
struct RemedyStepsTests {
  private func steps(_ section: String) -> [String] {
    RemedySteps.read(
      "# Title\n\n## When it fails\n\(section)\n## Passes\n\n1. Not a step.\n".split(
        separator: "\n", omittingEmptySubsequences: false))
  }

  @Test("items of a list, with the lines that go on, and paragraphs are a step each")
  func items() {
    #expect(
      steps(
        "\n1. Look at\n   the batch.\n12. Write it again.\n\n- Or not.\n* Never.\nAnd wait.\n\nAsk somebody.\n"
      )
        == ["Look at the batch.", "Write it again.", "Or not.", "Never. And wait.", "Ask somebody."])
  }

  @Test(
    "what only begins like an item is text", arguments: ["1.x", "-x", "1) x", "2021 was long", "**x** is"])
  func text(_ line: String) {
    #expect(steps("\n\(line)\n") == [line])
  }

  @Test(
    "of a link its text is told, and a code span in quotes",
    arguments: [
      ("see [the plan](README.md#plan), `id`", "see the plan, 'id'"), ("[a](b)[c](d)", "ac"),
      ("an [array] of (two)", "an [array] of (two)"), ("[](x) [a]()", "[](x) [a]()"), ("[a](", "[a]("),
      ("[a] (b)", "[a] (b)"),
    ])
  func plain(_ text: String, _ told: String) {
    #expect(steps("\n\(text)\n") == [told])
  }

  @Test("a page without the section has no steps")
  func none() {
    #expect(RemedySteps.read(["# Title", "", "## Passes", "x"]) == [])
  }
}
