import Plan

/// Stamps, read by both sides and by a simple reader, written by both sides, and read again.
///
/// The first bytes choose the column's format and zone; the rest is the stamp, and after the first a second part that makes
/// one of a pattern's own by numbers, which must be read as what was meant.
enum TimeTarget {
  private static let zones: [ZonePlan?] = [
    nil, ZonePlan(name: "UTC", minutesEast: 0), ZonePlan(name: "+05:30", minutesEast: 330),
    // As the clocks of Berlin and New York were changed in 2021, and those of Amsterdam in 1937: an odd offset.
    ZonePlan(
      name: "Europe/Berlin",
      offsets: [
        .init(start: .min, secondsEast: 3600), .init(start: 1_616_893_200, secondsEast: 7200),
        .init(start: 1_635_642_000, secondsEast: 3600),
      ]),
    ZonePlan(
      name: "America/New_York",
      offsets: [
        .init(start: .min, secondsEast: -18_000), .init(start: 1_615_705_200, secondsEast: -14_400),
        .init(start: 1_636_264_800, secondsEast: -18_000),
      ]),
    ZonePlan(
      name: "Europe/Amsterdam",
      offsets: [.init(start: .min, secondsEast: 1172), .init(start: -1_025_740_800, secondsEast: 1200)]),
  ]

  private static let patterns = [
    "%Y-%m-%d %H:%M:%S[.%f][%z]", "%d/%m/%Y %I:%M %p", "%a, %d %b %Y %H:%M:%S %z", "%b %e, %Y %I:%M:%S %p",
    "%y%m%d%H%M", "%A %d. %B %y %H.%M[.%S] [%z]", "%m/%d/%Y %H:%M:%S", "%Y-%m-%dT%H:%M:%S[.%f]%z",
  ]

  private static let columns: [ColumnPlan] = {
    let formats =
      [TimestampFormat.rfc3339, .epochSeconds, .epochMilliseconds, .epochMicroseconds]
      + patterns.map { text -> TimestampFormat in
        guard let pattern = pattern(text) else { broken("the pattern \(text) is refused") }
        return .pattern(pattern)
      }
    return formats.flatMap { format in
      zones.map { zone in
        var column = ColumnPlan(from: "at", type: .timestamp, timeZone: zone)
        column.format = format
        return column
      }
    }
  }()

  static func run(_ input: [UInt8]) {
    guard input.count < 200 else { return }
    var choices = Choices(input)
    let column = columns[choices.below(columns.count)]
    if choices.below(4) == 0 {
      readMeant(&choices, column)
    } else {
      read(Array(choices.rest), column)
    }
  }

  private static func read(_ text: [UInt8], _ column: ColumnPlan) {
    let (written, verified) = (WriterSide.instant(text, column), VerifierSide.instant(text, column))
    let sentence = "\(shown(text)) as \(column.format) in \(column.timeZone?.name ?? "no zone")"
    require(
      written == verified,
      "\(sentence): the writer reads \(String(describing: written)), the verifier \(String(describing: verified))"
    )
    // The regular expressions take combined characters for one.
    if text.allSatisfy({ $0 < 0x80 }) {
      let string = String(decoding: text, as: UTF8.self)
      let simple: SimpleTime?? =
        switch column.format {
        case .rfc3339: SimpleStamp.rfc3339(string, column.timeZone)
        case .epochSeconds: SimpleStamp.epoch(string, perSecond: 1)
        case .epochMilliseconds: SimpleStamp.epoch(string, perSecond: 1000)
        case .epochMicroseconds: SimpleStamp.epoch(string, perSecond: 1_000_000)
        case .pattern: nil
        }
      if let simple {
        require(
          simple == written,
          "\(sentence): both read \(String(describing: written)), the simple reader \(String(describing: simple))"
        )
      }
    }
    guard let written else { return VerifierSide.likeness(text, column) }
    require(written.isInRange && (0..<1_000_000_000).contains(written.nanoseconds), "\(sentence): \(written)")
    writeAgain(written)
  }

