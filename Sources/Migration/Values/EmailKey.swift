/// The key by which people are matched: the address without surrounding white space, in lower case.
///
/// White space is Unicode's White_Space; each character takes Unicode's default lower-case mapping without
/// regard to its neighbours. No normalisation, no folding of `+`.
enum EmailKey {
  /// Replaces `key` by the key of `address`, which is valid UTF-8; an empty key means that nothing but white
  /// space is there, which matches nobody.
  ///
  /// - Complexity: O(n); ASCII takes no detour through `String`.
  static func fold(_ address: Bytes, into key: inout [UInt8]) {
    key.removeAll(keepingCapacity: true)
    guard address.allSatisfy({ $0 < 0x80 }) else { return foldUnicode(address, into: &key) }
    guard let first = address.firstIndex(where: { !isSpace($0) }),
      let last = address.lastIndex(where: { !isSpace($0) })
    else { return }
    for byte in address[first...last] {
      let isUpper = byte &- UInt8(ascii: "A") < 26
      key.append(isUpper ? byte | 0x20 : byte)
    }
  }

  private static func foldUnicode(_ address: Bytes, into key: inout [UInt8]) {
    let scalars = String(decoding: address, as: UTF8.self).unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return }
    for scalar in scalars[first...last] {
      key.append(contentsOf: scalar.properties.lowercaseMapping.utf8)
    }
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
