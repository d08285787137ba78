/// What a text has in it that helpdesks must not keep: payment card numbers, bank accounts and passwords, found by their
/// exact structure, because to cry wolf over a healthy text is worse than to miss one. The definitions are in
/// `Sources/README.md`, *Sensitive content*.
///
/// Nothing of what was found is kept but its length. `profile` and the rules of the check `sensitive-content` know the same
/// kinds by the same words.
package struct SensitiveContent: Hashable, Sendable {
  /// Of each kind the length of the first that was found, in bits of its own; 0 where there is none.
  package private(set) var rawValue: UInt16

  package init(rawValue: UInt16 = 0) { self.rawValue = rawValue }

  package var isEmpty: Bool { rawValue == 0 }

  /// The digits or characters of the first of a kind, nil without one; of a password at most 255.
  package func length(of kind: SensitiveKind) -> Int? {
    let bits = Int(rawValue >> kind.shift) & kind.mask
    return bits == 0 ? nil : bits + kind.base
  }

  fileprivate mutating func note(_ kind: SensitiveKind, length: Int) {
    if self.length(of: kind) != nil { return }
    let bits = min(max(length - kind.base, 1), kind.mask)
    rawValue |= UInt16(truncatingIfNeeded: bits << kind.shift)
  }
}

/// One kind of content, in the words of rule pages.
package enum SensitiveKind: String, CaseIterable, Sendable {
  case cardNumber = "card-number"
  case iban
  case password

  /// What a text with it has.
  package var words: String {
    switch self {
    case .cardNumber: "a payment card number"
    case .iban: "a bank account number (IBAN)"
    case .password: "a password"
    }
  }

  /// What its length counts.
  package var unit: String { self == .cardNumber ? "digit" : "character" }

  fileprivate var shift: Int {
    switch self {
    case .cardNumber: 0
    case .iban: 3
    case .password: 8
    }
  }
  fileprivate var mask: Int {
    switch self {
    case .cardNumber: 7
    case .iban: 31
    case .password: 255
    }
  }
  /// The greatest length that is none.
  fileprivate var base: Int {
    switch self {
    case .cardNumber: 12
    case .iban: 14
    case .password: 0
    }
  }
}

extension SensitiveContent {
  /// The shortest text that can have any of it: `pwd=a1b2`.
  package static let shortestText = 8

  /// Looks through a text. Tags of HTML are not looked into.
  ///
  /// - Complexity: O(length).
  package init(in text: UnsafeBufferPointer<UInt8>) {
    self.init()
    if text.count < Self.shortestText { return }
    let reader = TextReader(text)
    let beginnings = Password.beginnings
    var index = 0
    while index < text.count {
      let byte = text[index]
      if byte &- 0x30 < 10 {
        if let number = CardNumber(reader, at: index) { note(.cardNumber, length: number.digits) }
        index = reader.end(of: index) { $0 &- 0x30 < 10 }
      } else if (byte | 0x20) &- 0x61 < 26 {
        if let length = IBAN.length(reader, at: index) { note(.iban, length: length) }
        if beginnings[Int(byte | 0x20) << 8 | Int(reader[index + 1] | 0x20)],
          let length = Password.length(reader, at: index)
        {
          note(.password, length: length)
        }
        index = reader.end(of: index) { ($0 | 0x20) &- 0x61 < 26 }
      } else if byte >= 0x80 {
        if beginnings[Int(byte | 0x20) << 8 | Int(reader[index + 1] | 0x20)],
          let length = Password.length(reader, at: index)
        {
          note(.password, length: length)
        }
        index += 1
      } else {
        index = reader.endOfTag(at: index) ?? index + 1
      }
    }
  }
}

/// A text by its parts.
struct TextReader {
  let text: UnsafeBufferPointer<UInt8>

  init(_ text: UnsafeBufferPointer<UInt8>) { self.text = text }

  var count: Int { text.count }
  /// The byte at an index, 0 outside of the text.
  subscript(index: Int) -> UInt8 { text.indices.contains(index) ? text[index] : 0 }

  static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
  static func isCapital(_ byte: UInt8) -> Bool { byte &- 0x41 < 26 }
  /// Whether a byte is a part of a longer word or number. Letters beyond ASCII end one: not all scripts have spaces.
  static func isWord(_ byte: UInt8) -> Bool {
    isDigit(byte) || (byte | 0x20) &- 0x61 < 26 || byte == UInt8(ascii: "_")
  }

  func end(of index: Int, _ belongs: (UInt8) -> Bool) -> Int {
    var end = index
    while end < count, belongs(text[end]) { end += 1 }
    return end
  }

  func starts(_ index: Int, with prefix: StaticString) -> Bool {
    guard count - index >= prefix.utf8CodeUnitCount else { return false }
    return (0..<prefix.utf8CodeUnitCount).allSatisfy { text[index + $0] == prefix.utf8Start[$0] }
  }

  /// The same without regard to the case of ASCII letters; the prefix is in lower case.
  func startsInAnyCase(_ index: Int, with prefix: StaticString) -> Bool {
    guard count - index >= prefix.utf8CodeUnitCount else { return false }
    return (0..<prefix.utf8CodeUnitCount).allSatisfy { offset in
      let byte = text[index + offset]
      return (Self.isCapital(byte) ? byte | 0x20 : byte) == prefix.utf8Start[offset]
    }
  }

  /// The index after a tag or comment of HTML that begins here.
  func endOfTag(at index: Int) -> Int? {
    guard self[index] == UInt8(ascii: "<") else { return nil }
    let next = self[index + 1]
    guard (next | 0x20) &- 0x61 < 26 || next == UInt8(ascii: "/") || next == UInt8(ascii: "!") else {
      return nil
    }
    return text[index...].firstIndex(of: UInt8(ascii: ">")).map { $0 + 1 }
  }

  /// The index after one space, as texts and HTML write it.
  func endOfSpace(at index: Int) -> Int? {
    if self[index] == 0x20 { return index + 1 }
    if starts(index, with: "\u{A0}") { return index + 2 }
    return starts(index, with: "&nbsp;") ? index + 6 : nil
  }
}
