import ArgumentParser
import Audit
import Exports
import Foundation
import Plan
import Reporting
import Storage

/// `deskaudit verify`.
struct Verify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Judge an archive against the exports that it was made from.",
    discussion: """
      Reads every export of the plan, its 'tables:', and the archive once. Shares the reading of exports with \
      'build', and nothing else. Judges by the rule book: rules about comments, tickets and users of all chats, and \
      rules about organizations, which are repeated for each record type of the plan's own. --rules adds pages of \
      your own, which may compare the plan's tables, and judges by one of them in place of the tool's own page of \
      that name. A rule page, or 'rules:' of the plan, may allow some violations ('max-violations', 'max-share'); \
      'waivers:' of the plan, or --waivers, names a file of what a team accepts until a day. The reports show all of \
      that.

      Removes the reports of an earlier run from --reports before anything else, so that none of them is taken for \
      this one's. Prints the verdict, the causes, what else failed, the balance and the areas, \
      and writes audit.json, audit.html and audit.md, which have every rule, and for policy engines \
      attestation.intoto.json (in-toto, test-result). --format prints something else and writes the same: json the bytes \
      of audit.json, github an annotation for each cause, failed rule and reason for which rules could not be checked, \
      and openmetrics the figures as metrics; a PASS only once its reports are there. The last line on standard error is always \
      such as 'verdict=FAIL exit=1 rules=96 failed=12 warnings=4 unchecked=0 waived=0': rules that failed as \
      errors, rules that failed as warnings, rules that could not be checked, and rules whose failure is waived.

      Examples:

        deskaudit verify
        deskaudit verify --archive theirs.tar.gz --reports theirs
        deskaudit verify acme.yml --rules rules --fail-on warning

      Exit codes: 0 PASS, every rule was checked and no error-severity rule failed without a waiver; 1 FAIL; 2 NO VERDICT, \
      something could not be read or checked, and nothing is known to fail; 64 usage, plan, waiver or rule error; 130 and \
      143 interrupted.
      """)

  private static let usualReports = "Reports/out"

  @Argument(help: "The plan.", completion: .yaml)
  var plan = "migration.yml"

  @Option(help: "Judge this archive instead of the plan's.", completion: .file())
  var archive: String?

  @OptionGroup var policy: PolicyOptions

  @Option(help: ArgumentHelp("Write the reports into this folder.", valueName: "dir"), completion: .directory)
  var reports = Verify.usualReports

  @OptionGroup var attestation: AttestationOptions

  @Flag(help: "Show names and e-mails in the reports, which are masked otherwise.")
  var showValues = false

  @Option(help: "Threads that may be busy at once. (default: one for each processor)")
  var jobs: Int?

  @Option(
    help: ArgumentHelp(
      "Divide tables into partitions and runs of about this many rows, which changes no result.",
      visibility: .hidden))
  var partitionRows: Int?

  @OptionGroup var memoryOptions: MemoryOptions
  @OptionGroup var reportOptions: ReportOptions

  private var parallelism: Parallelism {
    let jobs = jobs ?? ProcessInfo.processInfo.activeProcessorCount
    return partitionRows.map { Parallelism(jobs: jobs, partitionRows: $0, runRows: $0) }
      ?? Parallelism(jobs: jobs)
  }

  func validate() throws {
    guard jobs.map({ (1...1024).contains($0) }) ?? true else {
      throw ValidationError("--jobs is a number from 1 to 1024")
    }
    guard partitionRows.map({ (1...1 << 30).contains($0) }) ?? true else {
      throw ValidationError("--partition-rows is a number from 1 to \(1 << 30)")
    }
  }

  func run() throws {
    VerdictSignals.install()
    // The audit before this one may be among the reports that go.
    let attestor = Result { try attestation.attestor() }
    try FormerReports.remove(from: reports)
    if let memory = memoryOptions.memory {
      Spill.begin(memory: memory.byteCount) { sentence in
        // On whichever thread needed the room, while the others go on: nothing is cleaned up behind their backs.
        Console.complain("error: \(sentence)")
        Console.complain(VerdictLine.none(exitCode: 2).text)
        _exit(2)
      }
    }
    let output = reportOptions.output(to: reports, attestor: try attestor.get())
    let progress = ReadingProgress()
    let audit = try audit(progress)
    let result = ProgressDisplay(progress).during { audit.run() }
    let exitCode = output.deliver(result)
    Console.complain(VerdictLine(result, exitCode: exitCode).text)
    throw ExitCode(exitCode)
  }

  /// The folder of the reports as far as arguments with a mistake tell it; nil where `--reports` has no value.
  static func reportFolder(of arguments: [String]) -> String? {
    var folder: String? = usualReports
    var rest = arguments.prefix { $0 != "--" }
    while let argument = rest.popFirst() {
      if argument == "--reports" { folder = rest.popFirst() }
      if argument.hasPrefix("--reports=") { folder = String(argument.dropFirst("--reports=".count)) }
    }
    return folder
  }

  private func audit(_ progress: ReadingProgress) throws -> Audit {
    do {
      return try Audit(
        plan: Plan(contentsOf: plan), archivePath: archive,
        rules: policy.book(), waivers: policy.waivers,
        parallelism: parallelism, showsValues: showValues, failsOnWarnings: policy.failsOnWarnings,
        isReference: ReferenceMode.isOn,
        startedAt: Int64(Date().timeIntervalSince1970), progress: progress)
    } catch let error as ExportError {
      throw CommandError("\(error)")
    }
  }
}
