import Testing

@testable import Plan

@Suite("Patterns of timestamps")
struct TimestampPatternTests {
  @Test("every directive is a part, everything else stands for itself byte by byte")
  func parts() throws {
    let pattern = try TimestampPattern(parsing: "%a, %e. %B %Y um %I:%M:%S.%f %p %z 100%%é")
    #expect(
      pattern.parts == [
        .weekdayName, .literal(0x2C), .literal(0x20), .day, .literal(0x2E), .literal(0x20), .monthName,
        .literal(0x20), .year, .literal(0x20), .literal(0x75), .literal(0x6D), .literal(0x20), .hour12,
        .literal(0x3A), .minute, .literal(0x3A), .second, .literal(0x2E), .fraction, .literal(0x20), .halfDay,
        .literal(0x20), .offset, .literal(0x20), .literal(0x31), .literal(0x30), .literal(0x30),
        .literal(0x25),
        .literal(0xC3), .literal(0xA9),
      ])
    #expect(pattern.text == "%a, %e. %B %Y um %I:%M:%S.%f %p %z 100%%é")
    #expect(pattern.hasOffset)
  }

  @Test(
    "two letters of one meaning are one part",
    arguments: [("%A %d %b %Y %H:%M", "%a %e %B %Y %H:%M")])
  func synonyms(one: String, other: String) throws {
    #expect(try TimestampPattern(parsing: one).parts == (try TimestampPattern(parsing: other).parts))
  }

  @Test(
    "a pattern that can't give one minute is refused, with the place or the remedy",
    arguments: [
      ("%m/%d %H:%M", "gives no year; add %Y"),
      ("%Y %d %H:%M", "gives no month; add %m"),
      ("%Y-%m %H:%M", "gives no day; add %d"),
      ("%Y-%m-%d", "gives no hour; add %H"),
      ("%Y-%m-%d %H", "gives no minute; add %M"),
      ("%Y-%m-%d %I:%M", "has %I without %p; add %p, or use %H for 24 hours"),
      ("%Y-%m-%d %H:%M %p", "has %p beside %H; use %I for 12 hours, or leave %p out"),
      ("%Y-%m-%d %H %I:%M %p", "gives the hour in two ways; keep one"),
      ("%Y-%m-%d %b %H:%M", "gives the month in two ways; keep one"),
      ("%Y-%m-%d %H:%M.%f", "has %f without %S; add %S"),
      ("%Y-%m-%d %H:%M %Y", "names the year a second time as its character 16; keep one"),
      ("%Y-%m-%d %H:%M[ %Y]", "names the year a second time as its character 17; keep one"),
      ("%Y-%y-%d %H:%M", "gives the year in two ways; keep one"),
      ("%Y-%m[-%d] %H:%M", "has the day in brackets, and every stamp needs it; take it out of them"),
      ("%Y-%m-%d %H:%M[:%S", "has a '[' without its ']' as its character 15"),
      ("%Y-%m-%d %H:%M:%S]", "has a ']' without its '[' as its character 18"),
      ("%Y-%m-%d %H:%M[:%S[.%f]]", "has a '[' inside of brackets as its character 19"),
    ])
  func incomplete(text: String, message: String) {
    #expect(throws: PatternMistake(message: message)) { try TimestampPattern(parsing: text) }
  }

  @Test(
    "an unknown directive is refused with its place, counted in characters",
    arguments: [
      ("%q-%m-%d %H:%M", "the unknown directive '%q' as its character 1"),
      ("é%%%Z", "the unknown directive '%Z' as its character 4"),
      ("%Y%", "a '%' without its letter as its character 3"),
      ("%Y%\u{7}", "the unknown directive '%\\u{0007}' as its character 3"),
    ])
  func unknown(text: String, place: String) {
    #expect(
      throws: PatternMistake(
        message:
          "has \(place); known are %Y %y %m %b %B %d %e %a %A %H %I %M %S %f %p %z, and %% for a percent "
          + "sign")
    ) { try TimestampPattern(parsing: text) }
  }

  @Test("parts in brackets are there or not; %[ is a bracket")
  func optional() throws {
    let parts = try TimestampPattern(parsing: "%[%d.%m.%y%] %H:%M[:%S[%%]]".replacing("[%%]", with: "")).parts
    #expect(
      parts == [
        .literal(0x5B), .day, .literal(0x2E), .month, .literal(0x2E), .yearOfCentury, .literal(0x5D),
        .literal(0x20),
        .hour24, .literal(0x3A), .minute, .optional([.literal(0x3A), .second]),
      ])
  }

  @Test(
    "a fraction may follow the seconds where the pattern says nothing of one",
    arguments: [
      ("%H:%M:%S %d %m %Y", true), ("%d %m %Y %H:%M:%S", true), ("%d %m %Y %H:%M:%S.%f", false),
      ("%d %m %Y %H:%M:%S[,%f]", false), ("%H:%M:%S.%d %m %Y", false),
    ])
  func fraction(text: String, isAdded: Bool) throws {
    let fraction = TimestampPattern.Part.optional([.literal(0x2E), .fraction])
    #expect(try TimestampPattern(parsing: text).parts.contains(fraction) == isAdded)
  }

  @Test(
    "each ready format is a pattern with a year, a fraction that may be missing, and a zone where it has one")
  func ready() throws {
    for (name, text) in TimestampPattern.ready {
      let pattern = try TimestampPattern(parsing: text)
      #expect(pattern.parts.contains(.optional([.literal(0x2E), .fraction])), "\(name)")
      #expect(pattern.hasOffset == (name != "sql"), "\(name)")
    }
  }

  @Test("a pattern cut or changed anywhere is a pattern or a sentence")
  func mangled() {
    let text = "%a %b %d %H:%M:%S %z %Y"
    for index in text.indices {
      for character in ["", "%", "é", "\u{0}", "Q"] {
        let mangled = text[..<index] + character + text[index...].dropFirst()
        do {
          #expect(try TimestampPattern(parsing: String(mangled)).parts.contains(.year))
        } catch {
          #expect(!error.message.isEmpty)
        }
      }
    }
  }
}
