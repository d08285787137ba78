import Foundation
import Testing

@testable import Profiling

@Suite("Suspected damage")
struct DamageTests {
  @Test(
    "each kind is counted with the line of the first value",
    arguments: [
      ("3.0", "whole number written as a float, such as 3.0"), ("1.2E+10", "number in scientific notation"),
      ("\"1,234\"", "number with grouping marks"), ("0042", "number with a leading zero"),
      ("N/A", "word for null, such as N/A"), ("Ã¼ber", "UTF-8 taken for Windows-1252, such as Ã¼"),
      ("don\u{E2}\u{20AC}\u{2122}t", "UTF-8 taken for Windows-1252, such as Ã¼"),
      ("lost \u{FFFD}", "U+FFFD, where a character was lost"),
      ("a &amp;amp; b", "HTML escaped twice, such as &amp;amp;"),
      ("&amp;lt;p", "HTML escaped twice, such as &amp;amp;"),
      ("?????? ??? ????", "question marks where letters were lost, such as ????"),
      ("a\u{1B}[0m", "control characters"),
      ("Dear {{name}}", "placeholders that nobody replaced, such as {{ticket.id}}"),
      ("&lt;p&gt;a&lt;/p&gt;", "escaped tags that show as text, such as &lt;br&gt;"),
      ("<img src='cid:1'>", "images that are parts of a mail (cid:)"),
      ("'=SUM(A1)", "an apostrophe before =, +, - or @, as spreadsheet tools write it"),
      ("j?rg@example.org", "'?' between letters of an e-mail"),
      (" a@example.org", "white space around an e-mail"),
      ("2021-03-01 10:00:00", "timestamp without a zone"),
      ("1234567890123450000", "number of over 15 digits that ends in zeros: perhaps rounded"),
    ])
  func kinds(_ value: String, _ kind: String) throws {
    let exports = try Exports(["a.csv": "x,y\n1,plain\n2,\(value)\n3,\(value)\n"])
    let column = try #require(exports.profile().sources.first?.columns.last)
    let found = try #require(column.damage.first { $0.kind == kind }, "\(column.damage)")
    #expect(found.count == 2)
    #expect(found.place == "\(exports.path)/a.csv:3")
    #expect(column.damage.count == 1)
  }

  @Test(
    "what is right is no damage",
    arguments: [
      "São Ångström", "3.5", "42", "R&amp;D", "&lt;", "ann@example.org", "2021-03-01T10:00:00Z", "naïve",
      "what?",
    ])
  func right(_ value: String) throws {
    let exports = try Exports(["a.csv": "x,y\n1,\(value)\n"])
    #expect(try exports.profile().sources.first?.columns.last?.damage == [])
  }

  @Test("bytes that are not UTF-8 are counted, and shown as what they are not")
  func invalidUTF8() throws {
    let exports = try Exports([:])
    try exports.write(Data("x,y\n1,gr".utf8) + Data([0xFC]) + Data("n\n".utf8), to: "a.csv")
    let damage = try #require(exports.profile().sources.first?.columns.last?.damage.first)
    #expect(damage.kind == "bytes that are not UTF-8")
    #expect(damage.example == "aa\u{FFFD}a")
  }

  @Test(
    "texts with sensitive content are counted by kind with the first line, and nothing of the column is shown"
  )
  func content() throws {
    let rows = "1,plain\n2,card 4111 1111 1111 1111\n3,\"card 378282246310005, pwd: a1b2\"\n"
    let column = try #require(
      try Exports(["a.csv": "x,y\n" + rows]).profile(showsValues: true).sources.first?.columns.last)
    #expect(column.content.map(\.kind) == ["a payment card number", "a password"])
    #expect(column.content.map(\.count) == [2, 1])
    #expect(column.content.map { String($0.place.suffix(7)) } == ["a.csv:3", "a.csv:4"])

    let shown = [column.least, column.greatest] + column.common.map(\.value) + column.forms.map(\.example)
    for text in shown.compactMap(\.self) {
      #expect(!text.contains("4111") && !text.contains("plain"), "\(text)")
    }
  }

  @Test("integers are numbers of cards where most of their length could be, and then they are masked")
  func cardIntegers() throws {
    let cards = try Exports(["a.csv": "x\n4111111111111111\n5555555555554444\n4111111111111112\n"])
    let column = try #require(cards.profile().sources.first?.columns.first)
    #expect(column.content.map(\.count) == [2])
    #expect(column.least == "9999999999999999" && column.common.first?.value == "9999999999999999")
    let ids = try Exports(["a.csv": "x\n4111111111111111\n4111111111111112\n4111111111111113\n"])
    let other = try #require(ids.profile().sources.first?.columns.first)
    #expect(other.content == [])
    #expect(other.least == "4111111111111111")
  }

  @Test("a negative id is suspicious only beside ids of more than 32 bits")
  func negative() throws {
    let small = try Exports(["a.csv": "x\n5\n-7\n"])
    #expect(try small.profile().sources.first?.columns.first?.damage == [])
    let large = try Exports(["a.csv": "x\n5000000000\n-1294967296\n"])
    let damage = try #require(large.profile().sources.first?.columns.first?.damage.first)
    #expect(damage.kind == "negative number beside larger than 32 bits: perhaps an overflow")
    #expect(damage.example == "-1294967296")
  }
}
