@testable import Plan
import Testing

@testable import Sampling

@Suite("Values, as far as a choice needs them")
struct ValueTests {
  private func text(_ column: ColumnPlan, _ raw: String) -> String? {
    let field = FieldText(column)
    return Array(raw.utf8).withUnsafeBufferPointer { field($0).map { String(decoding: $0, as: UTF8.self) } }
  }

  @Test("null words, the part that is meant, default and map come in this order")
  func way() {
    var column = ColumnPlan(from: "x")
    #expect(text(column, "a") == "a")
    column.nullWords = ["NULL"]
    column.defaultText = "zero"
    #expect(text(column, "NULL") == "zero")
    column.extract = ExtractPattern("t-*-?")
    #expect(text(column, "t-5-z") == "5")
    #expect(text(column, "t-5") == nil)
    column.map = ValueMap(entries: [.init(from: "5", to: "five"), .init(from: "6", to: nil)])
    #expect(text(column, "t-5-z") == "five")
    #expect(text(column, "t-6-z") == "")
    #expect(text(column, "t-7-z") == nil)
    column.map?.otherwise = .keep
    #expect(text(column, "t-7-z") == "7")
  }

  @Test(
    "an integer has no sign but a minus, and no zero in front",
    arguments: [
      ("0", true), ("-7", true), ("12", true), ("", false), ("-", false), ("07", false), ("-0", false),
      ("+1", false), ("1.0", false),
    ])
  func integers(text: String, isOne: Bool) {
    #expect(Array(text.utf8).withUnsafeBufferPointer { FieldText.isInteger($0) } == isOne)
  }

  @Test("one e-mail in another case, or with white space around it, is the same")
  func emails() {
    func key(_ text: String) -> String? { Array(text.utf8).withUnsafeBufferPointer { EmailText.key($0) } }
    #expect(key(" Ann@Example.org\u{A0}") == "ann@example.org")
    #expect(key("n/a") == nil)
    #expect(key("a b@example.org") == nil)
    #expect(key("@example.org") == nil)
  }

  @Test(
    "stamps are seconds since 1970 without regard to zones",
    arguments: [
      ("1970-01-02T00:00:01Z", nil, 86_401), ("2000-03-01 00:00:00", nil, 951_868_800),
      ("03/01/2000 01:30 PM", "%m/%d/%Y %I:%M %p", 951_917_400),
      ("Wed Mar 01 00:00:00 +0100 2000", "%a %b %d %H:%M:%S %z %Y", 951_868_800),
    ] as [(String, String?, Int64)])
  func times(text: String, pattern: String?, seconds: Int64) throws {
    let format = try pattern.map { TimestampFormat.pattern(try TimestampPattern(parsing: $0)) } ?? .rfc3339
    #expect(Array(text.utf8).withUnsafeBufferPointer { RoughTime(format).seconds($0) } == seconds)
  }

  @Test("months are those of the calendar, before 1970, too")
  func months() {
    #expect(RoughTime.month(0) == "1970-01")
    #expect(RoughTime.month(-1) == "1969-12")
    #expect(RoughTime.month(951_868_799) == "2000-02")
    #expect(RoughTime.month(951_868_800) == "2000-03")
  }

  @Test("ids of the archive and of the export are each other's")
  func ids() {
    #expect(IDRule.offset(1000).archiveID(of: "5") == "1005")
    #expect(IDRule.offset(1000).exportID(of: "1005") == "5")
    #expect(IDRule.prefix(9).archiveID(of: "12") == "912")
    #expect(IDRule.prefix(9).exportID(of: "912") == "12")
    // The first 53 bits of what printf 'tickets\0abc' | sha256sum says: 9bac4cf807b9d261…
    #expect(IDRule.text("tickets").archiveID(of: "abc") == "5477258496112442")
    #expect(IDRule.text("tickets").exportID(of: "5") == nil)
  }

  @Test("files that are fetched for each id are called as 'fetch' calls them")
  func chains() {
    #expect(ChainName.ofFile("exports/17-page-000001.json") == "17")
    #expect(ChainName.ofFile("exports/a,b-page-000002.json") == "a,b")
    #expect(ChainName.ofFile("exports/page-000001.json") == nil)
    func name(_ id: String, _ parent: String? = nil) -> String {
      Array(id.utf8).withUnsafeBufferPointer { ChainName.of($0, parent: parent) }
    }
    #expect(name("17") == "17")
    #expect(name(".a/b%") == "%2Ea%2Fb%25")
    #expect(name("1,2", "3,4") == "3%2C4,1%2C2")
  }

  @Test("the checksum of gzip is CRC-32, and what is stored is as it was")
  func gzip() {
    let member = StoredGzip.member(of: Array("123456789".utf8))
    // CRC-32 of these nine digits is CBF43926, the check value of the algorithm.
    #expect(Array(member.suffix(8)) == [0x26, 0x39, 0xF4, 0xCB, 9, 0, 0, 0])
    #expect(Array(member[10..<15]) == [1, 9, 0, 0xF6, 0xFF])
    #expect(StoredGzip.member(of: Array(repeating: 7, count: 70_000)).count == 10 + 2 * 5 + 70_000 + 8)
  }
}
