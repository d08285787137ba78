import ArgumentParser
import Audit
import Exports
import Foundation
import Plan
import Platform
import Reporting
import Storage

/// `deskaudit task`.
struct TaskCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "task",
    abstract: "Divide the reading of an audit into items, for several processes or machines.",
    discussion: """
      An audit reads, and then judges. Its reading can be divided: 'task list' says into which items, each a file of an \
      export, the pages of one collection, or the archive (all deliveries together); 'task map' reads one item, anywhere and in any order, and \
      writes its facts, which are a small part of its size; and 'merge' judges the facts of all items as 'verify' would \
      have judged the inputs. The audit.json is the same, but for its timing.

      Whatever runs processes can run the items, and run them again: a facts file is whole or not there, and two of one item \
      are equal, or nothing is judged. All processes need the same build of deskaudit and the same plan.

      Examples:

        deskaudit task list > work.ndjson
        deskaudit task map --list work.ndjson --item 0 --out facts/0.facts

      and so on for each item of the list; then 'merge --list work.ndjson facts/*.facts'.

      The list has a secret, from which digests of texts are made: keep it as you keep the exports. Facts have no bodies of \
      comments, but names, e-mails and ids.
      """,
    subcommands: [TaskList.self, TaskMap.self])
}

/// What the commands of divided audits have in common.
enum DividedAudit {
  /// - Throws: what the plan, its rules and its sheet of decisions have for mistakes.
  static func audit(
    _ plan: String, archives: [String], _ policy: PolicyOptions, _ limits: InputLimitOptions,
    _ parallelism: Parallelism = Parallelism()
  ) throws -> Audit {
    do {
      return try Audit(
        plan: Plan(contentsOf: plan, limits: limits.limits), archivePaths: archives, rules: policy.book(),
        waivers: policy.waivers, parallelism: parallelism, isReference: ReferenceMode.isOn,
        startedAt: Int64(Date().timeIntervalSince1970))
    } catch let error as ExportError {
      throw CommandError("\(error)")
    }
  }

  /// - Throws: `FactsError` for a list that can't be read.
  static func list(_ path: String) throws(FactsError) -> WorkList {
    let expected = "expected what 'deskaudit task list' wrote"
    let read: String?
    do throws(SystemError) {
      read = try text(ofFile: path)
    } catch {
      throw FactsError(error.isAbsence ? .mistake : .trouble, path, "can't be read: \(error); \(expected)")
    }
    guard let read else { throw FactsError(.mistake, path, "is not UTF-8; \(expected)") }
    return try WorkList(read, named: path)
  }

  /// The SHA-256 of this program.
  static func program() throws -> String {
    try FileDigest(contentsOf: "/proc/self/exe").sha256
  }
}

struct TaskList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the items into which the reading of an audit is divided, in lines of JSON.",
    discussion: """
      The first line ties the facts of all items together; each other one is an item: its number, what is read, the paths \
      and their bytes. Nothing is read but the starts of the files.

      Examples:

        deskaudit task list > work.ndjson
        deskaudit task list acme.yml --archive theirs.tar.gz > theirs.ndjson

      Exit codes: 0 listed; 2 standard output can't be written; 64 usage, plan or rule error.
      """)

  @Argument(help: "The plan.", completion: .yaml)
  var plan = "migration.yml"

  @Option(
    help: "Read this archive instead of the plan's; each of several deliveries, in the order of import.",
    completion: .file())
  var archive: [String] = []

  @OptionGroup var policy: PolicyOptions
  @OptionGroup var limits: InputLimitOptions

  func run() throws {
    let audit = try DividedAudit.audit(plan, archives: archive, policy, limits)
    try Console.say(audit.workList(program: DividedAudit.program()).text, to: .programs)
  }
}

struct TaskMap: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "map",
    abstract: "Read one item of the list, and write its facts.",
    discussion: """
      The facts are written beside their place and put there once they are whole. An input that is damaged has facts, too: \
      what 'verify' would have found.

      Examples:

        deskaudit task map --list work.ndjson --item 3 --out facts/3.facts
        deskaudit task map acme.yml --list work.ndjson --item 3 --out 3 --input -

      Exit codes, for whatever runs it again: 0 the facts are there, whatever the data say; 64 a mistake in the command, the \
      plan or the list, which trying again does not mend; 74 trouble that may pass: the facts can't be written, a copy is not \
      whole; 2 no memory, or no thread.
      """)

  @Argument(help: "The plan.", completion: .yaml)
  var plan = "migration.yml"

  @Option(help: ArgumentHelp("The list that 'task list' wrote.", valueName: "file"), completion: .file())
  var list: String

  @Option(help: ArgumentHelp("The number of the item.", valueName: "n"))
  var item: Int

  @Option(help: ArgumentHelp("The facts file to be written.", valueName: "file"), completion: .file())
  var out: String

  @Option(
    help: ArgumentHelp(
      "Read this copy of the item's file, or - for standard input. Of an item of several files, give it for each, in their order.",
      valueName: "file"), completion: .file())
  var input: [String] = []

  @OptionGroup var policy: PolicyOptions
  @OptionGroup var parallelismOptions: ParallelismOptions
  @OptionGroup var limits: InputLimitOptions

  func run() throws {
    do {
      let work = try DividedAudit.list(list)
      let audit = try DividedAudit.audit(
        plan, archives: work.archivePaths, policy, limits, parallelismOptions.parallelism)
      let copies = try Copies(input)
      // Standard input's file is closed with its last reference.
      try withExtendedLifetime(copies) {
        try audit.map(
          item, of: work, named: list, program: DividedAudit.program(), copies: copies.paths, to: out)
      }
    } catch let error as ExportError {
      // A copy that did not come whole.
      Console.complain("error: \(error)")
      throw ExitCode(74)
    } catch let error as FactsError {
      Console.complain("error: \(error)")
      throw ExitCode(error.kind == .mistake ? 64 : 74)
    }
  }
}

/// Copies of an item's files; standard input is one in a file without a name, because inputs are read more than once.
private struct Copies {
  let paths: [String]
  private let spool: FileHandle?

  init(_ inputs: [String]) throws {
    guard inputs.contains("-") else {
      (paths, spool) = (inputs, nil)
      return
    }
    guard inputs.count(where: { $0 == "-" }) == 1 else { throw ValidationError("--input - is there once") }
    let spool = try Self.spooled()
    self.spool = spool
    paths = inputs.map { $0 == "-" ? "/dev/fd/\(spool.fileDescriptor)" : $0 }
  }

  private static func spooled() throws -> FileHandle {
    let folder = Spill.folder(of: ProcessInfo.processInfo.environment)
    var template = Array("\(folder)/deskaudit.XXXXXX".utf8CString)
    let descriptor = retrying { mkstemp(&template) }
    guard descriptor >= 0 else {
      throw FactsError(
        .trouble, folder,
        "can't be written to: \(String(cString: strerror(errno))); set TMPDIR to another folder")
    }
    unlink(template)
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = retrying { read(STDIN_FILENO, &buffer, buffer.count) }
      guard count >= 0 else {
        throw FactsError(.trouble, "standard input", "can't be read: \(String(cString: strerror(errno)))")
      }
      if count == 0 { return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true) }
      let isWritten = buffer.withUnsafeBytes {
        writeAll(UnsafeRawBufferPointer(rebasing: $0[..<count]), to: descriptor)
      }
      guard isWritten else {
        throw FactsError(
          .trouble, folder, "has no room: \(String(cString: strerror(errno))); set TMPDIR to another folder")
      }
    }
  }
}
