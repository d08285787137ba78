import Exports

/// Where in its file each row of a table is.
struct RowPosition: Sendable {
  /// The line on which its record starts.
  var line: Int
  /// Where the source has `each`: the element of the record, counted from 0. Else the ordinal of the record among those of
  /// its line. Nil for a place that is no row's.
  var element: Int?

  init(line: Int, element: Int? = nil) {
    self.line = line
    self.element = element
  }

  init(_ place: RecordPlace) {
    self.init(line: Int(clamping: place.line), element: Int(place.element))
  }
}

/// The positions of all rows of a table, in four bytes for each row that is the first of its line.
final class RowPositions: Sendable {
  private let lines = Vector<UInt32>()
  private let elements = MostlyZero<UInt32>()

  subscript(row: Int) -> RowPosition { RowPosition(line: Int(lines[row]), element: Int(elements[row])) }

  func append(_ place: RecordPlace) { appender.append(place) }

  /// See `Vector.Appender`.
  struct Appender {
    fileprivate let lines: Vector<UInt32>.Appender
    fileprivate let elements: MostlyZero<UInt32>.Appender

    @inline(__always)
    func append(_ place: RecordPlace) {
      lines.append(UInt32(clamping: place.line))
      elements.append(place.element)
    }
  }

  var appender: Appender { Appender(lines: lines.appender, elements: elements.appender) }
}
