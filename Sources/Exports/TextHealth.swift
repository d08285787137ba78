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

  package func has(_ problem: TextProblem) -> Bool { rawValue & problem.bit != 0 }

  // MARK: Length

  /// The bits above those of the problems: whether the characters are exactly as many as a limit, then which one, from 1.
  private static let exactly: UInt16 = 1 << 10
  private static let limitShift: UInt16 = 11

  /// Without problems, but with the length of a text that is not ASCII.
  init(characters: Int) {
    let limit = TextLimit.index(notBelow: characters)
    let isExact = limit < TextLimit.all.count && TextLimit.all[limit] == characters
    self.init(
      rawValue: UInt16(truncatingIfNeeded: limit &+ 1) << Self.limitShift | (isExact ? Self.exactly : 0))
  }

  /// How many characters a text has beside the known limits: the index of the first of `TextLimit.all` that is not below
  /// them, and whether it is their number.
  ///
  /// - Parameter bytes: the length of the text.
  package func size(bytes: Int) -> (limit: Int, isExact: Bool) {
    let number = Int(rawValue >> Self.limitShift)
    if number > 0 { return (number - 1, rawValue & Self.exactly != 0) }
    let limit = TextLimit.index(notBelow: bytes)
    return (limit, limit < TextLimit.all.count && TextLimit.all[limit] == bytes)
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

  /// By the order of the cases, of which looking at one row of millions must not make a list.
  fileprivate var bit: UInt16 {
    switch self {
    case .mojibake: 1
    case .escapedTwice: 1 << 1
    case .replacementCharacter: 1 << 2
    case .questionMarks: 1 << 3
    case .controlCharacter: 1 << 4
    case .visibleTag: 1 << 5
    case .placeholder: 1 << 6
    case .legacyLink: 1 << 7
    case .inlineImage: 1 << 8
    case .formulaGuard: 1 << 9
    }
  }

  /// What a text with it has.
  package var words: String {
    switch self {
    case .mojibake: "UTF-8 taken for Windows-1252, such as Ã¼"
    case .escapedTwice: "HTML escaped twice, such as &amp;amp;"
    case .replacementCharacter: "U+FFFD, where a character was lost"
    case .questionMarks: "question marks where letters were lost, such as ????"
    case .controlCharacter: "control characters"
    case .visibleTag: "escaped tags that show as text, such as &lt;br&gt;"
    case .placeholder: "placeholders that nobody replaced, such as {{ticket.id}}"
    case .legacyLink: "links to the legacy system"
    case .inlineImage: "images that are parts of a mail (cid:)"
    case .formulaGuard: "an apostrophe before =, +, - or @, as spreadsheet tools write it"
    }
  }
}

/// Lengths at which columns and tools are known to cut texts.
package enum TextLimit {
  /// In ascending order; at most thirty, as `TextHealth` has room for.
  package static let all = [
    250, 255, 256, 500, 512, 1000, 1023, 1024, 2000, 2048, 4000, 4096, 5000, 8000, 8192, 10_000, 16_383,
    16_384,
    20_000, 30_000, 32_000, 32_766, 32_767, 32_768, 60_000, 64_000, 65_000, 65_535, 65_536, 100_000,
  ]

  /// The index of the first limit that is not below a length; the count of limits where all are.
  package static func index(notBelow length: Int) -> Int {
    if length <= all[0] { return 0 }
    return all.firstIndex { $0 >= length } ?? all.count
  }
}
