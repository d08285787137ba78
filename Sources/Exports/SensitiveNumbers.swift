/// A number of 13 to 19 digits with the prefix of an issuer, its length, and Luhn's check digit (ISO/IEC 7812-1).
struct CardNumber {
  let digits: Int

  /// How digits are grouped on cards; longer ones first, because a security code may follow a number.
  private static let groupings = [
    [4, 4, 4, 4, 3], [6, 13], [4, 4, 4, 4, 2], [4, 4, 4, 4, 1], [4, 4, 4, 4], [4, 6, 5], [4, 6, 4],
    [4, 3, 3, 3],
  ]

  /// What before a number makes it a part of another one, of a path or of a name.
  private static func continues(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x23, 0x25, 0x26, 0x2B...0x2F, 0x40: true
    default: TextReader.isWord(byte)
    }
  }

  init?(_ text: TextReader, at start: Int) {
    // Issuers begin with 2 to 6.
    guard text[start] &- 0x32 < 5, !Self.continues(text[start - 1]) else { return nil }
    let end = text.end(of: start, TextReader.isDigit)
    let run = end - start
    if run >= 14 {
      guard run <= 19, Self.ends(text, at: end, separator: nil),
        Self.isNumber(Array(text.text[start..<end]))
      else { return nil }
      digits = run
      return
    }
    // A hyphen or a space follows a group, which may be one beyond ASCII, or of HTML.
    let next = text[end]
    guard run == 4 || run == 6, next == 0x2D || next == 0x20 || next == 0x26 || next >= 0x80 else {
      return nil
    }
    let found = Self.groupings.lazy.filter { $0[0] == run }.compactMap { groups in
      Self.digits(text, at: start, groups)
    }.first { Self.isNumber($0) }
    guard let found else { return nil }
    digits = found.count
  }

  /// The digits of groups with one separator between all of them; nil where the text has other groups.
  private static func digits(_ text: TextReader, at start: Int, _ groups: [Int]) -> [UInt8]? {
    var digits: [UInt8] = []
    var index = start
    var separator: ArraySlice<UInt8>?
    for (number, length) in groups.enumerated() {
      if number > 0 {
        let next = text[index] == UInt8(ascii: "-") ? index + 1 : text.endOfSpace(at: index)
        guard let next, separator == nil || separator?.elementsEqual(text.text[index..<next]) == true else {
          return nil
        }
        separator = Array(text.text[index..<next])[...]
        index = next
      }
      let end = text.end(of: index, TextReader.isDigit)
      guard end - index == length else { return nil }
      digits += text.text[index..<end]
      index = end
    }
    return ends(text, at: index, separator: separator?.first) ? digits : nil
  }

  /// Whether nothing follows that makes the number a part of a longer one, of a path or of a name.
  private static func ends(_ text: TextReader, at end: Int, separator: UInt8?) -> Bool {
    let (next, after) = (text[end], text[end + 1])
    if TextReader.isWord(next) || "@%".utf8.contains(next) { return false }
    // A hyphen goes on with a number that has hyphens, or none of its own.
    if next == UInt8(ascii: "-") { return separator == 0x20 || !TextReader.isWord(after) }
    return !(".,".utf8.contains(next) && TextReader.isDigit(after))
  }

  private static func isNumber(_ digits: [UInt8]) -> Bool { isIssued(digits) && passesLuhn(digits) }

  private static func passesLuhn(_ digits: [UInt8]) -> Bool {
    var sum = 0
    for (place, digit) in digits.reversed().enumerated() {
      let value = Int(digit &- 0x30)
      sum += place % 2 == 0 ? value : value > 4 ? 2 * value - 9 : 2 * value
    }
    return sum % 10 == 0
  }

  /// Whether an issuer has numbers of this length with this prefix.
  private static func isIssued(_ digits: [UInt8]) -> Bool {
    func prefix(_ length: Int) -> Int { digits.prefix(length).reduce(0) { $0 * 10 + Int($1 &- 0x30) } }
    let (two, three, four) = (prefix(2), prefix(3), prefix(4))
    switch digits.count {
    // Visa's old ones.
    case 13: return prefix(1) == 4
    case 14: return isDiners(two, three, four)
    case 15: return two == 34 || two == 37 || isDiners(two, three, four)
    case 16:
      return prefix(1) == 4 || (51...55).contains(two) || (2221...2720).contains(four)
        || isLong(two, three, four)
    case 17, 18: return isLong(two, three, four)
    case 19: return prefix(1) == 4 || isLong(two, three, four)
    default: return false
    }
  }

  private static func isDiners(_ two: Int, _ three: Int, _ four: Int) -> Bool {
    (300...305).contains(three) || four == 3095 || [36, 38, 39].contains(two)
  }

  /// Those of which all lengths from 16 to 19 are used: Discover, JCB, UnionPay, Mir, Maestro and Diners.
  private static func isLong(_ two: Int, _ three: Int, _ four: Int) -> Bool {
    four == 6011 || two == 65 || (644...649).contains(three) || (3528...3589).contains(four) || two == 62
      || (2200...2204).contains(four)
      || [5018, 5020, 5038, 5893, 6304, 6759, 6761, 6762, 6763].contains(four)
      || isDiners(two, three, four)
  }
}

