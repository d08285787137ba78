import ArgumentParser
import Audit
import Foundation
import Plan
import Reporting

/// `deskaudit grade`.
struct Grade: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Judge a stored audit again under another policy, without the exports and the archive.",
    discussion: """
      Reads the audit.json that 'verify' wrote, and grades what it measured by the plan's 'rules', 'waivers' and \
      'export-defects', and by the rule pages of --rules. Prints and writes what 'verify' does, the attestation too, \
      with the same last line, and knows the same --format. What the audit can't tell is not checked, with its reason: another parameter of a check \
      such as 'tolerance', a rule that was not measured, a waiver by keys that the audit does not have, a plan that \
      says something else of the exports, another version of this tool. Waivers expire by the audit's own "now".

      Examples:

        deskaudit grade Reports/out/audit.json
        deskaudit grade audit.json --plan stricter.yml --reports stricter
        deskaudit grade audit.json --gate cutover

      Exit codes: as those of 'verify', with --gate those of the gate; 2 also where the audit can't be read.
      """)

  @Argument(help: "The audit, as 'verify' wrote it.", completion: .file(extensions: ["json"]))
  var audit: String

  @Option(help: "The plan, with the policy to grade by.", completion: .yaml)
  var plan = "migration.yml"

  @OptionGroup var policy: PolicyOptions
  @OptionGroup var gateOptions: GateOptions
  @OptionGroup var reportOptions: ReportOptions

  @Option(help: ArgumentHelp("Write the reports into this folder.", valueName: "dir"), completion: .directory)
  var reports = "Reports/out"

  @OptionGroup var attestation: AttestationOptions

  func run() throws {
    let attestor = Result { try attestation.attestor() }
    let stored = Result { () throws(ReportError) in try JSONReport.read(contentsOf: audit).audit }
    // An audit that is graded in its own folder stays until there is another in its place.
    let keepsAudit = Self.isAmongReports(audit, of: reports)
    if !keepsAudit { try FormerReports.remove(from: reports) }
    var output = reportOptions.output(to: reports, attestor: try attestor.get(), keepsAudit: keepsAudit)
    output.gate = gateOptions.gate
    let plan = try Plan(contentsOf: plan)
    try gateOptions.require(in: plan)
    let policy = try Policy(
      plan: plan, rules: policy.book(), waivers: policy.waivers,
      failsOnWarnings: policy.failsOnWarnings)
    let result = policy.grade(try stored.get())
    let exitCode = output.deliver(result)
    Console.complain(VerdictLine(result, exitCode: exitCode, gate: output.gate).text)
    throw ExitCode(exitCode)
  }

  /// Whether an audit is the audit.json of this folder.
  static func isAmongReports(_ audit: String, of folder: String) -> Bool {
    let real = realPath(audit)
    return real != nil && real == realPath("\(folder)/audit.json")
  }
}
