import ArgumentParser
import Audit
import EvidenceFiles
import Exports
import Foundation
import Plan
import Platform
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
      attestation.intoto.json (in-toto, test-result). These show the first findings of each cause; --evidence writes \
      every violation, in CSV files and an SQLite database. --format prints something else and writes the same: json the \
      bytes of audit.json, github an annotation for each cause, failed rule and reason for which rules could not be \
      checked, and openmetrics the figures as metrics; a PASS only once its reports are there. The last line on standard \
      error is always \
      such as 'verdict=FAIL exit=1 rules=96 failed=12 warnings=4 unchecked=0 waived=0': rules that failed as \
      errors, rules that failed as warnings, rules that could not be checked, and rules whose failure is waived.

      audit.html also shows the comments of some tickets as both systems have them, side by side (--samples): of each \
      cause, and of each failed rule that no cause explains, two tickets; those that have the most comments, are the \
      newest and the oldest, have the most private notes, and have somebody who is merged of the most accounts; then \
      others by a fixed seed, the same in every audit. Bodies are read again for it, those of the archive as far as \
      they are near its beginning, and shown masked: letters as a and A, digits as 9, addresses as •.

      Examples:

        deskaudit verify
        deskaudit verify --archive theirs.tar.gz --reports theirs --evidence theirs
        deskaudit verify acme.yml --rules rules --fail-on warning

      Exit codes: 0 PASS, every rule was checked and no error-severity rule failed without a waiver; 1 FAIL; 2 NO VERDICT, \
      something could not be read or checked, and nothing is known to fail; 64 usage, plan, waiver or rule error; 129, 130 \
      and 143 interrupted (SIGHUP, SIGINT, SIGTERM).
      """)

  private static let usualReports = "Reports/out"

  @Argument(help: "The plan.", completion: .yaml)
  var plan = "migration.yml"

  @Option(help: "Judge this archive instead of the plan's.", completion: .file())
  var archive: String?

  @OptionGroup var policy: PolicyOptions

  @Option(help: ArgumentHelp("Write the reports into this folder.", valueName: "dir"), completion: .directory)
  var reports = Verify.usualReports

  @Option(
    help: ArgumentHelp(
      "Write every violation into this folder: a CSV file for each rule, and evidence.sqlite.",
      valueName: "dir"
    ), completion: .directory)
  var evidence: String?

  @OptionGroup var attestation: AttestationOptions

  @Flag(help: "Show names, e-mails and bodies in the reports, which are masked otherwise.")
  var showValues = false

  @Option(
    help: ArgumentHelp(
      "Show the comments of this many tickets as both systems have them, in audit.html. 0 shows none.",
      valueName: "n"))
  var samples = 12

  @OptionGroup var parallelismOptions: ParallelismOptions
  @OptionGroup var memoryOptions: MemoryOptions
  @OptionGroup var limitOptions: InputLimitOptions
  @OptionGroup var reportOptions: ReportOptions

  func validate() throws {
    guard (0...100).contains(samples) else {
      throw ValidationError("--samples is a number from 0 to 100")
    }
  }

  func run() throws {
    // The audit before this one may be among the reports that go.
    let attestor = Result { try attestation.attestor() }
    try FormerReports.remove(from: reports)
    if let evidence { try FormerEvidence.remove(from: evidence) }
    if let memory = memoryOptions.memory {
      Spill.begin(memory: memory.byteCount) { sentence in
        // On whichever thread needed the room, while the others go on.
        ProcessEnd.trouble(sentence)
      }
    }
    var output = reportOptions.output(to: reports, attestor: try attestor.get())
    let progress = ReadingProgress()
    let audit = try audit(progress, &output)
    let result = ProgressDisplay(progress).during { audit.run() }
    let exitCode = output.deliver(result)
    Console.complain(VerdictLine(result, exitCode: exitCode).text)
    throw ExitCode(exitCode)
  }

  /// Removes reports and evidence of an earlier run from where arguments with a mistake would have written theirs, as far
  /// as they tell; nothing where an option has no value.
  static func removeFormer(_ arguments: [String]) throws {
    if let folder = reportFolder(of: arguments) { try FormerReports.remove(from: folder) }
    if let folder = value(of: "--evidence", in: arguments) { try FormerEvidence.remove(from: folder) }
  }

  /// The folder of the reports as far as arguments with a mistake tell it; nil where `--reports` has no value.
  static func reportFolder(of arguments: [String]) -> String? {
    value(of: "--reports", in: arguments, default: usualReports)
  }

  private static func value(of option: String, in arguments: [String], default usual: String? = nil)
    -> String?
  {
    var value = usual
    var rest = arguments.prefix { $0 != "--" }
    while let argument = rest.popFirst() {
      if argument == option { value = rest.popFirst() }
      if argument.hasPrefix("\(option)=") { value = String(argument.dropFirst(option.count + 1)) }
    }
    return value
  }

  /// The audit, which hands its evidence on to the folder that `output` gets.
  private func audit(_ progress: ReadingProgress, _ output: inout AuditOutput) throws -> Audit {
    do {
      let plan = try Plan(contentsOf: plan, limits: limitOptions.limits)
      if let evidence {
        output.evidence = Result { () throws(EvidenceError) in try EvidenceFolder(evidence) }
      }
      return try Audit(
        plan: plan, archivePath: archive,
        rules: policy.book(), waivers: policy.waivers,
        parallelism: parallelismOptions.parallelism, showsValues: showValues, samples: samples,
        failsOnWarnings: policy.failsOnWarnings,
        isReference: ReferenceMode.isOn,
        startedAt: Int64(Date().timeIntervalSince1970), progress: progress,
        evidence: try? output.evidence?.get())
    } catch let error as ExportError {
      throw CommandError("\(error)")
    }
  }
}
