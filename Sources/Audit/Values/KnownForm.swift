import Plan

/// Forms of stamps that old systems write and RFC 3339 does not have, to name one that a plan forgot. No
/// value is read by them.
enum KnownForm {
  static let all = [
    form("%Y-%m-%dT%H:%M:%S %z", day + [mark("T")] + clock + [mark(" "), .offset]),
    form("%Y-%m-%d %H:%M:%S %z", day + [mark(" ")] + clock + [mark(" "), .offset]),
    form(
      "%a %b %d %H:%M:%S %z %Y",
      [.weekdayName, mark(" "), .monthName, mark(" "), .day, mark(" ")] + clock
        + [mark(" "), .offset, mark(" "), .year]),
    form(
      "%a, %d %b %Y %H:%M:%S %z",
      [.weekdayName, mark(","), mark(" "), .day, mark(" "), .monthName, mark(" "), .year, mark(" ")] + clock
        + [mark(" "), .offset]),
  ]

  private static let day: [TimestampPattern.Part] = [.year, mark("-"), .month, mark("-"), .day]
  private static let clock: [TimestampPattern.Part] = [.hour24, mark(":"), .minute, mark(":"), .second]

  private static func mark(_ character: Unicode.Scalar) -> TimestampPattern.Part {
    .literal(UInt8(ascii: character))
  }

  private static func form(_ text: String, _ parts: [TimestampPattern.Part]) -> TimestampPattern {
    TimestampPattern(text: text, parts: parts)
  }
}
