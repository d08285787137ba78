import Plan

/// Everything that the audit of an example reads, before it is written to files.
package struct ExampleInput: Sendable {
  package var chat = ""
  package var ticketing = ""
  package var plan = ""
  /// Further files beside them, by name: more sources, or more stages of one.
  package var files: [String: String] = [:]
  /// Files beside them that are gzip, by name.
  package var packedFiles: [String: [UInt8]] = [:]
  /// What of sign-offs an example that has some need not write: one for each page that asks for it.
  private var standardSignOffs = ""
  /// The contents of the members, by batch number.
  package var batches: [Int: String] = [:]
  package var damage: [Damage] = []

  /// Whether bytes of the compressed file are damaged, so that findings have places in it.
  var damagesFile: Bool {
    damage.contains {
      switch $0 {
      case .flip(.file, _), .cut(.file, _), .append(.file, _), .pad(.file, _): true
      default: false
      }
    }
  }

  /// The standard example, from the README of the rule book: the first block of each kind.
  package init(standardOf readme: String) throws(ExampleError) {
    guard let section = try MarkdownPage(readme)["The standard example"] else {
      throw ExampleError("README.md has no heading 'The standard example'")
    }
    for block in section.blocks {
      if block.info == "yaml sign-offs" { standardSignOffs = block.text } else { try apply(block) }
    }
  }

  /// Takes a block of an example: it replaces what the standard example has there, or changes it.
  mutating func apply(_ block: MarkdownPage.Block) throws(ExampleError) {
    let words = block.info.split(separator: " ").map(String.init)
    let number = words.count == 3 ? Int(words[2]) : nil
    switch (words.first, words.dropFirst().first, number) {
    case ("csv", "chat", nil): chat = block.text
    case ("csv", "ticketing", nil): ticketing = block.text
    case ("json", "batch", let number?): batches[number] = block.text
    case ("yaml", "plan", nil): plan += block.text
    case ("diff", "plan", nil): plan = try Self.changed(plan, by: block)
    case ("file", let name?, nil) where words.count == 2:
      files[try Self.proven(name, block)] = block.text
    case ("gzip", let name?, nil) where words.count == 2: try pack(block, into: name)
    case ("gzip", let name?, let length?): try pack(block, into: name, first: length)
    case ("yaml", "sign-offs", nil): sign(block.text)
    case ("damage", nil, nil): damage += try Self.steps(of: block)
    case ("diff", "chat", nil): chat = try Self.changed(chat, by: block)
    case ("diff", "ticketing", nil): ticketing = try Self.changed(ticketing, by: block)
    case ("diff", "batch", let number?):
      batches[number] = try Self.changed(batches[number] ?? "", by: block)
    default:
      throw ExampleError(
        "'\(block.info)' is not a block of an example\(suggestion(for: block.info, among: Self.blocks))",
        line: block.line)
    }
  }

  private static func proven(_ name: String, _ block: MarkdownPage.Block) throws(ExampleError) -> String {
    guard !name.contains("/"), !name.hasPrefix(".") else {
      throw ExampleError("'\(name)' is not a name of a file beside the exports", line: block.line)
    }
    return name
  }

  /// Gzip without compression, of which every version of libz makes the same bytes.
  private mutating func pack(
    _ block: MarkdownPage.Block, into name: String, first length: Int = .max
  ) throws(ExampleError) {
    let packed = try ExampleArchive.gzip(Array(block.text.utf8), level: 0)
    packedFiles[try Self.proven(name, block)] = Array(packed.prefix(max(0, length)))
  }

  /// Names the file of sign-offs: those of the example, then those of the standard example that it does not have.
  private mutating func sign(_ text: String) {
    func names(_ text: some StringProtocol) -> [String] {
      String(text).matches(of: #/sign-off: ([a-z-]+)/#).map { String($0.1) }
    }
    let own = names(text)
    let others = standardSignOffs.split(separator: "\n").filter { line in
      !names(line).contains(where: own.contains)
    }
    plan += "sign-offs: signoffs.yml\n"
    files["signoffs.yml"] = text + others.map { $0 + "\n" }.joined()
  }

  /// The blocks that an example may hold beside its findings.
  static let blocks = [
    "csv chat", "csv ticketing", "json batch 100", "file NAME", "gzip NAME", "diff chat", "diff ticketing",
    "diff plan", "diff batch 100", "yaml plan", "yaml sign-offs", "damage", "text findings",
  ]

  private static func steps(of block: MarkdownPage.Block) throws(ExampleError) -> [Damage] {
    var steps: [Damage] = []
    for (index, line) in block.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    where !line.isEmpty {
      do throws(ExampleError) {
        steps.append(try Damage(line))
      } catch {
        throw ExampleError(error.message, line: block.line + 1 + index)
      }
    }
    return steps
  }

  /// `text` with the lines after `-` or a space replaced by those after `+` or a space.
  ///
  /// What is replaced must be in `text` exactly once, as whole lines in a row.
  private static func changed(
    _ text: String, by block: MarkdownPage.Block
  ) throws(ExampleError) -> String {
    var old: [Substring] = []
    var new: [Substring] = []
    for (index, line) in block.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    where !line.isEmpty {
      let content = line.dropFirst()
      switch line.first {
      case "-": old.append(content)
      case "+": new.append(content)
      case " ":
        old.append(content)
        new.append(content)
      default:
        throw ExampleError("a line of a diff starts with '-', '+' or a space", line: block.line + 1 + index)
      }
    }
    if old.isEmpty {
      throw ExampleError("a diff has a line that is in the text already", line: block.line)
    }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let starts = lines.indices.filter { lines[$0...].starts(with: old) }
    guard let start = starts.first, starts.count == 1 else {
      throw ExampleError(
        starts.isEmpty
          ? "the text does not have the lines that the diff replaces"
          : "the text has the lines that the diff replaces \(starts.count) times; add a line before them",
        line: block.line)
    }
    lines.replaceSubrange(start..<start + old.count, with: new)
    return lines.joined(separator: "\n")
  }
}
