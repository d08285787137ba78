/// `each:` of a JSON source: the nested array whose elements are the rows.
///
/// Keys joined by dots lead to it from the record: `conversation_parts.conversation_parts[]`. `[]` follows a key
/// whose value is an array and goes into its elements; the last key has it: `threads[].attachments[]`.
package struct EachPath: Sendable, Equatable, Codable, CustomStringConvertible {
  /// One key of the path.
  package struct Step: Sendable, Equatable, Codable {
    package var key: String
    /// Whether `[]` follows the key: its value is an array, and what comes next is in each of its elements.
    package var isArray: Bool
  }

  package let steps: [Step]

  /// Reads a path; nil for a text that is not one.
  package init?(_ text: String) {
    var steps: [Step] = []
    for part in text.split(separator: ".", omittingEmptySubsequences: false) {
      let isArray = part.hasSuffix("[]")
      let key = isArray ? part.dropLast(2) : part
      guard !key.isEmpty, !key.contains(where: { $0 == "[" || $0 == "]" }) else { return nil }
      steps.append(Step(key: String(key), isArray: isArray))
    }
    guard steps.last?.isArray == true else { return nil }
    self.steps = steps
  }

  /// The keys that lead to each array, from the record to the first, and from an element of an array to the next
  /// one. Never empty.
  package var arrays: [[String]] {
    var arrays: [[String]] = [[]]
    for step in steps {
      arrays[arrays.count - 1].append(step.key)
      if step.isArray { arrays.append([]) }
    }
    return arrays.dropLast()
  }

  /// The path as a plan has it.
  package var description: String {
    steps.map { $0.key + ($0.isArray ? "[]" : "") }.joined(separator: ".")
  }
}
