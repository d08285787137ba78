import Exports

/// Where in its file each row of a table is.
struct RowPosition: Sendable {
  /// The line on which its record starts.
  var line: Int
  /// The ordinal of the record, counted from 0, among those that begin on its line.
  var record: Int
  /// Where the source has `each`: the element of the record, counted from 0; else 0. Nil for a place that is not a row's.
  var element: Int?

  init(line: Int, record: Int = 0, element: Int? = nil) {
    self.line = line
    self.record = record
    self.element = element
  }

  init(_ place: RecordPlace) {
    self.init(line: Int(clamping: place.line), record: Int(place.record), element: Int(place.element))
  }
}

/// The positions of all rows of a table, in four bytes for each row that is the first of its line.
final class RowPositions: Sendable {
  private let lines = Vector<UInt32>()
  private let records = MostlyZero<UInt32>()
  private let elements = MostlyZero<UInt32>()

  subscript(row: Int) -> RowPosition {
    RowPosition(line: Int(lines[row]), record: Int(records[row]), element: Int(elements[row]))
  }

  func append(_ place: RecordPlace) { appender.append(place) }

  /// See `Vector.Appender`.
  struct Appender {
    fileprivate let lines: Vector<UInt32>.Appender
    fileprivate let records: MostlyZero<UInt32>.Appender
    fileprivate let elements: MostlyZero<UInt32>.Appender

    @inline(__always)
    func append(_ place: RecordPlace) {
      lines.append(UInt32(clamping: place.line))
      records.append(place.record)
      elements.append(place.element)
    }
  }

  var appender: Appender {
    Appender(lines: lines.appender, records: records.appender, elements: elements.appender)
  }
}
