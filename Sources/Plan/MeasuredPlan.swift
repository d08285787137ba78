import Yams

/// The part of a plan that what is measured depends on: all but its title, its links and its policy, as a text that depends on
/// nothing else, not on comments, indentation or kinds of quotes.
enum MeasuredPlan {
  /// Keys of the plan that say how measurements are graded, what the audit is called, where people look at
  /// records, and what no audit measures.
  private static let policyKeys = [
    "migration", "links", "rules", "waivers", "sign-offs", "gates", "export-defects", "hypercare",
  ]

  static func text(_ root: Node) -> String {
    var text = ""
    for (key, value) in root.mapping ?? [:] where !policyKeys.contains(key.string ?? "") {
      append(key, to: &text)
      append(value, to: &text)
    }
    return text
  }

  private static func append(_ node: Node, to text: inout String) {
    switch node {
    case .scalar(let scalar):
      // Whether an empty value or `null` is in quotes is a difference.
      let isPlain = scalar.style == .plain
      text += "\(isPlain ? "p" : "q")\(scalar.string.utf8.count):\(scalar.string)"
    case .sequence(let list):
      text += "["
      for element in list { append(element, to: &text) }
      text += "]"
    case .mapping(let mapping):
      text += "{"
      for (key, value) in mapping {
        append(key, to: &text)
        append(value, to: &text)
      }
      text += "}"
    case .alias: text += "*"
    }
  }
}
