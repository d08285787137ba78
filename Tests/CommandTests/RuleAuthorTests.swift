import Foundation
import Testing

/// What the documentation says to authors of rules is what happens.
@Suite("Writing a rule of one's own")
struct RuleAuthorTests {
  @Test("the session of the documentation is played as it is written")
  func session() throws {
    let readme = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Rules/README.md")
    let folder = try Folder()
    var played = 0
    for block in DocumentedBlock.blocks(
      of: try String(contentsOf: readme, encoding: .utf8),
      under: "## A rule of your own, from nothing to a FAIL in the matrix")
    {
      switch (block.kind, block.path) {
      case ("console", nil):
        for (command, expected) in block.commands {
          let outcome = try Tool.shell("deskaudit() { \"$0\" \"$@\"; }; { \(command); } 2>&1", in: folder)
          #expect(expected.fits(outcome.output), "\(command)\n\(outcome.output)")
          played += 1
        }
      case ("diff", let path?):
        let text = String(decoding: try folder.bytes(of: path), as: UTF8.self)
        let (old, new) = block.replacement
        #expect(text.contains(old))
        try folder.write(text.replacing(old, with: new), to: path)
      case (_, let path?): try folder.write(block.lines.map { $0 + "\n" }.joined(), to: path)
      case (_, nil): Issue.record("what is to be done with the block \(block.kind)?")
      }
    }
    #expect(played == 11)
  }

  @Test("the skeleton of every check is valid, and its examples are judged as it says")
  func skeletons() throws {
    let folder = try Folder()
    let list = try Tool.run("rules", "--json", in: folder)
    let checks = Set(list.output.matches(of: #/"check": "([^"]+)"/#).map { String($0.1) })
    for check in checks.sorted() {
      let outcome = try Tool.run("rules", "new", "my-\(check)", "--check", check, in: folder)
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      let page = String(decoding: try folder.bytes(of: "rules/counts/my-\(check).md"), as: UTF8.self)
      let keys = page.split(separator: "\n").dropFirst().prefix { $0 != "---" }
      #expect(keys.allSatisfy { $0.contains(" # ") }, "\(keys)")
    }
    let outcome = try Tool.run("rules", "test", "rules", in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
  }

  @Test("a page is read as other systems save it, with CRLF and a byte order mark")
  func lineEnds() throws {
    let folder = try Folder()
    let page = "---\narea: counts\ncheck: limit\nseverity: error\n---\n\n# Mine\n"
    try folder.write("\u{FEFF}" + page.replacing("\n", with: "\r\n"), to: "rules/counts/mine.md")
    let outcome = try Tool.run("rules", "--rules", "rules", "--json", in: folder)
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(outcome.output.contains("\"title\": \"Mine\""))
  }

  @Test("a mistake in a page has its folder, whether the page or the plan shows it")
  func folders() throws {
    let folder = try Folder.migration()
    try folder.writeRule("counts/mine.md", "area: counts\ncheck: limits\nseverity: error", title: "Mine")
    let page = try Tool.run("rules", "--rules", "rules/", in: folder)
    #expect(page.errors.hasPrefix("error: rules/counts/mine.md:3: check: "), "\(page.errors)")
    try folder.writeRule(
      "counts/mine.md",
      "area: counts\ncheck: unique\ncolumn: archive.comments.none\nseverity: error", title: "Mine")
    let plan = try Tool.run("verify", "--rules", "rules", in: folder)
    #expect(plan.errors.hasPrefix("error: rules/counts/mine.md:4: column: "), "\(plan.errors)")
  }

  @Test("a page that is there is never replaced, and neither is a rule of the rule book")
  func noOverwriting() throws {
    let folder = try Folder()
    try folder.write("mine", to: "rules/keys/ours.md")
    let outcome = try Tool.run("rules", "new", "ours", "--area", "keys", in: folder)
    #expect(outcome.exitCode == 2)
    #expect(
      outcome.errors
        == "error: rules/keys/ours.md: exists already; choose another id, or delete it first\n")
    #expect(try folder.bytes(of: "rules/keys/ours.md") == Data("mine".utf8))
    #expect(try Tool.run("rules", "new", "emails-are-unique", in: folder).exitCode == 64)
    #expect(try Tool.run("rules", "new", "../ours", in: folder).exitCode == 64)
  }

  @Test("mistakes of all pages are said at once, with file and line: exit 64")
  func mistakes() throws {
    let folder = try Folder()
    try folder.writeRule("keys/a.md", "area: keys\ncheck: uniqe\nseverity: error", title: "A")
    try folder.writeRule(
      "keys/b.md", "area: keys\ncheck: unique\ncolumn: archive.users.nam\nseverity: error",
      title: "B\n\n## Passes\n\n### One")
    try folder.writeRule(
      "keys/c.md", "area: keys\ncheck: limit\nseverity: error",
      title: "C\n\n## Passes\n\n### One\n\n```damage\ndorp 100\n```")
    let outcome = try Tool.run("rules", "test", "rules", in: folder)
    #expect(outcome.exitCode == 64)
    #expect(
      outcome.errors == """
        error: rules/keys/a.md:3: check: 'uniqe' is unknown; did you mean 'unique'?
        error: rules/keys/b.md:4: column: 'archive.users' has no column 'nam' by the plan; did you mean 'name'? (in the plan of 'One')
        error: rules/keys/c.md:14: example 'One': 'dorp 100' is not a step of damage; write drop 100

        """)
  }

  @Test("an unknown id is told the nearest, and nothing of a page can steer the terminal")
  func explain() throws {
    let folder = try Folder()
    let outcome = try Tool.run("explain", "no-missing-coments", in: folder)
    #expect(outcome.exitCode == 64)
    #expect(
      outcome.errors.contains("no rule has the id 'no-missing-coments'; did you mean 'no-missing-comments'"))
    try folder.writeRule(
      "keys/a.md", "area: keys\ncheck: limit\nseverity: error",
      title: "A\u{1B}[31m\n\nRed \u{202E}text\n\n```\n\u{1B}]0;x\u{7}\n```")
    for command in ["explain", "list"] {
      let arguments = command == "list" ? [] : ["a"]
      let shown = try Tool.shell(
        "\"$0\" rules \(command) \"$@\" --rules rules", [Tool.path] + arguments, in: folder)
      #expect(shown.exitCode == 0)
      #expect(!shown.output.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{7}" || $0 == "\u{202E}" })
      #expect(shown.output.contains("A\\u{1B}[31m"))
    }
  }

