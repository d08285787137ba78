/// A Markdown text as its headings, each with the fenced blocks below it.
struct MarkdownPage: Sendable {
  /// A fenced block: what is after its opening fence, and its lines, each with its line end.
  struct Block: Sendable, Equatable {
    var info: String
    var text: String
    /// Of the opening fence, counted from 1.
    var line: Int
  }

  /// A heading, and what is between it and the next heading of any level.
  struct Section: Sendable {
    var level: Int
    var title: String
    /// Lines that are not blank and in no block.
    var prose: [String] = []
    var blocks: [Block] = []
  }

  /// In the order of the page; front matter and whatever else precedes the first heading is left out.
  private(set) var sections: [Section] = []

  /// - Throws: `ExampleError` when a fence is never closed.
  init(_ text: String, path: String) throws {
    var open: Block?
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line.hasPrefix("```") {
        if let block = open {
          if !sections.isEmpty { sections[sections.count - 1].blocks.append(block) }
          open = nil
        } else {
          open = Block(info: String(line.dropFirst(3)), text: "", line: index + 1)
        }
      } else if open != nil {
        open?.text += line + "\n"
      } else if let level = Self.level(of: line) {
        sections.append(Section(level: level, title: String(line.dropFirst(level + 1))))
      } else if !sections.isEmpty, line.contains(where: { !$0.isWhitespace }) {
        sections[sections.count - 1].prose.append(String(line))
      }
    }
    if let open { throw ExampleError("\(path):\(open.line): the fence is never closed") }
  }

  /// The section of a title, or nil.
  subscript(title: String) -> Section? { sections.first { $0.title == title } }

  private static func level(of line: Substring) -> Int? {
    let marks = line.prefix { $0 == "#" }
    return marks.isEmpty || !line.dropFirst(marks.count).hasPrefix(" ") ? nil : marks.count
  }
}

/// A mistake in how an example is written.
struct ExampleError: Error, Equatable, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
