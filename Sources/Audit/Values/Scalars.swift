/// Reads a decimal 64-bit integer as exports write ids: an optional minus, no leading zero, nothing else.
/// Nil for any other text; a number that a tool has damaged is never guessed.
package func integer(_ text: Bytes) -> Int64? {
  let isNegative = text.first == UInt8(ascii: "-")
  let start = isNegative ? 1 : 0
  let length = text.count - start
  guard length >= 1, length <= 19, length == 1 || text[start] != UInt8(ascii: "0") else { return nil }
  var value: UInt64 = 0
  for index in start..<text.count {
    let digit = text[index] &- 48
    if digit > 9 { return nil }
    value = value * 10 + UInt64(digit)
  }
  if isNegative {
    return value == 0 || value > 1 << 63 ? nil : Int64(truncatingIfNeeded: 0 &- value)
  }
  return Int64(exactly: value)
}

/// Reads a public flag: `true`/`false`, `t`/`f`, `1`/`0` in any ASCII case; nil for any other text.
func flag(_ text: Bytes) -> Bool? {
  switch text.count {
  case 1:
    switch text[0] {
    case UInt8(ascii: "t"), UInt8(ascii: "T"), UInt8(ascii: "1"): true
    case UInt8(ascii: "f"), UInt8(ascii: "F"), UInt8(ascii: "0"): false
    default: nil
    }
  case 4: isEqual(text, ignoringCase: "true") ? true : nil
  case 5: isEqual(text, ignoringCase: "false") ? false : nil
  default: nil
  }
}

private func isEqual(_ text: Bytes, ignoringCase word: StaticString) -> Bool {
  for index in 0..<text.count where text[index] | 0x20 != word.utf8Start[index] { return false }
  return true
}

/// The key by which people compare e-mails: without the white space around it, each character in lower case.
///
/// Empty when the address is blank, which matches nobody. `text` is UTF-8. Complexity: O(length).
func emailKey(_ text: Bytes) -> [UInt8] {
  if isASCII(text) {
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 >= 0x09 && $0 <= 0x0D }
    guard let first = text.firstIndex(where: { !isSpace($0) }),
      let last = text.lastIndex(where: { !isSpace($0) })
    else { return [] }
    return text[first...last].map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
  }
  let scalars = String(decoding: text, as: UTF8.self).unicodeScalars
  guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
    let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
  else { return [] }
  return scalars[first...last].flatMap { Array($0.properties.lowercaseMapping.utf8) }
}
