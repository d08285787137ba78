import Plan

/// Reads the stamps of one column: its format, and its zone for stamps that name none.
struct InstantReader: Sendable {
  private let format: TimestampFormat
  private let form: Instant.Form
  private let zone: ZoneReader?

  /// - Parameter plan: a column of the type `timestamp`.
  init(_ plan: ColumnPlan) {
    format = plan.format
    zone = plan.timeZone.map(ZoneReader.init)
    let isFixed = plan.timeZone?.offsets.allSatisfy { $0.secondsEast % 60 == 0 } ?? true
    form = Instant.Form(allowsSpace: true, zoneMinutes: isFixed ? plan.timeZone?.fixedMinutes : nil)
  }

  /// The form of the stamps, where that is all there is to know: RFC 3339, with a zone of one offset or none.
  var plainForm: Instant.Form? { format == .rfc3339 && (zone == nil || form.zoneMinutes != nil) ? form : nil }

  /// Nil for a stamp that can't be read.
  ///
  /// - Complexity: O(length), and O(log offsets) for a local time.
  func instant(_ text: Bytes) -> Instant? {
    switch format {
    case .rfc3339:
      if let instant = Instant(text, form: form) { return instant }
      if form.zoneMinutes != nil { return nil }
      return local(text).flatMap { try? zone?.instant(atLocal: $0).get() }
    case .epochSeconds: return Instant(epoch: text, decimals: 0)
    case .epochMilliseconds: return Instant(epoch: text, decimals: 3)
    case .epochMicroseconds: return Instant(epoch: text, decimals: 6)
    case .pattern(let pattern):
      guard let stamp = PatternReading(text, pattern.parts) else { return nil }
      if let east = stamp.secondsEast { return stamp.local.moved(bySeconds: -east) }
      return try? zone?.instant(atLocal: stamp.local).get()
    }
  }

  /// What the clock shows in an RFC 3339 stamp without a zone, as if that were UTC; nil for any other text.
  private func local(_ text: Bytes) -> Instant? {
    guard Instant(text, form: Instant.Form(allowsSpace: true)) == nil else { return nil }
    return Instant(text, form: Instant.Form(allowsSpace: true, zoneMinutes: 0))
  }

  // MARK: Words

  var kind: String {
    switch format {
    case .rfc3339: zone == nil ? "an RFC 3339 time with a zone" : "an RFC 3339 time"
    case .epochSeconds: "a number of seconds since 1970"
    case .epochMilliseconds: "a number of milliseconds since 1970"
    case .epochMicroseconds: "a number of microseconds since 1970"
    case .pattern(let pattern): "a time like '\(pattern.text)'"
    }
  }

  /// What a text that is not a stamp of this column looks like.
  func likeness(of text: Bytes) -> String? {
    switch format {
    case .rfc3339:
      if let local = local(text) { return likeness(ofLocal: local) }
      return integer(text) == nil
        ? likeness(ofForm: text) : "a number; seconds or milliseconds since 1970 need a 'format' in the plan"
    case .epochSeconds: return likeness(ofEpoch: text, finerThan: 0)
    case .epochMilliseconds: return likeness(ofEpoch: text, finerThan: 3)
    case .epochMicroseconds: return likeness(ofEpoch: text, finerThan: 6)
    case .pattern(let pattern):
      return PatternReading(text, pattern.parts).map { likeness(ofLocal: $0.local) } ?? likeness(ofForm: text)
    }
  }

  /// A form that the plan could name as the column's `format`.
  private func likeness(ofForm text: Bytes) -> String? {
    let isPlain =
      format != .rfc3339 && Instant(text, form: Instant.Form(allowsSpace: true, zoneMinutes: 0)) != nil
    let form =
      isPlain ? "rfc3339" : KnownForm.all.first { PatternReading(text, $0.parts)?.secondsEast != nil }?.text
    return form.map { "it looks like 'format: \($0)', which the plan does not declare" }
  }

  private func likeness(ofLocal local: Instant) -> String? {
    guard let zone else { return "it has no zone, and the plan gives none ('time-zone')" }
    switch zone.instant(atLocal: local) {
    case .success: return nil
    case .failure(.skipped): return "a local time that does not exist in \(zone.name) (daylight saving)"
    case .failure(.ambiguous): return "a local time that is ambiguous in \(zone.name) (daylight saving)"
    case .failure(.outOfRange): return "it is outside the years 0000 to 9999"
    }
  }

