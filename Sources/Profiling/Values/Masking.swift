import Exports

/// A value as an output may show it.
struct ShownText {
  /// Characters of the longest text.
  private static let longest = 40

  /// Whether values of the export are shown as they are.
  var showsValues: Bool
  /// Whether everything is masked all the same.
  var masksAll = false

  /// Letters become `a` and `A`, digits `9`; everything else stays, so that the form remains. Text that is
  /// not UTF-8 has U+FFFD where it isn't.
  func text(_ bytes: [UInt8], isPersonal: Bool = true) -> String {
    let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars
    var text = String.UnicodeScalarView()
    for scalar in scalars.prefix(Self.longest) {
      text.append(masksAll || isPersonal && !showsValues ? scalar.masked : scalar)
    }
    return String(text) + (scalars.count > Self.longest ? "…" : "")
  }
}

/// An instant in RFC 3339, UTC, to the second; a local time of no known zone without the `Z`.
func rfc3339(_ seconds: Int64, isLocal: Bool) -> String {
  let date = calendarDate(ofSeconds: seconds)
  let rest = Int((seconds % 86_400 + 86_400) % 86_400)
  return day(date)
    + "T\(padded(rest / 3600)):\(padded(rest / 60 % 60)):\(padded(rest % 60))\(isLocal ? "" : "Z")"
}

func day(_ date: (year: Int, month: Int, day: Int)) -> String {
  "\(monthName(date.year * 12 + date.month - 1))-\(padded(date.day))"
}

/// `2019-03`, of a month counted from the year 0.
func monthName(_ month: Int) -> String { "\(padded(month / 12, 4))-\(padded(month % 12 + 1))" }

private func padded(_ number: Int, _ width: Int = 2) -> String {
  let text = String(number)
  return String(repeating: "0", count: max(0, width - text.count)) + text
}
