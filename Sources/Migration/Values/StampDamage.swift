import Plan

/// What a value that can't be read looks like.
enum ValueDamage: Hashable, Sendable {
  case number(NumberDamage)
  case stamp(StampDamage)
  /// An id that is a text, and what the plan would say of such ids; `isPadded` where it is a number with leading zeros.
  case textID(remedy: String, isPadded: Bool)
  /// An id that the plan's rule takes beyond 64 bits.
  case outOfRange
  /// A word for a missing value where an e-mail belongs.
  case word(String)
  /// An id that is a text, and gets the number of another.
  case sharedNumber
  /// A value that the pattern of `extract` has no place for.
  case misfit(pattern: String)

  /// The end of the sentence about it: what it looks like, what to do.
  var remedy: String {
    switch self {
    case .number(let damage): damage.remedy
    case .stamp(let damage): damage.remedy
    case .textID(let remedy, isPadded: true):
      "looks like a number with leading zeros; export it without them, or, if the ids are texts, write \(remedy) in the "
        + "plan"
    case .textID(let remedy, isPadded: false):
      "looks like a text; if the ids are texts, write \(remedy) in the plan"
    case .outOfRange: "the plan's 'ids' would take it beyond 64 bits; choose a smaller number there"
    case .sharedNumber: "its number is that of another id; give the ids another name under 'ids: {text: …}'"
    case .misfit: "correct 'extract' in the plan, or the export"
    case .word(let word): "'\(word)' \(NumberDamage.missingWord.remedy)"
    }
  }
}

/// What a stamp looks like that does not match its column's format: reported, so that the plan can declare it, and
/// never guessed.
enum StampDamage: Hashable, Sendable {
  case missingWord
  /// Complete but for its zone.
  case zoneless
  /// A count since 1970 whose moment would be of our time.
  case count(EpochUnit)
  /// What the plan would call its format.
  case form(String)

  enum EpochUnit: Int64, CaseIterable, Sendable {
    case seconds = 1
    case milliseconds = 1000
    case microseconds = 1_000_000
  }

  /// Nil for nothing known.
  ///
  /// - Complexity: O(n).
  init?(_ text: Bytes, in column: ColumnPlan) {
    if text.isMissingWord {
      self = .missingWord
    } else if Int64(decimal: text) != nil {
      guard let unit = EpochUnit.allCases.first(where: { $0.isOfOurTime(text) }) else { return nil }
      self = .count(unit)
    } else if column.timeZone == nil, Self.isWhole(text, in: column) {
      self = .zoneless
    } else if column.format != .rfc3339, Instant(rfc3339: text, zone: 0) != nil {
      self = .form("rfc3339")
    } else if let form = Self.forms.first(where: { Instant(text, pattern: $0, zone: nil) != nil }) {
      self = .form(form.text)
    } else {
      return nil
    }
  }

  /// Whether nothing but a zone is missing.
  private static func isWhole(_ text: Bytes, in column: ColumnPlan) -> Bool {
    switch column.format {
    case .rfc3339: Instant(rfc3339: text, zone: 0) != nil
    case .pattern(let pattern):
      Instant(text, pattern: pattern, zone: ZonePlan(name: "UTC", minutesEast: 0)) != nil
    case .epochSeconds, .epochMilliseconds, .epochMicroseconds: false
    }
  }

  /// Forms with a zone that no other form is mistaken for.
  private static let forms = [
    TimestampPattern(
      text: "%Y-%m-%dT%H:%M:%S %z", parts: date + [.literal(UInt8(ascii: "T"))] + clock + [space, .offset]),
    TimestampPattern(text: "%Y-%m-%d %H:%M:%S %z", parts: date + [space] + clock + [space, .offset]),
    TimestampPattern(
      text: "%a %b %d %H:%M:%S %z %Y",
      parts: [.weekdayName, space, .monthName, space, .day, space] + clock + [space, .offset, space, .year]),
    TimestampPattern(
      text: "%a, %d %b %Y %H:%M:%S %z",
      parts: [.weekdayName, .literal(UInt8(ascii: ",")), space, .day, space, .monthName, space, .year, space]
        + clock + [space, .offset]),
  ]
  private static let space = TimestampPattern.Part.literal(UInt8(ascii: " "))
  private static let date: [TimestampPattern.Part] = [
    .year, .literal(UInt8(ascii: "-")), .month, .literal(UInt8(ascii: "-")), .day,
  ]
  private static let clock: [TimestampPattern.Part] = [
    .hour24, .literal(UInt8(ascii: ":")), .minute, .literal(UInt8(ascii: ":")), .second,
  ]

  var remedy: String {
    switch self {
    case .missingWord: NumberDamage.missingWord.remedy
    case .zoneless: "it has no zone; say in the plan which one it means ('time-zone')"
    case .count(let unit):
      "looks like \(unit) since 1970; if all are, say 'format: epoch-\(unit)' in the plan"
    case .form(let format): "looks like the format '\(format)'; if all do, say so in the plan ('format')"
    }
  }
}

extension StampDamage.EpochUnit {
  /// Whether a count of this unit ends in the years 1990 to 2099.
  func isOfOurTime(_ text: Bytes) -> Bool {
    guard let instant = Instant(epoch: text, perSecond: rawValue, takesFraction: false) else { return false }
    return (631_152_000..<4_102_444_800).contains(instant.seconds)
  }
}
