/// A column that is zero in most exports, such as the fractions of seconds: it takes memory only from the first other
/// value on.
///
/// `@unchecked Sendable`: as `Vector`.
final class MostlyZero<Element: BitwiseCopyable & FixedWidthInteger>: @unchecked Sendable {
  private let values = Vector<Element>(minimumCapacity: 1)
  /// How many zeros stand in front of the first value that is kept; all of them while none is.
  private let zeros = UnsafeMutablePointer<Int>.allocate(capacity: 1)

  init() { zeros.initialize(to: 0) }

  deinit { zeros.deallocate() }

  var count: Int { zeros.pointee + values.count }

  /// - Complexity: O(1).
  @inline(__always)
  subscript(index: Int) -> Element { index < zeros.pointee ? 0 : values[index &- zeros.pointee] }

  @inline(__always)
  func append(_ value: Element) { appender.append(value) }

  /// See `Vector.keep`.
  func keep(_ rows: [Int32]) {
    let kept = MostlyZero()
    for row in rows { kept.append(self[Int(row)]) }
    values.exchange(kept.values)
    // A pointer does not keep what owns it.
    withExtendedLifetime(kept) { zeros.pointee = kept.zeros.pointee }
  }

  /// See `Vector.Appender`.
  struct Appender {
    fileprivate let values: Vector<Element>.Appender
    fileprivate let zeros: UnsafeMutablePointer<Int>

    @inline(__always)
    func append(_ value: Element) {
      if value == 0, values.count == 0 { zeros.pointee &+= 1 } else { values.append(value) }
    }
  }

  var appender: Appender { Appender(values: values.appender, zeros: zeros) }
}
