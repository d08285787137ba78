import ArgumentParser
import Migration
import Plan
import Storage

/// `deskaudit decide`.
struct Decide: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write the conflicts of the exports into a sheet in which people decide them.",
    discussion: """
      Reads and judges the exports like 'build', and writes a CSV file for a spreadsheet, with a row for each side of a \
      conflict: rows of one comment, conversation or record that differ, a chat id with several e-mails, an e-mail with \
      several ticketing ids. People write 'yes' under 'keep' on the side that counts, and an owner and a reason. \
      'decisions:' in the plan names the filled sheet, which 'build' and 'verify' read.

      Run again, it keeps what was filled in, adds new conflicts, and marks as stale what fits no conflict any more. The \
      sheet before is kept as SHEET.bak. Texts are masked, and told by their lengths and digests.

      Examples:

        deskaudit decide
        deskaudit decide acme.yml --into for-support.csv --show-values

      Exit codes: 0 written, or nothing to decide; 2 input or output trouble, the sheet is as it was; 64 usage or plan \
      error; 129, 130, 143 interrupted.
      """)

  @Argument(help: "The plan.", completion: .yaml)
  var plan = "migration.yml"

  @Option(
    help: ArgumentHelp(
      "Write the sheet here. (default: the plan's 'decisions', else decisions.csv beside the plan)",
      valueName: "sheet"),
    completion: .file(extensions: ["csv"]))
  var into: String?

  @Flag(help: "Show texts, names and e-mails in the sheet, which are masked otherwise.")
  var showValues = false

  @OptionGroup var memoryOptions: MemoryOptions
  @OptionGroup var limitOptions: InputLimitOptions

  func run() throws {
    if let memory = memoryOptions.memory { Spill.begin(memory: memory.byteCount) }
    let decide = try Migration.Decide(
      Plan(contentsOf: plan, limits: limitOptions.limits), into: into, showsValues: showValues,
      interruption: .observingSignals(),
      progress: Console.progressLine)
    let text: String
    do throws(BuildError) {
      text = try decide.run()
    } catch {
      for sentence in error.sentences { Console.complain("error: \(sentence)") }
      throw ExitCode(error.exitCode)
    }
    try Console.say(text)
  }
}
