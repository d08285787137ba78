/// A Markdown text as its headings, each with the fenced blocks below it.
package struct MarkdownPage: Sendable {
  /// A fenced block: what is after its opening fence, and its lines, each with its line end.
  package struct Block: Sendable, Equatable {
    package var info: String
    package var text: String
    /// Of the opening fence, counted from 1.
    package var line: Int
  }

  /// A heading, and what is between it and the next heading of any level.
  package struct Section: Sendable {
    package var level: Int
    package var title: String
    /// Of the heading, counted from 1.
    package var line: Int
    /// Lines that are not blank and in no block.
    package var prose: [String] = []
    package var blocks: [Block] = []
  }

  /// In the order of the page; front matter and whatever else precedes the first heading is left out.
  package private(set) var sections: [Section] = []

  /// - Throws: `ExampleError` when a fence is never closed.
  package init(_ text: String) throws(ExampleError) {
    var open: Block?
    // A longer fence may have shorter ones in its block.
    var openFence = 0
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let fence = line.prefix { $0 == "`" }.count
      if fence >= 3, open == nil || fence >= openFence {
        if let block = open {
          if !sections.isEmpty { sections[sections.count - 1].blocks.append(block) }
          open = nil
        } else {
          openFence = fence
          open = Block(info: String(line.dropFirst(fence)), text: "", line: index + 1)
        }
      } else if open != nil {
        open?.text += line + "\n"
      } else if let level = Self.level(of: line) {
        sections.append(
          Section(level: level, title: String(line.dropFirst(level + 1)), line: index + 1))
      } else if !sections.isEmpty, line.contains(where: { !$0.isWhitespace }) {
        sections[sections.count - 1].prose.append(String(line))
      }
    }
    if let open { throw ExampleError("the fence is never closed", line: open.line) }
  }

  /// The section of a title, or nil.
  package subscript(title: String) -> Section? { sections.first { $0.title == title } }

  private static func level(of line: Substring) -> Int? {
    let marks = line.prefix { $0 == "#" }
    return marks.isEmpty || !line.dropFirst(marks.count).hasPrefix(" ") ? nil : marks.count
  }
}
