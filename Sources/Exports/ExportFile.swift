import Synchronization

/// One file of an export.
package struct ExportFile: Sendable, Equatable, Codable {
  /// The path to open.
  package let path: String
  /// The path as messages show it: as the plan names it, globs expanded.
  package let name: String
  /// The state in which it was resolved. Every later reading requires it, so that all of them see the same
  /// bytes.
  let stamp: FileStamp
  /// Its text, where that was unpacked; readings read it from there.
  let spooled: SpooledText?
  private let lookups = SharedInput()

  init(path: String, name: String, stamp: FileStamp, spooled: SpooledText? = nil) {
    (self.path, self.name, self.stamp, self.spooled) = (path, name, stamp, spooled)
  }

  /// A copy of the file elsewhere, under the same name.
  ///
  /// - Throws: `ExportError` for what is not there, no regular file, or of another size.
  package func copy(at path: String) throws(ExportError) -> ExportFile {
    let copy = ExportFile(path: path, name: name, stamp: try FileStamp(ofFileAt: path, named: path))
    guard copy.size == size else {
      throw ExportError(
        file: path, message: "has \(copy.size) bytes, and \(name) has \(size); expected a copy of it")
    }
    return copy
  }

  /// The size in bytes, compressed where it is.
  package var size: UInt64 { stamp.size }

  /// Whether both are one state of one file, unpacked or not.
  package static func == (one: ExportFile, other: ExportFile) -> Bool {
    one.path == other.path && one.name == other.name && one.stamp == other.stamp
  }

  private enum CodingKeys: CodingKey {
    case path, name, stamp
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      path: try values.decode(String.self, forKey: .path),
      name: try values.decode(String.self, forKey: .name),
      stamp: try values.decode(FileStamp.self, forKey: .stamp))
  }

  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(path, forKey: .path)
    try values.encode(name, forKey: .name)
    try values.encode(stamp, forKey: .stamp)
  }

  /// Opens the file, or what it was unpacked to, for one reading.
  func open() throws(ExportError) -> InputFile {
    if let spooled { return spooled.input }
    return try InputFile(opening: self)
  }

  /// The same, but all callers share one descriptor: many files times many threads may be more than a process
  /// may have.
  func openForLookups() throws(ExportError) -> InputFile {
    if let spooled { return spooled.input }
    return try lookups.open(self)
  }
}

/// A file that is opened by the first who wants it, and closed when nobody has it any more.
private final class SharedInput: Sendable {
  private struct Shared {
    weak var input: InputFile?
  }

  private let shared = Mutex(Shared())

  func open(_ file: ExportFile) throws(ExportError) -> InputFile {
    try shared.withLock { shared throws(ExportError) in
      if let input = shared.input { return input }
      let opened = try InputFile(opening: file)
      shared.input = opened
      return opened
    }
  }
}
