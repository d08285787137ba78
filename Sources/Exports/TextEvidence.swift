/// Decides what a text with suspicious bytes shows: asked only of the few that have them.
///
/// What is between `<code>` or `<pre>` and its end, or between two backticks, is not looked at: people send each other
/// markup.
enum TextEvidence {
  typealias Text = UnsafeBufferPointer<UInt8>

  // MARK: Markup

  /// Whether a reference is escaped twice: `&amp;amp;`, `&amp;lt;`, `&amp;#39;`, `&amp;oacute;`.
  ///
  /// - Complexity: O(length), as all of these.
  static func isEscapedTwice(_ text: Text) -> Bool {
    firstOutsideCode(text, UInt8(ascii: "&")) { index in
      guard starts(text, at: index, with: "&amp;") else { return false }
      let name = text[(index + 5)...].prefix(10).prefix { $0 != UInt8(ascii: ";") }
      guard name.endIndex < text.count, text[name.endIndex] == UInt8(ascii: ";") else { return false }
      return isReference(Array(name))
    }
  }

  private static let references: Set<String> = [
    "amp", "lt", "gt", "quot", "apos", "nbsp", "copy", "reg", "euro", "pound", "hellip", "ndash", "mdash",
    "lsquo",
    "rsquo", "ldquo", "rdquo", "laquo", "raquo", "bull", "middot", "deg", "szlig", "iquest", "iexcl", "trade",
    "shy",
    "zwnj",
  ]
  private static let accents = [
    "acute", "grave", "circ", "uml", "tilde", "cedil", "ring", "slash", "caron", "elig",
  ]

  private static func isReference(_ name: [UInt8]) -> Bool {
    if name.first == UInt8(ascii: "#") {
      let digits = name.dropFirst(name.count > 1 && name[1] | 0x20 == 0x78 ? 2 : 1)
      return !digits.isEmpty && digits.allSatisfy { isDigit($0) || $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x66 }
    }
    let word = String(decoding: name, as: UTF8.self)
    return references.contains(word) || accents.contains { word.count == $0.count + 1 && word.hasSuffix($0) }
  }

  private static let tags: Set<String> = [
    "p", "br", "div", "span", "a", "b", "i", "u", "em", "strong", "ul", "ol", "li", "table", "tbody", "thead",
    "tr",
    "td", "th", "h1", "h2", "h3", "h4", "h5", "img", "font", "blockquote", "hr", "body", "html",
  ]

  /// Whether tags were escaped that were meant as tags: the text begins with one and has another, or has two line breaks
  /// of that kind, or four tags in all.
  static func showsTags(_ text: Text) -> Bool {
    var (count, breaks, isFirst) = (0, 0, false)
    return firstOutsideCode(text, UInt8(ascii: "&")) { index in
      guard starts(text, at: index, with: "&lt;") else { return false }
      let start = index + 4 < text.count && text[index + 4] == UInt8(ascii: "/") ? index + 5 : index + 4
      let name = text[min(start, text.count)...].prefix(11).prefix {
        isLetter($0) && $0 < 0x80 || isDigit($0)
      }
      guard tags.contains(String(decoding: name, as: UTF8.self).lowercased()), name.endIndex < text.count,
        [UInt8(ascii: "&"), UInt8(ascii: " "), UInt8(ascii: "/")].contains(text[name.endIndex])
      else { return false }
      count += 1
      if name.count == 2, name.first.map({ $0 | 0x20 }) == UInt8(ascii: "b") { breaks += 1 }
      if index == 0 { isFirst = true }
      return count >= 4 || breaks >= 2 || count >= 2 && isFirst
    }
  }

  // MARK: Placeholders

  private static let fields: Set<String> = [
    "name", "first_name", "last_name", "full_name", "firstname", "lastname", "username", "email", "company",
    "company_name", "phone", "ticket", "ticket_id", "user", "contact", "agent", "customer", "requester",
    "assignee",
    "conversation", "account", "organization", "current_user", "order_number",
  ]

