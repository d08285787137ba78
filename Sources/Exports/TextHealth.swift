/// What a text shows that a tool has done to it: suspicions that are decided on evidence, because a text may speak of
/// `&amp;` or end in `????` in good health. What each means is in `Sources/README.md`, *Text health*.
///
/// `profile` and the rules of the area `text` know the same problems by the same words.
package struct TextHealth: OptionSet, Hashable, Sendable {
  package let rawValue: UInt16

  package init(rawValue: UInt16) { self.rawValue = rawValue }

  package static let mojibake = TextHealth(.mojibake)
  package static let escapedTwice = TextHealth(.escapedTwice)
  package static let replacementCharacter = TextHealth(.replacementCharacter)
  package static let questionMarks = TextHealth(.questionMarks)
  package static let controlCharacter = TextHealth(.controlCharacter)
  package static let visibleTag = TextHealth(.visibleTag)
  package static let placeholder = TextHealth(.placeholder)
  package static let legacyLink = TextHealth(.legacyLink)
  package static let inlineImage = TextHealth(.inlineImage)
  package static let formulaGuard = TextHealth(.formulaGuard)

  private init(_ problem: TextProblem) { self.init(rawValue: problem.bit) }

  /// The bits above those of the problems: which of `TextLimit.all` the characters number, from 1.
  private static let limitShift = 10

  /// Without problems, but with exactly as many characters as a known limit has.
  init(limit: Int) { self.init(rawValue: UInt16(truncatingIfNeeded: limit &+ 1) << UInt16(Self.limitShift)) }

  package func has(_ problem: TextProblem) -> Bool { rawValue & problem.bit != 0 }

  /// The known limit that a text beyond ASCII has exactly as many characters as; of any other text its bytes say it.
  package var limit: Int? {
    let number = Int(rawValue >> UInt16(Self.limitShift))
    return number == 0 || number > TextLimit.all.count ? nil : TextLimit.all[number - 1]
  }
}

/// One kind of damage, in the words of rule pages.
package enum TextProblem: String, CaseIterable, Sendable {
  case mojibake
  case escapedTwice = "escaped-twice"
  case replacementCharacter = "replacement-character"
  case questionMarks = "question-marks"
  case controlCharacter = "control-character"
  case visibleTag = "visible-tag"
  case placeholder
  case legacyLink = "legacy-link"
  case inlineImage = "inline-image"
  case formulaGuard = "formula-guard"

  fileprivate var bit: UInt16 { UInt16(1) << UInt16(Self.allCases.firstIndex(of: self) ?? 0) }

  /// What a text with it has: `mojibake, UTF-8 read as Windows-1252`.
  package var words: String {
    switch self {
    case .mojibake: "UTF-8 taken for Windows-1252, such as Ã¼"
    case .escapedTwice: "HTML escaped twice, such as &amp;amp;"
    case .replacementCharacter: "U+FFFD, where a character was lost"
    case .questionMarks: "question marks where letters were lost, such as ????"
    case .controlCharacter: "control character"
    case .visibleTag: "escaped HTML tags, which show as text"
    case .placeholder: "unreplaced placeholder, such as {{ticket.id}}"
    case .legacyLink: "link to the legacy system"
    case .inlineImage: "image that names a part of a mail (cid:)"
    case .formulaGuard: "apostrophe before =, +, - or @, which a spreadsheet tool adds"
    }
  }
}

/// Lengths at which columns and tools are known to cut texts.
package enum TextLimit {
  package static let all = [
    250, 255, 256, 500, 512, 1000, 1023, 1024, 2000, 2047, 2048, 4000, 4095, 4096, 5000, 8000, 8191, 8192, 10_000,
    16_383, 16_384, 20_000, 30_000, 32_000, 32_766, 32_767, 32_768, 50_000, 60_000, 64_000, 65_000, 65_534, 65_535,
    65_536, 100_000, 131_072, 262_144, 500_000, 1_000_000, 1_048_576, 16_777_215,
  ]
}
