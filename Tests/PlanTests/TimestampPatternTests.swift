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
    ])
  func incomplete(text: String, message: String) {
    #expect(throws: PatternMistake(message: message)) { try TimestampPattern(parsing: text) }
  }

  @Test(
    "an unknown directive is refused with its place, counted in characters",
    arguments: [
      ("%y-%m-%d %H:%M", "the unknown directive '%y' as its character 1"),
      ("é%%%Z", "the unknown directive '%Z' as its character 4"),
      ("%Y%", "a '%' without its letter as its character 3"),
      ("%Y%\u{7}", "the unknown directive '%\\u{0007}' as its character 3"),
    ])
  func unknown(text: String, place: String) {
    #expect(
      throws: PatternMistake(
        message: "has \(place); known are %Y %m %b %B %d %e %a %A %H %I %M %S %f %p %z, and %% for a percent "
          + "sign")
    ) { try TimestampPattern(parsing: text) }
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
