import ArgumentParser
import Foundation
import Reporting
import Profiling

/// `deskaudit init`.
struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Look at exports, and write a commented plan for them.",
    discussion: """
      Groups the files into sources, recognises by their names which column is what, and writes \
      migration.yml with the evidence for each guess. Where a name is too weak, or values contradict it, and \
      for what no file shows, such as the zone of local times, there is a line with 'decide', which is listed \
      at the end.

      Exit codes: 0 written; 2 a file can't be read, or none has comments, or the plan exists already; \
      64 usage error.
      """)

  @Argument(help: ArgumentHelp("Files, folders, and globs in quotes.", valueName: "file"))
  var files: [String]

  @Option(name: .shortAndLong, help: "Write the plan here; - writes it to standard output.")
  var output = "migration.yml"

  @Flag(help: "Replace a plan that exists.")
  var force = false

  func run() throws {
    guard output == "-" || force || !FileManager.default.fileExists(atPath: output) else {
      throw CommandError(
        "\(output): exists already; name another file with --output, or replace it with --force")
    }
    let draft: PlanDraft
    do {
      draft = try PlanDraft(
        files: files,
        planDirectory: output == "-" ? "" : URL(filePath: output).deletingLastPathComponent().path)
    } catch {
      throw CommandError("\(error)")
    }
    if output == "-" {
      try Console.say(draft.text)
    } else {
      try write(draft.text)
    }
    Console.complain(
      output == "-" ? "the plan has \(count(draft))" : "\(output): written, with \(count(draft))")
    for decision in draft.decisions {
      Console.complain("\(output == "-" ? "line " : "\(output):")\(decision.line): \(decision.sentence)")
    }
    for note in draft.notes {
      Console.complain("\(output == "-" ? "line " : "\(output):")\(note.line): \(note.sentence)")
    }
  }

  private func count(_ draft: PlanDraft) -> String {
    switch draft.decisions.count {
    case 0: "nothing to decide"
    case 1: "1 thing to decide:"
    default: "\(draft.decisions.count) things to decide:"
    }
  }

  private func write(_ text: String) throws {
    do {
      try Reports.write(text, to: output)
    } catch {
      throw CommandError("\(error)")
    }
  }
}