  /// Whether a name is left in `{{…}}`, one of the usual names in `%{…}`, or one of these with a part in `[[…]]`.
  static func hasPlaceholder(_ text: Text) -> Bool {
    firstOutsideCode(text, UInt8(ascii: "{"), UInt8(ascii: "[")) { index in
      let opening = text[index]
      let isDouble = index + 1 < text.count && text[index + 1] == opening
      if isDouble, opening == UInt8(ascii: "{") {
        if index > 0, isLetter(text[index - 1]) || [0x5E, 0x5F, 0x7B, 0x7D].contains(text[index - 1]) {
          return false
        }
        return name(in: text, from: index + 2, until: "}}").map { $0.count > 1 } ?? false
      }
      if isDouble, let name = name(in: text, from: index + 2, until: "]]") {
        return name.contains(".") && fields.contains(root(of: name))
      }
      guard opening == UInt8(ascii: "{"), index > 0, text[index - 1] == UInt8(ascii: "%") else {
        return false
      }
      return name(in: text, from: index + 1, until: "}").map { fields.contains(root(of: $0)) } ?? false
    }
  }

  private static func root(of name: String) -> String {
    String(name.prefix { $0 != "." }).lowercased()
  }

  /// The name between braces, without spaces around it and without the filter after a bar.
  private static func name(in text: Text, from start: Int, until end: StaticString) -> String? {
    var index = start
    while index < text.count, text[index] == 0x20 { index += 1 }
    let name = text[index...].prefix(60).prefix {
      isLetter($0) && $0 < 0x80 || isDigit($0) || $0 == 0x5F || $0 == 0x2E
    }
    guard let first = name.first, !isDigit(first), first != 0x2E else { return nil }
    index = name.endIndex
    while index < text.count, text[index] == 0x20 { index += 1 }
    if index < text.count, text[index] == UInt8(ascii: "|") {
      index = text[index...].prefix(80).firstIndex(of: UInt8(ascii: "}")) ?? index
    }
    return starts(text, at: index, with: end) ? String(decoding: name, as: UTF8.self) : nil
  }

  // MARK: Question marks

  /// Whether question marks are in the place of letters: four or more between two letters, or words of nothing else, one
  /// after the other and of different lengths, as lost words have them.
  static func hasLostLetters(_ text: Text, isName: Bool) -> Bool {
    let mark = UInt8(ascii: "?")
    var words: [Int] = []
    var end = -3
    var index = 0
    while let start = text[index...].firstIndex(of: mark) {
      index = text[start...].firstIndex { $0 != mark } ?? text.count
      let length = index - start
      let (before, after) = (start > 0 ? text[start - 1] : 0x20, index < text.count ? text[index] : 0x20)
      if isName { if length > 1 { return true } else { continue } }
      if length >= 4, isLetter(before), isLetter(after) { return true }
      if length < 2 || isLetter(before) || isDigit(before) || before == UInt8(ascii: "!") || isLetter(after) {
        continue
      }
      let gap = text[max(end, 0)..<start]
      if end < 0 || gap.count > 2 || !gap.allSatisfy({ [0x20, 0x2C, 0x2E, 0x2D].contains($0) }) {
        words = []
      }
      words.append(length)
      end = index
      let long = words.filter { $0 >= 4 }
      if Set(long).count > 1 || words.count > 2 && !long.isEmpty && Set(words).count > 1 { return true }
    }
    return false
  }

  // MARK: The rest

  /// Whether an apostrophe is before a sign that a spreadsheet would compute, and none closes it.
  static func hasFormulaGuard(_ text: Text) -> Bool {
    guard text.count > 2, text[0] == UInt8(ascii: "'"), [0x3D, 0x2B, 0x2D, 0x40].contains(text[1]) else {
      return false
    }
    return !text.indices.dropFirst(2).contains { index in
      text[index] == UInt8(ascii: "'") && (index + 1 == text.count || !isLetter(text[index + 1]))
    }
  }

