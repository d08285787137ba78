import Foundation
import Plan
import Testing

@testable import Migration

private func read(_ text: String, _ change: (inout ColumnPlan) -> Void) -> String? {
  var column = ColumnPlan(from: "F", type: .timestamp)
  change(&column)
  let reader = StampReader(column)
  return Array(text.utf8).withUnsafeBufferPointer { reader.instant($0) }.map { instant in
    var buffer = ByteBuffer(capacity: Instant.longestText)
    instant.write(to: &buffer)
    return String(decoding: buffer.bytes, as: UTF8.self)
  }
}

/// A pattern of strftime's directives, put together by hand; every other character is a literal.
private func pattern(_ text: String) -> TimestampFormat {
  let directives: [Character: TimestampPattern.Part] = [
    "Y": .year, "m": .month, "b": .monthName, "d": .day, "a": .weekdayName, "H": .hour24, "I": .hour12,
    "M": .minute, "S": .second, "f": .fraction, "p": .halfDay, "z": .offset,
  ]
  var parts: [TimestampPattern.Part] = []
  var isDirective = false
  for character in text {
    if isDirective, let part = directives[character] {
      parts.append(part)
      isDirective = false
    } else if character == "%" {
      isDirective = true
    } else {
      parts += Array(String(character).utf8).map { .literal($0) }
    }
  }
  return .pattern(TimestampPattern(text: text, parts: parts))
}

/// Berlin around 2021: standard time, and summer time from 2021-03-28T01:00Z to 2021-10-31T01:00Z.
private let berlin = ZonePlan(
  name: "Europe/Berlin",
  offsets: [
    .init(start: .min, secondsEast: 3600), .init(start: 1_616_893_200, secondsEast: 7200),
    .init(start: 1_635_642_000, secondsEast: 3600),
  ])
private let utc = ZonePlan(name: "UTC", minutesEast: 0)

@Suite("Timestamps")
struct TimestampTests {
  @Test(
    "parts in brackets may be missing, years may have two digits, and zones have names",
    arguments: [
      ("[:%S[.%f]]", "", nil),
      ("%Y-%m-%d %H:%M:%S UTC", "2021-03-01 09:05:00.5 UTC", "2021-03-01T09:05:00.5Z"),
      ("%Y-%m-%d %H:%M:%S UTC", "2021-03-01 09:05:00 UTC", "2021-03-01T09:05:00Z"),
      ("%Y-%m-%d %H:%M:%S UTC", "2021-03-01 09:05:00. UTC", nil),
      ("%d.%m.%y %H:%M", "01.03.68 09:05", "2068-03-01T09:05:00Z"),
      ("%d.%m.%y %H:%M", "01.03.69 09:05", "1969-03-01T09:05:00Z"), ("%d.%m.%y %H:%M", "01.03.1 09:05", nil),
      ("%Y-%m-%d %H:%M[:%S]", "2021-03-01 09:05", "2021-03-01T09:05:00Z"),
      ("%Y-%m-%d %H:%M[:%S]", "2021-03-01 09:05:07.25", nil),
      ("%Y-%m-%d %H:%M:%S[.%f] %z", "2021-03-01 09:05:07.25 UTC", "2021-03-01T09:05:07.25Z"),
      ("%Y-%m-%d %H:%M:%S[.%f][%z]", "2021-03-01 09:05:07+01", "2021-03-01T08:05:07Z"),
      ("%Y-%m-%d %H:%M:%S[.%f][%z]", "2021-03-01 09:05:07", "2021-03-01T09:05:07Z"),
      ("%Y-%m-%dT%H:%M:%S[.%f]%z", "2021-03-01T09:05:07.000+0000", "2021-03-01T09:05:07Z"),
      ("%a %b %d %Y %H:%M:%S %z", "Mon Mar 01 2021 09:05:07 GMT+0100", "2021-03-01T08:05:07Z"),
      ("%Y-%m-%d %H:%M %z", "2021-03-01 09:05 gmt", "2021-03-01T09:05:00Z"),
      ("%Y-%m-%d %H:%M %z", "2021-03-01 09:05 UTC+", nil), ("%Y-%m-%d %H:%M %z", "2021-03-01 09:05 CET", nil),
    ] as [(String, String, String?)])
  func optionalParts(_ pattern: String, _ text: String, expected: String?) throws {
    guard let pattern = declared(pattern) else {
      #expect(expected == nil)
      return
    }
    #expect(read(text) { ($0.format, $0.timeZone) = (pattern, utc) } == expected)
  }

