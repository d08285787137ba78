/// The most that is read of exports and archives, for `build` and `verify` alike: what a hostile or broken file can take of
/// memory, disk and time.
///
/// A plan is read with its limits (`Plan.limits`), and hands them to its sources (`Source.limits`). `Archive` gets its own
/// from the audit.
package struct InputLimits: Sendable, Equatable {
  // What lawful data may have more of, each with an option.

  /// `--max-member`: bytes of a batch in the archive. A reader has each in memory as a whole.
  package var memberBytes = 256 << 20
  /// `--max-record`: bytes of a record of an export, and so of each field of it. A reader has each in memory as a whole.
  package var recordBytes = 64 << 20
  /// `--max-columns`: columns of a CSV header. Each is known by its name while the file is read.
  package var columns = 100_000
  /// `--max-expansion`: bytes out for each byte in of a gzip file, export or archive. Deflate reaches 1032 at the most
  /// (258 bytes for two bits), so nothing is refused until it is lowered: a repetitive export is lawful. There is no
  /// bound on bytes alone, because a lawful export may have any length: it is read in pieces.
  package var expansion = 1100

  // What no lawful data come near, without an option.

  /// Bytes that a gzip file may expand to whatever its own length is: a short file may well be one byte repeated.
  package var freeExpansion = 16 << 20
  /// Bytes of a CSV header: it is read once for each delimiter that it may have.
  package var headerBytes = 16 << 20
  /// Levels of objects and arrays in a JSON record or value: bounds the stacks of the scanners.
  package static let jsonDepth = 64
  /// Keys of the JSON objects that are open at one place: they are kept to find one that is there twice.
  package static let jsonKeys = 1 << 20
  /// Records of one batch: 4,194,304, more than `batch-size` allows.
  package var batchRecords = 1 << 22
  /// Bytes of a tar header that describes the entry after it: names and sizes are far below.
  package var tarExtensionBytes = 1 << 20

  package init() {}

  /// What the options for bytes may say: places in memory are counted in 32 bits.
  package static let bytesOfOptions = 1 << 10...1 << 30
  /// What `--max-columns` may say.
  package static let columnsOfOptions = 1...1_000_000
  /// What `--max-expansion` may say.
  package static let expansionOfOptions = 1...1100
}
