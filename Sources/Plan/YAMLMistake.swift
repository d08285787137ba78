import Yams

/// Why a text is not one YAML document, as a sentence with its line (counted from 1).
struct YAMLMistake {
  var line: Int?
  var message: String

  init(_ error: any Error) {
    switch error as? YamlError {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      line = mark.line
      message = [problem, context?.text].compactMap(\.self).joined(separator: " ")
      message += Self.remedy(for: message)
    case .duplicatedKeysInMapping(let keys, let context):
      line = context.mark.line
      let quoted = keys.map(quote).joined(separator: ", ")
      message = "the key \(quoted) stands twice in one mapping, here first; keep one"
    case .reader(let problem, let offset, let value, let yaml):
      // The offset counts Characters, of which a line break is always one.
      line = offset.map { 1 + yaml.prefix($0).count(where: \.isNewline) }
      message = "\(problem) (U+\(hexadecimal(UInt32(bitPattern: value)))); remove that character"
    case .some(let error):
      message = "\(error)"
    case nil:
      message = "\(error)"
    }
    message = "not YAML: \(message)"
  }

  /// What to do about the mistakes that people make most.
  private static func remedy(for problem: String) -> String {
    let remedies = [
      ("alias", "put a value that begins with * in quotes"),
      ("cannot start any token", "indent with spaces, and quote values that begin with @, ` or %"),
      ("another document", "a plan is one document: remove the second '---'"),
      ("nesting", "a plan is at most five levels deep"),
      ("mapping values are not allowed", "check the indentation, and quote values that hold ': '"),
      ("expected ':'", "check the indentation, and write 'key: value'"),
    ]
    let remedy = remedies.first { problem.contains($0.0) }?.1
    return "; \(remedy ?? "check the indentation and the quotes here")"
  }
}
