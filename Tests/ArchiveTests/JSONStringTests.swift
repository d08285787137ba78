import Testing

@testable import Archive

@Suite("JSON strings")
struct JSONStringTests {
  private func body(_ source: String) -> [UInt8]? {
    BatchReading(comments: BatchReading.comment(body: "\"\(source)\"")).body
  }

  private func body(_ source: [UInt8]) -> [UInt8]? {
    let parts = BatchReading.member(comments: BatchReading.comment(body: "\"@\"")).split(separator: "@")
    return BatchReading(Array(parts[0].utf8) + source + Array(parts[1].utf8)).body
  }

  @Test("every escape is decoded")
  func escapes() {
    #expect(body(#"\"\\\/\b\f\n\r\t"#) == [0x22, 0x5c, 0x2f, 0x08, 0x0c, 0x0a, 0x0d, 0x09])
    #expect(body(#"\u0041\u00e9\u20AC\ud83d\uDE00\u0000"#) == Array("Aé€😀\0".utf8))
    #expect(
      body(#"\u007f\u0080\u07ff\u0800\uffff\ud800\udc00\udbff\udfff"#)
        == Array("\u{7f}\u{80}\u{7ff}\u{800}\u{ffff}\u{10000}\u{10ffff}".utf8))
  }

  @Test("the bytes of a string are kept as they are, whatever their normalisation")
  func plain() {
    for text in ["", "é", "e\u{301}", "\u{7f}", "\u{2028}", "日本語 😀 text", "\u{10ffff}\u{fffe}"] {
      #expect(body(text) == Array(text.utf8))
    }
  }

  @Test("every scalar value is valid UTF-8, with and without an escape before it")
  func everyScalar() {
    var all: [UInt8] = []
    for value in UInt32(0x80)...0x10ffff {
      if let scalar = Unicode.Scalar(value) { all += UTF8.encode(scalar).map(Array.init) ?? [] }
    }
    #expect(body(all) == all)
    #expect(body([0x5c, 0x6e] + all) == [0x0a] + all)
  }

  @Test("invalid UTF-8 is refused at each place in a word, with and without an escape before it")
  func invalidUTF8() {
    let invalid: [[UInt8]] = [
      [0x80], [0xbf], [0xc0, 0x80], [0xc1, 0xbf], [0xc3], [0xc3, 0x28], [0xe0, 0x80, 0x80],
      [0xe0, 0x9f, 0xbf],
      [0xe2, 0x82], [0xe2, 0x28, 0xa1], [0xe2, 0x82, 0x28], [0xed, 0xa0, 0x80], [0xed, 0xbf, 0xbf],
      [0xf0, 0x80, 0x80, 0x80], [0xf0, 0x8f, 0xbf, 0xbf], [0xf0, 0x9f, 0x98], [0xf0, 0x9f, 0x28, 0x80],
      [0xf0, 0x9f, 0x98, 0x28], [0xf4, 0x90, 0x80, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xfe], [0xff],
    ]
    for sequence in invalid {
      for offset in 0..<10 {
        let filler = [UInt8](repeating: UInt8(ascii: "x"), count: offset)
        for start in [[], [0x5c, 0x6e]] as [[UInt8]] {
          for tail in [[], Array("é and more text behind it".utf8)] {
            #expect(body(start + filler + sequence + tail) == nil, "\(sequence) behind \(offset) bytes")
          }
        }
      }
    }
  }

  @Test("control characters, quotes and backslashes are seen at each place in a word")
  func stops() {
    for offset in 0..<20 {
      let filler = String(repeating: "y", count: offset)
      for control in UInt8(0)..<0x20 {
        #expect(body(Array(filler.utf8) + [control]) == nil)
        #expect(body(Array("\\n\(filler)".utf8) + [control]) == nil)
      }
      #expect(body("\(filler)\\\"\(filler)\\\\\(filler)") == Array("\(filler)\"\(filler)\\\(filler)".utf8))
    }
  }

  @Test("generated strings come back as they were, in any mixture of escapes", arguments: 1...20)
  func generated(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    for _ in 0..<50 {
      var expected: [UInt8] = []
      var source: [UInt8] = []
      for _ in 0..<Int.random(in: 0..<80, using: &random) {
        let scalar = Self.scalar(using: &random)
        let utf8 = UTF8.encode(scalar).map(Array.init) ?? []
        expected += utf8
        source += Self.isEscaped(scalar, using: &random) ? Self.escape(scalar) : utf8
      }
      #expect(body(source) == expected, "seed \(seed): \(String(decoding: source, as: UTF8.self))")
    }
  }

  private static func scalar(using random: inout SplitMix64) -> Unicode.Scalar {
    let highest: UInt32 = [0x7f, 0x7f, 0x7f, 0x7ff, 0xffff, 0x10ffff].randomElement(using: &random) ?? 0x7f
    return Unicode.Scalar(UInt32.random(in: 0...highest, using: &random)) ?? "\u{fffd}"
  }

  private static func isEscaped(_ scalar: Unicode.Scalar, using random: inout SplitMix64) -> Bool {
    scalar.value < 0x20 || scalar == "\"" || scalar == "\\" || Int.random(in: 0..<8, using: &random) == 0
  }

  private static func escape(_ scalar: Unicode.Scalar) -> [UInt8] {
    UTF16.encode(scalar).map { units in
      units.flatMap { unit in
        let digits = String(unit, radix: 16)
        return Array(("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8)
      }
    } ?? []
  }
}
