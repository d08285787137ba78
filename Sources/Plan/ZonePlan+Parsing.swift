import Foundation

extension ZonePlan {
  /// From 1900 on, where civil time has settled.
  private static let firstInstant = Date(timeIntervalSince1970: -2_208_988_800)
  /// Up to 2100.
  private static let lastInstant = Date(timeIntervalSince1970: 4_102_444_800)

  /// `UTC`, RFC 3339's `±hh:mm`, or a name of the IANA time zone database, expanded to its transitions; nil
  /// for anything else. Abbreviations such as `IST` are not names: they mean several zones.
  init?(parsing text: String) {
    if let minutes = Self.minutes(eastOfUTC: text) {
      self.init(name: text, minutesEast: minutes)
    } else if let zone = Self.zone(named: text) {
      self.init(name: text, offsets: Self.offsets(of: zone))
    } else {
      return nil
    }
  }

  /// `; did you mean 'Europe/Berlin'?`, or nothing where no name is near.
  static func suggestion(for text: String) -> String {
    let names = TimeZone.knownTimeZoneIdentifiers.filter { $0.contains("/") }
    return nearest(to: text, among: names).map { "; did you mean '\($0)'?" } ?? ""
  }

  private static func zone(named name: String) -> TimeZone? {
    // The database's older names (`US/Pacific`) are not among the known ones.
    guard name.contains("/") || TimeZone.knownTimeZoneIdentifiers.contains(name),
      let zone = TimeZone(identifier: name), zone.identifier == name
    else { return nil }
    return zone
  }

  private static func offsets(of zone: TimeZone) -> [Offset] {
    var offsets = [Offset(start: .min, secondsEast: zone.secondsFromGMT(for: firstInstant))]
    var instant = firstInstant
    while let next = zone.nextDaylightSavingTimeTransition(after: instant), next > instant,
      next < lastInstant
    {
      instant = next
      let secondsEast = zone.secondsFromGMT(for: next)
      if secondsEast != offsets.last?.secondsEast {
        offsets.append(Offset(start: Int64(next.timeIntervalSince1970), secondsEast: secondsEast))
      }
    }
    return offsets
  }

  private static func minutes(eastOfUTC text: String) -> Int? {
    if text == "UTC" { return 0 }
    let bytes = Array(text.utf8)
    guard bytes.count == 6, bytes[3] == UInt8(ascii: ":") else { return nil }
    let digits = [bytes[1], bytes[2], bytes[4], bytes[5]].map { Int($0) - Int(UInt8(ascii: "0")) }
    let hours = digits[0] * 10 + digits[1]
    let minutes = digits[2] * 10 + digits[3]
    guard digits.allSatisfy({ (0...9).contains($0) }), hours <= 23, minutes <= 59 else { return nil }
    switch bytes[0] {
    case UInt8(ascii: "+"): return hours * 60 + minutes
    case UInt8(ascii: "-"): return -(hours * 60 + minutes)
    default: return nil
    }
  }
}
