import Foundation

/// Evidence that can't be written or removed, in a sentence that names the file.
package struct EvidenceError: Error, Equatable, CustomStringConvertible {
  package var path: String
  package var message: String

  package init(path: String, message: String) {
    self.path = path
    self.message = message
  }

  /// Of a call that failed by `errno`.
  init(_ path: String, _ what: String, code: Int32 = errno) {
    self.init(
      path: path, message: "\(what): \(String(cString: strerror(code))); name another folder with --evidence")
  }

  package var description: String { "\(path): \(message)" }
}