  /// Whether an address with one of these hosts is in the text: `//HOST`, and then no further part of a host's name.
  static func hasLink(_ text: Text, to hosts: [[UInt8]]) -> Bool {
    var index = 0
    while let slash = text[index...].firstIndex(of: UInt8(ascii: "/")) {
      index = slash + 1
      guard index < text.count, text[index] == UInt8(ascii: "/") else { continue }
      let start = index + 1
      for host in hosts where text.count - start >= host.count {
        guard zip(text[start...], host).allSatisfy({ ($0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0) == $1 })
        else {
          continue
        }
        let end = start + host.count
        if end == text.count
          || !isLetter(text[end]) && !isDigit(text[end]) && text[end] != 0x2D
            && (text[end] != 0x2E || end + 1 == text.count || !isLetter(text[end + 1]))
        {
          return true
        }
      }
    }
    return false
  }

  /// How many characters UTF-8 has: bytes that do not continue one, counted eight at a time.
  static func characterCount(_ text: Text) -> Int {
    guard let base = UnsafeRawPointer(text.baseAddress) else { return 0 }
    let ones: UInt64 = 0x0101_0101_0101_0101
    var (continuations, offset) = (0, 0)
    while offset &+ 8 <= text.count {
      let word = base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      let bits = (word >> 7) & (~word >> 6) & ones
      continuations &+= Int(truncatingIfNeeded: (bits &* ones) >> 56)
      offset &+= 8
    }
    for byte in text[offset...] where byte & 0xC0 == 0x80 { continuations &+= 1 }
    return text.count &- continuations
  }

  // MARK: Bytes

  /// Whether `isMeant` holds at one of the places of a byte that are not in code, from the first on.
  private static func firstOutsideCode(
    _ text: Text, _ byte: UInt8, _ other: UInt8? = nil, _ isMeant: (Int) -> Bool
  ) -> Bool {
    var index = 0
    while index < text.count {
      switch text[index] {
      case byte, other: if isMeant(index) { return true }
      case UInt8(ascii: "<"):
        if let end = ["code", "pre"].lazy.compactMap({ self.end(of: $0, in: text, from: index) }).first {
          index = end
        }
      case UInt8(ascii: "`"):
        index = text[(index + 1)...].prefix(500).firstIndex(of: UInt8(ascii: "`")) ?? index
      default: break
      }
      index += 1
    }
    return false
  }

  /// Where an element ends that begins at `index`; nil if none of that name does.
  private static func end(of element: StaticString, in text: Text, from index: Int) -> Int? {
    let length = element.utf8CodeUnitCount
    guard startsInAnyCase(text, at: index + 1, with: element), index + 1 + length < text.count,
      !isLetter(text[index + 1 + length])
    else { return nil }
    var end = index
    while let next = text[(end + 1)...].firstIndex(of: UInt8(ascii: "<")) {
      end = next
      if end + 1 < text.count, text[end + 1] == UInt8(ascii: "/"),
        startsInAnyCase(text, at: end + 2, with: element)
      {
        return end
      }
    }
    return text.count
  }

  private static func starts(_ text: Text, at index: Int, with prefix: StaticString) -> Bool {
    guard index >= 0, text.count - index >= prefix.utf8CodeUnitCount else { return false }
    return (0..<prefix.utf8CodeUnitCount).allSatisfy { text[index + $0] == prefix.utf8Start[$0] }
  }

  private static func startsInAnyCase(_ text: Text, at index: Int, with prefix: StaticString) -> Bool {
    guard index >= 0, text.count - index >= prefix.utf8CodeUnitCount else { return false }
    return (0..<prefix.utf8CodeUnitCount).allSatisfy { text[index + $0] | 0x20 == prefix.utf8Start[$0] }
  }

  /// A letter of ASCII, or a byte of a character beyond it.
  private static func isLetter(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A
  }
  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
