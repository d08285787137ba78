import Exports

/// For each row of an index which record of its line it is of (`RecordPlace.record`): 0 but in JSON of several records on
/// a line, so that it takes memory only from the first other one on.
struct LineOrdinals: Sendable {
  private var leadingZeros = 0
  private var rest = Chunked<UInt32>()

  mutating func append(_ place: RecordPlace) {
    if rest.count == 0, place.record == 0 { leadingZeros += 1 } else { rest.append(place.record) }
  }

  subscript(row: Int) -> UInt32 { row < leadingZeros ? 0 : rest[row - leadingZeros] }
}
