import Exports
import Plan
import Platform

/// Which records a build writes, as the command line says it.
package enum Scope: Sendable {
  case all
  /// Those that are new, or differ from what a manifest has: its path.
  case since(String)
  /// Those that an audit found to be missing or changed.
  case only(Repair)

  /// What is read for it.
  var inputs: [String] {
    switch self {
    case .all: []
    case .since(let path): [path]
    case .only(let repair): repair.paths
    }
  }
}

/// The same with what was read of it, before the exports are.
enum Extent {
  case all
  case since(Base)
  case only(AuditedRecords)

  /// The manifest that a delta goes on from.
  struct Base {
    let path: String
    let manifest: Manifest
    /// SHA-256 of the file.
    let sha256: String
    let warnings: [String]
  }

  var isAll: Bool {
    if case .all = self { return true }
    return false
  }

  /// - Throws: `BuildError` for what can't be read, or is of another plan or other exports.
  init(_ scope: Scope, _ plan: Plan, _ files: [ExportFile]) throws {
    switch scope {
    case .all: self = .all
    case .since(let path): self = .since(try Base(path, plan))
    case .only(let repair): self = .only(try AuditedRecords(repair, plan, files))
    }
  }
}

extension Extent.Base {
  fileprivate init(_ path: String, _ plan: Plan) throws(BuildError) {
    self.path = path
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try contents(ofFile: path)
    } catch {
      throw .trouble("\(path): can't be read: \(error); name a manifest that 'build --manifest' wrote")
    }
    manifest = try Manifest(bytes, path: path)
    sha256 = Migration.sha256(bytes)
    let unknown = manifest.records.map(\.type).filter { type in !plan.schema.contains { $0.name == type } }
    guard unknown.isEmpty else {
      throw .trouble(
        "\(path): is of a plan with the record type '\(unknown[0])', which \(plan.path) does not have; it is not the base of "
          + "this migration")
    }
    let isSame = manifest.origin.mapping == Migration.sha256(Array(plan.mappingText.utf8))
    warnings =
      isSame
      ? []
      : [
        "\(path): is of a plan that makes records in another way than \(plan.path) (SHA-256 of it \(manifest.origin.plan.prefix(16))…); "
          + "what is another record for that reason alone is in this delta as well"
      ]
  }
}

extension Build {
  /// Pass 2: writes all records, or those of the extent, with what belongs beside the archive.
  ///
  /// - Parameter report: gets what was written, which may be nothing.
  func write(
    _ exports: JudgedExports, _ whole: BatchPlan, _ extent: Extent, to sink: ArchiveSink,
    _ report: inout BuildReport
  ) throws {
    var renderer = BatchRenderer(exports, whole)
    var selection: Selection?
    if options.writesManifest || !extent.isAll { renderer.digests = RecordDigests(whole, plan.schema) }
    if let digests = renderer.digests, !extent.isAll {
      try takeDigests(renderer, chunkCount: whole.chunks.count)
      var chosen = Selection(digests, extent)
      report.warnings += chosen.warnings
      guard chosen.count > 0 else {
        chosen.lines += chosen.nothingToWrite(target: sink.target)
        return report.take(chosen, batchCount: 0)
      }
      let batches = try BatchPlan(whole, keeping: chosen, digests, exports)
      try write(BatchRenderer(exports, batches), batches, to: sink)
      chosen.lines += chosen.deletedLines(beside: sink.target)
      report.take(chosen, batchCount: batches.count)
      selection = chosen
    } else {
      try write(renderer, whole, to: sink)
    }
    report.archive = try sink.commit { archive throws(BuildError) in
      try sides(of: archive, exports, renderer.digests, selection, extent)
    }
  }

  /// What is put beside the archive.
  private func sides(
    of archive: WrittenArchive, _ exports: JudgedExports, _ digests: RecordDigests?, _ selection: Selection?,
    _ extent: Extent
  ) throws(BuildError) -> [(path: String, bytes: [UInt8])] {
    var sides: [(path: String, bytes: [UInt8])] = []
    if !exports.texts.isEmpty { sides.append((ArchiveSink.idMapPath(of: archive.path), exports.texts.map)) }
    if let selection, selection.deletedCount > 0 {
      sides.append((Selection.deletedPath(of: archive.path), selection.deletedList))
    }
    guard options.writesManifest, let digests else { return sides }
    var manifest = Manifest()
    manifest.origin = Manifest.Origin(
      tool: options.tool, plan: sha256(plan.text), mapping: sha256(Array(plan.mappingText.utf8)),
      archive: archive.path.split(separator: "/").last.map(String.init) ?? archive.path,
      sha256: archive.sha256, bytes: archive.byteCount)
    if case .since(let base) = extent { manifest.origin.base = base.sha256 }
    // What the exports have no more is on the platform still.
    manifest.records = Manifest.union(digests.records, selection?.deleted ?? [], plan.schema)
    sides.append((Manifest.path(of: archive.path), try manifest.bytes()))
    return sides
  }
}

extension BuildReport {
  fileprivate mutating func take(_ selection: Selection, batchCount: Int) {
    self.selection = selection.lines
    self.batchCount = batchCount
  }
}

extension Manifest {
  /// Records of two sets without an id in common, in the order of the schema.
  fileprivate static func union(
    _ one: [(type: String, records: Records)], _ other: [(type: String, records: Records)],
    _ schema: [RecordType]
  ) -> [(type: String, records: Records)] {
    schema.map(\.name).compactMap { type in
      let parts = (one + other).filter { $0.type == type }.map(\.records)
      guard parts.count > 1 else { return parts.first.map { (type, $0) } }
      let sorted = parts.flatMap { Array(zip($0.ids, $0.digests)) }.sorted { $0.0 < $1.0 }
      return (type, Records(ids: sorted.map(\.0), digests: sorted.map(\.1)))
    }
  }
}
