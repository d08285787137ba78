import RuleExamples
import Audit
import RuleExamples
import Testing

@Suite("How examples are written")
struct ExampleGrammarTests {
  private let readme = """
    ## The standard example

    ```csv chat
    head
    one
    two
    one
    ```
    """

  /// The examples of a page whose parts are `passes` and `fails`.
  private func examples(passes: String = "", fails: String = "") throws -> [RuleExample] {
    try RuleExample.examples(
      ofPage: "keys/some-rule.md", "# Title\n\n## Passes\n\n\(passes)\n\n## Fails\n\n\(fails)\n",
      standard: try ExampleInput(standardOf: readme))
  }

  @Test("an example is a heading, with what it says differently from the standard example")
  func example() throws {
    let examples = try examples(
      passes: "### As it is",
      fails:
        "### Changed\n\n```diff chat\n two\n-one\n+three\n```\n\n```text findings\na\n  no place\nb\n  chat.csv:3\n```"
    )
    #expect(examples.map(\.testDescription) == ["some-rule: As it is", "some-rule: Changed"])
    #expect(examples.map(\.isPassing) == [true, false])
    #expect(
      examples.map(\.findings) == [
        [], [.init(message: "a", place: "no place"), .init(message: "b", place: "chat.csv:3")],
      ])
    #expect(examples.map(\.input.chat) == ["head\none\ntwo\none\n", "head\none\ntwo\nthree\n"])
  }

  @Test(
    "a block that can't be used is a sentence with the page, its line, and the example",
    arguments: [
      (
        6, "```csv people\na\n```",
        "'csv people' is not a block of an example; known here: csv chat, csv ticketing, json batch 100, "
          + "file NAME, gzip NAME, diff chat, diff ticketing, diff plan, diff batch 100, yaml plan, yaml sign-offs, damage, "
          + "text findings"
      ),
      (
        6, "```text finding\na\n```",
        "'text finding' is not a block of an example; did you mean 'text findings'?"
      ),
      (
        6, "```json batch one\n{}\n```",
        "'json batch one' is not a block of an example; did you mean 'json batch 100'?"
      ),
      (6, "```file ../a.csv\na\n```", "'../a.csv' is not a name of a file beside the exports"),
      (
        6, "```diff chat\n-one\n```",
        "the text has the lines that the diff replaces 2 times; add a line before them"
      ),
      (6, "```diff chat\n-three\n```", "the text does not have the lines that the diff replaces"),
      (6, "```diff chat\n+three\n```", "a diff has a line that is in the text already"),
      (8, "```diff chat\n two\none\n```", "a line of a diff starts with '-', '+' or a space"),
      (
        7, "```damage\nburn 100\n```",
        "'burn 100' is not a step of damage; known are drop, repeat, rename, add, flip, cut, append, pad, not, "
          + "digest-file"
      ),
      (8, "```damage\ndrop 100\ndorp 100\n```", "'dorp 100' is not a step of damage; write drop 100"),
      (
        7, "```damage\nrename 100 name\n```",
        "'rename 100 name' is not a step of damage; write rename 100 to NAME"
      ),
      (
        7, "```damage\nrename 100 to \n```",
        "'rename 100 to ' is not a step of damage; write rename 100 to NAME"
      ),
      (
        7, "```damage\nadd device x\n```",
        "'add device x' is not a step of damage; write add file NAME, add link NAME or add directory NAME"
      ),
      (7, "```damage\ndrop 100 200\n```", "'drop 100 200' is not a step of damage; write drop 100"),
      (
        7, "```damage\nflip tar\n```",
        "'flip tar' is not a step of damage; write flip tar 1536 or flip file -8"
      ),
      (
        7, "```damage\ncut tar -5\n```",
        "'cut tar -5' is not a step of damage; write cut tar 1024 or cut file 20"
      ),
      (5, "```text findings\na\n```", "an example that passes has no findings"),
      (7, "```text findings\n  chat.csv:3\n```", "the place 'chat.csv:3' is below no message"),
      (9, "```text findings\na\n  no place\n  b\n```", "the place 'b' is below no message"),
    ])
  func mistakes(line: Int, _ block: String, sentence: String) {
    #expect(throws: RuleError(page: "keys/some-rule.md", line: line, message: "example 'Wrong': \(sentence)"))
    {
      try examples(passes: "### Wrong\n\(block)")
    }
  }

  @Test("an example that fails says what is found")
  func noFindings() {
    #expect(
      throws: RuleError(
        page: "keys/some-rule.md", line: 9,
        message: "example 'Wrong': an example that fails needs 'text findings'")
    ) {
      try examples(fails: "### Wrong")
    }
  }

  @Test("a block outside an example is a mistake, and so is a fence that is never closed")
  func places() {
    #expect(
      throws: RuleError(
        page: "keys/some-rule.md", line: 5,
        message: "a block of an example is under a heading of the third level, '### '")
    ) {
      try examples(passes: "```damage\nrepeat 100\n```")
    }
    #expect(throws: RuleError(page: "keys/some-rule.md", line: 5, message: "the fence is never closed")) {
      try examples(passes: "```damage")
    }
  }

  @Test("a step on a batch that is not there can't be done")
  func absentBatch() throws {
    let example = try examples(passes: "### Wrong\n```damage\ndrop 300\n```")[0]
    #expect(throws: ExampleError("a step of damage is on batch 300, which the example does not have")) {
      try ExampleArchive(example.input)
    }
  }

  @Test("steps of damage are read as they are written")
  func damage() throws {
    let steps: [(Substring, Damage)] = [
      ("drop 100", .leaveOut(batch: 100)), ("repeat 200", .addAgain(batch: 200)),
      ("rename 100 to ./a b.json", .rename(batch: 100, name: "./a b.json")),
      ("add directory ./", .add(.directory, name: "./")), ("add link a b", .add(.link, name: "a b")),
      ("add file notes.txt", .add(.file, name: "notes.txt")), ("flip tar 0", .flip(.tar, offset: 0)),
      ("flip file -8", .flip(.file, offset: -8)), ("cut file 20", .cut(.file, count: 20)),
      ("append tar two words", .append(.tar, text: "two words")), ("pad file 512", .pad(.file, count: 512)),
      ("not compressed", .leaveUncompressed), ("digest-file", .writeDigestFile(text: nil)),
      ("digest-file 00ff", .writeDigestFile(text: "00ff")),
      ("digest-file 0000", .writeDigestFile(text: "0000")),
    ]
    for (line, step) in steps { #expect(try Damage(line) == step, "\(line)") }
  }
}
