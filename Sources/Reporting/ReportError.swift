/// A report that can't be read or written, in a sentence that names the file.
package struct ReportError: Error, Equatable, CustomStringConvertible {
  package var path: String
  package var message: String

  package init(path: String, message: String) {
    self.path = path
    self.message = message
  }

  package var description: String { "\(path.visible): \(message.visible)" }
}
