import Exports

/// A time as a value has it, to the second: enough for spans and counts by month.
struct Stamp: Equatable {
  /// Seconds since 1970; of a stamp without a zone, as if it were UTC.
  var seconds: Int64
  var hasZone: Bool

  /// - Returns: nil for a date or time that no calendar has, such as 30 February.
  @inline(__always)
  init?(
    year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int, secondsEast: Int?
  ) {
    guard (1...12).contains(month), day >= 1, day <= daysIn(month, of: year), hour < 24, minute < 60,
      second < 60
    else { return nil }
    let days = daysSince1970(year, month, day)
    hasZone = secondsEast != nil
    seconds = Int64(days * 86_400 + hour * 3600 + minute * 60 + second - (secondsEast ?? 0))
  }

  init(seconds: Int64, hasZone: Bool) {
    self.seconds = seconds
    self.hasZone = hasZone
  }
}

extension Stamp {
  /// Reads RFC 3339, a space allowed in place of the `T`, the zone allowed to be missing; nil for any other
  /// text.
  ///
  /// - Returns: the stamp and its form.
  /// - Complexity: O(length).
  static func rfc3339(_ text: Bytes) -> (stamp: Stamp, form: ValueForm)? {
    guard text.count >= 19, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
      text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":"),
      let year = number(text, 0, 4), let month = number(text, 5, 2), let day = number(text, 8, 2),
      let hour = number(text, 11, 2), let minute = number(text, 14, 2), let second = number(text, 17, 2)
    else { return nil }
    let hasSpace = text[10] == UInt8(ascii: " ")
    guard hasSpace || text[10] | 0x20 == UInt8(ascii: "t") else { return nil }
    var next = 19
    if next < text.count, text[next] == UInt8(ascii: ".") {
      next += 1
      while next < text.count, isDigit(text[next]) { next += 1 }
      guard (1...9).contains(next - 20) else { return nil }
    }
    guard let zone = zone(text, from: next),
      let stamp = Stamp(
        year: year, month: month, day: day, hour: hour, minute: minute, second: second, secondsEast: zone.east
      )
    else { return nil }
    let form: ValueForm =
      switch zone.kind {
      case .utc: hasSpace ? .stampSpaceUTC : .stampUTC
      case .offset: hasSpace ? .stampSpaceOffset : .stampOffset
      case .none: hasSpace ? .stampSpaceLocal : .stampLocal
      }
    return (stamp, form)
  }

  private enum Zone { case utc, offset, none }

  private static func zone(_ text: Bytes, from next: Int) -> (kind: Zone, east: Int?)? {
    if next == text.count { return (.none, nil) }
    if text[next] | 0x20 == UInt8(ascii: "z") { return next + 1 == text.count ? (.utc, 0) : nil }
    guard next + 6 == text.count, text[next] == UInt8(ascii: "+") || text[next] == UInt8(ascii: "-"),
      text[next + 3] == UInt8(ascii: ":"), let hours = number(text, next + 1, 2),
      let minutes = number(text, next + 4, 2), hours < 24, minutes < 60
    else { return nil }
    let east = hours * 3600 + minutes * 60
    return (.offset, text[next] == UInt8(ascii: "-") ? -east : east)
  }
}

/// The value of `length` digits at `start`, which the text has; nil where one of them is none.
@inline(__always)
func number(_ text: Bytes, _ start: Int, _ length: Int) -> Int? {
  var value = 0
  for index in start..<start &+ length {
    guard isDigit(text[index]) else { return nil }
    value = value &* 10 &+ Int(text[index] &- UInt8(ascii: "0"))
  }
  return value
}

@inline(__always)
func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") <= 9 }

func daysIn(_ month: Int, of year: Int) -> Int {
  switch month {
  case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
  case 4, 6, 9, 11: 30
  default: 31
  }
}

/// The year and month of an instant in UTC.
func calendarMonth(ofSeconds seconds: Int64) -> (year: Int, month: Int) {
  let date = calendarDate(ofSeconds: seconds)
  return (date.year, date.month)
}

/// The date of an instant in UTC.
func calendarDate(ofSeconds seconds: Int64) -> (year: Int, month: Int, day: Int) {
  calendarDate(ofDay: Int(seconds) / 86_400 - (Int(seconds) % 86_400 < 0 ? 1 : 0))
}
