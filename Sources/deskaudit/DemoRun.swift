import Audit
import Demo
import Foundation
import Migration
import Plan
import Reporting

/// The demo, step by step: exports, a good archive and its audit, a faulty archive and its audit.
struct DemoRun {
  var folder: String
  var rows: Int
  var faults: Set<DemoFault>
  var jobs: Int?

  /// - Returns: whether both verdicts and all counts are the expected ones.
  func run() throws -> Bool {
    try writeExports()
    try Console.say("2. deskaudit build \(folder)/migration.yml\n")
    let plan = try Plan(contentsOf: folder + "/migration.yml")
    let build = Migration.Build(
      plan, .init(jobs: jobs, isReference: ReferenceMode.isOn), progress: Console.progressLine)
    try Console.say(try build.run().text + "\n")

    try Console.say("3. deskaudit verify \(folder)/migration.yml\n")
    let good = try audit(plan, archive: nil, reports: "clean")

    let published = folder + "/published_tickets.tar.gz"
    try Console.say("4. deskaudit verify \(folder)/migration.yml --archive \(published)\n")
    try Console.say(story)
    let expected = try writePublishedArchive(
      faults: faults, exportsIn: folder + "/exports", to: published)
    let faulty = try audit(plan, archive: published, reports: "published")

    let tally = FaultTally(expected: expected, found: faulty)
    let isExpected = good.verdict == .pass && faulty.verdict == .fail && tally.agrees
    try Console.say(tally.text + "\n" + next(isExpected: isExpected))
    return isExpected
  }

  /// Writes the exports and the plan, and says how large they are.
  func writeExports() throws {
    try Console.say("1. Made-up exports\n")
    let facts = try DemoExports.write(into: folder, rows: rows) { written in
      if Console.isErrorTerminal { Console.write("\r\u{1B}[K\(written) of \(rows) rows") }
    }
    if Console.isErrorTerminal { Console.write("\r\u{1B}[K") }
    try Console.say(
      """
      \(folder)/migration.yml           the plan
      \(folder)/exports/chat_data.csv   \(facts.rows) rows, \(facts.comments) comments, \
      \(facts.conversations) conversations, \(facts.chatIDs) chat ids
      \(folder)/exports/ticket_platform_users.csv   \(facts.ticketingUsers) users


      """)
  }

  private func audit(_ plan: Plan, archive: String?, reports: String) throws -> AuditResult {
    let progress = ReadingProgress()
    let audit = try Audit(
      plan: plan, archivePaths: archive.map { [$0] } ?? [], rules: .embedded(),
      parallelism: Parallelism(jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount),
      samples: 12, isReference: ReferenceMode.isOn,
      startedAt: Int64(Date().timeIntervalSince1970), progress: progress)
    let result = ProgressDisplay(progress).during { audit.run() }
    _ = AuditOutput(reports: "\(folder)/Reports/\(reports)").deliver(result)
    try Console.say("\n")
    return result
  }

  private var story: String {
    let faults = faults.sorted { $0.rawValue < $1.rawValue }
    return "This archive is made as a published hand-made pipeline made its own:\n"
      + faults.map { "  fault \($0.rawValue): \($0.title). \($0.sentence)\n" }.joined() + "\n"
  }

  private func next(isExpected: Bool) -> String {
    let verdict =
      isExpected
      ? "Both verdicts are the expected ones: PASS for the archive that was built, FAIL for the published one."
      : "NOT as expected: see the numbers above. This is a defect of deskaudit; please report it."
    return """
      \(verdict)

      Next:
        open \(folder)/Reports/published/audit.html
        deskaudit demo --fault 3                     one fault alone
        deskaudit demo --rows 2500000                the reference size
        deskaudit verify \(folder)/migration.yml     and change a byte of the archive before it

      """
  }
}
