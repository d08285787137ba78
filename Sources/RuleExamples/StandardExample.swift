import Audit

extension ExampleInput {
  /// The standard example of the rule book that the binary carries.
  ///
  /// - Throws: `RuleError` where it has a mistake, which its tests exclude.
  package static func standard() throws(RuleError) -> ExampleInput {
    do throws(ExampleError) {
      return try ExampleInput(standardOf: EmbeddedPages.readme)
    } catch {
      throw RuleError(page: "README.md", line: error.line, message: error.message)
    }
  }
}