  /// The format as a plan has it.
  private func declared(_ pattern: String) -> TimestampFormat? {
    let text =
      "sources: {chat: {path: a}}\nrecords: {tickets: {fields: {created_at: {from: T, time-zone: UTC, format: "
      + "'\(pattern)'}}}}"
    return (try? Plan(text: text, path: "m.yml"))?.chats[0].columns.ticketCreatedAt.format
  }

  @Test(
    "seconds, milliseconds and microseconds since 1970 are read to the last digit",
    arguments: [
      (TimestampFormat.epochSeconds, "0", "1970-01-01T00:00:00Z"),
      (.epochSeconds, "1612231322", "2021-02-02T02:02:02Z"),
      (.epochSeconds, "1612231322.25", "2021-02-02T02:02:02.25Z"),
      (.epochSeconds, "-1", "1969-12-31T23:59:59Z"), (.epochSeconds, "-1.25", "1969-12-31T23:59:58.75Z"),
      (.epochSeconds, "-0.000000001", "1969-12-31T23:59:59.999999999Z"),
      (.epochSeconds, "253402300799.999999999", "9999-12-31T23:59:59.999999999Z"),
      (.epochMilliseconds, "1612231322007", "2021-02-02T02:02:02.007Z"),
      (.epochMilliseconds, "-1", "1969-12-31T23:59:59.999Z"),
      (.epochMicroseconds, "1612231322000007", "2021-02-02T02:02:02.000007Z"),
      (.epochMicroseconds, "-1000000", "1969-12-31T23:59:59Z"),
    ])
  func epochs(format: TimestampFormat, text: String, expected: String) {
    #expect(read(text) { $0.format = format } == expected)
  }

  @Test(
    "what is no plain count since 1970, or lies outside the years of a text, is unreadable",
    arguments: [
      "-", "+1", "01", "-0", " 1", "1 ", "1.", ".5", "1.0000000000", "1,5", "1e9", "0x1", "1-", "--1",
      "253402300800", "-62167219201", "9223372036854775808", "2021-02-02T02:02:02Z",
    ])
  func noEpochs(text: String) {
    #expect(read(text) { $0.format = .epochSeconds } == nil)
  }

  @Test("only seconds may have a fraction")
  func fractionsOfUnits() {
    for format in [TimestampFormat.epochMilliseconds, .epochMicroseconds] {
      #expect(read("1.5") { $0.format = format } == nil)
    }
  }