  private func likeness(ofEpoch text: Bytes, finerThan decimals: Int) -> String? {
    guard integer(text) != nil else { return likenessOfNumber(text) ?? likeness(ofForm: text) }
    let units = [(3, "milliseconds"), (6, "microseconds"), (9, "nanoseconds")]
    let unit = units.first { $0.0 > decimals && Instant(epoch: text, decimals: $0.0) != nil }?.1
    return unit.map { "its year would be beyond 9999; it looks like \($0)" }
  }
}

/// A zone's clocks: the offsets that a plan has for it.
struct ZoneReader: Sendable {
  enum Trouble: Error {
    /// No instant has this local time, or two have.
    case skipped, ambiguous
    case outOfRange
  }

  let name: String
  private let offsets: [ZonePlan.Offset]
  /// More than any two offsets differ by, in seconds.
  private static let margin: Int64 = 2 * 86_400

  init(_ plan: ZonePlan) {
    name = plan.name
    offsets = plan.offsets
  }

  /// The one instant at which the zone's clocks show `local` (a time as if it were UTC).
  func instant(atLocal local: Instant) -> Result<Instant, Trouble> {
    var found: Instant?
    var index = firstOffset(near: local.seconds)
    while index < offsets.count, offsets[index].start <= local.seconds + Self.margin {
      let seconds = local.seconds - Int64(offsets[index].secondsEast)
      let isBefore = index + 1 < offsets.count && seconds >= offsets[index + 1].start
      if seconds >= offsets[index].start, !isBefore {
        if found != nil { return .failure(.ambiguous) }
        found = Instant(seconds: seconds, nanoseconds: local.nanoseconds)
      }
      index += 1
    }
    guard let found else { return .failure(.skipped) }
    return Instant.seconds.contains(found.seconds) ? .success(found) : .failure(.outOfRange)
  }

  /// The last offset that began well before a local time.
  ///
  /// - Complexity: O(log offsets).
  private func firstOffset(near local: Int64) -> Int {
    var low = 0
    var high = offsets.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if offsets[middle].start <= local - Self.margin { low = middle } else { high = middle }
    }
    return low
  }
}

extension Instant {
  /// Reads seconds since 1970 with up to nine digits of a fraction (`decimals` 0), or a whole number of units of
  /// which 10^`decimals` are a second. Nil for any other text, and outside the years 0000 to 9999.
  init?(epoch text: Bytes, decimals: Int) {
    let point = decimals == 0 ? text.firstIndex(of: UInt8(ascii: ".")) : nil
    let whole = Bytes(rebasing: text[..<(point ?? text.count)])
    let isNegative = text.first == UInt8(ascii: "-")
    // "-0" is not an integer, and "-0.0" no more than that, but "-0.5" is half a second before 1970.
    let isMinusZero = point != nil && isNegative && whole.count == 2 && whole[1] == UInt8(ascii: "0")
    guard let number = isMinusZero ? 0 : integer(whole) else { return nil }
    var nanoseconds: Int64 = 0
    if let point {
      let digits = text[(point + 1)...]
      guard (1...9).contains(digits.count), digits.allSatisfy({ $0 &- 48 <= 9 }) else { return nil }
      for index in 0..<9 {
        let place = digits.startIndex + index
        nanoseconds = nanoseconds * 10 + (index < digits.count ? Int64(text[place] &- 48) : 0)
      }
    }
    var units: Int64 = 1
    for _ in 0..<decimals { units *= 10 }
    var seconds = number / units
    // Below one second, so that the product stays below 10^9.
    nanoseconds += abs(number % units) * (1_000_000_000 / units)
    guard Instant.seconds.contains(seconds), !isMinusZero || nanoseconds > 0 else { return nil }
    if isNegative, nanoseconds > 0 {
      seconds -= 1
      nanoseconds = 1_000_000_000 - nanoseconds
    }
    guard Instant.seconds.contains(seconds) else { return nil }
    self.init(seconds: seconds, nanoseconds: Int32(truncatingIfNeeded: nanoseconds))
  }
}
