import Foundation
import Plan
import Testing

@testable import Exports

/// What reading `text` hands on, as a file called `chat.json`.
func readJSON(
  _ text: String, columns: [String] = ["a", "b"], limits: ReadLimits = ReadLimits(),
  declaring: (inout Source) -> Void = { _ in }
) throws -> Reading {
  try readJSON(Array(text.utf8), columns: columns, limits: limits, declaring: declaring)
}

func readJSON(
  _ bytes: [UInt8], columns: [String] = ["a", "b"], limits: ReadLimits = ReadLimits(),
  declaring: (inout Source) -> Void = { _ in }
) throws -> Reading {
  let folder = try TemporaryFolder()
  try folder.write(bytes, to: "chat.json")
  return try Reading(
    try folder.export("chat.json", declaring: declaring), columns: columns, limits: limits)
}

/// The sentence with which `text`, as a file called `chat.json`, is refused.
func refusalOfJSON(
  _ text: String, columns: [String] = ["a", "b"], declaring: (inout Source) -> Void = { _ in }
) -> String? {
  refusal { _ = try readJSON(text, columns: columns, declaring: declaring) }
}

/// Python as a witness from outside; tests that call it are skipped where there is no python3.
enum Python {
  static let isInstalled = (try? run("print(1)", [])) == "1\n"

  struct Failure: Error {
    let status: Int32
  }

  /// What `script` prints.
  static func run(_ script: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script] + arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure(status: process.terminationStatus) }
    return String(decoding: output, as: UTF8.self)
  }
}
