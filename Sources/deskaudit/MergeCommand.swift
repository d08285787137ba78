import ArgumentParser
import Audit
import Plan
import Reporting

/// `deskaudit merge`.
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Judge an archive by the facts that 'task map' wrote of it and of the exports.",
    discussion: """
      Judges as 'verify' does, and writes the same reports; audit.json is the same as that of 'verify', but for its timing. \
      Reads no export and no archive to judge; where they are there, the texts that differ are read again to say what \
      changed in them, and the tickets that are shown side by side.

      Each item of the list must have its facts. What is missing, damaged, of another list, or there twice with different \
      contents, ends in NO VERDICT, and nothing is judged.

      Examples:

        deskaudit merge --list work.ndjson facts/*.facts
        deskaudit merge --plan acme.yml --list work.ndjson --reports theirs facts/*

      Exit codes, without --gate: 0 PASS; 1 FAIL; 2 NO VERDICT; 64 usage, plan, waiver or rule error, or a list of another plan, program or \
      rule book; 129, 130 and 143 interrupted.
      """)

  @Argument(help: "The facts files of all items, in any order.", completion: .file())
  var facts: [String]

  @Option(help: ArgumentHelp("The list that 'task list' wrote.", valueName: "file"), completion: .file())
  var list: String

  @Option(help: "The plan.", completion: .yaml)
  var plan = "migration.yml"

  @OptionGroup var options: AuditOptions

  func run() throws {
    let name = list
    let list = Result { try DividedAudit.list(name) }
    try options.run(plan: plan, archives: (try? list.get().archivePaths) ?? []) { audit, _ in
      try audit.run(replaying: list.get(), named: name, program: DividedAudit.program(), facts: facts)
    }
  }
}
