import ArgumentParser
import Audit
import Foundation
import Plan
import Platform
import Reporting

/// `deskaudit gate`.
struct GateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gate",
    abstract: "Let an archive through, only if a stored audit proves it.",
    discussion: """
      Reads the audit.json that 'verify' wrote, and the archive, and asks: is the verdict PASS, and does it follow from \
      the rules? Was everything checked? Has no waiver expired by today? Is it the audit of exactly these bytes, by the \
      rule book of this tool and of --rules, and by this version? Is it as 'verify' wrote it? Where they are given, it \
      must be an audit by this plan and by these waivers, not older than --max-age (by its "as_of", so a plan for this \
      has no 'as-of'), and signed by --key. Of a plan with 'sign-offs' they must be those of the audit, and none that a \
      rule rests on may have expired by today.

      --gate asks for the GO of a gate of the plan, as it follows from the rules, in place of the PASS.

      Without --key the gate finds a file that is not complete, or edited without care. That nobody has edited it with \
      care only a signature proves: 'verify --sign' writes attestation.intoto.jsonl beside the audit, and --key names \
      the public key.

      Examples:

        deskaudit gate audit.json tickets.tar.gz --max-age 36h --key gate.pub
        deskaudit gate audit.json tickets.tar.gz --plan p.yml --gate cutover
        deskaudit gate audit.json base.tar.gz delta-1.tar.gz delta-2.tar.gz

      Each condition that is not met is a line: what was expected, what was found, what to do. The last line on standard \
      error is always such as 'verdict=FAIL exit=1 conditions=7 failed=1 unchecked=0'.

      Exit codes: 0 PASS, every condition is met; 1 FAIL, one is not; 2 NO VERDICT, the audit or the archive can't be \
      read, and no condition is known to fail; 64 usage error: a plan, waivers, rule pages or a key can't be read.
      """)

  @Argument(help: "The audit, as 'verify' wrote it.")
  var audit: String

  @Argument(help: "The archive that is to be let through; all of several deliveries, in the order of import.")
  var archives: [String]

  @Option(help: "The plan that it must be an audit by.")
  var plan: String?

  @Option(
    help: ArgumentHelp("The gate of the plan that must say GO, in place of the PASS.", valueName: "name"))
  var gate: String?

  @Option(
    help: ArgumentHelp(
      "The rule pages that 'verify' was given. May be given repeatedly.", valueName: "dir"))
  var rules: [String] = []

  @Option(help: ArgumentHelp("The waivers that it must be an audit by.", valueName: "file"))
  var waivers: String?

  @Option(help: ArgumentHelp("The public key, in PEM, that must have signed it.", valueName: "file"))
  var key: String?

  @Option(help: ArgumentHelp("The greatest age: 90s, 15m, 36h or 7d.", valueName: "duration"))
  var maxAge: Age?

  func validate() throws {
    if gate != nil, plan == nil {
      throw ValidationError("--gate names a gate of the plan; name the plan with --plan")
    }
  }

  func run() throws {
    var question = try question(Date())
    question.plan = try plan.map { ($0, try digest(of: $0)) }
    if let path = plan, gate != nil || question.audit.policy.signOffsSHA256 != nil {
      let plan = try Plan(contentsOf: path)
      question.gate = try gate.map { try plan.gate($0) }
      question.signOffs = try plan.signOffList()
    }
    question.waivers = try waivers.map { ($0, try digest(of: $0)) }
    question.maxAge = maxAge?.seconds
    question.key = try key.map { path in
      try UsageTrouble.rethrow { () throws(ReportError) in try AttestationKey(contentsOf: path) }
    }
    let result = GateResult(question.conditions())
    try Console.say(result.text(of: archives.joined(separator: ", ")))
    Console.complain(result.line)
    throw ExitCode(result.exitCode)
  }

  private func question(_ now: Date) throws -> GateQuestion {
    let book = try RulePages.book(with: rules)
    let (bytes, stored) = try JSONReport.read(contentsOf: audit)
    let attestation = URL(filePath: audit).deletingLastPathComponent().appending(
      path: Attestation.signedFileName)
    return GateQuestion(
      bytes: bytes, audit: stored,
      archives: archives.map { path in
        (path, Result { () throws(ReportError) in try FileDigest(contentsOf: path) })
      }, now: now, rulesSHA256: book.sha256,
      attestation: (attestation.relativePath, (try? contents(ofFile: attestation.path)).map { Data($0) }))
  }

  private func digest(of path: String) throws -> String {
    try UsageTrouble.rethrow { () throws(ReportError) in try FileDigest(contentsOf: path).sha256 }
  }
}

/// The value of `--max-age`: a number with its unit.
struct Age: ExpressibleByArgument {
  let seconds: Int

  init?(argument: String) {
    guard let number = Int(argument.dropLast()), number >= 0, let unit = Self.units[argument.suffix(1)] else {
      return nil
    }
    let (seconds, isTooLarge) = number.multipliedReportingOverflow(by: unit)
    guard !isTooLarge else { return nil }
    self.seconds = seconds
  }

  private static let units: [Substring: Int] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
}

/// What the gate says.
struct GateResult {
  private let conditions: [GateCondition]

  init(_ conditions: [GateCondition]) {
    self.conditions = conditions
  }

  private func count(_ state: GateCondition.State) -> Int { conditions.count { $0.state == state } }

  private var verdict: Verdict { count(.failed) > 0 ? .fail : count(.notChecked) > 0 ? .noVerdict : .pass }
  var exitCode: Int32 { verdict.exitCode }

  /// The verdict, and a line for each condition that is not met.
  func text(of archive: String) -> String {
    let lines = conditions.filter { $0.state != .met }.map { condition in
      "\(condition.state == .failed ? "FAIL" : "NOT CHECKED") \(condition.name): \(condition.sentence)"
        .visible
    }
    let met = "\(count(.met)) of \(conditions.count) conditions are met"
    return (["\(verdict.words) \(archive): \(met)".visible] + lines).joined(separator: "\n") + "\n"
  }

  /// The last line on standard error.
  var line: String {
    Self.line(
      verdict, conditions.count, failed: count(.failed), unchecked: count(.notChecked), verdict.exitCode)
  }

  /// The line of a run that asked nothing.
  static func none(exitCode: Int32) -> String { line(.noVerdict, 0, failed: 0, unchecked: 0, exitCode) }

  private static func line(
    _ verdict: Verdict, _ count: Int, failed: Int, unchecked: Int, _ exitCode: Int32
  ) -> String {
    "verdict=\(verdict.words.replacing(" ", with: "-")) exit=\(exitCode) conditions=\(count) failed=\(failed) "
      + "unchecked=\(unchecked)"
  }
}
