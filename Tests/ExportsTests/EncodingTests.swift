import Plan
import Testing

@testable import Exports

@Suite("Exports in other encodings than UTF-8")
struct EncodingTests {
  private let text = "a,b\n1,äöü €\n\"2\n3\",\u{1F600}中\n"
  private let rows: [[Field]] = [["1", "äöü €"], ["2\n3", "\u{1F600}中"]]

  @Test(
    "UTF-16 is told by its byte order mark or by the NUL bytes of its start, in pieces of any size",
    arguments: [1, 2, 3, 7, 1 << 20])
  func utf16(chunk: Int) throws {
    let files = [
      utf16LittleEndian("\u{FEFF}" + text), utf16BigEndian("\u{FEFF}" + text), utf16LittleEndian(text),
      utf16BigEndian(text),
    ]
    for (index, file) in files.enumerated() {
      let reading = try Reading(file, limits: ReadLimits(chunk: chunk))
      #expect(reading.rows == rows, "file \(index)")
      #expect(reading.summaries[0].shape.encoding == .utf16)
      #expect(reading.summaries[0].shape.hasByteOrderMark == (index < 2))
      #expect(reading.tapped == [file])
      #expect(reading.tappedText == [Array(((index < 2 ? "\u{FEFF}" : "") + text).utf8)])
      #expect(reading.summaries[0].bytes == UInt64(file.count))
    }
  }

  @Test("gzip and UTF-16 combine")
  func compressed() throws {
    let reading = try Reading(gzip(utf16LittleEndian("\u{FEFF}" + text)))
    #expect(reading.rows == rows)
    #expect(reading.summaries[0].shape.description == "CSV, ',', UTF-16, gzip")
  }

