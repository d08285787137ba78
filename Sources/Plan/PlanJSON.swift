import Yams

/// A part of the plan that is written as JSON (RFC 8259), its keys in their order.
///
/// A scalar without quotes that is `true`, `false`, `null` or a number of JSON is that; any other is a text.
struct PlanJSON {
  /// Nil where it can't be JSON.
  private(set) var text: String?
  /// Why it can't be.
  private(set) var problem = ""
  /// Of all objects in it.
  private(set) var keys: [String] = []

  private static let deepest = 64

  init(_ node: Node) {
    var text = ""
    if write(node, to: &text, depth: 0) { self.text = text }
  }

  private mutating func write(_ node: Node, to text: inout String, depth: Int) -> Bool {
    guard depth < Self.deepest else { return fail("it is nested deeper than \(Self.deepest) levels") }
    switch node {
    case .scalar(let scalar):
      text += scalar.style == .plain ? plain(scalar.string) : Self.quoted(scalar.string)
    case .sequence(let list):
      text += "["
      for (index, element) in list.enumerated() {
        if index > 0 { text += "," }
        guard write(element, to: &text, depth: depth + 1) else { return false }
      }
      text += "]"
    case .mapping(let mapping):
      text += "{"
      for (index, (key, value)) in mapping.enumerated() {
        guard case .scalar(let name) = key else { return fail("a key in it is not a text") }
        keys.append(name.string)
        text += (index > 0 ? "," : "") + Self.quoted(name.string) + ":"
        guard write(value, to: &text, depth: depth + 1) else { return false }
      }
      text += "}"
    case .alias: return fail("it has an alias")
    }
    return true
  }

  private mutating func fail(_ problem: String) -> Bool {
    self.problem = problem
    return false
  }

  private func plain(_ text: String) -> String {
    switch text {
    case "", "~", "null", "Null", "NULL": "null"
    case "true", "True", "TRUE": "true"
    case "false", "False", "FALSE": "false"
    default:
      text.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/) == nil ? Self.quoted(text) : text
    }
  }

  private static func quoted(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar in
      switch scalar {
      case "\"", "\\": "\\\(scalar)"
      case _ where scalar.value < 0x20:
        "\\u00" + (scalar.value < 0x10 ? "0" : "") + String(scalar.value, radix: 16)
      default: String(scalar)
      }
    }
    return "\"\(escaped.joined())\""
  }
}
