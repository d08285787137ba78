import RuleExamples

/// Writes what an audit finds into a rule page, in place of what the page says.
enum RulePageRecording {
  /// `page` with the lines of each block `text findings` replaced by those of its example, by the example's title.
  ///
  /// - Throws: `ExampleError` when an example has two such blocks.
  static func replaced(in page: String, by findings: [String: [ExampleFinding]]) throws -> String {
    var result: [Substring] = []
    var (title, isInBlock, isInFindings) = ("", false, false)
    var recorded: Set<String> = []
    for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("```") {
        isInBlock.toggle()
        isInFindings = isInBlock && line == "```text findings"
        result.append(line)
        guard isInFindings, let findings = findings[title] else { continue }
        if !recorded.insert(title).inserted {
          throw ExampleError("'\(title)' has two blocks 'text findings'")
        }
        result += findings.flatMap { $0.text.split(separator: "\n") }
      } else if isInFindings, findings[title] != nil {
        continue
      } else {
        if !isInBlock, line.hasPrefix("### ") { title = String(line.dropFirst(4)) }
        result.append(line)
      }
    }
    return result.joined(separator: "\n")
  }
}
