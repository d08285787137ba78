import Foundation

/// Looks through texts for signs of damage: one pass, sixteen bytes a step, which stops only at bytes that could begin
/// one; what could be damage is then decided by functions of its own (`Mojibake`, `TextEvidence`).
///
/// A text that is not UTF-8 is read safely, and what is found in it means nothing.
package struct TextScanner: Sendable {
  /// The hosts of the legacy system, in lower case.
  private let hosts: [[UInt8]]

  /// - Parameter legacyHosts: links to these are found; no others.
  package init(legacyHosts: [String] = []) { hosts = legacyHosts.map { Array($0.lowercased().utf8) } }

  /// What a text shows, and whether all of it is ASCII.
  package struct Result: Sendable {
    package var health: TextHealth = []
    package var isASCII = true
  }

  /// - Parameter isName: whether the text is a name, in which `??` is a loss.
  /// - Complexity: O(length); a text with suspicious bytes is looked through a few times.
  package func scan(_ text: UnsafeBufferPointer<UInt8>, isName: Bool = false) -> Result {
    guard let base = UnsafeRawPointer(text.baseAddress), !text.isEmpty else { return Result() }
    var suspicion: Suspicion = []
    var seen: UInt8 = 0
    let count = text.count
    if count < 16 {
      for index in 0..<count {
        let byte = text[index]
        seen |= byte
        if Self.isMarked[Int(byte)] { suspicion.look(at: text, index) }
      }
    } else {
      var all = SIMD16<UInt8>()
      var offset = 0
      while true {
        let bytes = base.loadUnaligned(fromByteOffset: offset, as: SIMD16<UInt8>.self)
        all |= bytes
        let (low, high) = Self.words(Self.marks(bytes))
        if low | high != 0 {
          suspicion.look(at: text, offset, low)
          suspicion.look(at: text, offset &+ 8, high)
        }
        if offset &+ 16 == count { break }
        // The last sixteen once more from their own start: nothing is counted, so that nothing counts twice.
        offset = min(offset &+ 16, count &- 16)
      }
      let (low, high) = Self.words(all)
      seen = (low | high) & 0x8080_8080_8080_8080 == 0 ? 0 : 0x80
    }
    let isASCII = seen < 0x80
    if suspicion.isEmpty, hosts.isEmpty, !isName, isASCII, text[0] != UInt8(ascii: "'") { return Result() }
    return Result(health: decide(text, suspicion, isName: isName, isASCII: isASCII), isASCII: isASCII)
  }

  /// The high bit of each byte that may begin damage: `&`, `?`, `:`, `{`, `[`, controls, and what begins characters that
  /// mojibake, U+FFFD and further controls are made of. One test finds bytes that differ in a bit, such as `?` and 0x7F.
  ///
  /// Arithmetic alone: comparisons make masks, which compilers turn into sixteen single bytes.
  @inline(__always)
  private static func marks(_ bytes: SIMD16<UInt8>) -> SIMD16<UInt8> {
    @inline(__always)
    func zeros(_ bytes: SIMD16<UInt8>) -> SIMD16<UInt8> { (bytes &- SIMD16(repeating: 1)) & ~bytes }
    var marks = zeros(bytes ^ 0x26) | zeros(bytes ^ 0x3A) | zeros((bytes | 0x40) ^ 0x7F)
    marks |= zeros((bytes | 0x20) ^ 0x7B) | zeros((bytes & 0xFE) ^ 0xC2) | zeros(bytes ^ 0xEF)
    marks |= (bytes &- 0x20) & ~bytes
    return marks & 0x80
  }

  @inline(__always)
  private static func words(_ bytes: SIMD16<UInt8>) -> (low: UInt64, high: UInt64) {
    let words = unsafeBitCast(bytes, to: SIMD2<UInt64>.self)
    return (words[0].littleEndian, words[1].littleEndian)
  }

  private static let isMarked: [Bool] = (0...255).map { byte in
    [0x26, 0x3F, 0x3A, 0x5B, 0x7B, 0x7F, 0xC2, 0xC3, 0xEF].contains(byte) || byte < 0x20
  }

  /// Decides what the suspicions are worth.
  @inline(never)
  private func decide(
    _ text: UnsafeBufferPointer<UInt8>, _ suspicion: Suspicion, isName: Bool, isASCII: Bool
  ) -> TextHealth {
    var health: TextHealth = []
    if suspicion.contains(.replacement) { health.insert(.replacementCharacter) }
    if suspicion.contains(.inlineImage) { health.insert(.inlineImage) }
    if suspicion.contains(.mojibake), Mojibake.isEvident(in: text) { health.insert(.mojibake) }
    // Controls of ISO 8859-1 come of mojibake, too, which is then the better word.
    if suspicion.contains(.control) || suspicion.contains(.highControl) && !health.contains(.mojibake) {
      health.insert(.controlCharacter)
    }
    if suspicion.contains(.escaped), TextEvidence.isEscapedTwice(text) { health.insert(.escapedTwice) }
    if suspicion.contains(.tag), TextEvidence.showsTags(text) { health.insert(.visibleTag) }
    if suspicion.contains(.placeholder), TextEvidence.hasPlaceholder(text) { health.insert(.placeholder) }
    if isName || suspicion.contains(.questions), TextEvidence.hasLostLetters(text, isName: isName) {
      health.insert(.questionMarks)
    }
    if TextEvidence.hasFormulaGuard(text) { health.insert(.formulaGuard) }
    if !hosts.isEmpty, TextEvidence.hasLink(text, to: hosts) { health.insert(.legacyLink) }
    if !isASCII, text.count > TextLimit.all[0] {
      health.formUnion(TextHealth(characters: TextEvidence.characterCount(text)))
    }
    return health
  }
}

