import Exports

/// Where in its file the record of each row of a table begins, and how long it is, so that single records can be read
/// again (`RecordLookup`): eight bytes for each row, and in files of more than 4 GiB twelve.
final class RecordExtents: Sendable {
  private let offsets = Vector<UInt32>()
  /// What is above the 32 bits of `offsets`.
  private let upperOffsets = MostlyZero<UInt32>()
  private let lengths = Vector<UInt32>()

  /// The offset and length of a row's record, in bytes, as `RecordPlace` has them.
  subscript(row: Int) -> (offset: UInt64, length: UInt32) {
    (UInt64(upperOffsets[row]) << 32 | UInt64(offsets[row]), lengths[row])
  }

  /// See `Vector.Appender`.
  struct Appender {
    fileprivate let offsets: Vector<UInt32>.Appender
    fileprivate let upperOffsets: MostlyZero<UInt32>.Appender
    fileprivate let lengths: Vector<UInt32>.Appender

    @inline(__always)
    func append(_ place: RecordPlace) {
      offsets.append(UInt32(truncatingIfNeeded: place.offset))
      upperOffsets.append(UInt32(truncatingIfNeeded: place.offset >> 32))
      lengths.append(place.length)
    }
  }

  var appender: Appender {
    Appender(offsets: offsets.appender, upperOffsets: upperOffsets.appender, lengths: lengths.appender)
  }
}
