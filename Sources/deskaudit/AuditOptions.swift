import ArgumentParser
import Audit
import EvidenceFiles
import Exports
import Foundation
import Plan
import Platform
import Reporting
import Storage

/// What an audit is made with, and where it goes: the options of `verify` and `merge`.
struct AuditOptions: ParsableArguments {
  static let usualReports = "Reports/out"

  @OptionGroup var policy: PolicyOptions
  @OptionGroup var gateOptions: GateOptions

  @Option(help: ArgumentHelp("Write the reports into this folder.", valueName: "dir"), completion: .directory)
  var reports = AuditOptions.usualReports

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

  /// Removes what an earlier run left, audits and delivers.
  ///
  /// - Parameters:
  ///   - archives: the archives to judge in the order of their import, in place of the plan's; empty for those.
  ///   - judge: makes the result.
  /// - Throws: always: the exit code, where nothing else is in the way.
  func run(
    plan: String, archives: [String], judge: (Audit, ReadingProgress) throws -> AuditResult
  ) throws {
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
    output.gate = gateOptions.gate
    let progress = ReadingProgress()
    let audit = try audit(plan, archives, progress, &output)
    let result = try judge(audit, progress)
    let exitCode = output.deliver(result)
    Console.complain(VerdictLine(result, exitCode: exitCode, gate: output.gate).text)
    throw ExitCode(exitCode)
  }

  /// Removes reports and evidence of an earlier run from where arguments with a mistake would have written theirs, as far
  /// as they tell; nothing where an option has no value.
  static func removeFormer(_ arguments: [String], usualReports: String?) throws {
    if let folder = reportFolder(of: arguments, usual: usualReports) {
      try FormerReports.remove(from: folder)
    }
    if let folder = value(of: "--evidence", in: arguments) { try FormerEvidence.remove(from: folder) }
  }

  /// The folder of the reports as far as arguments with a mistake tell it; nil where `--reports` has no value.
  ///
  /// - Parameter usual: that of a command without `--reports`.
  static func reportFolder(of arguments: [String], usual: String?) -> String? {
    value(of: "--reports", in: arguments, default: usual)
  }

  /// The gate as far as arguments with a mistake tell it.
  static func gate(of arguments: [String]) -> String? { value(of: "--gate", in: arguments) }

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
  private func audit(
    _ plan: String, _ archives: [String], _ progress: ReadingProgress, _ output: inout AuditOutput
  ) throws -> Audit {
    do {
      let plan = try Plan(contentsOf: plan, limits: limitOptions.limits)
      try gateOptions.require(in: plan)
      if let evidence {
        output.evidence = Result { () throws(EvidenceError) in try EvidenceFolder(evidence) }
      }
      return try Audit(
        plan: plan, archivePaths: archives,
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