/// An IBAN (ISO 13616-1): a country that has them, its length, and the remainder 1 of the division by 97.
enum IBAN {
  /// The characters of the IBAN that begins at an index; nil without one.
  static func length(_ text: TextReader, at start: Int) -> Int? {
    guard TextReader.isCapital(text[start]), TextReader.isCapital(text[start + 1]),
      TextReader.isDigit(text[start + 2]), TextReader.isDigit(text[start + 3]),
      !TextReader.isWord(text[start - 1]),
      let length = lengths[UInt16(text[start]) << 8 | UInt16(text[start + 1])]
    else { return nil }
    var characters: [UInt8] = []
    var index = start
    var isGrouped = false
    while characters.count < length {
      if characters.count > 0, characters.count % 4 == 0 {
        let next = text.endOfSpace(at: index)
        if characters.count == 4 { isGrouped = next != nil }
        guard (next != nil) == isGrouped else { return nil }
        index = next ?? index
      }
      let byte = text[index]
      guard TextReader.isDigit(byte) || TextReader.isCapital(byte) else { return nil }
      characters.append(byte)
      index += 1
    }
    return !TextReader.isWord(text[index]) && remainder(of: characters) == 1 ? length : nil
  }

  private static func remainder(of characters: [UInt8]) -> Int {
    var remainder = 0
    for byte in characters[4...] + characters[..<4] {
      remainder =
        TextReader.isDigit(byte)
        ? (remainder * 10 + Int(byte &- 0x30)) % 97 : (remainder * 100 + Int(byte &- 0x41) + 10) % 97
    }
    return remainder
  }

  /// By the two letters of the country. Source: SWIFT, IBAN Registry.
  private static let lengths: [UInt16: Int] = {
    let registry = """
      NO15 BE16 DK18 FI18 FK18 FO18 GL18 NL18 SD18 MK19 SI19 AT20 BA20 EE20 KZ20 LT20 LU20 MN20 XK20 CH21 HR21 LI21 LV21
      BG22 BH22 CR22 DE22 GB22 GE22 IE22 ME22 RS22 VA22 AE23 GI23 IL23 IQ23 OM23 SO23 TL23 AD24 CZ24 ES24 MD24 PK24 RO24
      SA24 SE24 SK24 TN24 VG24 LY25 PT25 ST25 IS26 TR26 BI27 DJ27 FR27 GR27 IT27 MC27 MR27 SM27 AL28 AZ28 BY28 CY28 DO28
      GT28 HN28 HU28 LB28 NI28 PL28 SV28 BR29 EG29 PS29 QA29 UA29 JO30 KW30 MU30 YE30 MT31 SC31 LC32 RU33
      """
    var lengths: [UInt16: Int] = [:]
    for entry in registry.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
      let letters = Array(entry.utf8.prefix(2))
      lengths[UInt16(letters[0]) << 8 | UInt16(letters[1])] = Int(entry.dropFirst(2))
    }
    return lengths
  }()
}
