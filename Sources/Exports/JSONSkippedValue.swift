/// Follows a JSON value byte by byte, without keeping it: for a record that is too long to be kept. Only
/// brackets and quotes are looked at.
struct JSONSkippedValue {
  private var depth = 0
  private var isInText = false
  private var isBehindBackslash = false
  private var previous: UInt8 = 0
  private(set) var lineBreaks = 0

  /// Follows the value through `bytes`, which continue those of the call before.
  ///
  /// - Returns: the index after its end; nil when it goes on.
  mutating func follow(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    for (index, byte) in bytes.enumerated() {
      defer { previous = byte }
      if isInText {
        followText(byte)
        if !isInText, depth == 0 { return index + 1 }
        continue
      }
      switch byte {
      case quote: isInText = true
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"), comma:
        if depth == 0 { return index }
        if byte == comma { continue }
        depth -= 1
        if depth == 0 { return index + 1 }
      case carriageReturn: lineBreaks += 1
      case lineFeed: if previous != carriageReturn { lineBreaks += 1 }
      default: break
      }
    }
    return nil
  }

  private mutating func followText(_ byte: UInt8) {
    if isBehindBackslash {
      isBehindBackslash = false
    } else if byte == backslash {
      isBehindBackslash = true
    } else if byte == quote {
      isInText = false
    }
  }
}
