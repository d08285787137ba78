import Glibc

/// A schema made ready for reading: every key as the bytes that it is compared with.
///
/// One layout belongs to one reader, and so to one thread: it learns the order in which writers put the keys.
final class BatchLayout {
  let schema: BatchSchema
  /// In the order of the schema.
  let arrays: [ArrayLayout]

  init(_ schema: BatchSchema) {
    self.schema = schema
    arrays = schema.arrays.map { ArrayLayout($0) }
  }
}

/// The fields of one array.
///
/// Invariant of the unsafe parts: `fields` and `next` have `count + 1` elements, and every element of `next` is from
/// 0 to `count`; `quoted` holds what the fields' offsets and lengths describe.
final class ArrayLayout {
  /// The pointer of the array: `/data/tickets/comments`.
  let pointer: String
  /// Whether the objects are records; else they are only counted.
  let hasFields: Bool
  let count: Int
  let requiredCount: Int
  /// The fields in the schema's order; after them one whose key is never found.
  let fields: UnsafeMutablePointer<FieldKey>
  /// Which field's key mostly follows that of field `i`: element `i + 1`; element 0 is for the first key. A
  /// guess, which starts as the schema's order and becomes that of the last object that differed.
  let next: UnsafeMutablePointer<Int>
  /// The fields' keys in quotes, each with its colon, one after another.
  let quoted: UnsafeMutablePointer<UInt8>

  init(_ array: BatchSchema.Array) {
    pointer = "/data/tickets/" + BatchParser.token(array.name)
    hasFields = array.fields != nil
    let schema = array.fields ?? []
    count = schema.count
    requiredCount = schema.count { $0.isRequired }
    fields = .allocate(capacity: count + 1)
    next = .allocate(capacity: count + 1)
    let keys = schema.map { [UInt8(ascii: "\"")] + $0.name.utf8 + [UInt8(ascii: "\""), UInt8(ascii: ":")] }
    quoted = .allocate(capacity: max(1, keys.reduce(0) { $0 + $1.count }))
    var start = 0
    for (index, (field, key)) in zip(schema, keys).enumerated() {
      (quoted + start).initialize(from: key, count: key.count)
      (fields + index).initialize(to: FieldKey(field, key, at: start))
      (next + index).initialize(to: index)
      start += key.count
    }
    (fields + count).initialize(to: FieldKey())
    (next + count).initialize(to: count)
  }

  deinit {
    fields.deallocate()
    next.deallocate()
    quoted.deallocate()
  }

  /// The field that `key` names; nil if none.
  ///
  /// - Complexity: O(fields)
  func field(named key: UnsafeRawBufferPointer) -> Int? {
    for index in 0..<count where fields[index].length == key.count &+ 3 {
      guard let start = key.baseAddress else { return index }
      if memcmp(quoted + (fields[index].start &+ 1), start, key.count) == 0 { return index }
    }
    return nil
  }
}

/// A field of an array, and its key as two words: mostly the key at the cursor is found to be this one by two loads.
struct FieldKey {
  /// The first sixteen bytes of the key with its quotes and its colon; zeros where it is shorter.
  private var low: UInt64 = 1
  private var high: UInt64 = 0
  /// Ones where `low` and `high` have a byte of the key. Where the key is never found so, `low` is beside its mask.
  private var lowMask: UInt64 = 0
  private var highMask: UInt64 = 0
  /// Where the key begins in `ArrayLayout.quoted`, and its bytes there, quotes and colon included.
  let start: Int
  let length: Int
  let type: BatchSchema.ValueType
  let isRequired: Bool

  /// The field that no key names.
  init() {
    start = 0
    length = 0
    type = .any
    isRequired = false
  }

  init(_ field: BatchSchema.Field, _ key: [UInt8], at start: Int) {
    self.start = start
    length = key.count
    type = field.type
    isRequired = field.isRequired
    // A key that JSON writes with escapes is never found in a text as the schema spells it.
    let isPlain = field.name.utf8.allSatisfy {
      $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
    }
    guard isPlain else { return }
    (low, lowMask) = Self.word(key.prefix(8))
    (high, highMask) = Self.word(key.dropFirst(8).prefix(8))
  }

  private static func word(_ bytes: ArraySlice<UInt8>) -> (UInt64, mask: UInt64) {
    bytes.reversed().reduce((0, mask: 0)) { ($0.0 << 8 | UInt64($1), mask: $0.mask << 8 | 0xff) }
  }

  /// Whether the first sixteen bytes of this key, or all where they are fewer, begin the text of `low` and `high`.
  @inline(__always)
  func begins(_ low: UInt64, _ high: UInt64) -> Bool {
    ((low & lowMask) ^ self.low) | ((high & highMask) ^ self.high) == 0
  }
}
