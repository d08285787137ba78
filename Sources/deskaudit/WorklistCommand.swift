import ArgumentParser
import Exports
import Foundation
import Plan
import Platform
import Reporting
import Sampling
import Worklist

/// `deskaudit worklist`.
struct WorklistCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worklist",
    abstract: "Write what people have to look at in both systems before they sign, and check what they said.",
    discussion: """
      Writes a CSV file for a spreadsheet: a row for each ticket that the audit shows side by side, for each ticket of \
      --sample, for each finding of rules that failed, and for each rule that is not checked, with addresses in both systems by \
      the plan's 'links'. People write 'yes' or 'no' under 'ok', and their name under 'by'. Run again, it keeps what was filled in, \
      adds what is new, and marks what is gone; the file before is kept as FILE.bak. It shows of values what the audit shows.

      --check says how many rows are ok, open and refused, and that all are ok by its exit code.

      Examples:

        deskaudit worklist Reports/out/audit.json
        deskaudit worklist audit.json --sample pilot/sample.json
        deskaudit worklist --check worklist.csv

      Exit codes: 0 written, or every row is ok and has a name; 1 with --check, if one is not; 2 input or output trouble; \
      64 usage or plan error.
      """)

  @Argument(help: "The audit, as 'verify' wrote it.", completion: .file(extensions: ["json"]))
  var audit: String?

  @Option(help: "The plan, for its links. (default: migration.yml, if it is there)", completion: .yaml)
  var plan: String?

  @Option(
    help: ArgumentHelp("Look at the tickets of this sample, too.", valueName: "sample.json"),
    completion: .file(extensions: ["json"]))
  var sample: String?

  @Option(help: ArgumentHelp("Look at so many of the audit's tickets. (default: all)", valueName: "number"))
  var tickets: Int?

  @Option(
    help: ArgumentHelp("Write the worklist here. (default: worklist.csv)", valueName: "file"),
    completion: .file(extensions: ["csv"]))
  var into: String?

  @Option(
    help: ArgumentHelp("Check this worklist.", valueName: "file"), completion: .file(extensions: ["csv"]))
  var check: String?

  func validate() throws {
    if check != nil {
      guard audit == nil, plan == nil, sample == nil, tickets == nil, into == nil else {
        throw ValidationError("--check takes nothing but the worklist")
      }
    } else if audit == nil {
      throw ValidationError("name the audit.json that 'verify' wrote, or --check and a worklist")
    }
    guard sample == nil || tickets == nil else {
      throw ValidationError("name --sample or --tickets, not both")
    }
    guard tickets.map({ $0 >= 0 }) ?? true else { throw ValidationError("--tickets is a number from 0 on") }
  }

  func run() throws {
    if let check { return try run(checking: check) }
    guard let audit else { return }
    let plan = try plan.map { try Plan(contentsOf: $0) } ?? usualPlan()
    let document: SampleDocument?
    do {
      document = try sample.map { try SampleDocument(contentsOf: $0) }
    } catch {
      throw CommandError("\(error)")
    }
    let rows = WorklistRows(
      try JSONReport.read(contentsOf: audit).audit, plan: plan, sample: document, tickets: tickets ?? .max
    ).rows
    try write(rows, to: into ?? "worklist.csv")
  }

  /// The plan that is here, if one is; an audit may be looked at without its plan.
  private func usualPlan() throws -> Plan? {
    let path = "migration.yml"
    return FileManager.default.fileExists(atPath: path) ? try Plan(contentsOf: path) : nil
  }

  private func write(_ rows: [WorklistRow], to path: String) throws {
    let isThere = FileManager.default.fileExists(atPath: path)
    let before: WorklistSheet?
    do {
      before = try isThere ? WorklistSheet(contentsOf: path) : nil
    } catch {
      throw CommandError("\(error); it is there already, so correct it, or choose another name with --into")
    }
    let sheet = WorklistSheet(rows, before: before)
    var text = "\(path): \(WorklistCheck(sheet, path: path).summary)\n"
    if isThere, let old = try? Platform.contents(ofFile: path) {
      if old == Array(sheet.text.utf8) { return try Console.say(text + "the worklist is unchanged\n") }
      // With the bytes that it has, whatever a spreadsheet made of them.
      guard let before = String(validating: old, as: UTF8.self) else {
        throw CommandError(
          "\(path): is not UTF-8; save it as 'CSV UTF-8', or choose another name with --into")
      }
      try Reports.write(before, to: path + ".bak")
      text += "the worklist before is \(path).bak\n"
    }
    try Reports.write(sheet.text, to: path)
    try Console.say(text)
  }

  private func run(checking path: String) throws {
    let result: WorklistCheck
    do {
      result = WorklistCheck(try WorklistSheet(contentsOf: path), path: path)
    } catch {
      throw CommandError("\(error)")
    }
    for mistake in result.mistakes { Console.complain(mistake) }
    try Console.say("\(path): \(result.summary)\n")
    if !result.isDone { throw ExitCode(1) }
  }
}
