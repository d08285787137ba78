import Foundation

/// The built binary, with a plan of its own; it is beside the test bundle.
final class Binary: Sendable {
  static let path = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appending(path: "deskaudit").path
  let pages = Pages()

  /// - Parameters:
  ///   - fetch: further settings of the fetch: `, pagination: next-link`.
  ///   - plan: further lines of the plan.
  init(_ url: String, fetch: String = "", plan: String = "") throws {
    try FileManager.default.createDirectory(atPath: pages.path, withIntermediateDirectories: true)
    try write(
      """
      sources:
        chat: {path: chat.csv}
        users: {path: pages/*.json, fetch: {url: "\(url)"\(fetch)}}
      identity: {match: email, keep: users}
      \(plan)
      """, to: "migration.yml")
  }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(filePath: "\(pages.path)/\(name)"))
  }

  /// - Parameter environment: what is set beside a user and a password; an empty text unsets a variable.
  func start(_ arguments: [String] = [], environment: [String: String] = [:]) throws -> Process {
    try start(command: ["fetch", "users"] + arguments, environment: environment)
  }

  func start(command: [String], environment: [String: String] = [:]) throws -> Process {
    try start(Self.path, command, environment)
  }

  /// Runs a line of shell with the binary as `$0`.
  func start(shell line: String) throws -> Process { try start("/bin/sh", ["-c", line, Self.path], [:]) }

  private func start(
    _ executable: String, _ arguments: [String], _ environment: [String: String]
  ) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: executable)
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: pages.path)
    // The options of `Tests/sanitize` belong to every deskaudit that a test starts.
    let sanitizer = ProcessInfo.processInfo.environment.filter { $0.key.hasSuffix("SAN_OPTIONS") }
    process.environment =
      [
        "DESKAUDIT_USER": "ann", "DESKAUDIT_PASSWORD": "open sesame", "PATH": "/usr/bin:/bin",
        "HOME": pages.path,
      ]
      .merging(sanitizer) { _, new in new }.merging(environment) { _, new in new }
      .filter { !$0.value.isEmpty }
    process.standardOutput = try handle("out")
    process.standardError = try handle("err")
    try process.run()
    return process
  }

  /// Runs to the end.
  func run(
    _ arguments: [String] = [], environment: [String: String] = [:]
  ) async throws -> (code: Int32, output: String, errors: String) {
    try await wait(for: start(arguments, environment: environment))
  }

  func command(_ command: String...) async throws -> (code: Int32, output: String, errors: String) {
    try await wait(for: start(command: command))
  }

  func wait(for process: Process) async throws -> (code: Int32, output: String, errors: String) {
    while process.isRunning { try await Task.sleep(for: .milliseconds(5)) }
    return (process.terminationStatus, try text("out"), try text("err"))
  }

  private func handle(_ name: String) throws -> FileHandle {
    try Data().write(to: URL(filePath: "\(pages.path)/\(name)"))
    return try FileHandle(forWritingTo: URL(filePath: "\(pages.path)/\(name)"))
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOfFile: "\(pages.path)/\(name)", encoding: .utf8)
  }
}
