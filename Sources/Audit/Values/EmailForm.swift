import Foundation
import Plan

/// Whether `text` is an address that mail can be sent to, by its form: a Mailbox of RFC 5321 (section 4.1.2), with
/// the characters beyond ASCII of RFC 6531, and the lengths of section 4.5.3.1.
///
/// `text` is UTF-8, without white space around it.
///
/// - Complexity: O(length).
func isEmailAddress(_ text: Bytes) -> Bool {
  guard text.count <= 254, let at = text.lastIndex(of: UInt8(ascii: "@")), at <= 64 else { return false }
  let local = text[..<at]
  return (isDotString(local) || isQuotedString(local)) && isDomain(text[(at + 1)...])
}

/// The key by which people of one address are one person; nil for a text that is not an address, or has a character that
/// can't be seen, and so makes nobody another's twin.
///
/// - Complexity: O(length).
func addressKey(_ text: Bytes) -> [UInt8]? {
  let key = emailKey(text)
  let isAddress = key.withUnsafeBufferPointer { isEmailAddress($0) }
  guard isAddress, key.allSatisfy({ $0 < 0x80 }) || !hasInvisible(key) else { return nil }
  return key
}

/// Whether a character beyond ASCII can't be seen, or is of nobody knows what shape.
private func hasInvisible(_ text: [UInt8]) -> Bool {
  String(decoding: text, as: UTF8.self).unicodeScalars.contains {
    !$0.isASCII && (isUnseen($0) || $0.properties.generalCategory == .privateUse)
  }
}

/// Atoms between single dots.
private func isDotString(_ text: Slice<Bytes>) -> Bool {
  partsSatisfy(text) { !$0.isEmpty && $0.allSatisfy { isLetterOrDigit($0) || isAtomSign($0) } }
}

/// Whether `isGood` holds of what is between the dots, each; like `split`, of which a million users would make arrays.
private func partsSatisfy(_ text: Slice<Bytes>, _ isGood: (Slice<Bytes>) -> Bool) -> Bool {
  var rest = text
  while let dot = rest.firstIndex(of: UInt8(ascii: ".")) {
    guard isGood(rest[..<dot]) else { return false }
    rest = rest[(dot + 1)...]
  }
  return isGood(rest)
}

private func isAtomSign(_ byte: UInt8) -> Bool {
  switch byte {
  case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2F, 0x3D, 0x3F, 0x5E...0x60, 0x7B...0x7E: true
  default: false
  }
}

/// Printable characters in quotes, of which a quote and a backslash have a backslash before them.
private func isQuotedString(_ text: Slice<Bytes>) -> Bool {
  let quote = UInt8(ascii: "\"")
  guard text.count >= 2, text.first == quote, text.last == quote else { return false }
  var isEscaped = false
  for byte in text.dropFirst().dropLast() {
    guard byte >= 0x20, byte != 0x7F, isEscaped || byte != quote else { return false }
    isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
  }
  return !isEscaped
}

/// Labels of letters, digits and inner hyphens between single dots, or an address of the internet in brackets.
private func isDomain(_ text: Slice<Bytes>) -> Bool {
  if text.first == UInt8(ascii: "["), text.last == UInt8(ascii: "]") {
    return isAddressLiteral(String(decoding: text.dropFirst().dropLast(), as: UTF8.self))
  }
  let hyphen = UInt8(ascii: "-")
  return partsSatisfy(text) { label in
    (1...63).contains(label.count) && label.first != hyphen && label.last != hyphen
      && label.allSatisfy { isLetterOrDigit($0) || $0 == hyphen }
  }
}

private func isAddressLiteral(_ text: String) -> Bool {
  // The system's reader would see nothing of what is after a NUL.
  guard !text.utf8.contains(0) else { return false }
  var address = in6_addr()
  // A key has the tag in lower case; RFC 5234 (2.3) takes both.
  if text.lowercased().hasPrefix("ipv6:") {
    return inet_pton(AF_INET6, String(text.dropFirst(5)), &address) == 1
  }
  return inet_pton(AF_INET, text, &address) == 1
}

/// A letter or digit of ASCII, or a byte of any character beyond it.
private func isLetterOrDigit(_ byte: UInt8) -> Bool {
  byte >= 0x80 || (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10
}

/// A character of a text that nobody sees, or takes for another one.
struct UnseenCharacter {
  let scalar: Unicode.Scalar
  /// Bytes of the text before it.
  let offset: Int

  /// `U+200B after 4 bytes`
  var words: String {
    "U+\(hexadecimal(scalar.value)) " + (offset == 0 ? "at its start" : "after \(counted(offset, "byte"))")
  }
}

/// The first character of `text` that has no shape of its own: a control or format character (zero width, soft hyphen,
/// byte order mark, marks of direction), a white space beyond ASCII, or a filler.
///
/// - Complexity: O(1) a byte for ASCII.
func unseenCharacter(in text: Bytes) -> UnseenCharacter? {
  if isASCII(text), !text.contains(where: { $0 < 0x20 || $0 == 0x7F }) { return nil }
  var offset = 0
  for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
    if isUnseen(scalar) { return UnseenCharacter(scalar: scalar, offset: offset) }
    offset += UTF8.width(scalar)
  }
  return nil
}

/// The bytes of `text` without such characters.
func withoutUnseenCharacters(_ text: Bytes) -> [UInt8] {
  if unseenCharacter(in: text) == nil { return Array(text) }
  return String(decoding: text, as: UTF8.self).unicodeScalars.filter { !isUnseen($0) }.flatMap {
    Array(String($0).utf8)
  }
}

private func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned: true
  case .spaceSeparator: scalar != " "
  default: scalar.properties.isDefaultIgnorableCodePoint
  }
}
