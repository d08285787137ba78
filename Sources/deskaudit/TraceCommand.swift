import ArgumentParser
import Audit
import Exports
import Foundation
import Plan
import Reporting
import Storage

/// `deskaudit trace`.
struct TraceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract:
      "Tell the life of one record: its rows, its fields, its places in the archive, and what the rules say.",
    discussion: """
      Reads and judges both sides like 'verify', and prints of one comment, ticket, user or other record: every row of the \
      exports that has its id, and what became of it; each field with its value in the export, what is done with it, \
      what must arrive and what the archive has; where the archive has it; what it names and what names it; the rules \
      that have a violation of it, waivers that select it, and decisions on it. Of a user also the chat ids, list entries \
      and ticketing users that are this person, and why. Writes no file.

      The id is one of the archive or of an export: a chat id leads to the user that it was merged into, and an id \
      that the plan's 'ids' change or number leads to that of the archive.

      Examples:

        deskaudit trace comment 789012
        deskaudit trace user 4711 --plan acme.yml --show-values
        deskaudit trace ticket 42 --archive theirs.tar.gz --format json

      Exit codes: 0 found, and nothing is wrong with it; 1 a rule fails for it, or neither system has it; 2 something that \
      it depends on could not be read; 64 usage, plan, waiver or rule error; 129, 130 and 143 interrupted.
      """)

  @Argument(
    help:
      "A record type in the singular or plural: comment, ticket, user, organization, or one of the plan's own."
  )
  var type: String

  @Argument(help: "The id, of the archive or of an export.")
  var id: String

  @Option(help: "The plan.", completion: .yaml)
  var plan = "migration.yml"

  @Option(
    help: "Look into this archive instead of the plan's; each of several deliveries, in the order of import.",
    completion: .file())
  var archive: [String] = []

  @OptionGroup var policy: PolicyOptions

  @Option(help: "text or json.")
  var format = TraceReport.Format.text

  @Flag(help: "Show names, e-mails and texts, which are masked otherwise.")
  var showValues = false

  @OptionGroup var parallelismOptions: ParallelismOptions
  @OptionGroup var memoryOptions: MemoryOptions
  @OptionGroup var limitOptions: InputLimitOptions

  func run() throws {
    let plan = try Plan(contentsOf: plan, limits: limitOptions.limits)
    let record: TracedRecord
    do throws(TracedRecord.Mistake) {
      record = try TracedRecord(type, id, plan)
    } catch {
      throw ValidationError(error.description)
    }
    if let memory = memoryOptions.memory { Spill.begin(memory: memory.byteCount) }
    let progress = ReadingProgress()
    let audit = try audit(plan, progress)
    let trace = ProgressDisplay(progress).during { audit.trace(record) }
    try Console.say(
      TraceReport.render(trace, as: format, width: Console.width, colour: Console.isColourful),
      to: format == .json ? .programs : .people)
    if trace.standing != .sound { throw ExitCode(trace.standing == .unknown ? 2 : 1) }
  }

  private func audit(_ plan: Plan, _ progress: ReadingProgress) throws -> Audit {
    do {
      return try Audit(
        plan: plan, archivePaths: archive, rules: policy.book(), waivers: policy.waivers,
        parallelism: parallelismOptions.parallelism, showsValues: showValues,
        failsOnWarnings: policy.failsOnWarnings, isReference: ReferenceMode.isOn,
        startedAt: Int64(Date().timeIntervalSince1970), progress: progress)
    } catch let error as ExportError {
      throw CommandError("\(error)")
    }
  }
}

extension TraceReport.Format: ExpressibleByArgument {}
