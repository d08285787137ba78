import Plan

/// How the text of a file is written in it, so that a part of it can be written in the same way.
package struct WrittenText: Sendable, Equatable {
  package enum Units: Sendable {
    case utf8, utf16LittleEndian, utf16BigEndian, windows1252
  }

  /// Whether it is gzip.
  package var isCompressed: Bool
  package var units: Units

  package init(isCompressed: Bool = false, units: Units = .utf8) {
    (self.isCompressed, self.units) = (isCompressed, units)
  }

  /// A part of the text as the file has it, before it is compressed.
  ///
  /// - Parameter text: whole characters of UTF-8 that `Export.readText` has handed on.
  /// - Complexity: O(length).
  package func encoded(_ text: [UInt8]) -> [UInt8] {
    switch units {
    case .utf8: return text
    case .windows1252:
      return String(decoding: text, as: UTF8.self).unicodeScalars.map(TranscodingSource.windows1252Byte(of:))
    case .utf16LittleEndian, .utf16BigEndian:
      return String(decoding: text, as: UTF8.self).utf16.flatMap { unit -> [UInt8] in
        let (high, low) = (UInt8(truncatingIfNeeded: unit >> 8), UInt8(truncatingIfNeeded: unit))
        return units == .utf16LittleEndian ? [low, high] : [high, low]
      }
    }
  }
}

extension Export {
  /// Hands on the text of a file from front to back, unpacked and in UTF-8, a byte order mark included: what offsets of
  /// records count.
  ///
  /// - Throws: `ExportError` when the file can't be read, or is not in the state any more in which it was resolved;
  ///   whatever `receive` throws.
  /// - Complexity: O(bytes), in memory of one read.
  package func readText(
    ofFile index: Int, receive: (UnsafeRawBufferPointer) throws -> Void
  ) throws -> WrittenText {
    let file = files[index]
    let input = try TextInput(file, try file.open(), of: source)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
    defer { buffer.deallocate() }
    while true {
      let count = try input.read(into: buffer)
      if count == 0 { break }
      try receive(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
    try input.file.requireUnchanged()
    return input.written
  }

  /// Reads the records of JSON files whose elements are the rows (`each`), those among them that have no element: their
  /// places alone, in blocks without a column.
  ///
  /// - Parameter columns: those that the rows are read for; they distinguish one record from a page.
  /// - Throws: as `read`.
  package func readRecords(
    columns: [WantedColumn], receive: (RecordBlock) throws -> Void
  ) throws -> [ExportFileSummary] {
    var reader = try ExportReader(
      source, columns: Self.read(for: columns), limits: ReadLimits(source.limits), ofRecords: true)
    return try files.indices.map { index in
      try reader.read(files[index], index: index, tap: ReadTap(), problem: { _ in }, receive: receive)
    }
  }
}
