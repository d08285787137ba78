import Archive
import Plan

/// How both sides are read.
struct Reading: Sendable {
  var progress = ReadingProgress()
  var parallelism = Parallelism()
  /// The most rows that a table may have.
  var rowLimit = RowLimit.standard
  /// The most that is read of the archive.
  var limits = InputLimits().ofArchive
  /// Whether fast paths are off, which gives the same tables, slowly.
  var isReference = false
  /// The people whose addresses the texts of the archive are searched for; nil for nobody.
  var erased: ErasedPeople?
  /// Whether a rule asks what the texts of the exports have of sensitive content.
  var findsContent = false

  /// How many threads may be busy at once.
  var jobs: Int { parallelism.jobs }
}

extension InputLimits {
  /// What the reader of archives, which knows no plan, is told.
  package var ofArchive: ArchiveLimits {
    ArchiveLimits(
      memberBytes: UInt64(memberBytes), expansion: UInt64(expansion), freeExpansion: UInt64(freeExpansion),
      extensionBytes: UInt64(tarExtensionBytes), depth: Self.jsonDepth, keys: Self.jsonKeys,
      records: batchRecords)
  }
}

/// How the work on tables is divided. The result of an audit does not depend on it.
package struct Parallelism: Sendable {
  /// How many threads may be busy at once, at least 1.
  package let jobs: Int
  /// About how many rows a partition has at most, at least 1: few enough to be judged in cache.
  package let partitionRows: Int
  /// How many rows a run has at most, at least 1.
  package let runRows: Int

  package init(jobs: Int = 1, partitionRows: Int = 16_384, runRows: Int = 1 << 16) {
    self.jobs = max(1, jobs)
    self.partitionRows = max(1, partitionRows)
    self.runRows = max(1, runRows)
  }
}
