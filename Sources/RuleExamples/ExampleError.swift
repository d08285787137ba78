/// A mistake in how an example is written.
package struct ExampleError: Error, Equatable, CustomStringConvertible {
  package var message: String
  /// In the page, counted from 1; nil where the example as a whole is meant.
  package var line: Int?

  package init(_ message: String, line: Int? = nil) {
    self.message = message
    self.line = line
  }

  package var description: String { message }
}
