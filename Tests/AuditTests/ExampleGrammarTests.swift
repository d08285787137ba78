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
    "a block that can't be taken is a sentence with the page, the example and the line in it",
    arguments: [
      ("```csv people\na\n```", "line 6: 'csv people' is no block of an example"),
      ("```json batch one\n{}\n```", "line 6: 'json batch one' is no block of an example"),
      ("```diff chat\n-one\n```", "line 6: the lines that the diff replaces stand 2 times in the text"),
      ("```diff chat\n-three\n```", "line 6: the lines that the diff replaces stand 0 times in the text"),
      ("```diff chat\n+three\n```", "line 6: a diff has a line that is in the text already"),
      ("```diff chat\none\n```", "line 6: a line of a diff starts with '-', '+' or a space"),
      ("```damage\nburn 100\n```", "'burn 100' is no step of damage"),
      ("```damage\nrename 100 name\n```", "'rename 100 name' is no step of damage"),
      ("```damage\nadd device x\n```", "'add device x' is no step of damage"),
      ("```damage\ndrop 100 200\n```", "'drop 100 200' is no step of damage"),
      ("```damage\n \n```", "' ' is no step of damage"),
      ("```damage\nflip tar\n```", "'flip tar' is no step of damage"),
      ("```text findings\na\n```", "an example that passes has no findings"),
      ("```text findings\n  chat.csv:3\n```", "line 6: the place 'chat.csv:3' is below no message"),
      ("```text findings\na\n  no place\n  b\n```", "line 6: the place 'b' is below no message"),
    ])
  func mistakes(_ block: String, sentence: String) {
    #expect(throws: ExampleError("keys/some-rule.md, example 'Wrong': \(sentence)")) {
      try examples(passes: "### Wrong\n\(block)")
    }
  }

  @Test("an example that fails says what is found")
  func noFindings() {
    #expect(
      throws: ExampleError("keys/some-rule.md, example 'Wrong': an example that fails needs 'text findings'")
    ) {
      try examples(fails: "### Wrong")
    }
  }

  @Test("a block outside an example is a mistake, and so is a fence that is never closed")
  func places() {
    #expect(throws: ExampleError("keys/some-rule.md:5: a block of an example stands under a '### ' heading"))
    {
      try examples(passes: "```damage\nrepeat 100\n```")
    }
    #expect(throws: ExampleError("keys/some-rule.md:5: the fence is never closed")) {
      try examples(passes: "```damage")
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
