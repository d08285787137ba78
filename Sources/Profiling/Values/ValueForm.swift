/// What a value looks like. Every value has one form; what is empty is null and has none.
package enum ValueForm: UInt8, Sendable, CaseIterable {
  case integer, decimal, scientific, grouped
  case boolean, email, html, json, nullWord, blank, text
  case date
  /// RFC 3339 with `Z`, with an offset, without a zone.
  case stampUTC, stampOffset, stampLocal
  /// The same with a space in place of the `T`.
  case stampSpaceUTC, stampSpaceOffset, stampSpaceLocal
  /// A date and a time in another form, which `StampShape` spells out.
  case otherStamp

  /// The form in words.
  package var words: String {
    switch self {
    case .integer: "integer"
    case .decimal: "decimal"
    case .scientific: "scientific notation"
    case .grouped: "grouped number"
    case .boolean: "boolean word"
    case .email: "e-mail"
    case .html: "HTML"
    case .json: "JSON"
    case .nullWord: "word for null"
    case .blank: "blank"
    case .text: "text"
    case .date: "date"
    case .stampUTC: "RFC 3339, UTC"
    case .stampOffset: "RFC 3339, offset"
    case .stampLocal: "RFC 3339, no zone"
    case .stampSpaceUTC: "RFC 3339 with a space, UTC"
    case .stampSpaceOffset: "RFC 3339 with a space, offset"
    case .stampSpaceLocal: "RFC 3339 with a space, no zone"
    case .otherStamp: "other timestamp"
    }
  }

  package var isStamp: Bool { rawValue >= ValueForm.stampUTC.rawValue }
}

extension ValueForm {
  /// Bytes of the longest value that is looked at as a number, time, word or address.
  private static let longest = 320

  /// The form of a value that is not empty and no timestamp, by the classes of its bytes.
  ///
  /// - Complexity: O(length).
  static func form(of value: Bytes, _ classes: ByteClasses) -> ValueForm {
    if classes == .digit { return .integer }
    if classes == .space { return .blank }
    if classes.contains(.angle), hasTag(value) { return .html }
    if classes.contains(.bracket), isJSONLike(value) { return .json }
    guard value.count <= longest else { return .text }
    if classes.contains(.at) { return isEmail(trimmed(value)) ? .email : .text }
    if classes.contains(.digit), let number = numberForm(value, classes) { return number }
    return word(value, classes) ?? .text
  }

  private static func numberForm(_ value: Bytes, _ classes: ByteClasses) -> ValueForm? {
    let plain: ByteClasses = [.digit, .sign]
    guard classes.isSubset(of: [.digit, .sign, .point, .comma, .exponent]) else { return nil }
    var rest = Bytes(rebasing: value[...])
    if rest[0] == UInt8(ascii: "-") { rest = Bytes(rebasing: rest[1...]) }
    if classes.isSubset(of: plain) {
      if rest.allSatisfy(isDigit) { return rest.isEmpty ? nil : .integer }
      return isDate(value) ? .date : nil
    }
    if classes.contains(.exponent) { return isScientific(rest) ? .scientific : nil }
    return isGrouped(rest) ? .grouped : isDecimal(rest) ? .decimal : nil
  }

  private static func isDate(_ value: Bytes) -> Bool {
    guard value.count == 10, value[4] == UInt8(ascii: "-"), value[7] == UInt8(ascii: "-"),
      let year = number(value, 0, 4), let month = number(value, 5, 2), let day = number(value, 8, 2)
    else { return false }
    return (1...12).contains(month) && day >= 1 && day <= daysIn(month, of: year)
  }

  /// `12.50`: digits on both sides of one point.
  private static func isDecimal(_ value: Bytes) -> Bool {
    guard let point = value.firstIndex(of: UInt8(ascii: ".")), point > 0, point + 1 < value.count else {
      return false
    }
    return value[..<point].allSatisfy(isDigit) && value[(point + 1)...].allSatisfy(isDigit)
  }

