/// UTF-8 that was read as Windows-1252, or as ISO 8859-1, and written as UTF-8 again: `Ã©` for `é`.
///
/// Decided by decoding: a character that stands for a lead byte, and after it as many that stand for continuation bytes,
/// of which UTF-8 makes a character. Such a sequence alone proves little, because people write `IRMÃ”`, `« voilà »` and
/// `5 × ½`; what speaks for mojibake is a sequence that no writing has.
package enum Mojibake {
  /// The text as a reader has it that takes its UTF-8 for Windows-1252; bytes that this does not have are controls, as in
  /// ISO 8859-1.
  package static func misread(_ text: String.UnicodeScalarView) -> String.UnicodeScalarView {
    var result = String.UnicodeScalarView()
    for byte in String(text).utf8 {
      result.append(Windows1252.characters.first { $0.0 == byte }?.1 ?? Unicode.Scalar(byte))
    }
    return result
  }

  /// - Complexity: O(length).
  static func isEvident(in text: UnsafeBufferPointer<UInt8>) -> Bool {
    var index = 0
    var run = Run()
    var weak = 0
    while index &+ 2 < text.count {
      guard text[index] == 0xC3, let sequence = Sequence(text, at: index) else {
        index &+= 1
        continue
      }
      run.add(sequence)
      if run.isEvident { return true }
      switch weight(sequence, in: text) {
      case .strong: return true
      case .weak: weak += 1
      case .none: break
      }
      // Twice: what may be by chance once.
      if weak == 2 { return true }
      index = sequence.range.upperBound
    }
    return false
  }

  private enum Weight {
    case none, weak, strong
  }

  /// What one sequence says by itself, beside the characters around it.
  private static func weight(_ sequence: Sequence, in text: UnsafeBufferPointer<UInt8>) -> Weight {
    let first = sequence.continuations[0]
    switch sequence.lead {
    case 0xC2, 0xC3: break
    case 0xC4, 0xC5: break
    case 0xE2: return sequence.continuations.allSatisfy(\.isNatural) && first.byte != 0x80 ? .none : .strong
    case 0xEF:
      let pair = sequence.continuations.map(\.byte)
      return pair == [0xBB, 0xBF] || pair == [0xBF, 0xBD] ? .strong : .none
    case 0xE0...0xEF: return first.isNatural ? .none : .strong
    case 0xF0...0xF4: return first.isNatural && first.byte != 0x9F ? .none : .strong
    default: return .none
    }
    // A capital Â, Ã, Ä or Å.
    if sequence.lead == 0xC2, first.byte < 0xA0 { return .none }
    let before = sequence.range.lowerBound > 0 ? text[sequence.range.lowerBound - 1] : 0x20
    let after = sequence.range.upperBound < text.count ? text[sequence.range.upperBound] : 0x20
    if isLowerCase(before) { return .strong }
    let isAfterCapital = before >= 0x80 || before >= 0x41 && before <= 0x5A
    if sequence.lead >= 0xC4 {
      return !first.isClosing && isLowerCase(after) && !isAfterCapital ? .strong : .none
    }
    if !first.isClosing, sequence.lead == 0xC3 || first.byte != 0xB0 { return .strong }
    if isAfterCapital { return .none }
    return sequence.lead == 0xC3 && isLowerCase(after) ? .strong : .weak
  }

  private static func isLowerCase(_ byte: UInt8) -> Bool { byte >= 0x61 && byte <= 0x7A }

  /// Sequences without anything between them, as mojibake of other scripts has them.
  private struct Run {
    private var end = -1
    private var count = 0
    private var isUnnatural = false
    private var isOfSigns = false

    mutating func add(_ sequence: Sequence) {
      if sequence.range.lowerBound != end { (count, isUnnatural, isOfSigns) = (0, false, false) }
      end = sequence.range.upperBound
      count += 1
      if !sequence.continuations.allSatisfy(\.isNatural) { isUnnatural = true }
      // × is a letter of Hebrew, and multiplies.
      if sequence.lead == 0xD7 { isOfSigns = true }
    }

    var isEvident: Bool { isUnnatural && count >= (isOfSigns ? 4 : 2) }
  }

  /// Characters that stand for the bytes of one character of UTF-8.
  private struct Sequence {
    let lead: UInt8
    let continuations: [Continuation]
    let range: Range<Int>

    /// - Parameter index: where a byte C3 is.
    init?(_ text: UnsafeBufferPointer<UInt8>, at index: Int) {
      guard index &+ 2 < text.count, text[index &+ 1] >= 0x82, text[index &+ 1] <= 0xB4 else { return nil }
      lead = text[index &+ 1] | 0x40
      var end = index &+ 2
      var continuations: [Continuation] = []
      for _ in 0..<(lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3) {
        guard let next = Continuation(text, at: end) else { return nil }
        continuations.append(next)
        end &+= next.length
      }
      let second = continuations[0].byte
      switch lead {
      case 0xE0: if second < 0xA0 { return nil }
      case 0xED: if second >= 0xA0 { return nil }
      case 0xF0: if second < 0x90 { return nil }
      case 0xF4: if second >= 0x90 { return nil }
      default: break
      }
      self.continuations = continuations
      range = index..<end
    }
  }

  /// A character that stands for a continuation byte.
  private struct Continuation {
    let byte: UInt8
    /// Of the character itself, in bytes.
    let length: Int
    /// Whether it is one that follows a letter in good writing: quotes, dashes, marks, letters such as `š`.
    let isNatural: Bool
    /// Whether it is one that follows a capital in good writing: quotes, dashes, a space that does not break.
    let isClosing: Bool

    private static let closing: [UInt8] = [
      0x82, 0x84, 0x85, 0x8B, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x99, 0x9B, 0xA0, 0xAB, 0xAD, 0xBB,
    ]
    private static let natural: [UInt8] =
      closing + [
        0x86, 0x87, 0x8A, 0x8C, 0x8E, 0x9A, 0x9C, 0x9E, 0x9F, 0xA9, 0xAA, 0xAE, 0xB0, 0xB2, 0xB3, 0xB4, 0xB7,
        0xB9,
        0xBA,
      ]

    init?(_ text: UnsafeBufferPointer<UInt8>, at index: Int) {
      guard index &+ 1 < text.count else { return nil }
      let (first, second) = (text[index], text[index &+ 1])
      if first == 0xC2, second >= 0x80, second <= 0xBF {
        (byte, length) = (second, 2)
        // ISO 8859-1 has controls where Windows-1252 has quotes: no writing has them.
        isNatural = second >= 0xA0 && Self.natural.contains(second)
        isClosing = second >= 0xA0 && Self.closing.contains(second)
        return
      }
      let third = first == 0xE2 && index &+ 2 < text.count ? text[index &+ 2] : 0
      let character = UInt32(first) << 16 | UInt32(second) << 8 | UInt32(third)
      guard let byte = Self.windows1252[character] else { return nil }
      self.byte = byte
      length = first == 0xE2 ? 3 : 2
      isNatural = Self.natural.contains(byte)
      isClosing = Self.closing.contains(byte)
    }

    /// The bytes of a character's UTF-8, as one number, and the byte that it is in Windows-1252.
    private static let windows1252: [UInt32: UInt8] = {
      var bytes: [UInt32: UInt8] = [:]
      for (byte, character) in Windows1252.characters {
        let utf8 = Array(String(Character(character)).utf8)
        bytes[UInt32(utf8[0]) << 16 | UInt32(utf8[1]) << 8 | UInt32(utf8.count > 2 ? utf8[2] : 0)] = byte
      }
      return bytes
    }()
  }
}

/// Where Windows-1252 differs from ISO 8859-1.
private enum Windows1252 {
  static let characters: [(UInt8, Unicode.Scalar)] = [
    (0x80, "€"), (0x82, "‚"), (0x83, "ƒ"), (0x84, "„"), (0x85, "…"), (0x86, "†"), (0x87, "‡"), (0x88, "ˆ"),
    (0x89, "‰"), (0x8A, "Š"), (0x8B, "‹"), (0x8C, "Œ"), (0x8E, "Ž"), (0x91, "‘"), (0x92, "’"), (0x93, "“"),
    (0x94, "”"), (0x95, "•"), (0x96, "–"), (0x97, "—"), (0x98, "˜"), (0x99, "™"), (0x9A, "š"), (0x9B, "›"),
    (0x9C, "œ"), (0x9E, "ž"), (0x9F, "Ÿ"),
  ]
}
