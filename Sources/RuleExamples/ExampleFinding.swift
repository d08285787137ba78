import Audit

/// A finding as a rule page writes it: its message, and below it, indented by two spaces, its place.
package struct ExampleFinding: Sendable, Equatable, CustomStringConvertible {
  package var message: String
  /// `chat.csv:3`, `backup_tickets_100.json /data/tickets/comments/1 byte 312`, a line of what was read back from the new system, all joined by ` | `, or
  /// `no place`.
  /// Empty where a page does not state it, which no finding equals.
  package var place: String

  package init(message: String, place: String = "") {
    self.message = message
    self.place = place
  }

  /// The lines of the page.
  package var text: String { "\(message)\n  \(place)\n" }

  package var description: String { text }

  /// - Throws: `ExampleError` when a place stands below no message.
  static func findings(of block: MarkdownPage.Block) throws(ExampleError) -> [ExampleFinding] {
    var findings: [ExampleFinding] = []
    for (index, line) in block.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    where !line.isEmpty {
      if !line.hasPrefix("  ") {
        findings.append(ExampleFinding(message: String(line)))
      } else if let last = findings.last, last.place.isEmpty {
        findings[findings.count - 1].place = String(line.dropFirst(2))
      } else {
        throw ExampleError(
          "the place '\(line.dropFirst(2))' is below no message", line: block.line + 1 + index)
      }
    }
    return findings
  }
}

extension ExampleFinding {
  package init(_ finding: Finding) {
    let lines = [finding.export, finding.counterpart].map { $0.map { "\($0.file):\($0.line)" } }
    let places = lines + [finding.archive.map { Self.words($0) }]
    let place = places.compactMap { $0 }.joined(separator: " | ")
    self.init(message: finding.message, place: place.isEmpty ? "no place" : place)
  }

  private static func words(_ place: ArchivePlace) -> String {
    [place.member, place.pointer, place.offset.map { "byte \($0)" }].compactMap { $0 }.joined(separator: " ")
  }
}
