import Glibc

/// Values of further keys: any JSON, kept as it stands. Nothing here runs where no further keys are agreed.
extension BatchParser {
  /// Makes room for the values of one record.
  @inline(never)
  mutating func appendMissing(_ count: Int, to record: inout some BatchRecord) {
    record.firstValue = UInt32(truncatingIfNeeded: batch.values.count)
    for _ in 0..<count { batch.values.append(BatchValue()) }
  }

  /// The number of `key` among the agreed further keys. O(keys)
  @inline(never)
  func number(of key: TextRange, in further: [[UInt8]]) -> Int? {
    let bytes = cursor.text(key)
    return further.firstIndex { name in
      guard name.count == bytes.count else { return false }
      guard let start = bytes.baseAddress else { return true }
      return memcmp(start, name, name.count) == 0
    }
  }

  /// Reads the value at the cursor. Of a key that stands twice the later value is taken.
  @inline(never)
  mutating func readFurther(
    _ key: TextRange, at place: Int
  ) throws(JSONFault) {
    if batch.values[place].kind != .missing { reportDuplicate(key) }
    let value: BatchValue
    switch cursor.current {
    case UInt8(ascii: "\""):
      value = BatchValue(.string, try cursor.readString())
    case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
      let first = cursor.current
      try cursor.readLiteral()
      value = BatchValue(
        first == UInt8(ascii: "t") ? .yes : first == UInt8(ascii: "f") ? .no : .null)
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      value = try readNested(key)
    default:
      let start = cursor.position
      try skipAny(valueOf: key)
      value = BatchValue(.number, range(from: start, to: cursor.position))
    }
    batch.values[place] = value
  }

  /// Keeps an object or array as it stands, then checks it: checking decodes its strings in place.
  private mutating func readNested(_ key: TextRange) throws(JSONFault) -> BatchValue {
    let start = cursor.position
    let first = batch.nested.count
    let text = UnsafeRawBufferPointer(start: cursor.base + start, count: lengthOfNested(at: start))
    guard first &+ text.count <= Int(UInt32.max) else {
      throw JSONFault("more than 4 GiB of objects and arrays in further keys", at: start)
    }
    batch.nested.append(contentsOf: text)
    try skipAny(valueOf: key)
    return BatchValue(.nested, range(from: first, to: batch.nested.count))
  }

  /// The bytes from the bracket at `start` to the one that closes it, if what stands between is JSON; that it is
  /// JSON is found out behind this. O(value)
  private func lengthOfNested(at start: Int) -> Int {
    var depth = 0
    var isInString = false
    var i = start
    while i < cursor.end {
      let byte = cursor[i]
      i &+= 1
      if isInString {
        if byte == UInt8(ascii: "\\") {
          i &+= 1
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): isInString = true
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth &+= 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth &-= 1
        if depth == 0 { return i &- start }
      default: break
      }
    }
    return cursor.end &- start
  }

  private func range(from start: Int, to end: Int) -> TextRange {
    TextRange(start: UInt32(truncatingIfNeeded: start), length: UInt32(truncatingIfNeeded: end &- start))
  }
}
