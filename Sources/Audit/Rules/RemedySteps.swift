/// The section *When it fails* of a rule page, as what a reader has to do, step by step.
enum RemedySteps {
  private static let heading = "## When it fails"

  /// The steps or paragraphs of the section, as plain text: a link and a code span are of use to a browser alone.
  ///
  /// - Parameter lines: those of the page.
  static func read(_ lines: [Substring]) -> [String] {
    guard let start = lines.firstIndex(of: heading[...]) else { return [] }
    var steps: [String] = []
    var isOpen = false
    for line in lines[(start + 1)...].prefix(while: { !$0.hasPrefix("#") }) {
      let text = line.drop { $0 == " " }
      if text.isEmpty {
        isOpen = false
      } else if let step = item(text) {
        steps.append(String(step))
        isOpen = true
      } else if isOpen, let last = steps.indices.last {
        steps[last] += " " + text
      } else {
        steps.append(String(text))
        isOpen = true
      }
    }
    return steps.map(plain)
  }

  /// What comes after the mark of a list's item: `1. `, `- ` or `* `; nil for a line without one.
  private static func item(_ line: Substring) -> Substring? {
    let digits = line.prefix { $0.isASCII && $0.isNumber }
    let mark = digits.isEmpty ? line.prefix(1) : line[digits.endIndex...].prefix(1)
    guard digits.isEmpty ? mark == "-" || mark == "*" : mark == "." else { return nil }
    let rest = line[mark.endIndex...]
    return rest.first == " " ? rest.dropFirst() : nil
  }

  /// `see [the plan](README.md) and `x`` as `see the plan and 'x'`.
  private static func plain(_ text: String) -> String {
    var plain = ""
    var rest = text[...]
    while let open = rest.firstIndex(of: "[") {
      plain += rest[..<open]
      rest = rest[open...]
      guard let close = rest.firstIndex(of: "]"), rest[rest.index(after: close)...].first == "(",
        let end = rest[close...].firstIndex(of: ")"), rest.index(after: open) < close,
        rest.index(close, offsetBy: 2) < end
      else {
        plain += "["
        rest = rest.dropFirst()
        continue
      }
      plain += rest[rest.index(after: open)..<close]
      rest = rest[rest.index(after: end)...]
    }
    return (plain + rest).replacing("`", with: "'")
  }
}