  @Test(
    "a stamp is read by its pattern",
    arguments: [
      ("%Y-%m-%dT%H:%M:%S %z", "2016-04-28T11:19:34 -10:00", "2016-04-28T21:19:34Z"),
      ("%a %b %d %H:%M:%S %z %Y", "Tue Oct 31 22:10:47 +0000 2017", "2017-10-31T22:10:47Z"),
      ("%a %b %d %H:%M:%S %z %Y", "tuesday OCTOBER 31 22:10:47 Z 2017", "2017-10-31T22:10:47Z"),
      ("%m/%d/%Y %I:%M %p", "10/31/2017 10:10 PM", "2017-10-31T22:10:00Z"),
      ("%m/%d/%Y %I:%M %p", "1/2/2017 12:10 am", "2017-01-02T00:10:00Z"),
      ("%m/%d/%Y %I:%M %p", "1/2/2017 12:10 pm", "2017-01-02T12:10:00Z"),
      ("%b %d, %Y", "May  2, 2021", "2021-05-02T00:00:00Z"),
      ("%d.%m.%Y %H:%M:%S.%f", "02.02.2021 02:02:02.5", "2021-02-02T02:02:02.5Z"),
      ("%Y%m%d%H%M%S", "20210202020202", "2021-02-02T02:02:02Z"),
      ("%Y-%m-%d %H:%M%z", "2021-02-02 02:02+0130", "2021-02-02T00:32:00Z"),
      ("%Y-%m-%d %H:%M%z", "2021-02-02 02:02+01", "2021-02-02T01:02:00Z"),
    ])
  func patterns(text: String, stamp: String, expected: String) {
    #expect(
      read(stamp) {
        $0.format = pattern(text)
        $0.timeZone = utc
      } == expected)
  }

  @Test(
    "a stamp that is not all of its pattern, or has a part out of range, is unreadable",
    arguments: [
      ("%Y-%m-%d", "2021-02-02 "), ("%Y-%m-%d", " 2021-02-02"), ("%Y-%m-%d", "21-02-02"),
      ("%Y-%m-%d", "2021-02-29"), ("%Y-%m-%d", "2021-13-01"), ("%Y-%m-%d", "2021-00-01"),
      ("%Y-%m-%d", "2021-02-"), ("%Y-%m-%d", "2021/02/02"), ("%Y-%m-%d", ""),
      ("%a %Y-%m-%d", "Mon 2021-02-02"), ("%d %b %Y", "2 Foo 2021"), ("%d %b %Y", "2 Sept 2021"),
      ("%Y-%m-%d %H:%M", "2021-02-02 24:00"), ("%Y-%m-%d %H:%M", "2021-02-02 23:60"),
      ("%Y-%m-%d %H:%M:%S", "2021-02-02 23:59:60"), ("%Y-%m-%d %I %p", "2021-02-02 13 PM"),
      ("%Y-%m-%d %I %p", "2021-02-02 0 AM"), ("%Y-%m-%d %I %p", "2021-02-02 1 XM"),
      ("%Y-%m-%d %z", "2021-02-02 0100"), ("%Y-%m-%d %z", "2021-02-02 +24:00"),
      ("%Y-%m-%d %z", "2021-02-02 +01:60"), ("%Y-%m-%d %z", "2021-02-02 +1"),
      ("%S.%f %Y", "1.0000000000 2021"), ("%Y-%m-%d %z", "0000-01-01 +00:01"),
    ])
  func noPatterns(text: String, stamp: String) {
    #expect(
      read(stamp) {
        $0.format = pattern(text)
        $0.timeZone = utc
      } == nil)
  }

  @Test("a stamp without a zone needs the plan's; one that names its own counts by that")
  func zones() {
    let bare = pattern("%Y-%m-%d %H:%M")
    #expect(read("2021-02-02 02:02") { $0.format = bare } == nil)
    #expect(
      read("2021-02-02 02:02") {
        $0.format = bare
        $0.timeZone = berlin
      } == "2021-02-02T01:02:00Z")
    #expect(read("2021-07-02T02:02:02.5") { $0.timeZone = berlin } == "2021-07-02T00:02:02.5Z")
    #expect(read("2021-07-02T02:02:02Z") { $0.timeZone = berlin } == "2021-07-02T02:02:02Z")
    #expect(read("2021-07-02T02:02:02+09:00") { $0.timeZone = berlin } == "2021-07-01T17:02:02Z")
  }

  @Test(
    "a local time that the clocks skip or show twice is unreadable, to the second",
    arguments: [
      ("2021-03-28T01:59:59", "2021-03-28T00:59:59Z"), ("2021-03-28T02:00:00", nil),
      ("2021-03-28T02:59:59", nil), ("2021-03-28T03:00:00", "2021-03-28T01:00:00Z"),
      ("2021-10-31T01:59:59", "2021-10-30T23:59:59Z"), ("2021-10-31T02:00:00", nil),
      ("2021-10-31T02:59:59", nil), ("2021-10-31T03:00:00", "2021-10-31T02:00:00Z"),
    ])
  func changes(text: String, expected: String?) {
    #expect(read(text) { $0.timeZone = berlin } == expected)
  }

  @Test("a zone's local times agree with Foundation's calendar at random hours of sixty years")
  func agreesWithFoundation() throws {
    let seed: UInt64 = 77
    var random = SeededRandom(state: seed)
    let zone = try #require(TimeZone(identifier: "America/New_York"))
    var offsets = [ZonePlan.Offset(start: .min, secondsEast: -18_000)]
    var date = Date(timeIntervalSince1970: 0)
    while let next = zone.nextDaylightSavingTimeTransition(after: date), offsets.count < 130 {
      offsets.append(
        .init(start: Int64(next.timeIntervalSince1970), secondsEast: zone.secondsFromGMT(for: next)))
      date = next
    }
    let plan = ZonePlan(name: "America/New_York", offsets: offsets)
    for _ in 0..<3000 {
      // Near the changes of the clocks, and anywhere else.
      let change = offsets[1..<120].randomElement(using: &random)?.start ?? 0
      let instant =
        Bool.random(using: &random)
        ? change + Int64.random(in: -7200...7200, using: &random)
        : Int64.random(in: 0...1_800_000_000, using: &random)
      let east = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant)))
      let local = instant + Int64(east)
      // Another instant of the same local time is an hour away, if there is one.
      let isTwice = [-3600, 3600].contains { (shift: Int64) in
        let other = instant + shift
        return other + Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(other)))) == local
      }
      #expect(plan.instant(ofLocal: local) == (isTwice ? nil : instant), "seed \(seed)")
    }
  }
}