  private static func writeAgain(_ time: SimpleTime) {
    let text = Array(time.text.utf8)
    require(
      WriterSide.text(time) == text,
      "the writer writes \(shown(WriterSide.text(time))), expected \(shown(text))")
    require(
      VerifierSide.text(time) == text,
      "the verifier writes \(shown(VerifierSide.text(time))), expected \(shown(text))")
    let again = VerifierSide.archived(text)
    require(again == time, "\(shown(text)) is read as \(String(describing: again)), expected \(time)")
  }

  // MARK: Stamps of patterns

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November",
    "December",
  ]
  private static let weekdays = [
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
  ]

  /// Writes a stamp in the column's pattern from numbers of the input.
  private static func readMeant(_ choices: inout Choices, _ column: ColumnPlan) {
    guard case .pattern(let pattern) = column.format else { return }
    let hasCentury = !pattern.parts.contains(.yearOfCentury)
    let year =
      hasCentury ? (choices.below(256) * 256 + choices.below(256)) % 10_000 : 1969 + choices.below(100)
    let month = choices.below(12) + 1
    let day = choices.below(SimpleTime.days(in: month, of: year)) + 1
    let (hour, minute, second) = (choices.below(24), choices.below(60), choices.below(60))
    let offset = (choices.below(24), choices.below(60), choices.below(2) == 0 ? "+" : "-")
    let style = choices.below(256)
    // Without anything between the numbers, each must have its two digits.
    let isPadded = style & 1 == 0 || pattern.text == "%y%m%d%H%M"
    var hasSecond = false
    var east: Int?
    func write(_ part: TimestampPattern.Part) -> String {
      switch part {
      case .literal(let byte): return String(Unicode.Scalar(byte))
      case .year: return padded(year, 4)
      case .yearOfCentury: return padded(year % 100, 2)
      case .month: return isPadded ? padded(month, 2) : "\(month)"
      case .monthName:
        return style & 2 == 0 ? months[month - 1] : String(months[month - 1].prefix(3)).uppercased()
      case .day: return style & 4 == 0 || isPadded ? padded(day, 2) : day < 10 ? " \(day)" : "\(day)"
      case .weekdayName:
        let name = weekdays[((SimpleTime.day(year, month, day) + 3) % 7 + 7) % 7]
        return style & 2 == 0 ? name : name.prefix(3).lowercased()
      case .hour24: return padded(hour, 2)
      case .hour12: return padded((hour + 11) % 12 + 1, 2)
      case .minute: return padded(minute, 2)
      case .second:
        hasSecond = true
        return padded(second, 2)
      case .fraction: return "5"
      case .halfDay: return hour < 12 ? "am" : "PM"
      case .offset:
        east = (offset.0 * 3600 + offset.1 * 60) * (offset.2 == "-" ? -1 : 1)
        return "\(offset.2)\(padded(offset.0, 2))\(style & 8 == 0 ? ":" : "")\(padded(offset.1, 2))"
      case .optional(let parts):
        return style & 16 == 0 || parts.contains(.fraction) && !hasSecond ? "" : parts.map(write).joined()
      }
    }
    let text = pattern.parts.map(write).joined()
    let hasFraction = style & 16 != 0 && pattern.allParts.contains(.fraction)
    let local = SimpleTime(
      seconds: SimpleTime.day(year, month, day) * 86_400 + hour * 3600 + minute * 60
        + (hasSecond ? second : 0),
      nanoseconds: hasFraction && hasSecond ? 500_000_000 : 0)
    var meant: SimpleTime?
    if let east {
      meant = SimpleTime(seconds: local.seconds - east, nanoseconds: local.nanoseconds)
      if meant?.isInRange == false { meant = nil }
    } else {
      meant = column.timeZone.flatMap { SimpleTime.instant(ofLocal: local, in: $0) }
    }
    let stamp = Array(text.utf8)
    let (written, verified) = (WriterSide.instant(stamp, column), VerifierSide.instant(stamp, column))
    require(
      written == meant && verified == meant,
      "\(text) by \(pattern.text) in \(column.timeZone?.name ?? "no zone"): meant \(String(describing: meant)), the writer reads "
        + "\(String(describing: written)), the verifier \(String(describing: verified))")
  }
}
