import Foundation

/// `deskaudit` as a process of its own, so that a trap or a hang is an outcome like any other.
struct Tool: Sendable {
  /// How a run ended.
  struct Run {
    /// The exit code; nil where a signal or the time limit ended it.
    var exitCode: Int32?
    /// The sentence about its end, or the first line on standard error.
    var words: String
  }

  let path: String
  /// A run beyond it is ended: nothing that is drilled takes so long unless it hangs.
  private static let limit = 1800.0

  func run(_ arguments: [String], in folder: String) throws -> Run {
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = arguments
    // A crash stays one: by itself the tool ends it as trouble, which some faults may lead to.
    process.environment = ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
    process.currentDirectoryURL = URL(filePath: folder)
    let errors = folder + "/errors.txt"
    try Files.write([], to: errors)
    guard let log = FileHandle(forWritingAtPath: errors) else {
      throw DrillError("\(errors) can't be written")
    }
    defer { try? log.close() }
    process.standardError = log
    process.standardOutput = FileHandle.nullDevice
    let end = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in end.signal() }
    do {
      try process.run()
    } catch {
      throw DrillError("\(path) can't be started: \(error.localizedDescription)")
    }
    if end.wait(timeout: .now() + Self.limit) == .timedOut {
      process.terminate()
      end.wait()
      return Run(exitCode: nil, words: "did not end within \(Int(Self.limit)) seconds")
    }
    guard process.terminationReason == .exit else {
      return Run(exitCode: nil, words: "ended by signal \(process.terminationStatus)")
    }
    let text = (try? String(contentsOfFile: errors, encoding: .utf8)) ?? ""
    return Run(
      exitCode: process.terminationStatus, words: text.split(separator: "\n").first.map(String.init) ?? "")
  }
}
