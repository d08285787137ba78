import Glibc
import Platform

/// A decoded string, as a range of the member's bytes (strings are decoded in place).
package struct TextRange: Sendable, Equatable {
  package var start: UInt32
  package var length: UInt32

  @inlinable
  package init(start: UInt32 = 0, length: UInt32 = 0) {
    self.start = start
    self.length = length
  }
}

/// The value of a field.
package struct BatchValue: Sendable, Equatable, BitwiseCopyable {
  package enum Kind: UInt8, Sendable, BitwiseCopyable {
    /// The object has no such key, or the element is not an object.
    case missing
    case null, yes, no
    /// `integer` is the number.
    case integer
    /// `text` is the number as it is spelled, in the member's bytes: one that is not an integer of 64 bits.
    case number
    /// `text` is the decoded string, in the member's bytes.
    case string
    /// `text` is the object or array as stored, in `Batch.nested`.
    case nested
    /// Of another type than the schema's; `Batch.problems` says which.
    case wrong
  }

  /// An integer; or the start of a text in the lower half, and its length in the upper one.
  @usableFromInline let payload: Int64
  package let kind: Kind

  @inlinable
  package init(_ kind: Kind = .missing) {
    self.kind = kind
    payload = 0
  }

  @inlinable
  package init(_ kind: Kind, _ text: TextRange) {
    self.kind = kind
    payload = Int64(bitPattern: UInt64(text.start) | UInt64(text.length) &<< 32)
  }

  @inlinable
  package init(_ integer: Int64) {
    kind = .integer
    payload = integer
  }

  /// The number, where `kind` is `integer`; else nothing that has a meaning, but 0 where there is no text.
  @inlinable
  package var integer: Int64 { payload }

  /// The text, where `kind` is `number`, `string` or `nested`; else nothing that has a meaning, but empty where there is
  /// no integer.
  @inlinable
  package var text: TextRange {
    let bits = UInt64(bitPattern: payload)
    return TextRange(
      start: UInt32(truncatingIfNeeded: bits), length: UInt32(truncatingIfNeeded: bits &>> 32))
  }
}

/// The records of one array, row by row.
///
/// Invariant of the unsafe parts: `offsetStart` has room for `capacity` offsets and `valueStart` for `fieldCount` values
/// for each of them; the first `count` of both are initialized. Pointers into them hold until the next member is read.
package final class BatchRecords {
  /// How many values a record has: the fields of the array in the schema.
  package let fieldCount: Int
  /// Whether the array has fields in the schema; else its objects are only counted.
  package let hasFields: Bool
  /// How many objects the array has; elements that are not objects count as well where the array has fields.
  package internal(set) var count = 0
  private var capacity = 0
  @usableFromInline private(set) var offsetStart: UnsafeMutablePointer<UInt32>
  @usableFromInline private(set) var valueStart: UnsafeMutablePointer<BatchValue>

  init(_ array: ArrayLayout) {
    fieldCount = array.count
    hasFields = array.hasFields
    offsetStart = Self.grown(nil, capacity: 0)
    valueStart = Self.grown(nil, capacity: 0)
  }

  deinit {
    free(offsetStart)
    free(valueStart)
  }

  /// For each record the offset of its `{` in the member; empty where objects are only counted.
  @inlinable
  package var offsets: UnsafeBufferPointer<UInt32> {
    UnsafeBufferPointer(start: offsetStart, count: hasFields ? count : 0)
  }

  /// For each record `fieldCount` values, in the order of the schema's fields.
  @inlinable
  package var values: UnsafeBufferPointer<BatchValue> {
    UnsafeBufferPointer(start: valueStart, count: count &* fieldCount)
  }

  /// The value of a field of a record.
  @inlinable
  package subscript(record: Int, field: Int) -> BatchValue {
    assert(0..<count ~= record && 0..<fieldCount ~= field)
    return valueStart[record &* fieldCount &+ field]
  }

  /// Appends a record without values, and returns where they are to be put. O(fields)
  @inline(__always)
  func append(offset: Int) -> UnsafeMutablePointer<BatchValue> {
    if count == capacity { grow() }
    (offsetStart + count).initialize(to: UInt32(truncatingIfNeeded: offset))
    let row = valueStart + count &* fieldCount
    row.initialize(repeating: BatchValue(), count: fieldCount)
    count &+= 1
    return row
  }

  @inline(never)
  private func grow() {
    let grown = max(256, capacity * 2)
    offsetStart = Self.grown(offsetStart, capacity: grown)
    valueStart = Self.grown(valueStart, capacity: grown * fieldCount)
    capacity = grown
  }

  /// `realloc`, because it moves pages of memory instead of having long arrays there twice.
  private static func grown<Element: BitwiseCopyable>(
    _ old: UnsafeMutablePointer<Element>?, capacity: Int
  ) -> UnsafeMutablePointer<Element> {
    let byteCount = max(1, capacity) * MemoryLayout<Element>.stride
    guard let new = realloc(old, byteCount) else {
      ProcessEnd.trouble(
        "no memory for the records of a batch (\(byteCount) bytes); free some, or use a larger machine")
    }
    return new.bindMemory(to: Element.self, capacity: capacity)
  }
}
