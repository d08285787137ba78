import ArgumentParser
import Audit
import Foundation
import Plan
import Demo

struct Verify: ParsableCommand {
  @Argument var plan = "migration.yml"
  @Option var archive: String?
  @Option var jobs = ProcessInfo.processInfo.activeProcessorCount
  @Flag var showValues = false

  func run() throws {
    let audit = try Audit(
      plan: try Plan(contentsOf: plan), archivePath: archive, rules: try .embedded(), jobs: jobs,
      showsValues: showValues, startedAt: Int64(Date().timeIntervalSince1970))
    let result = audit.run()
    for rule in result.rules {
      print("\(rule.outcome.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0)) \(rule.severity.rawValue) \(rule.id): \(rule.summary)")
      for finding in rule.findings.prefix(3) { print("      - [\(finding.count)] \(finding.message)") }
    }
    for line in result.balance { print(line.record, line.rows, "=", line.arrived, line.explained.map { "\($0.reason): \($0.count)" }, line.lost) }
    print(result.verdict.words, result.timing)
    throw ExitCode(result.verdict.exitCode)
  }
}

struct MakeDemo: ParsableCommand {
  @Option var into = "/tmp/demo"
  @Option var rows = 50_000
  func run() throws { print(try DemoExports.write(into: into, rows: rows)) }
}
