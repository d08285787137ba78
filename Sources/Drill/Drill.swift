import Foundation
import Plan
import Platform
import Synchronization

/// Damages copies of a user's exports and archive, one fault at a time, and has each audited.
///
/// What comes in: a plan whose exports and archive are there. What goes out: of each fault at each place, whether the rule
/// that it is meant for failed, and showed the place. Nothing of the user's is written to: a copy is a folder of its own
/// (`PrivateFolder`) whose undamaged files are links.
///
/// The faults are declarations in `Faults/`. They read and write archives and exports with code of this module, which
/// shares nothing with the verifier and the writer but the plan; the verifier is a process of its own (`Tool`), and is known
/// by its exit code and its audit.json alone.
package struct Drill: Sendable {
  package struct Options: Sendable {
    /// The archive, where it is not the plan's.
    package var archive: String?
    /// Only faults whose id has this text.
    package var only: String?
    /// Only this position: `first`, `middle`, `last`, `seed:7`.
    package var at: String?
    /// How many random places beside first, middle and last.
    package var seeds = 1
    package var firstSeed: UInt64 = 1
    /// Copies that are audited at once.
    package var jobs = 1
    /// Where copies are put. They go when they are done, but for those of the faults that were not caught if `keeps`.
    package var folder: String
    package var keeps = false
    /// Further arguments of `verify`: `--rules`, `--waivers`.
    package var arguments: [String] = []
    /// Whether no further fault is to be tried; asked on any thread.
    package var isStopped: @Sendable () -> Bool = { false }
    /// The tool.
    package var tool: String

    package init(folder: String, tool: String) {
      self.folder = folder
      self.tool = tool
    }
  }

  private let original: Original
  private let options: Options
  private let faults: [Fault]
  private let positions: [Position]
  private let tool: Tool

  /// - Throws: `DrillError` where the exports or the archive can't be read, or there is no such fault.
  package init(_ plan: Plan, _ options: Options) throws {
    original = try Original(plan: plan, archivePath: options.archive)
    self.options = options
    tool = Tool(path: options.tool)
    let all = Self.faults(for: plan)
    faults = options.only.map { only in all.filter { $0.id.contains(only) } } ?? all
    guard !faults.isEmpty else {
      throw DrillError("no fault has the id '\(options.only ?? "")'; 'deskaudit drill --list' names them")
    }
    if let at = options.at {
      guard let position = Position(at) else {
        throw DrillError("--at is first, middle, last or a seed such as seed:7; found '\(at)'")
      }
      positions = [position]
    } else {
      positions =
        [.first, .middle, .last] + (0..<options.seeds).map { .seed(options.firstSeed &+ UInt64($0)) }
    }
  }

  /// All faults that a migration of a plan can have.
  static func faults(for plan: Plan) -> [Fault] {
    RecordFaults.all(plan.schema) + TextFaults.all + TimeFaults.all + ReferenceFaults.all
      + BatchFaults.all(plan.schema) + JSONFaults.all + StreamFaults.all(plan.schema) + ExportFaults.all
      + StageFaults.all + LawfulForms.all
  }

  /// Their areas, ids and names, one on each line.
  package static func list(for plan: Plan) -> String {
    faults(for: plan).map { "\($0.area.rawValue)\t\($0.id)\t\($0.name)\n" }.joined()
  }

  /// Audits the undamaged migration, then every fault at every place.
  ///
  /// - Parameter progress: called with how many faults are done, of how many; from any thread.
  /// - Returns: nil where it was stopped.
  /// - Complexity: one audit for each fault and position
  /// - Throws: `DrillError` where the undamaged migration has no verdict, or a copy can't be written.
  package func run(progress: @escaping @Sendable (Int, Int) -> Void) throws -> Score? {
    let before = try undamaged()
    let results = Mutex<[Int: Result<[Trial], any Error>]>([:])
    let next = Atomic(0)
    divide(options.jobs) { worker in
      while !options.isStopped() {
        let index = next.add(1, ordering: .relaxed).oldValue
        guard index < faults.count else { return }
        let result = Result { try trials(of: faults[index], before, worker: worker) }
        let count = results.withLock { results in
          results[index] = result
          return results.count
        }
        progress(count, faults.count)
      }
    }
    if options.isStopped() { return nil }
    let all = results.withLock { $0 }
    let tried = try faults.indices.map { (fault: faults[$0], trials: try all[$0]?.get() ?? []) }
    return Score(
      exitCodeBefore: before.exitCodeBefore, ruleCount: before.before.rules.count, faults: tried,
      command: "deskaudit drill \(original.plan.path)" + (options.archive.map { " --archive \($0)" } ?? ""))
  }

  private func undamaged() throws -> Judge {
    let folder = PrivateFolder(root: options.folder + "/undamaged", original: original)
    var copy = MigrationCopy(original, position: .first)
    copy.packed = original.packed
    try folder.write(copy)
    let run = try verify(folder)
    guard let exitCode = run.exitCode, [0, 1].contains(exitCode) else {
      throw DrillError(
        "the undamaged migration has no verdict (\(run.words)); the drill compares with it, so run 'deskaudit verify' first "
          + "and mend what it names")
    }
    let audit = try AuditFile(contentsOf: folder.reports + "/audit.json")
    try folder.remove()
    return Judge(before: audit, exitCodeBefore: exitCode)
  }

  private func verify(_ folder: PrivateFolder) throws -> Tool.Run {
    try tool.run(
      [
        "verify", folder.plan, "--archive", folder.archive, "--reports", folder.reports, "--samples", "0",
        "--jobs", "1", "--quiet",
      ]
        + options.arguments, in: folder.root)
  }

  /// The trials of a fault; none where the migration has no place for it, and one for each place that differs.
  private func trials(of fault: Fault, _ judge: Judge, worker: Int) throws -> [Trial] {
    var trials: [Trial] = []
    for position in fault.hasPlaces || options.at != nil ? positions : [.first] where !options.isStopped() {
      var copy = MigrationCopy(original, position: position)
      guard let damage = try fault.damage(&copy) else { continue }
      guard fault.isLawful || !copy.isAsItWas else {
        throw DrillError(
          "'\(fault.name)' at \(position) damaged nothing; this is a defect of the drill, please report it")
      }
      if damage.hasPlace, trials.contains(where: { $0.damage == damage }) { continue }
      let folder = PrivateFolder(root: "\(options.folder)/\(worker)", original: original)
      try folder.write(copy)
      let outcome = try outcome(of: fault, damage, copy, in: folder, judge)
      let trial = Trial(fault: fault, position: position, damage: damage, outcome: outcome)
      trials.append(trial)
      if !trial.isRight, options.keeps { try keep(folder, trial) } else { try folder.remove() }
    }
    return trials
  }

  private func outcome(
    of fault: Fault, _ damage: Damage, _ copy: MigrationCopy, in folder: PrivateFolder, _ judge: Judge
  ) throws -> Trial.Outcome {
    if copy.isBuiltAnew {
      let build = try tool.run(
        ["build", folder.plan, "--output", folder.archive, "--level", "1"], in: folder.root)
      guard build.exitCode == 0 else {
        return build.exitCode == nil ? .missed("build \(build.words)") : .caught(by: ["build refuses"])
      }
    }
    let run = try verify(folder)
    return try judge.outcome(of: fault, damage, run: run) {
      try AuditFile(contentsOf: folder.reports + "/audit.json")
    }
  }

  private func keep(_ folder: PrivateFolder, _ trial: Trial) throws {
    let name = "\(trial.fault.id)-\(trial.position)".replacing(":", with: "-")
    let kept = "\(options.folder)/\(name)"
    try? FileManager.default.removeItem(atPath: kept)
    do {
      try FileManager.default.moveItem(atPath: folder.root, toPath: kept)
    } catch {
      throw DrillError("\(kept) can't be written: \(error.localizedDescription)")
    }
  }
}
