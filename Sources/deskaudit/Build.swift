import ArgumentParser
import Audit
import Foundation
import Migration
import Plan
import Storage

/// `deskaudit build`.
struct Build: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Build the archive that a plan describes.",
    discussion: """
      Reads the sources that the plan maps: one chat or several, the ticketing users, the ticketing tool's own \
      tickets and comments, organizations, and record types of the plan's own. Merges people by e-mail, gives the \
      records new ids where the plan says so, and writes the archive and its .sha256. Does not read 'tables:', which \
      are for 'verify'. The balance goes to standard output, warnings and errors to standard error.

      --manifest writes beside the archive what the new platform has once it is imported: the id and a digest of each \
      record. When newer exports are there, --since takes that manifest, and the archive has only what is new or changed: a \
      delta, for a platform that replaces records of an id that it has. What the exports no longer have is listed in \
      ARCHIVE.deleted.csv, because no import deletes it. --only and --from write what an audit found to be missing or \
      changed: a repair. Where there is nothing to write, nothing is written, and that is said.

      Examples:

        deskaudit build acme.yml --output base.tar.gz --manifest
        deskaudit build --since base.tar.gz.manifest.json --output delta.tar.gz
        deskaudit build --only missing,changed --from evidence --output fix.tar.gz

      Exit codes: 0 written, or nothing is new or to be repaired; 1 refused, because rows contradict each other or are rejected, nothing written; 2 input or \
      output trouble; 64 usage or plan error; \
      129, 130, 143 interrupted (SIGHUP, SIGINT, SIGTERM).
      """)

  @Argument(help: "The plan.", completion: .yaml)
  var plan = "migration.yml"

  @Option(
    name: .shortAndLong, help: "Write the archive here instead of where the plan says.", completion: .file())
  var output: String?

  @Option(
    help: """
      Compression, from 0 (none) to 9 (smallest). 1 and 2 are done by ISA-L where it is installed; 5 to 7 are faster \
      where samples show that it makes the archive no larger.
      """)
  var level = 6

  @Option(help: "Threads that compress. (default: one for each processor)")
  var jobs: Int?

  @Flag(
    help: "Write ARCHIVE.manifest.json: the id and a digest of each record that the platform has by then.")
  var manifest = false

  @Option(
    help: ArgumentHelp(
      "Write only what is new or changed since the archive of this manifest.", valueName: "manifest"),
    completion: .file())
  var since: String?

  @Option(
    help: ArgumentHelp(
      "Write only what an audit found (--from): missing, changed, or both with a comma.", valueName: "what"))
  var only: RepairedKinds?

  @Option(
    help: ArgumentHelp(
      "The audit.json of that audit, or the folder of its --evidence; better both.", valueName: "path"),
    completion: .file())
  var from: [String] = []

  @OptionGroup var memoryOptions: MemoryOptions
  @OptionGroup var limitOptions: InputLimitOptions

  func validate() throws {
    guard (0...9).contains(level) else { throw ValidationError("--level is a number from 0 to 9") }
    guard jobs.map({ (1...1024).contains($0) }) ?? true else {
      throw ValidationError("--jobs is a number from 1 to 1024")
    }
    if (only == nil) != from.isEmpty {
      throw ValidationError(
        "--only and --from belong together: what is repaired, and the audit that found it")
    }
    if only != nil, since != nil || manifest {
      throw ValidationError(
        "--only writes a repair, which is no base of a delta; leave out --since and --manifest")
    }
  }

  /// - Throws: `ValidationError` where the plan names several archives, and nothing says which is written.
  private func options(for plan: Plan) throws -> Migration.Build.Options {
    guard output != nil || plan.archive.paths.count == 1 else {
      throw ValidationError(
        "'archive.path' names \(plan.archive.paths.count) deliveries; say with --output which of them to write"
      )
    }
    var options = Migration.Build.Options(
      output: output, level: level, jobs: jobs, isReference: ReferenceMode.isOn)
    if let since { options.scope = .since(since) }
    if let only { options.scope = .only(Repair(kinds: only.kinds, paths: from)) }
    options.writesManifest = manifest
    options.tool = toolVersion
    return options
  }

  func run() throws {
    if let memory = memoryOptions.memory { Spill.begin(memory: memory.byteCount) }
    let plan = try Plan(contentsOf: plan, limits: limitOptions.limits)
    let build = try Migration.Build(
      plan, options(for: plan), interruption: .observingSignals(), progress: Console.progressLine)
    let report: BuildReport
    do throws(BuildError) {
      report = try build.run()
    } catch {
      for sentence in error.sentences { Console.complain("error: \(sentence)") }
      throw ExitCode(error.exitCode)
    }
    for warning in report.warnings { Console.complain("warning: \(warning)") }
    do {
      try Console.say(report.text)
    } catch {
      throw CommandError("the archive is written, but \(error)")
    }
  }
}

/// `missing,changed`
struct RepairedKinds: ExpressibleByArgument {
  let kinds: [Repair.Kind]

  init?(argument: String) {
    let words = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    let kinds = words.compactMap(Repair.Kind.init)
    guard kinds.count == words.count, Set(words).count == words.count else { return nil }
    self.kinds = Repair.Kind.allCases.filter(kinds.contains)
  }
}
