import Foundation

/// Whether the environment variable `DESKAUDIT_REFERENCE` is 1: fast paths are off, in what is built and in what is
/// verified, so that what makes the work faster can be compared with the work as the manuals describe it.
enum ReferenceMode {
  static let isOn = ProcessInfo.processInfo.environment["DESKAUDIT_REFERENCE"] == "1"
}
