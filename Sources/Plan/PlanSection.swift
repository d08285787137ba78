import Yams

/// One mapping of the plan: its entries by key, and where it is.
struct PlanSection {
  /// How messages call it: `archive`, `records.comments`; empty for the plan as a whole.
  var name: String
  /// Where its first key is; where its own key is if it is empty.
  var line: Int
  private(set) var entries: [(key: String, line: Int, node: Node)] = []

  init(name: String, line: Int) {
    self.name = name
    self.line = line
  }

  /// The entry of a key, with the section's own line where the value is empty.
  subscript(key: String) -> PlanValue? {
    entries.first { $0.key == key }.map { PlanValue(name: path(of: key), keyLine: $0.line, node: $0.node) }
  }

  mutating func append(key: String, line: Int, node: Node) {
    entries.append((key, line, node))
  }

  /// `archive.path` for the key `path` of `archive`.
  func path(of key: String) -> String { name.isEmpty ? key : "\(name).\(key)" }
}

/// The value of one key.
struct PlanValue {
  /// `archive.path`
  var name: String
  var keyLine: Int
  var node: Node

  /// Where the value is, or its key where there is none.
  var line: Int { isNothing ? keyLine : node.mark?.line ?? keyLine }

  /// Whether nothing comes after the key: an unquoted empty text, `~` or `null`.
  var isNothing: Bool {
    guard case .scalar(let scalar) = node, scalar.style == .plain else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
  }

  /// `text 'abc'`, `a list`: what is here, for a message about what should.
  var kind: String {
    switch node {
    case .scalar(let scalar): isNothing ? "nothing" : "text \(quote(scalar.string))"
    case .mapping: "a mapping"
    case .sequence: "a list"
    case .alias: "an alias"
    }
  }
}
