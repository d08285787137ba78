import ArgumentParser
import Audit
import Exports
import Foundation
import Plan
import Platform
import Profiling
import Reporting

/// `deskaudit diff`.
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Compare two files by a key, without a plan.",
    discussion: """
      Every row of OLD must be in NEW, none may be there beside them, and the values of both must be equal, column by \
      column; the columns, too, must be the same. Files are CSV, NDJSON or JSON, also compressed, and need not be of one \
      format. Values are compared as texts, byte for byte, and arrays of JSON as such; --type says what else a column is. Rows \
      of one key that differ within a file are a conflict, and malformed ones are rejected: both fail.

      --print-plan prints the plan that this is an audit of, to go on from: with null words, maps, time formats and rules \
      of your own, by 'deskaudit verify'.

      Examples:

        deskaudit diff before.csv after.csv --key id
        deskaudit diff old.csv new.json --key id --type due_at=timestamp
        deskaudit diff a.csv b.csv --key id --ignore url --reports diff

      Exit codes: 0 equal; 1 a difference; 2 a file can't be read; 64 usage error, such as a column that is not there.
      """)

  @Argument(help: "The file that is compared with.", completion: .file())
  var old: String

  @Argument(help: "The file that is compared.", completion: .file())
  var new: String

  @Option(help: ArgumentHelp("The column that identifies a row, in both.", valueName: "column"))
  var key: String

  @Option(help: ArgumentHelp("The columns to compare, with commas; all, if left out.", valueName: "list"))
  var columns: String?

  @Option(help: ArgumentHelp("Columns to leave out, with commas.", valueName: "list"))
  var ignore: String?

  @Option(
    help: ArgumentHelp(
      "What a column is, if no text: integer, number, boolean, timestamp, email or json. May be given repeatedly.",
      valueName: "column=type"))
  var type: [String] = []

  @Option(help: ArgumentHelp("The zone of times that name none.", valueName: "zone"))
  var timeZone: String?

  @Option(help: ArgumentHelp("Times may differ by this much: 60s, 5m, 2h or 1d.", valueName: "duration"))
  var tolerance: String?

  @Option(help: ArgumentHelp("Write reports into this folder.", valueName: "dir"), completion: .directory)
  var reports: String?

  @Flag(help: "Show the values, which are masked otherwise.")
  var showValues = false

  @Flag(help: "Print the plan, and compare nothing.")
  var printPlan = false

  @OptionGroup var parallelismOptions: ParallelismOptions
  @OptionGroup var reportOptions: ReportOptions

  func validate() throws {
    if old == new { throw ValidationError("both are the same file, '\(old)'") }
  }

  func run() throws {
    if let reports { try FormerReports.remove(from: reports) }
    let text = try draft()
    if printPlan { return try Console.say(text) }
    let progress = ReadingProgress()
    let audit = try Audit(
      plan: Plan(text: text, path: "the plan of diff"), rules: RuleBook.embedded(),
      parallelism: parallelismOptions.parallelism, showsValues: showValues,
      startedAt: Int64(Date().timeIntervalSince1970), progress: progress)
    let result = ProgressDisplay(progress).during { audit.run() }
    let output = reportOptions.output(to: reports, attestor: Attestor())
    let exitCode = output.deliver(result)
    Console.complain(VerdictLine(result, exitCode: exitCode).text)
    throw ExitCode(exitCode)
  }

  private func draft() throws -> String {
    var question = ComparisonDraft.Question(old: old, new: new, key: key)
    question.columns = Self.list(columns)
    question.ignored = Self.list(ignore)
    question.timeZone = timeZone
    question.tolerance = tolerance
    for entry in type {
      guard let sign = entry.lastIndex(of: "=") else {
        throw ValidationError("--type is COLUMN=TYPE, such as due_at=timestamp, found '\(entry)'")
      }
      question.types[String(entry[..<sign])] = String(entry[entry.index(after: sign)...])
    }
    do {
      return try ComparisonDraft(question).text
    } catch let mistake as ComparisonDraft.Mistake {
      throw ValidationError(mistake.description)
    } catch let error as ExportError {
      throw CommandError("\(error)")
    }
  }

  private static func list(_ text: String?) -> [String] {
    (text ?? "").split(separator: ",").map { String($0).trimmingCharacters(in: .whitespaces) }
  }
}
