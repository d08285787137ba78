import Foundation
import Synchronization
import Testing
import Yams

/// One of the JSON Schemas that are shipped, asked by Python's jsonschema, which is started once.
final class SchemaCheck: Sendable {
  static let plan = SchemaCheck("plan")
  static let page = SchemaCheck("page")
  static let waivers = SchemaCheck("waivers")
  static let signOffs = SchemaCheck("signoffs")
  static let decisions = SchemaCheck("decisions")
  static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The pipes to and from Python; nil where it is not there, or has no jsonschema.
  private let python: Mutex<(questions: FileHandle, answers: FileHandle)?>

  /// Whether Python's jsonschema is installed; `Tests/run` installs it.
  var isThere: Bool { python.withLock { $0 != nil } }

  static func file(_ name: String) -> URL { repository.appending(path: "Reports/\(name).schema.json") }

  private static let script = """
    import json, sys, jsonschema
    schema = json.load(open(sys.argv[1]))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    print("ready", flush=True)
    for line in sys.stdin:
        errors = sorted(validator.iter_errors(json.loads(line)[0]), key=lambda error: str(error.json_path))
        print("; ".join(error.json_path + " " + error.message for error in errors).replace("\\n", " "), flush=True)
    """

  private init(_ name: String) {
    let (input, output) = (Pipe(), Pipe())
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", Self.script, Self.file(name).path]
    (process.standardInput, process.standardOutput) = (input, output)
    process.standardError = FileHandle.nullDevice
    let isStarted = (try? process.run()) != nil
    let pipes = (questions: input.fileHandleForWriting, answers: output.fileHandleForReading)
    python = Mutex(isStarted && Self.line(of: pipes.answers) == "ready" ? pipes : nil)
  }

  /// What the schema says against a YAML text, as editors read it; nil where it is not one of JSON's values. Empty: nothing.
  func complaints(_ yaml: String) throws -> String? {
    guard let node = try? Yams.compose(yaml: yaml), let value = json(node) else { return nil }
    let question = try JSONSerialization.data(withJSONObject: [value]) + Data("\n".utf8)
    return try python.withLock { pipes in
      let pipes = try #require(pipes)
      try pipes.questions.write(contentsOf: question)
      return Self.line(of: pipes.answers)
    }
  }

  private static func line(of answers: FileHandle) -> String {
    var line: [UInt8] = []
    // One line is all there is to read: it answers one question.
    while line.last != UInt8(ascii: "\n") {
      let read = answers.availableData
      if read.isEmpty { break }
      line += read
    }
    return String(decoding: line.dropLast(), as: UTF8.self)
  }

  /// YAML 1.2's core schema; nil for a key that is not a text.
  private func json(_ node: Node) -> Any? {
    switch node {
    case .scalar(let scalar): return scalar.style == .plain ? plain(scalar.string) : scalar.string
    case .sequence(let list):
      let values = list.compactMap { json($0) }
      return values.count == list.count ? values : nil
    case .mapping(let mapping):
      var object: [String: Any] = [:]
      for (key, value) in mapping {
        guard case .scalar(let name) = key, let value = json(value) else { return nil }
        object[name.string] = value
      }
      return object
    case .alias: return nil
    }
  }

  private func plain(_ text: String) -> Any {
    switch text {
    case "", "~", "null", "Null", "NULL": return NSNull()
    case "true", "True", "TRUE": return true
    case "false", "False", "FALSE": return false
    default: break
    }
    let isNumber = text.wholeMatch(of: #/-?((0|[1-9][0-9]*)|[0-9]+\.[0-9]+)/#) != nil
    if isNumber, let number = Int(text) { return number }
    if isNumber, let number = Double(text) { return number }
    return text
  }
}
