import Testing

@testable import Audit

@Suite("Numbers, flags and e-mails of the audit")
struct ScalarTests {
  @Test(
    "an integer is decimal digits within 64 bits, with an optional minus",
    arguments: [
      ("0", 0), ("7", 7), ("-7", -7), ("1234567890123456789", 1_234_567_890_123_456_789),
      ("9223372036854775807", .max), ("-9223372036854775808", .min),
    ] as [(String, Int64)])
  func integers(_ text: String, value: Int64) {
    #expect(text.read { integer($0) } == value)
  }

  @Test(
    "anything else is no integer",
    arguments: [
      "", "-", "+5", "00", "076", "-0", "-01", " 7", "7 ", "7.0", "7e0", "1,234", "0x1F", "--7", "7-", "٧",
      "9223372036854775808", "-9223372036854775809", "18446744073709551616", "99999999999999999999",
    ])
  func noIntegers(_ text: String) {
    #expect(text.read { integer($0) } == nil)
  }

  @Test(
    "a flag is one of six words in any ASCII case",
    arguments: [
      ("true", true), ("True", true), ("TRUE", true), ("t", true), ("T", true), ("1", true),
      ("false", false), ("False", false), ("fAlSe", false), ("f", false), ("F", false), ("0", false),
    ])
  func flags(_ text: String, value: Bool) {
    #expect(text.read { flag($0) } == value)
  }

  @Test(
    "anything else is no flag",
    arguments: [
      "", "2", "y", "yes", "no", "on", "tru", "trues", "true ", "null", "-1", "TRUE\u{130}", "ťrue",
    ])
  func noFlags(_ text: String) {
    #expect(text.read { flag($0) } == nil)
  }

  @Test(
    "bytes that only differ from a word's letters in bit 5 are no letters of it",
    arguments: [[0x54, 0x12, 0x55, 0x45], [0x46, 0x41, 0x4C, 0x13, 0x45]] as [[UInt8]])
  func noFlagsByBits(_ bytes: [UInt8]) {
    #expect(bytes.read { flag($0) } == nil)
  }

  @Test(
    "an e-mail key is the address in lower case without the white space around it",
    arguments: [
      ("ada@example.org", "ada@example.org"),
      ("Ada@Example.ORG", "ada@example.org"),
      (" \t\r\n\u{0B}\u{0C}ada@example.org ", "ada@example.org"),
      ("\u{A0}\u{2003}ÉVA@example.org\u{3000}", "éva@example.org"),
      ("a b@example.org", "a b@example.org"),
      ("ada+news@example.org", "ada+news@example.org"),
      ("ΟΔΟΣ@example.org", "οδοσ@example.org"),
      ("İ@example.org", "i\u{307}@example.org"),
      ("STRASSE@example.org", "strasse@example.org"),
      ("straße@example.org", "straße@example.org"),
      ("", ""), ("  ", ""), ("\u{A0}", ""),
    ])
  func emailKeys(_ text: String, key: String) {
    #expect(text.read { emailKey($0) } == Array(key.utf8))
  }

  @Test("an address of the internet in brackets is an address in whatever case, and nothing is after it")
  func addressLiterals() {
    #expect("A@[IPv6:2001:DB8::1]".read { addressKey($0) } == Array("a@[ipv6:2001:db8::1]".utf8))
    #expect("a@[192.0.2.1]".read { addressKey($0) } == Array("a@[192.0.2.1]".utf8))
    #expect("a@[192.0.2.1\0.invalid]".read { addressKey($0) } == nil)
    #expect("a@[IPv6:::1\0]".read { addressKey($0) } == nil)
  }

  @Test("composed and decomposed letters are two addresses: nothing is normalised")
  func noNormalisation() {
    #expect("\u{E9}va@example.org".read { emailKey($0) } != "e\u{301}va@example.org".read { emailKey($0) })
  }
}
