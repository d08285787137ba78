/// `template:` of a field: columns and literal texts that are put together to one value.
///
/// `{firstName} {lastName}`: braces hold a column, `{@file}` the name of the file that the row is in, without its
/// folder, `{@parent}` the first of the two ids that a fetch has called the file by; `{{` and `}}` are braces themselves. What the value is where a column of it is null: see `joins`.
package struct ColumnTemplate: Sendable, Hashable {
  package enum Part: Sendable, Hashable {
    case literal(String)
    case column(String)
    case file
    case parent
  }

  /// As the plan has it.
  package let text: String
  /// Never empty; no two literals one after the other.
  package let parts: [Part]
  /// What is null in its columns beside the empty value, byte for byte; those of its field.
  package var nullWords: [String] = []

  /// Whether its only literals are white space (Unicode White_Space): then it joins those of its columns that are not
  /// null, each with the first white space that the template has between it and the one before. Any other template is
  /// null where one of its columns is.
  package var joins: Bool {
    parts.allSatisfy { part in
      guard case .literal(let text) = part else { return true }
      return text.unicodeScalars.allSatisfy(\.properties.isWhitespace)
    }
  }

  /// The columns that it names, each once.
  package var columns: [String] {
    var columns: [String] = []
    for case .column(let name) in parts where !columns.contains(where: { $0.utf8.elementsEqual(name.utf8) }) {
      columns.append(name)
    }
    return columns
  }

  /// - Throws: what is wrong with it, to come after its name: `has a '{' without its '}'; …`.
  package init(parsing text: String) throws(Mistake) {
    var parts: [Part] = []
    var literal = ""
    var rest = text[...]
    while let character = rest.popFirst() {
      if character == "{" || character == "}", rest.first == character {
        literal.append(character)
        rest.removeFirst()
      } else if character == "{" {
        guard let end = rest.firstIndex(of: "}") else {
          throw Mistake(message: "has a '{' without its '}'; close it, or write '{{' for a brace itself")
        }
        let name = String(rest[..<end])
        guard !name.isEmpty, !name.contains("{") else {
          throw Mistake(message: "has braces without a column in them; write '{column}'")
        }
        if !literal.isEmpty { parts.append(.literal(literal)) }
        literal = ""
        switch name {
        case "@file": parts.append(.file)
        case "@parent": parts.append(.parent)
        default: parts.append(.column(name))
        }
        rest = rest[rest.index(after: end)...]
      } else if character == "}" {
        throw Mistake(message: "has a '}' without its '{'; open it, or write '}}' for a brace itself")
      } else {
        literal.append(character)
      }
    }
    if !literal.isEmpty { parts.append(.literal(literal)) }
    guard parts.contains(where: { if case .literal = $0 { false } else { true } }) else {
      throw Mistake(
        message: "names no column; write one as '{column}', or 'value' for one text in all records")
    }
    (self.text, self.parts) = (text, parts)
  }

  package struct Mistake: Error, Equatable {
    package var message: String
  }
}

/// `extract:` of a field: the part of a value between a prefix and a suffix, `ticket-*-comments.json`.
///
/// A `?` in them, `*-page-??????.json`, is any one byte.
package struct ExtractPattern: Sendable, Hashable, CustomStringConvertible {
  package let prefix: String
  package let suffix: String

  /// Nil for a text that has not exactly one `*`, or nothing beside it.
  package init?(_ text: String) {
    let parts = text.split(separator: "*", omittingEmptySubsequences: false)
    guard parts.count == 2, text != "*" else { return nil }
    (prefix, suffix) = (String(parts[0]), String(parts[1]))
  }

  /// As the plan has it.
  package var description: String { "\(prefix)*\(suffix)" }
}