  @Test("offsets and lines are those of the text in UTF-8, its byte order mark included")
  func places() throws {
    let reading = try Reading(utf16LittleEndian("\u{FEFF}a,b\r\nä,1\r\n2,3"))
    #expect(
      reading.places == [
        RecordPlace(file: 0, length: 4, offset: 8, line: 2),
        RecordPlace(file: 0, length: 3, offset: 14, line: 3),
      ])
  }

  @Test("every character outside the surrogates is unchanged")
  func everyScalar() throws {
    let scalars = (0x20...0x10FFFF).compactMap(Unicode.Scalar.init).filter { $0 != "\"" }
    let body = String(String.UnicodeScalarView(scalars))
    for file in [
      utf16LittleEndian("\u{FEFF}a,b\n1,\"\(body)\""), utf16BigEndian("\u{FEFF}a,b\n1,\"\(body)\""),
    ] {
      #expect(try Reading(file).rows == [["1", Field(Array(body.utf8))]])
    }
  }

  @Test("half a character at the end of UTF-16 is refused")
  func oddLength() {
    #expect(
      refusal { _ = try Reading(utf16LittleEndian("a,b\n1,2") + [0x0A]) }
        == "chat.csv: is text in UTF-16 and ends inside a character, at offset 14; "
        + "expected two bytes for each. It was cut off: copy or export it again")
  }

  @Test(
    "half a surrogate pair is refused with its offset",
    arguments: [[0x00, 0xD8, 0x31, 0x00], [0x00, 0xDC, 0x31, 0x00], [0x00, 0xD8, 0x00, 0xD8, 0x00, 0xDC]])
  func loneSurrogate(bytes: [UInt8]) {
    #expect(
      refusal { _ = try Reading(utf16LittleEndian("a,b\n1,") + bytes) }
        == "chat.csv: is text in UTF-16 and has half a surrogate pair at offset 12; "
        + "expected both halves. Export it again, if you can in UTF-8")
  }

  @Test("a surrogate pair cut in two by the end of the file is refused")
  func cutPair() {
    let sentence = refusal { _ = try Reading(utf16LittleEndian("a,b\n1,") + [0x3D, 0xD8]) }
    #expect(sentence?.contains("ends inside a character, at offset 12") == true)
  }

  @Test("Windows-1252 is read on the plan's word, all 251 characters of it")
  func windows1252() throws {
    // Python's codec gave this table.
    let upper =
      "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ\u{A0}¡¢£¤¥¦§¨©ª«¬\u{AD}®¯°±²³´µ¶·¸¹º»¼½¾¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞß"
      + "àáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ"
    let bytes = (UInt8(0x80)...0xFF).filter { ![0x81, 0x8D, 0x8F, 0x90, 0x9D].contains($0) }
    let file = Array("a,b\n1,".utf8) + bytes + [0x0A]
    for chunk in [1, 5, 1 << 20] {
      let reading = try Reading(file, limits: ReadLimits(chunk: chunk)) { $0.encoding = .windows1252 }
      #expect(reading.rows == [["1", Field(Array(upper.utf8))]])
      #expect(reading.summaries[0].shape.description == "CSV, ',', Windows-1252")
    }
  }

  @Test("a byte that Windows-1252 leaves undefined is refused", arguments: [0x81, 0x8D, 0x8F, 0x90, 0x9D])
  func undefined(byte: UInt8) {
    #expect(
      refusal { _ = try Reading(Array("a,b\n1,x".utf8) + [byte]) { $0.encoding = .windows1252 } }
        == "chat.csv: has the byte \(String(byte, radix: 16, uppercase: true)) at offset 7, "
        + "which is not a character of Windows-1252; expected text in the encoding that the plan declares. "
        + "Correct 'encoding' in the plan, or export the file in UTF-8")
  }

  @Test("Windows-1252 is never guessed: such bytes reach the columns as they stand")
  func notGuessed() throws {
    let reading = try Reading(Array("a,b\n1,".utf8) + [0xE4, 0x0A])
    #expect(reading.rows == [["1", Field([0xE4])]])
    #expect(reading.summaries[0].shape.encoding == .utf8)
  }

  @Test("a byte order mark that contradicts the plan is refused")
  func contradictions() {
    let rest = ". Correct the plan, or leave 'encoding' out, so that it is detected"
    #expect(
      refusal { _ = try Reading(utf16LittleEndian("\u{FEFF}a,b")) { $0.encoding = .utf8 } }
        == "chat.csv: starts with the byte order mark of UTF-16, but the plan says 'encoding: utf-8'" + rest)
    #expect(
      refusal(of: "\u{FEFF}a,b\n") { $0.encoding = .windows1252 }
        == "chat.csv: starts with the byte order mark of UTF-8, but the plan says 'encoding: windows-1252'"
        + rest)
    #expect(
      refusal(of: "a,b\n") { $0.encoding = .utf16 }
        == "chat.csv: has neither a byte order mark nor the NUL bytes of such text, "
        + "but the plan says 'encoding: utf-16'" + rest)
  }

  @Test("UTF-16 that is mostly not ASCII needs the plan's word")
  func declaredUTF16() throws {
    let text = "фамилия,b\n中,2\n"
    #expect(
      refusal { _ = try Reading(utf16LittleEndian(text), columns: ["b"]) }?.contains("encoding: utf-16")
        == true)
    #expect(
      try Reading(utf16LittleEndian(text), columns: ["b"]) { $0.encoding = .utf16 }.rows == [["2"]])
    #expect(try Reading(utf16BigEndian(text), columns: ["b"]) { $0.encoding = .utf16 }.rows == [["2"]])
  }

  @Test("JSON in UTF-16 without a mark is told by its first two characters, whatever follows")
  func jsonInUTF16() throws {
    let text = #"{"名":"您好，我无法登录账户经解决了。 您好，我无法登录账户哪里","b":"2"}"# + "\n"
    for bytes in [utf16LittleEndian(text), utf16BigEndian(text)] {
      let reading = try Reading(bytes, columns: ["b"])
      #expect(reading.rows == [["2"]])
      #expect(reading.summaries[0].shape.encoding == .utf16)
    }
  }

  @Test("a NUL byte in UTF-8 doesn't make it UTF-16")
  func nulByte() throws {
    #expect(try Reading("a,b\n\0x,2\n").kinds == [.nul])
    #expect(try Reading("a\n\0\n", columns: ["a"]).kinds == [.nul])
  }

  @Test(
    "UTF-8 that the plan calls Windows-1252 is refused, in pieces of any size", arguments: [1, 2, 3, 1 << 20])
  func utf8AsWindows1252(chunk: Int) {
    #expect(
      refusal {
        _ = try Reading(Array("a,b\n1,für 3 €\n".utf8), limits: ReadLimits(chunk: chunk)) {
          $0.encoding = .windows1252
        }
      }
        == "chat.csv: is UTF-8: all of its characters beyond ASCII are well-formed in it, and read as Windows-1252 "
        + "each would become several wrong ones; but the plan says 'encoding: windows-1252'. Correct the plan, or "
        + "leave 'encoding' out; of files in both encodings, convert the others (iconv -f WINDOWS-1252 -t UTF-8)"
    )
  }

  @Test(
    "Windows-1252 with a byte that UTF-8 can't have there is read as such",
    arguments: [
      ([0xC3, 0xA9, 0xE9], "Ã©é"), ([0xE9], "é"), ([0xC3], "Ã"), ([0xC3, 0x41], "ÃA"), ([0xA9], "©"),
      ([0xE2, 0x82, 0x41], "â‚A"), ([0x41], "A"),
    ] as [([UInt8], String)])
  func noUTF8(_ bytes: [UInt8], _ text: String) throws {
    let reading = try Reading(Array("a,b\n1,".utf8) + bytes) { $0.encoding = .windows1252 }
    #expect(reading.rows == [["1", Field(Array(text.utf8))]])
  }
}
