/// A file of whatever kind, read to its end: what the evidence of a sign-off is.
package enum WholeFile {
  /// Reads a file.
  ///
  /// - Parameter tap: sees every byte of it once, in order.
  /// - Throws: `ArchiveError` when it can't be opened or read, or was changed while it was read; what `tap` throws.
  package static func read(_ path: String, tap: (UnsafeRawBufferPointer) throws -> Void) throws {
    let file = try InputFile.open(path)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: CompressedInput.size, alignment: 16)
    defer { buffer.deallocate() }
    var offset: UInt64 = 0
    while true {
      let count = try file.read(into: buffer, at: offset)
      if count == 0 { break }
      offset += UInt64(count)
      try tap(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
    try file.requireUnchanged(bytesRead: offset)
  }

  /// Reads a file that should be gzip, and inflates it to the trailer of its last member.
  ///
  /// - Parameter tap: sees every byte of the file once, in order, whatever is wrong with it.
  /// - Returns: what is wrong with it; nil for whole members, with or without NUL bytes after the last.
  /// - Throws: as `read`; `ArchiveError` also where it expands to more than `limits` allow.
  package static func readGzip(
    _ path: String, limits: ArchiveLimits, isReference: Bool,
    tap: @escaping (UnsafeRawBufferPointer) throws -> Void
  ) throws -> ArchiveProblem? {
    let file = try InputFile.open(path)
    let stream = try GzipStream(file: file, limits: limits, isReference: isReference, tap: tap)
    _ = try stream.drain()
    try file.requireUnchanged(bytesRead: stream.fileBytes)
    return stream.isProven ? nil : stream.problem
  }
}
