import Foundation

/// Python as a witness from outside; tests that call it are skipped where there is no python3.
enum Python {
  static let isInstalled = (try? run("print(1)", [])) == "1\n"

  struct Failure: Error {
    let status: Int32
  }

  /// Runs a script and gives what it prints.
  static func run(_ script: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script] + arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure(status: process.terminationStatus) }
    return String(decoding: text, as: UTF8.self)
  }
}
