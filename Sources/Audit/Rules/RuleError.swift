/// A mistake in a rule page: exit 64, before any work.
package struct RuleError: Error, Equatable, CustomStringConvertible {
  /// The page, by its path inside the rule book.
  package var page: String
  package var message: String

  package init(page: String, message: String) {
    self.page = page
    self.message = message
  }

  package var description: String { "\(page): \(message)" }
}
