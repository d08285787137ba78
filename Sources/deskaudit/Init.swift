import ArgumentParser
import Foundation
import Profiling
import Reporting

/// `deskaudit init`.
struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Look at exports, and write a commented plan for them; or write one for a known helpdesk.",
    discussion: """
      Groups the files into sources, recognises by their names which column is what, and writes \
      migration.yml with the evidence for each guess. Where a name is too weak, or values contradict it, and \
      for what no file shows, such as the zone of local times, there is a line with 'decide', which is listed \
      at the end.

      --from writes a complete plan for what the API of a helpdesk gives, before any file is there: where each \
      list is fetched from, and the traps of the format as comments. Known are \
      \(Preset.all.map(\.name).joined(separator: ", ")).

      --template cutover writes a plan with every area of a cutover's matrix: the archive, open tickets, transcripts, service \
      levels, routing, permissions, setup, integrations, reporting, what was read back and the freeze, each entry with why it is \
      there; and signoffs.yml beside it, if there is none.

      Examples:

        deskaudit init exports/*.csv exports/users
        deskaudit init --from zendesk --host https://acme.zendesk.com
        deskaudit init --template cutover

      Exit codes: 0 written; 2 a file can't be read, or none has comments, or the plan exists already; \
      64 usage error.
      """)

  @Argument(
    help: ArgumentHelp("Files, folders, and globs in quotes.", valueName: "file"), completion: .file())
  var files: [String] = []

  @Option(
    help: ArgumentHelp("Write the plan of a known helpdesk.", valueName: "helpdesk"),
    completion: .list(Preset.all.map(\.name)))
  var from: String?

  @Option(
    help: ArgumentHelp(
      "With --from: the desk's address, such as https://acme.zendesk.com.", valueName: "address"))
  var host: String?

  @Option(help: ArgumentHelp("Write a complete plan to start from: cutover.", valueName: "name"))
  var template: Template?

  /// The plans to start from.
  enum Template: String, ExpressibleByArgument, CaseIterable {
    case cutover
  }

  @Option(
    name: .shortAndLong, help: "Write the plan here; - writes it to standard output.", completion: .yaml)
  var output = "migration.yml"

  @Flag(help: "Replace a plan that exists.")
  var force = false

  func validate() throws {
    if template != nil {
      guard from == nil, host == nil, files.isEmpty else {
        throw ValidationError("--template writes a plan of its own; leave the files, --from and --host out")
      }
      return
    }
    guard let from else {
      guard host == nil else { throw ValidationError("--host goes with --from") }
      guard !files.isEmpty else {
        throw ValidationError("name the files of the exports, or a known helpdesk with --from")
      }
      return
    }
    do {
      _ = try Preset.named(from)
    } catch {
      throw ValidationError("--from: \(error)")
    }
    guard files.isEmpty else {
      throw ValidationError("--from needs no files: its plan says where they will be; leave \(files[0]) out")
    }
    guard host.map({ PresetHost($0) != nil }) ?? true else {
      throw ValidationError("--host is an address without a path or a user, such as https://acme.zendesk.com")
    }
  }

  func run() throws {
    guard output == "-" || force || !FileManager.default.fileExists(atPath: output) else {
      throw CommandError(
        "\(output): exists already; name another file with --output, or replace it with --force")
    }
    if template != nil {
      try writeTemplate()
    } else if let from {
      try write(preset: try Preset.named(from))
    } else {
      try writeDraft()
    }
  }

  /// The first line of a plan, by which editors with the YAML language server complete and check it.
  private static let schemaLine =
    "# yaml-language-server: $schema=migration.schema.json (written by: deskaudit schema plan > migration.schema.json)\n"

  private func write(preset: Preset) throws {
    let text = preset.text(host: host.flatMap { PresetHost($0) })
    try write(text, decisions: preset.decisions(in: text), " for \(preset.product)")
    guard output != "-" else { return }
    let plan = URL(filePath: output)
    let folder = output.contains("/") ? ", in \(plan.deletingLastPathComponent().relativePath)" : ""
    Console.complain("next\(folder):")
    for (index, step) in preset.steps(plan: plan.lastPathComponent).enumerated() {
      Console.complain("  \(index + 1). \(step)")
    }
  }

  /// The plan of a cutover, and its sign-offs where there are none.
  private func writeTemplate() throws {
    let text = CutoverTemplate.text
    let decision = text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex {
      $0.contains("# decide: ")
    }
    let sentence = "the \"now\" of the audit; without it, it is the start of the run"
    try write(text, decisions: decision.map { [($0 + 1, sentence)] } ?? [], " for a cutover")
    guard output != "-" else { return }
    let folder = URL(filePath: output).deletingLastPathComponent()
    let signOffs = folder.appending(path: CutoverTemplate.signOffsPath).relativePath
    guard !FileManager.default.fileExists(atPath: signOffs) else { return }
    do {
      try Reports.write(CutoverTemplate.signOffs, to: signOffs)
    } catch {
      throw CommandError("\(error)")
    }
    Console.complain("\(signOffs): written, with nothing signed yet")
  }

  private func writeDraft() throws {
    let draft: PlanDraft
    do {
      draft = try PlanDraft(
        files: files,
        planDirectory: output == "-" ? "" : URL(filePath: output).deletingLastPathComponent().path)
    } catch {
      throw CommandError("\(error)")
    }
    try write(draft.text, decisions: draft.decisions, notes: draft.notes, "")
  }

  /// Writes a plan, and says what it leaves to decide, and what it does not map.
  private func write(
    _ text: String, decisions: [(line: Int, sentence: String)],
    notes: [(line: Int, sentence: String)] = [], _ purpose: String
  ) throws {
    let text = Self.schemaLine + text
    if output == "-" {
      try Console.say(text, to: .programs)
    } else {
      do {
        try Reports.write(text, to: output)
      } catch {
        throw CommandError("\(error)")
      }
    }
    let count =
      switch decisions.count {
      case 0: "nothing to decide"
      case 1: "1 thing to decide:"
      default: "\(decisions.count) things to decide:"
      }
    Console.complain(
      output == "-" ? "the plan\(purpose) has \(count)" : "\(output): written\(purpose), with \(count)")
    for remark in decisions + notes {
      // One line is above those of the draft.
      Console.complain("\(output == "-" ? "line " : "\(output):")\(remark.line + 1): \(remark.sentence)")
    }
  }
}
