import Yams

/// Why a text is not one YAML document, as a sentence with its line (counted from 1).
package struct YAMLMistake {
  package var line: Int?
  package var message: String

  package init(_ error: any Error) {
    switch error as? YamlError {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      line = mark.line
      message = Self.sentence([problem, context?.text].compactMap(\.self).joined(separator: " "))
    case .duplicatedKeysInMapping(let keys, let context):
      line = context.mark.line
      let quoted = keys.map(quote).joined(separator: ", ")
      message = "the key \(quoted) is there twice in one mapping, here first; keep one"
    case .reader(let problem, let offset, let value, let yaml):
      // The offset counts Characters, of which a line break is always one.
      line = offset.map { 1 + yaml.prefix($0).count(where: \.isNewline) }
      let character = hexadecimal(UInt32(bitPattern: value))
      message = "not YAML: \(problem) (U+\(character)); remove that character"
    default:
      message = "not YAML: \(error)"
    }
  }

  /// The parser's own words, and what to do about the mistakes that people make most.
  private static func sentence(_ problem: String) -> String {
    if problem.contains("another document") {
      return "there is a second document here; a plan is one document: remove the '---'"
    }
    if problem.contains("nesting level") {
      return "lists or mappings are nested too deep here; a plan has seven levels"
    }
    let remedies = [
      ("alias", "put a value that begins with * in quotes"),
      ("cannot start any token", "indent with spaces, and quote values that begin with @, ` or %"),
      ("mapping values are not allowed", "check the indentation, and quote values that contain ': '"),
      ("expected ':'", "check the indentation, and write 'key: value'"),
    ]
    let remedy = remedies.first { problem.contains($0.0) }?.1
    return "not YAML: \(problem); \(remedy ?? "check the indentation and the quotes here")"
  }
}
