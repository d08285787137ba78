import Glibc

/// What is an address, and so tells who somebody is.
///
/// A Mailbox of RFC 5321 (section 4.1.2) with the characters of RFC 6531 and the lengths of section 4.5.3.1, of which no
/// character beyond ASCII is invisible. Anything else (a word for nothing, a name, an address with a zero-width space)
/// merges nobody.
enum EmailAddress {
  /// Whether a key as `EmailKey` folds it is an address.
  ///
  /// - Complexity: O(n).
  static func isOne(_ key: [UInt8]) -> Bool {
    guard key.count <= 254, let at = key.lastIndex(of: UInt8(ascii: "@")), at <= 64 else { return false }
    let isVisible =
      key.allSatisfy { $0 < 0x80 }
      || String(decoding: key, as: UTF8.self).unicodeScalars.allSatisfy(isVisible)
    return isVisible && isLocalPart(key[..<at]) && isDomain(key[(at + 1)...])
  }

  private static func isLocalPart(_ part: ArraySlice<UInt8>) -> Bool {
    guard part.first == UInt8(ascii: "\"") else {
      let others = Array("!#$%&'*+-/=?^_`{|}~".utf8)
      return labels(of: part).allSatisfy { label in
        !label.isEmpty && label.allSatisfy { isWordCharacter($0) || others.contains($0) }
      }
    }
    var rest = part.dropFirst()
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "\""): return rest.isEmpty
      case UInt8(ascii: "\\"):
        guard let escaped = rest.popFirst(), escaped >= 0x20, escaped != 0x7F else { return false }
      case 0..<0x20, 0x7F: return false
      default: break
      }
    }
    return false
  }

  private static func isDomain(_ part: ArraySlice<UInt8>) -> Bool {
    if part.first == UInt8(ascii: "["), part.last == UInt8(ascii: "]") {
      return isAddressOfInternet(String(decoding: part.dropFirst().dropLast(), as: UTF8.self))
    }
    let hyphen = UInt8(ascii: "-")
    return labels(of: part).allSatisfy { label in
      !label.isEmpty && label.count <= 63 && label.first != hyphen && label.last != hyphen
        && label.allSatisfy { isWordCharacter($0) || $0 == hyphen }
    }
  }

  private static func isAddressOfInternet(_ text: String) -> Bool {
    // As a C string, the text would end at a NUL.
    if text.utf8.contains(0) { return false }
    var storage = in6_addr()
    // The key is folded, and ABNF takes the tag in any case (RFC 5234, section 2.3).
    guard text.prefix(5).lowercased() == "ipv6:" else { return inet_pton(AF_INET, text, &storage) == 1 }
    return inet_pton(AF_INET6, String(text.dropFirst(5)), &storage) == 1
  }

  private static func labels(of part: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    part.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
  }

  /// A letter or digit of ASCII, or a byte of a character beyond it.
  private static func isWordCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
      true
    default: false
    }
  }

  private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return true }
    switch scalar.properties.generalCategory {
    case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse:
      return false
    default: return !scalar.properties.isDefaultIgnorableCodePoint
    }
  }
}