/// What a first look at single bytes suspects.
private struct Suspicion: OptionSet {
  var rawValue: UInt16

  static let mojibake = Suspicion(rawValue: 1)
  static let escaped = Suspicion(rawValue: 1 << 1)
  static let replacement = Suspicion(rawValue: 1 << 2)
  static let questions = Suspicion(rawValue: 1 << 3)
  static let control = Suspicion(rawValue: 1 << 4)
  static let highControl = Suspicion(rawValue: 1 << 5)
  static let tag = Suspicion(rawValue: 1 << 6)
  static let placeholder = Suspicion(rawValue: 1 << 7)
  static let inlineImage = Suspicion(rawValue: 1 << 8)

  /// Looks at the bytes from `start` on that are marked, each by the eight bits of a byte of `marks`.
  @inline(__always)
  mutating func look(at text: UnsafeBufferPointer<UInt8>, _ start: Int, _ marks: UInt64) {
    var marks = marks
    while marks != 0 {
      let byte = marks.trailingZeroBitCount >> 3
      look(at: text, start &+ byte)
      marks &= ~(0xFF << UInt64(byte &* 8))
    }
  }

  @inline(__always)
  mutating func look(at text: UnsafeBufferPointer<UInt8>, _ index: Int) {
    let rest = text.count &- index
    switch text[index] {
    case UInt8(ascii: "&"):
      guard rest > 4 else { return }
      if text[index &+ 1] == UInt8(ascii: "l") {
        if text[index &+ 2] == UInt8(ascii: "t"), text[index &+ 3] == UInt8(ascii: ";") {
          rawValue |= Self.tag.rawValue
        }
      } else if rest > 7, text[index &+ 1] == UInt8(ascii: "a"), text[index &+ 4] == UInt8(ascii: ";") {
        let next = text[index &+ 5]
        if next == UInt8(ascii: "#") || next | 0x20 >= 0x61 && next | 0x20 <= 0x7A {
          let name = text[index &+ 6..<min(index &+ 16, text.count)]
          if name.contains(UInt8(ascii: ";")) { rawValue |= Self.escaped.rawValue }
        }
      }
    case UInt8(ascii: "?"):
      if rest > 3, text[index &+ 1] == 0x3F, text[index &+ 2] == 0x3F, text[index &+ 3] == 0x3F {
        rawValue |= Self.questions.rawValue
      }
    case UInt8(ascii: ":"):
      if index > 3, text[index &- 1] | 0x20 == 0x64, text[index &- 2] | 0x20 == 0x69,
        text[index &- 3] | 0x20 == 0x63,
        Self.opensAddress(text[index &- 4])
      {
        rawValue |= Self.inlineImage.rawValue
      }
    case UInt8(ascii: "{"):
      if rest > 4, text[index &+ 1] == UInt8(ascii: "{") || index > 0 && text[index &- 1] == UInt8(ascii: "%")
      {
        rawValue |= Self.placeholder.rawValue
      }
    case UInt8(ascii: "["):
      if rest > 4, text[index &+ 1] == UInt8(ascii: "[") { rawValue |= Self.placeholder.rawValue }
    case 0x09, 0x0A, 0x0D: return
    case 0xC3:
      if rest > 2, Self.beginsContinuation(text[index &+ 2]) { rawValue |= Self.mojibake.rawValue }
    case 0xC2:
      if rest > 1, text[index &+ 1] < 0xA0 { rawValue |= Self.highControl.rawValue }
    case 0xEF:
      if rest > 2, text[index &+ 1] == 0xBF, text[index &+ 2] == 0xBD {
        rawValue |= Self.replacement.rawValue
      }
    // Other bytes are marked by a borrow.
    case 0..<0x20, 0x7F: rawValue |= Self.control.rawValue
    default: break
    }
  }

  /// A quote, `=` or `(`.
  @inline(__always)
  private static func opensAddress(_ byte: UInt8) -> Bool {
    byte == 0x22 || byte == 0x27 || byte == 0x3D || byte == 0x28
  }

  /// Whether a character that stands for a continuation byte may begin with this byte.
  @inline(__always)
  private static func beginsContinuation(_ byte: UInt8) -> Bool {
    byte == 0xC2 || byte == 0xC5 || byte == 0xC6 || byte == 0xCB || byte == 0xE2
  }
}
