/// Values that the schema does not have: checked to be JSON, and skipped.
extension BatchParser {
  /// An object or array that is open in the value being skipped.
  struct Frame {
    var isObject: Bool
    /// The key of the member, or the index of the element, that is being read.
    var key = TextRange()
    var index = 0
    /// Where the keys of the object begin in `keys`.
    var firstKey: Int
  }

  /// Skips the value of an unknown key, and reports the key.
  @inline(never)
  mutating func skipUnknown(_ key: TextRange) throws(JSONFault) {
    try hold(key)
    reportUnknown(key)
    try skipAny(valueOf: key)
  }

  /// Skips a value of another type than `expected`, and reports it.
  @inline(never)
  mutating func refuseValue(key: TextRange?, expected: StaticString) throws(JSONFault) {
    reportWrongType(key: key, expected: expected)
    try skipAny(valueOf: key)
  }

  /// Skips the value of `key`, whatever it is.
  mutating func skipAny(valueOf key: TextRange?) throws(JSONFault) {
    skippedKey = key
    try skipValue()
    skippedKey = nil
  }

  /// Moves after the value at the cursor. Iterative: `frames` is the stack. O(value)
  mutating func skipValue() throws(JSONFault) {
    repeat {
      try skipScalarOrOpen()
    } while try hasNextInFrames()
  }

  /// Skips a scalar or an empty object or array, or goes down to the first value in the one at the cursor.
  private mutating func skipScalarOrOpen() throws(JSONFault) {
    while true {
      switch cursor.current {
      case UInt8(ascii: "{"):
        guard try open(isObject: true, closing: UInt8(ascii: "}")) else { return }
        try readFrameKey()
      case UInt8(ascii: "["):
        guard try open(isObject: false, closing: UInt8(ascii: "]")) else { return }
      case UInt8(ascii: "\""):
        _ = try cursor.readString()
        return
      case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
        return try cursor.skipNumber()
      case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
        return try cursor.readLiteral()
      default:
        throw cursor.expected("a value")
      }
    }
  }

  private mutating func open(isObject: Bool, closing close: UInt8) throws(JSONFault) -> Bool {
    guard frames.count < limits.depth else {
      throw JSONFault("a value nested deeper than \(limits.depth) levels", at: cursor.position)
    }
    guard cursor.open(closing: close) else { return false }
    frames.append(Frame(isObject: isObject, firstKey: keys.count))
    return true
  }

  /// After a value: whether an open frame has another one. Frames that end here are closed.
  private mutating func hasNextInFrames() throws(JSONFault) -> Bool {
    while let frame = frames.last {
      if frame.isObject {
        if try cursor.hasNext(closing: UInt8(ascii: "}")) {
          try readFrameKey()
          return true
        }
        reportDuplicateKeys(from: frame.firstKey)
      } else if try cursor.hasNext(closing: UInt8(ascii: "]")) {
        frames[frames.count - 1].index += 1
        return true
      }
      frames.removeLast()
    }
    return false
  }

  private mutating func readFrameKey() throws(JSONFault) {
    let key = try cursor.readKey()
    try hold(key)
    frames[frames.count - 1].key = key
  }

  /// Keeps a key until its object ends, to find the duplicates.
  private mutating func hold(_ key: TextRange) throws(JSONFault) {
    guard keys.count < limits.keys else {
      throw JSONFault("more than \(limits.keys) unknown keys", at: cursor.position)
    }
    keys.append(key)
  }
}