  /// `1.2E+10`
  private static func isScientific(_ value: Bytes) -> Bool {
    guard let sign = value.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }), sign > 0 else {
      return false
    }
    let mantissa = Bytes(rebasing: value[..<sign])
    var exponent = value[(sign + 1)...]
    if let first = exponent.first, !isDigit(first) { exponent = exponent.dropFirst() }
    return !exponent.isEmpty && exponent.allSatisfy(isDigit)
      && (mantissa.allSatisfy(isDigit) || isDecimal(mantissa))
  }

  /// `1,234,567.8` or `1.234.567`: groups of three. One point alone is a decimal's.
  private static func isGrouped(_ value: Bytes) -> Bool {
    let mark = value.contains(UInt8(ascii: ",")) ? UInt8(ascii: ",") : UInt8(ascii: ".")
    var groups = value.split(separator: mark, omittingEmptySubsequences: false)
    if mark == UInt8(ascii: "."), groups.count < 3 { return false }
    guard let first = groups.first, (1...3).contains(first.count), groups.count > 1 else { return false }
    if mark == UInt8(ascii: ","), let last = groups.popLast() {
      groups.append(last.prefix { $0 != UInt8(ascii: ".") })
      guard last.drop(while: { $0 != UInt8(ascii: ".") }).dropFirst().allSatisfy(isDigit) else {
        return false
      }
    }
    return groups.dropFirst().allSatisfy { $0.count == 3 } && groups.allSatisfy { $0.allSatisfy(isDigit) }
  }

  /// Without ASCII white space at both ends.
  static func trimmed(_ value: Bytes) -> Bytes {
    guard let first = value.firstIndex(where: { !isSpace($0) }),
      let last = value.lastIndex(where: { !isSpace($0) })
    else { return Bytes(rebasing: value[..<0]) }
    return Bytes(rebasing: value[first...last])
  }

  /// Something on both sides of one `@`, a point on its right, no white space.
  private static func isEmail(_ value: Bytes) -> Bool {
    guard let at = value.lastIndex(of: UInt8(ascii: "@")), !value.contains(where: isSpace) else {
      return false
    }
    let domain = value[(at + 1)...]
    return at > 0 && value.firstIndex(of: UInt8(ascii: "@")) == at && domain.contains(UInt8(ascii: "."))
      && domain.first != UInt8(ascii: ".") && domain.last != UInt8(ascii: ".")
  }

  /// Whether there is `<` with a letter, `/` or `!` after it.
  private static func hasTag(_ value: Bytes) -> Bool {
    var previous: UInt8 = 0
    for byte in value {
      if previous == UInt8(ascii: "<") {
        let isLetter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        if isLetter || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "!") { return true }
      }
      previous = byte
    }
    return false
  }

  private static func isJSONLike(_ value: Bytes) -> Bool {
    switch value.first {
    case UInt8(ascii: "{"): value.last == UInt8(ascii: "}")
    case UInt8(ascii: "["): value.last == UInt8(ascii: "]")
    default: false
    }
  }

  private static let booleans = ["true", "false", "t", "f", "yes", "no", "y", "n", "on", "off"].map(packed)
  private static let nulls = [
    "n/a", "#n/a", "na", "null", "(null)", "none", "nil", "nan", "undef", "-", "--", "\\n",
  ].map(packed)

  private static func word(_ value: Bytes, _ classes: ByteClasses) -> ValueForm? {
    guard value.count <= 8, classes.isDisjoint(with: [.high, .digit, .space, .nul]) else { return nil }
    var word: UInt64 = 0
    for byte in value { word = word << 8 | UInt64((65...90).contains(byte) ? byte | 0x20 : byte) }
    return booleans.contains(word) ? .boolean : nulls.contains(word) ? .nullWord : nil
  }

  /// A word of at most eight bytes as one number.
  private static func packed(_ word: String) -> UInt64 {
    word.utf8.reduce(0) { $0 << 8 | UInt64($1) }
  }
}

/// ASCII white space.
func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
