import Foundation

/// The built binary, run as a user runs it.
struct Tool {
  struct Outcome {
    var exitCode: Int32
    var output: String
    var errors: String

    /// The last line of standard error.
    var lastLine: String { errors.split(separator: "\n").last.map(String.init) ?? "" }
  }

  /// The binary is beside the test bundle that SwiftPM built with it.
  static let path = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appending(path: "deskaudit").path

  /// Pages of the rule book whose rules are judged of any plan: neither off by default nor about what a plan may not name.
  static let ruleCount: Int = {
    let rules = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Rules")
    let pages = FileManager.default.enumerator(at: rules, includingPropertiesForKeys: nil)
    return pages?.count {
      guard let page = $0 as? URL, page.pathExtension == "md", page.lastPathComponent != "README.md" else {
        return false
      }
      return (try? String(contentsOf: page, encoding: .utf8))?.contains(#/\n(default: off\n|needs:)/#)
        == false
    } ?? 0
  }()

  /// Runs `deskaudit ARGUMENTS` in `folder`, and waits for its end.
  static func run(_ arguments: String..., in folder: Folder) throws -> Outcome {
    try shell("exec \"$0\" \"$@\"", [path] + arguments, in: folder)
  }

  /// Runs a line of shell with the binary as `$0`.
  static func shell(_ line: String, _ arguments: [String] = [path], in folder: Folder) throws -> Outcome {
    let (output, errors) = (folder.path + "/.out", folder.path + "/.err")
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", "{ \(line); } >.out 2>.err"] + arguments
    process.currentDirectoryURL = URL(filePath: folder.path)
    // A crash must not pass for the exit code 2 that the tool makes of it.
    process.environment = ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) {
      $1
    }
    try process.run()
    process.waitUntilExit()
    return Outcome(
      exitCode: process.terminationReason == .exit
        ? process.terminationStatus : 128 + process.terminationStatus,
      output: String(decoding: try Data(contentsOf: URL(filePath: output)), as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: URL(filePath: errors)), as: UTF8.self))
  }
}

/// A temporary folder that goes when it is no longer needed.
final class Folder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appending(path: "deskaudit-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path + "/exports", withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ text: String, to name: String) throws { try write(Data(text.utf8), to: name) }

  func bytes(of name: String) throws -> Data { try Data(contentsOf: URL(filePath: "\(path)/\(name)")) }

  func write(_ bytes: Data, to name: String) throws {
    let file = URL(filePath: "\(path)/\(name)")
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try bytes.write(to: file)
  }

  func contains(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(path)/\(name)") }
}

extension Folder {
  static let header =
    "TICKET_CREATED_AT,TICKET_REQUESTER_ID,COMMENT_PART_ID,CONVERSATION_ID,COMMENT_PUBLIC,BODY,COMMENT_CREATED_AT,"
    + "AUTHOR_ID,NAME,EMAIL\n"

  /// Two comments of one ticket by two people, one of whom ticketing knows; and the plan for them.
  ///
  /// - Parameters:
  ///   - sources: further lines of `sources:`, each with its two spaces.
  ///   - plan: further lines of the plan.
  static func migration(
    rows: String = goodRows, sources: String = "", plan: String = ""
  ) throws -> Folder {
    let folder = try Folder()
    try folder.write(header + rows, to: "exports/chat.csv")
    try folder.write("id,email\n9001,ann@example.org\n9002,zoe@example.org\n", to: "exports/users.csv")
    try folder.write(
      """
      migration: A small one
      sources:
        chat: {path: exports/chat.csv}
        ticketing: {path: exports/users.csv}\(sources.isEmpty ? "" : "\n" + sources)
      identity: {match: email, keep: ticketing}
      archive: {path: tickets.tar.gz}
      as-of: 2026-01-01T00:00:00Z
      \(plan)
      """, to: "migration.yml")
    return folder
  }

  static let goodRows = """
    2021-01-01T00:00:00Z,1,11,5,true,<p>Hello</p>,2021-01-01T00:00:00Z,1,Ann,ann@example.org
    2021-01-01T00:00:00Z,1,12,5,false,"<p>Hi, ""Ann""</p>",2021-01-01T00:01:00Z,2,Bob,bob@example.org

    """
}
