/// The most that is read of an archive. Whoever reads it says how much: this module has no numbers of its own.
///
/// RFC 8259, section 9, lets a reader set limits. They bound the memory that a hostile archive can take.
package struct ArchiveLimits: Sendable {
  /// Bytes of a member. A larger one is reported instead of read.
  package var memberBytes: UInt64
  /// Bytes of contents for each byte of the gzip file, once it has expanded to `freeExpansion` bytes.
  package var expansion: UInt64
  package var freeExpansion: UInt64
  /// Bytes of a header that describes the entry after it. An archive with a larger one is damaged.
  package var extensionBytes: UInt64
  /// How deep a value that the schema does not have may be nested.
  package var depth: Int
  /// How many unknown keys may be kept at one time to find the duplicates among them.
  package var keys: Int
  /// How many records one member may hold.
  package var records: Int

  package init(
    memberBytes: UInt64, expansion: UInt64, freeExpansion: UInt64, extensionBytes: UInt64, depth: Int,
    keys: Int,
    records: Int
  ) {
    self.memberBytes = memberBytes
    self.expansion = expansion
    self.freeExpansion = freeExpansion
    self.extensionBytes = extensionBytes
    self.depth = depth
    self.keys = keys
    self.records = records
  }
}
