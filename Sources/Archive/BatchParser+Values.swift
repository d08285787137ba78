/// The values of fields.
extension BatchParser {
  /// Reads the value at the cursor, which is that of `key`, as one of `type`.
  @inline(__always)
  mutating func readValue(
    _ type: BatchSchema.ValueType, of key: TextRange
  ) throws(JSONFault) -> BatchValue {
    switch type {
    case .integer:
      if let integer = cursor.readInteger() { return BatchValue(integer) }
    case .string:
      if cursor.current == UInt8(ascii: "\"") { return BatchValue(.string, try cursor.readString()) }
    case .stringOrNull:
      if cursor.current == UInt8(ascii: "\"") { return BatchValue(.string, try cursor.readString()) }
      if cursor.current == UInt8(ascii: "n") { return try readLiteral() }
    case .boolean:
      let first = cursor.current
      if first == UInt8(ascii: "t") || first == UInt8(ascii: "f") { return try readLiteral() }
    case .any:
      return try readAny(key)
    }
    return try refuse(type, key)
  }

  @inline(__always)
  private mutating func readLiteral() throws(JSONFault) -> BatchValue {
    let first = cursor.current
    try cursor.readLiteral()
    return BatchValue(first == UInt8(ascii: "t") ? .yes : first == UInt8(ascii: "f") ? .no : .null)
  }

  /// Skips a value that is not of `type`, and reports it.
  @inline(never)
  private mutating func refuse(
    _ type: BatchSchema.ValueType, _ key: TextRange
  ) throws(JSONFault) -> BatchValue {
    let expected: StaticString =
      switch type {
      case .integer: "an integer of 64 bits"
      case .string: "a string"
      case .stringOrNull: "a string or null"
      case .boolean: "true or false"
      case .any: "a value"
      }
    try refuseValue(key: key, expected: expected)
    return BatchValue(.wrong)
  }

  /// Reads a value of any type, and keeps it as it is spelled.
  @inline(never)
  private mutating func readAny(_ key: TextRange) throws(JSONFault) -> BatchValue {
    switch cursor.current {
    case UInt8(ascii: "\""):
      return BatchValue(.string, try cursor.readString())
    case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
      return try readLiteral()
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      return try readNested(key)
    default:
      if let integer = cursor.readInteger() { return BatchValue(integer) }
      let start = cursor.position
      try skipAny(valueOf: key)
      return BatchValue(.number, range(from: start, to: cursor.position))
    }
  }

  /// Keeps an object or array as stored, then checks it: checking decodes its strings in place.
  private mutating func readNested(_ key: TextRange) throws(JSONFault) -> BatchValue {
    let start = cursor.position
    let first = batch.nested.count
    let text = UnsafeRawBufferPointer(start: cursor.base + start, count: lengthOfNested(at: start))
    guard first &+ text.count <= Int(UInt32.max) else {
      throw JSONFault("more than 4 GiB of objects and arrays in custom fields", at: start)
    }
    batch.nested.append(contentsOf: text)
    try skipAny(valueOf: key)
    return BatchValue(.nested, range(from: first, to: batch.nested.count))
  }

  /// The bytes from the bracket at `start` to the one that closes it, if what is between is JSON; that it is
  /// JSON is found out after this. O(value)
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
