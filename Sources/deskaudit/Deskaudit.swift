import ArgumentParser
import Audit
import EvidenceFiles
import Fetch
import Foundation
import Plan
import Platform
import Reporting

/// The root of the command line.
@main
struct Deskaudit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deskaudit",
    abstract: "Builds a helpdesk migration's archive, and verifies it independently against the exports.",
    discussion: """
      A plan, migration.yml, says where the exports are and what the archive looks like. 'init' writes one from the \
      exports, 'plan' shows what it says, 'profile' what is in the exports, and 'fetch' saves those of a REST API. \
      'sample' writes a pilot: a small part of the exports that belongs together. 'decide' lists what the exports \
      contradict themselves in, for people to decide. 'build' writes the archive; \
      'verify' reads the exports and the archive with code of its own, and gives a verdict; 'trace' tells the life of \
      one record on both sides; 'grade' gives the verdict again under another policy, without the data. 'gate' lets an \
      archive through only if a stored audit proves it, 'compare' says what is new in an audit, 'diff' compares two files \
      without a plan, 'trend' shows all audits, and 'lessons' writes down what they teach. 'hypercare' watches the weeks \
      after go-live. 'drill' damages copies of your data, and says what 'verify' finds. 'demo' builds and verifies made-up \
      data. \
      'rules' lists what is checked, 'explain' says what a rule means, and 'schema' prints the JSON Schemas of \
      plans, rule pages, waivers and reports, for editors.

      Examples:

        deskaudit init exports/*
        deskaudit build && deskaudit verify
        deskaudit help verify

      Exit codes: 0 done, or PASS; 1 FAIL, or refused; 2 no verdict, or input or output trouble; 64 usage, plan \
      or rule error; 129, 130 and 143 interrupted (SIGHUP, SIGINT, SIGTERM).
      """,
    version: toolVersion,
    subcommands: [
      Init.self, Profile.self, PlanCommand.self, Fetch.self, SampleCommand.self, Decide.self, Build.self,
      Verify.self,
      TraceCommand.self, TaskCommand.self, MergeCommand.self, Grade.self,
      GateCommand.self, CompareCommand.self, DiffCommand.self, TrendCommand.self, HypercareCommand.self,
      Render.self, LessonsCommand.self,
      DrillCommand.self, Demo.self,
      RulesCommand.self, WorklistCommand.self,
      ExplainCommand.self, SchemaCommand.self,
    ])

  static func main() {
    ProcessEnd.prepare(lastLine: lastLine)
    do {
      try MistypedCommand.refuse(CommandLine.arguments.dropFirst(), below: Self.self, path: "deskaudit")
      var command = try parseAsRoot()
      try command.run()
    } catch let error as PlanError {
      end("error: \(error)", exitCode: error.exitCode)
    } catch let error as FactsError {
      end("error: \(error)", exitCode: error.kind == .mistake ? 64 : 2)
    } catch let error as RuleError {
      end("error: \(error)", exitCode: 64)
    } catch let error as FetchError {
      end("error: \(error)", exitCode: error.exitCode)
    } catch let error where error is CommandError || error is ReportError || error is EvidenceError {
      end("error: \(error)", exitCode: 2)
    } catch let error as ExitCode {
      // Whatever there was to say is said.
      exit(withError: error)
    } catch  where exitCode(for: error) == .validationFailure {
      removeFormerReports()
      end(fullMessage(for: error), exitCode: 64)
    } catch {
      exit(withError: error)
    }
  }

  /// Ends with a sentence. Whoever reads only the last line of a verification must find it after a mistake in
  /// the plan or in the command, too.
  private static func end(_ sentence: String, exitCode: Int32) -> Never {
    Console.complain(sentence)
    if let line = lastLine(exitCode: exitCode) { Console.complain(line) }
    Foundation.exit(exitCode)
  }

  /// The last line on standard error of a command that judged nothing; nil where it has none.
  private static func lastLine(exitCode: Int32) -> String? {
    switch CommandLine.arguments.dropFirst().first {
    case "verify", "merge", "grade", "diff":
      VerdictLine.none(
        exitCode: exitCode, gate: AuditOptions.gate(of: Array(CommandLine.arguments.dropFirst(2)))
      ).text
    case "gate": GateResult.none(exitCode: exitCode)
    default: nil
    }
  }

  /// After a mistake in the command, `verify`, `merge`, `grade` or `diff` has not run; the reports where it would have written must
  /// not be taken for its own all the same. An audit among them that `grade` was to read stays.
  private static func removeFormerReports() {
    guard let command = CommandLine.arguments.dropFirst().first,
      ["verify", "merge", "grade", "diff"].contains(command)
    else {
      return
    }
    let arguments = Array(CommandLine.arguments.dropFirst(2))
    let usual = command == "diff" ? nil : AuditOptions.usualReports
    let folder = AuditOptions.reportFolder(of: arguments, usual: usual)
    let isGradedThere = {
      arguments.contains { argument in folder.map { Grade.isAmongReports(argument, of: $0) } ?? false }
    }
    if command == "grade", isGradedThere() { return }
    do {
      try AuditOptions.removeFormer(arguments, usualReports: usual)
    } catch {
      Console.complain("error: \(error)")
    }
  }
}
