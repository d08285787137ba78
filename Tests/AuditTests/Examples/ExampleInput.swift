/// Everything that the audit of an example reads, before it is written to files.
struct ExampleInput: Sendable {
  var chat = ""
  var ticketing = ""
  var plan = ""
  /// Further files beside them, by name: more sources, or more stages of one.
  var files: [String: String] = [:]
  /// The contents of the members, by batch number.
  var batches: [Int: String] = [:]
  var damage: [Damage] = []

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
  init(standardOf readme: String) throws {
    guard let section = try MarkdownPage(readme, path: "README.md")["The standard example"] else {
      throw ExampleError("README.md has no heading 'The standard example'")
    }
    for block in section.blocks { try apply(block) }
  }

  /// Takes a block of an example: it replaces what the standard example has there, or changes it.
  mutating func apply(_ block: MarkdownPage.Block) throws {
    let words = block.info.split(separator: " ").map(String.init)
    let number = words.count == 3 ? Int(words[2]) : nil
    switch (words.first, words.dropFirst().first, number) {
    case ("csv", "chat", nil): chat = block.text
    case ("csv", "ticketing", nil): ticketing = block.text
    case ("json", "batch", let number?): batches[number] = block.text
    case ("yaml", "plan", nil): plan += block.text
    case ("diff", "plan", nil): plan = try Self.changed(plan, by: block)
    case ("file", let name?, nil) where words.count == 2: files[name] = block.text
    case ("damage", nil, nil): damage += try block.text.split(separator: "\n").map { try Damage($0) }
    case ("diff", "chat", nil): chat = try Self.changed(chat, by: block)
    case ("diff", "ticketing", nil): ticketing = try Self.changed(ticketing, by: block)
    case ("diff", "batch", let number?):
      batches[number] = try Self.changed(batches[number] ?? "", by: block)
    default: throw ExampleError("line \(block.line): '\(block.info)' is no block of an example")
    }
  }

  /// `text` with the lines after `-` or a space replaced by those after `+` or a space.
  ///
  /// What is replaced must be in `text` exactly once, as whole lines in a row.
  private static func changed(_ text: String, by block: MarkdownPage.Block) throws -> String {
    var old: [Substring] = []
    var new: [Substring] = []
    for line in block.text.split(separator: "\n") {
      let content = line.dropFirst()
      switch line.first {
      case "-": old.append(content)
      case "+": new.append(content)
      case " ":
        old.append(content)
        new.append(content)
      default: throw ExampleError("line \(block.line): a line of a diff starts with '-', '+' or a space")
      }
    }
    if old.isEmpty { throw ExampleError("line \(block.line): a diff has a line that is in the text already") }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let starts = lines.indices.filter { lines[$0...].starts(with: old) }
    guard let start = starts.first, starts.count == 1 else {
      throw ExampleError(
        "line \(block.line): the lines that the diff replaces stand \(starts.count) times in the text")
    }
    lines.replaceSubrange(start..<start + old.count, with: new)
    return lines.joined(separator: "\n")
  }
}
