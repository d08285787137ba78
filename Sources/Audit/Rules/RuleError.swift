import Plan

/// A mistake in a rule page: exit 64, before any work.
///
/// A message about a key of the front matter begins with the key and a colon (`column: expected …`): by that `Rule`
/// finds its line.
package struct RuleError: Error, Equatable, CustomStringConvertible {
  /// The page, by its path inside the rule book; a folder of pages where it is meant as a whole.
  package var page: String
  /// Counted from 1; nil where the page as a whole is meant.
  package var line: Int?
  package var message: String

  package init(page: String, line: Int? = nil, message: String) {
    self.page = page
    self.line = line
    self.message = message
  }

  package var description: String { "\(page)\(line.map { ":\($0)" } ?? ""): \(message)" }

  /// The same with the line of the key that the message begins with: that of the front matter as a whole for a key that
  /// is not there. A line that is known stays.
  func located(in lines: [String: Int]) -> RuleError {
    if line != nil { return self }
    var error = self
    error.line = message.prefixMatch(of: #/([a-z-]+):/#).map { lines[String($0.1)] ?? 1 }
    return error
  }

  /// `expected …, found 'x'` for a word that is not one of those known: the nearest, or all of them.
  static func unknown(_ word: String, among known: [String]) -> String {
    nearest(to: word, among: known).map { "'\(word)' is unknown; did you mean '\($0)'?" }
      ?? "'\(word)' is not one of \(known.map { "'\($0)'" }.joined(separator: ", "))"
  }
}