  @Test("every schema that is shipped is printed as it is; an unknown name is told the known ones")
  func schemas() throws {
    let folder = try Folder()
    let reports = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Reports")
    for name in ["plan", "page", "waivers", "decisions", "audit", "comparison", "attestation"] {
      let outcome = try Tool.run("schema", name, in: folder)
      let file = try String(contentsOf: reports.appending(path: "\(name).schema.json"), encoding: .utf8)
      #expect(outcome.output == file)
    }
    #expect(try Tool.run("schema", "plans", in: folder).errors.contains("did you mean 'plan'?"))
  }
}

/// A fenced block of the documentation: a file to write, a change of one, or commands with what they print.
private struct DocumentedBlock {
  var kind: String
  var path: String?
  var lines: [String] = []

  /// The blocks below a heading, up to the next of its level.
  static func blocks(of text: String, under heading: String) -> [DocumentedBlock] {
    var blocks: [DocumentedBlock] = []
    var (isInSection, fence) = (false, "")
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if !fence.isEmpty {
        if line == fence { fence = "" } else if isInSection { blocks[blocks.count - 1].lines.append(line) }
      } else if line.hasPrefix("```") {
        fence = String(line.prefix { $0 == "`" })
        let words = line.dropFirst(fence.count).split(separator: " ", maxSplits: 1).map(String.init)
        if isInSection { blocks.append(DocumentedBlock(kind: words[0], path: words.dropFirst().first)) }
      } else if line.hasPrefix("## ") {
        isInSection = line == heading
      }
    }
    return blocks
  }

  /// Each line after `$`, with the lines below it.
  var commands: [(command: String, output: DocumentedOutput)] {
    var commands: [(command: String, output: DocumentedOutput)] = []
    for line in lines {
      if line.hasPrefix("$ ") {
        commands.append((String(line.dropFirst(2)), DocumentedOutput()))
      } else {
        commands[commands.count - 1].output.lines.append(line)
      }
    }
    return commands
  }

  /// The lines of a diff.
  var replacement: (old: String, new: String) {
    func text(_ marks: String) -> String {
      lines.filter { marks.contains($0.prefix(1)) }.map { $0.dropFirst() }.joined(separator: "\n")
    }
    return (text("- "), text("+ "))
  }
}

/// What the documentation says that a command prints: a line `…` is any lines, and `…` in a line any text.
private struct DocumentedOutput {
  var lines: [String] = []

  func fits(_ output: String) -> Bool {
    var printed = output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if printed.last == "" { printed.removeLast() }
    return fits(printed[...], lines[...])
  }

  private func fits(_ printed: ArraySlice<String>, _ expected: ArraySlice<String>) -> Bool {
    guard let line = expected.first else { return printed.isEmpty }
    if line == "…" {
      return (printed.startIndex...printed.endIndex).contains { fits(printed[$0...], expected.dropFirst()) }
    }
    guard let first = printed.first else { return false }
    let parts = line.split(separator: "…", omittingEmptySubsequences: false)
    let isEqual =
      parts.count == 1 ? first == line : first.hasPrefix(parts[0]) && first.hasSuffix(parts[parts.count - 1])
    return isEqual && fits(printed.dropFirst(), expected.dropFirst())
  }
}
