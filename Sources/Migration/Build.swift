import Exports
import Foundation
import Plan
import Synchronization

/// The write side: builds the archive that a plan describes.
///
/// Data goes one way. Pass 1 (`ChatIndex`, `TicketingIndex`, `RecordIndex`) reads the exports once, converts every field
/// (`Values/`) and keeps one narrow entry for each row. `People` merges the chat ids, `Judgement` decides
/// which row counts, and `Refusals` says why nothing is written if something contradicts itself.
/// `BatchPlan` lays everything out; pass 2 (`BatchRenderer` in a `ChunkPipeline`) reads the bodies again in
/// output order, writes JSON into a tar, and `ArchiveSink` puts it into place as one gzip member. `Balance`
/// accounts for every row. The words are defined in `Sources/README.md`; the verifier implements them apart
/// from this module.
package struct Build: Sendable {
  /// What the command line says beside the plan.
  package struct Options: Sendable {
    /// The archive's path; nil for the plan's.
    package var output: String?
    /// 0 (stored) to 9 (smallest).
    package var level = 6
    /// Threads that compress.
    package var jobs: Int
    /// The most rows that are taken of all chats together, and of each further source.
    package var rowLimit = HashIndex.capacity
    /// Whether fast paths are off: libz does everything, with its own effort for the level.
    package var isReference: Bool
    /// Which records are written.
    package var scope = Scope.all
    /// Whether a manifest of what the platform has after this archive is written beside it.
    package var writesManifest = false
    /// The tool, as a manifest names it.
    package var tool = ""

    package init(output: String? = nil, level: Int = 6, jobs: Int? = nil, isReference: Bool = false) {
      self.output = output
      self.level = level
      self.jobs = jobs ?? ProcessInfo.processInfo.activeProcessorCount
      self.isReference = isReference
    }
  }

  let plan: Plan
  let options: Options
  private let interruption: Interruption
  private let progress: ProgressLine?

  package init(
    _ plan: Plan, _ options: Options, interruption: Interruption = Interruption { 0 },
    progress: ProgressLine? = nil
  ) {
    self.plan = plan
    self.options = options
    self.interruption = interruption
    self.progress = progress
  }

  /// Builds the archive.
  ///
  /// - Returns: the report, once the archive is under its name.
  /// - Throws: `BuildError`; what had the name before is there still, unless the sentence says
  ///   otherwise.
  /// - Complexity: O(bytes of the exports); 64 bytes of memory for each row, and one chunk for each thread.
  package func run() throws(BuildError) -> BuildReport {
    let start = ContinuousClock.now
    defer { progress?.clear() }
    do {
      try requireTime()
      var report = try build()
      report.seconds = (ContinuousClock.now - start) / .seconds(1)
      return report
    } catch let error as BuildError {
      throw error
    } catch {
      throw .trouble("\(error)")
    }
  }

  /// - Throws: `BuildError` for an `as-of` that is not a time: no archive is built by a plan that the audit refuses.
  private func requireTime() throws(BuildError) {
    guard let asOf = plan.asOf else { return }
    var text = asOf.value
    guard text.withUTF8({ Instant(rfc3339: $0, zone: nil) }) == nil else { return }
    let message = "as-of: '\(asOf.value)' is not an RFC 3339 time; write it like 2026-11-20T00:00:00Z"
    throw .plan(PlanError([PlanProblem(path: plan.path, line: asOf.line, message: message)]))
  }

  private func build() throws -> BuildReport {
    var sources = try SourceExports(plan)
    let target = options.output ?? Self.path(plan.archive.path, in: plan.directory)
    try requireApart(target, from: sources.files)
    let extent = try Extent(options.scope, plan, sources.files)
    let stale = ArchiveSink.paths(of: target).flatMap(Replacement.removeStale)
    // Opened before anything is read: a folder that can't be written to shows at once.
    let sink = try ArchiveSink(path: target)
    // Not left to the last owner: a thread that has done its work may let go later than the process ends.
    defer { sink.discard() }

    progress?.show("unpacking")
    try sources.unpack(in: Replacement.folder(of: target))
    let sheet = try plan.decisions.map { try DecisionSheet($0.value, in: plan.directory) }
    let bytesRead = Mutex(0)
    let exports = try JudgedExports(
      plan, sources, rowLimit: options.rowLimit, sheet: sheet ?? DecisionSheet()
    ) { [self] count in
      try interruption.check()
      let total = bytesRead.withLock { bytes in
        bytes += count
        return bytes
      }
      progress?.show("reading: \(total >> 20) MiB")
    }
    let refusals = try Refusals(exports).sentences
    guard refusals.isEmpty else { throw BuildError.refused(refusals) }
    if let empty = exports.emptyExport {
      throw BuildError.trouble(empty)
    }

    let batches = try BatchPlan(exports)
    let losses = Losses(exports, batches)
    let balance = Balance(exports, batches, losses)
    guard balance.lines.allSatisfy(\.addsUp) else {
      throw BuildError.trouble("internal error: the balance does not add up, nothing was written: \(balance)")
    }
    var report = BuildReport(
      balance: balance, batchCount: batches.count, seconds: 0,
      resolved: exports.conflictsInWords(isDecided: false),
      decided: exports.conflictsInWords(isDecided: true),
      losses: losses.sentences,
      warnings: Warnings(exports, stale: stale).sentences)
    try write(exports, batches, extent, to: sink, &report)
    return report
  }

  /// Pass 2.
  func write(_ renderer: BatchRenderer, _ batches: BatchPlan, to sink: ArchiveSink) throws {
    let count = batches.chunks.count
    let effort = try chooseEffort(renderer, chunkCount: count)
    try sink.begin(level: options.level)
    try ChunkPipeline(count: count).run(jobs: options.jobs) { [self] pipeline in
      let lookup = try ChunkLookup(renderer.lists)
      var deflater = try Deflater(level: options.level, effort: effort, isReference: options.isReference)
      var tar = ByteBuffer(capacity: 2 * BatchPlan.chunkBytes)
      var packed = ByteBuffer(capacity: BatchPlan.chunkBytes)
      while let chunk = pipeline.claim() {
        try interruption.check()
        tar.removeAll()
        packed.removeAll()
        try renderer.render(chunk: chunk, lookup: lookup, to: &tar)
        let isLast = chunk == count - 1
        if isLast {
          tar.reserve(tarEndSize)
          tar.put(zeros: tarEndSize)
        }
        let tail = Array(tar.bytes.suffix(Deflater.window))
        guard let dictionary = pipeline.exchange(tail: tail, of: chunk) else { return }
        try deflater.compress(tar.bytes, dictionary: dictionary, isLast: isLast, to: &packed)
        let checksum = tar.bytes.checksum(isReference: options.isReference)
        let isWritten = try pipeline.inTurn(chunk) {
          try sink.write(packed.bytes, checksum: checksum, length: tar.count)
        }
        guard isWritten else { return }
        progress?.show("writing batches: \(chunk + 1) of \(count) parts")
      }
    }
    try interruption.check()
  }

  /// Renders every object once for its digest, and writes nothing.
  func takeDigests(_ renderer: BatchRenderer, chunkCount: Int) throws {
    try ChunkPipeline(count: chunkCount).run(jobs: options.jobs) { [self] pipeline in
      let lookup = try ChunkLookup(renderer.lists)
      var tar = ByteBuffer(capacity: 2 * BatchPlan.chunkBytes)
      while let chunk = pipeline.claim() {
        try interruption.check()
        tar.removeAll()
        try renderer.render(chunk: chunk, lookup: lookup, to: &tar)
        progress?.show("comparing: \(chunk + 1) of \(chunkCount) parts")
      }
    }
  }

  /// The effort that suits the archive, after a look at chunks from all over it; nil for that of the level.
  private func chooseEffort(_ renderer: BatchRenderer, chunkCount: Int) throws -> Effort? {
    guard !options.isReference, var choice = try EffortChoice(level: options.level) else { return nil }
    let lookup = try ChunkLookup(renderer.lists)
    var tar = ByteBuffer(capacity: 2 * BatchPlan.chunkBytes)
    for chunk in EffortChoice.chunks(of: chunkCount) {
      try interruption.check()
      tar.removeAll()
      try renderer.render(chunk: chunk, lookup: lookup, to: &tar)
      try choice.sample(tar.bytes)
    }
    return choice.effort
  }

  /// - Throws: `BuildError` when the archive, its `.sha256` or its id map would replace what the build reads.
  private func requireApart(_ target: String, from files: [ExportFile]) throws(BuildError) {
    let inputs =
      [(plan.path, plan.path)] + files.map { ($0.path, $0.name) } + options.scope.inputs.map { ($0, $0) }
    for output in ArchiveSink.paths(of: target) {
      for (input, name) in inputs where Self.isSameFile(output, input) {
        throw .trouble("\(output): is the input \(name), and would be replaced; choose another path")
      }
    }
  }

  private static func isSameFile(_ left: String, _ right: String) -> Bool {
    var (mine, other) = (stat(), stat())
    guard stat(left, &mine) == 0, stat(right, &other) == 0 else { return false }
    return mine.st_dev == other.st_dev && mine.st_ino == other.st_ino
  }

  private static func path(_ path: String, in folder: String) -> String {
    path.hasPrefix("/") ? path : "\(folder)/\(path)"
  }
}

extension JudgedExports {
  /// What the policy decided, or people did, by kind; empty where there was nothing to decide.
  fileprivate func conflictsInWords(isDecided: Bool) -> [String] {
    let chat = [
      (judgement.commentConflicts, "comments"), (judgement.ticketConflicts, "conversations"),
      (judgement.emailConflicts, "chat ids with several e-mails"),
      (judgement.ticketingConflicts, "e-mails with several ticketing ids"),
    ].map { (isDecided ? $0.decidedCount : $0.open.total, $1) }
    let further = records.inOrderOfBalance.map {
      (isDecided ? $0.judgement.decidedCount : $0.judgement.conflicts.total, $0.index.name)
    }
    return (chat + further).filter { $0.0 > 0 }.map { counted($0.0, of: $0.1) }
  }
}
