import Foundation
import Testing

@testable import Migration

/// Runs `body` with the bytes of `text`.
private func with<Result>(_ text: String, _ body: (Bytes) -> Result) -> Result {
  Array(text.utf8).withUnsafeBufferPointer(body)
}

@Suite("Values")
struct ValueTests {
  @Test(
    "an id is decimal digits within 64 bits",
    arguments: [
      ("0", 0), ("7", 7), ("-12", -12), ("9223372036854775807", Int64.max),
      ("-9223372036854775808", Int64.min),
    ])
  func readsIDs(text: String, expected: Int64) {
    #expect(with(text) { Int64(decimal: $0) } == expected)
  }

  @Test(
    "what is no plain decimal id is not guessed",
    arguments: [
      "", "-", "+5", "007", "00", "-0", "-01", " 5", "5 ", "5.0", "1e3", "0x10", "9223372036854775808",
      "-9223372036854775809", "18446744073709551616", "99999999999999999999", "٥",
    ])
  func refusesIDs(text: String) {
    #expect(with(text) { Int64(decimal: $0) } == nil)
  }

  @Test("a flag is true or false in six spellings, in any ASCII case")
  func readsFlags() {
    for text in ["true", "True", "TRUE", "t", "T", "1"] { #expect(with(text) { Bool(flag: $0) } == true) }
    for text in ["false", "False", "FALSE", "f", "F", "0"] { #expect(with(text) { Bool(flag: $0) } == false) }
    for text in ["", "yes", "no", "2", "tru", "truee", "01", " true", "ſalse"] {
      #expect(with(text) { Bool(flag: $0) } == nil)
    }
  }

  @Test(
    "an instant keeps its exact moment and is written in UTC",
    arguments: [
      ("2021-02-02T02:02:02Z", "2021-02-02T02:02:02Z"), ("2021-02-02 02:02:02z", "2021-02-02T02:02:02Z"),
      ("2021-02-02t02:02:02+02:00", "2021-02-02T00:02:02Z"),
      ("2021-01-01T00:00:00+00:01", "2020-12-31T23:59:00Z"),
      ("2021-02-02T02:02:02-00:00", "2021-02-02T02:02:02Z"),
      ("2021-02-02T02:02:02.5Z", "2021-02-02T02:02:02.5Z"),
      ("2021-02-02T02:02:02.500000000Z", "2021-02-02T02:02:02.5Z"),
      ("2021-02-02T02:02:02.000Z", "2021-02-02T02:02:02Z"),
      ("2021-02-02T02:02:02.000000001Z", "2021-02-02T02:02:02.000000001Z"),
      ("1969-12-31T23:59:59.25Z", "1969-12-31T23:59:59.25Z"),
      ("0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z"),
      ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"), ("2000-02-29T00:00:00Z", "2000-02-29T00:00:00Z"),
    ])
  func readsInstants(text: String, expected: String) throws {
    let instant = try #require(with(text) { Instant(rfc3339: $0, zone: nil) })
    #expect(written(instant) == expected)
  }

  @Test(
    "what no instant would keep exactly is unreadable",
    arguments: [
      "", "2021-02-02", "2021-02-02T02:02:02", "2021-02-02T02:02Z", "2021-02-02T02:02:60Z",
      "2021-02-02T24:00:00Z", "2021-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2021-13-01T00:00:00Z",
      "2021-00-01T00:00:00Z", "2021-01-00T00:00:00Z", "2021-04-31T00:00:00Z", "2021-02-02T02:02:02.Z",
      "2021-02-02T02:02:02,5Z", "2021-02-02T02:02:02.1234567890Z", "2021-02-02T02:02:02+24:00",
      "2021-02-02T02:02:02+02:60", "2021-02-02T02:02:02+0200", "2021-02-02T02:02:02 +02:00",
      "2021-02-02T02:02:02ZZ", "2021-02-02T02:02:02Z ", " 2021-02-02T02:02:02Z", "0000-01-01T00:00:00+00:01",
      "9999-12-31T23:59:59-00:01", "20210202T020202Z", "+2021-02-02T02:02:02Z", "２021-02-02T02:02:02Z",
    ])
  func refusesInstants(text: String) {
    #expect(with(text) { Instant(rfc3339: $0, zone: nil) } == nil)
  }

  @Test("a stamp without a zone takes the plan's; a stamp with one keeps its own")
  func takesZoneFromPlan() throws {
    let bare = try #require(with("2021-02-02T02:02:02.5") { Instant(rfc3339: $0, zone: 90) })
    #expect(written(bare) == "2021-02-02T00:32:02.5Z")
    let zoned = try #require(with("2021-02-02T02:02:02Z") { Instant(rfc3339: $0, zone: 90) })
    #expect(written(zoned) == "2021-02-02T02:02:02Z")
  }

  @Test("instants agree with Foundation's calendar on random days of ten thousand years")
  func agreesWithFoundation() throws {
    let seed: UInt64 = 20_260_101
    var random = SeededRandom(state: seed)
    var calendar = Calendar(identifier: .iso8601)
    calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
    for _ in 0..<2000 {
      // Foundation's calendar is Julian before 1583; RFC 3339's is not.
      let seconds = Int64.random(in: -12_212_553_600...253_402_300_799, using: &random)
      let parts = calendar.dateComponents(
        [.year, .month, .day, .hour, .minute, .second], from: Date(timeIntervalSince1970: Double(seconds)))
      let text = String(
        format: "%04d-%02d-%02dT%02d:%02d:%02dZ", parts.year ?? 0, parts.month ?? 0, parts.day ?? 0,
        parts.hour ?? 0, parts.minute ?? 0, parts.second ?? 0)
      #expect(written(Instant(seconds: seconds, nanoseconds: 0)) == text, "seed \(seed)")
      #expect(with(text) { Instant(rfc3339: $0, zone: nil) }?.seconds == seconds, "seed \(seed)")
    }
  }

  @Test(
    "an e-mail key has no surrounding white space and no capitals, by Unicode's rules",
    arguments: [
      ("Ann@Example.org", "ann@example.org"), ("\t ann@example.org \n", "ann@example.org"),
      ("\u{A0}ann@example.org\u{3000}", "ann@example.org"), ("ÄNNE@EXAMPLE.ORG", "änne@example.org"),
      ("İ@example.org", "i\u{307}@example.org"), ("ΟΔΟΣ@example.org", "οδοσ@example.org"),
      ("ann+x@example.org", "ann+x@example.org"), ("e\u{301}@example.org", "e\u{301}@example.org"),
      ("a b@example.org", "a b@example.org"), ("@[`{", "@[`{"), ("", ""), (" \t", ""), ("\u{2003}", ""),
      ("\u{200B}", "\u{200B}"),
    ])
  func foldsEmails(text: String, expected: String) {
    var key: [UInt8] = [1, 2, 3]
    with(text) { EmailKey.fold($0, into: &key) }
    #expect(key == Array(expected.utf8))
  }

  @Test(
    "an address of the internet in brackets is an address in a key, and nothing is after it",
    arguments: [
      ("a@[ipv6:2001:db8::1]", true), ("a@[IPv6:2001:db8::1]", true), ("a@[192.0.2.1]", true),
      ("a@[192.0.2.1\0.invalid]", false), ("a@[ipv6:::1\0]", false), ("a@[ipv6]", false), ("a@[]", false),
    ])
  func addressLiterals(key: String, isAddress: Bool) {
    #expect(EmailAddress.isOne(Array(key.utf8)) == isAddress)
  }

  @Test("UTF-8 is judged as the standard library judges it, on every length and on random damage")
  func checksUTF8() {
    let seed: UInt64 = 8
    var random = SeededRandom(state: seed)
    let samples = Array("plain ascii text, é, 漢字, 🎈, \u{10FFFF}, \u{7FF}, \u{800}, \u{FFFF}, end".utf8)
    for _ in 0..<20_000 {
      var bytes = Array(samples.prefix(Int.random(in: 0...samples.count, using: &random)))
      for _ in 0..<Int.random(in: 0...2, using: &random) where !bytes.isEmpty {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      let isValid = bytes.withUnsafeBufferPointer { $0.isValidUTF8 }
      #expect(isValid == (String(validating: bytes, as: UTF8.self) != nil), "seed \(seed): \(bytes)")
    }
  }

  @Test(
    "overlong forms, surrogates, cut sequences and numbers above U+10FFFF are not UTF-8",
    arguments: [
      [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80], [0xF0, 0x8F, 0xBF, 0xBF],
      [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0x80], [0xC3], [0xE2, 0x82], [0xF0, 0x9F, 0x8E],
      [0xFF],
    ])
  func refusesMalformedUTF8(bytes: [UInt8]) {
    #expect(!bytes.withUnsafeBufferPointer { $0.isValidUTF8 })
    #expect(!(Array("eight by".utf8) + bytes).withUnsafeBufferPointer { $0.isValidUTF8 })
  }

  @Test("texts of one letter more or less, or one bit apart, have different digests")
  func digestsDiffer() {
    let digest = Digest()
    var seen: Set<UInt64> = []
    for length in 0...64 {
      var bytes = [UInt8](repeating: 0, count: length)
      seen.insert(bytes.withUnsafeBufferPointer { digest($0) })
      for index in bytes.indices {
        bytes[index] = 1
        seen.insert(bytes.withUnsafeBufferPointer { digest($0) })
        bytes[index] = 0
      }
    }
    #expect(seen.count == 65 + (0...64).reduce(0, +))
  }

  private func written(_ instant: Instant) -> String {
    var buffer = ByteBuffer(capacity: Instant.longestText)
    instant.write(to: &buffer)
    return String(decoding: buffer.bytes, as: UTF8.self)
  }
}

@Suite("JSON text")
struct JSONTextTests {
  private func json(_ text: String) -> String {
    var buffer = ByteBuffer(capacity: 1)
    with(text) { buffer.put(json: $0) }
    return String(decoding: buffer.bytes, as: UTF8.self)
  }

  @Test(
    "only quotes, backslashes and control characters are escaped, in their short forms where there are any")
  func escapes() {
    #expect(json(#"say "hi" \ /"#) == #""say \"hi\" \\ /""#)
    #expect(json("\u{8}\t\n\u{C}\r") == #""\b\t\n\f\r""#)
    #expect(json("\u{0}\u{1}\u{B}\u{1F}\u{7F}") == "\"\\u0000\\u0001\\u000b\\u001f\u{7F}\"")
    #expect(json("é漢🎈\u{2028}\u{FEFF}") == "\"é漢🎈\u{2028}\u{FEFF}\"")
    #expect(json("") == "\"\"")
  }

  @Test("every character is escaped alike at every place of a word, and read back as it was")
  func escapesAtEveryPlace() throws {
    for scalar in (0..<0x100).compactMap(Unicode.Scalar.init) {
      for place in 0..<18 {
        let text =
          String(repeating: "x", count: place) + String(scalar) + String(repeating: "y", count: 17 - place)
        let parsed = try JSONSerialization.jsonObject(with: Data(json(text).utf8), options: .fragmentsAllowed)
        #expect((parsed as? String).map { Array($0.utf8) } == Array(text.utf8))
      }
    }
  }

  @Test("a text longer than a piece is put whole")
  func putsLongTexts() {
    let text = String(repeating: "a\"é", count: 5000)
    #expect(json(text) == "\"" + String(repeating: "a\\\"é", count: 5000) + "\"")
  }

  @Test(
    "ids are put digit for digit",
    arguments: [0, 7, 10, 99, 100, -1, Int64.max, Int64.min])
  func putsIDs(id: Int64) {
    var buffer = ByteBuffer(capacity: ByteBuffer.longestInteger)
    buffer.put(id: id)
    #expect(String(decoding: buffer.bytes, as: UTF8.self) == String(id))
  }

  @Test("ids of every length are put and read as they are")
  func everyLength() {
    var power: Int64 = 1
    for _ in 0...18 {
      for id in [power - 1, power, power + 1, -power] {
        var buffer = ByteBuffer(capacity: ByteBuffer.longestInteger)
        buffer.put(id: id)
        #expect(String(decoding: buffer.bytes, as: UTF8.self) == String(id))
        #expect(Int64(decimal: buffer.bytes) == id)
      }
      power = power.multipliedReportingOverflow(by: 10).partialValue
    }
  }

  @Test("what is no digit is seen at every place of an id", arguments: [8, 9, 16, 17, 19])
  func noDigit(length: Int) {
    for place in 0..<length {
      for byte: UInt8 in [0, 0x20, 0x2F, 0x3A, 0x3F, 0x70, 0xB0, 0xFA, 0xFF] {
        var text = Array(repeating: UInt8(ascii: "1"), count: length)
        text[place] = byte
        #expect(text.withUnsafeBufferPointer { Int64(decimal: $0) } == nil)
      }
    }
  }

  @Test("a character of several bytes is checked wherever in a text it stands")
  func utf8Places() {
    for place in 0..<20 {
      for character in ["é", "漢", "😀"] {
        let text = String(repeating: "a", count: place) + character + "b"
        #expect(with(text) { $0.isValidUTF8 })
        let cut = Array(text.utf8).dropLast(2)
        #expect(Array(cut).withUnsafeBufferPointer { !$0.isValidUTF8 })
      }
    }
  }
}
