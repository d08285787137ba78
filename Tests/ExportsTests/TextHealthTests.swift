import Foundation
import Testing

@testable import Exports

@Suite("Text health")
struct TextHealthTests {
  private static let scanner = TextScanner(legacyHosts: ["acme.example"])

  private func problems(_ text: String, isName: Bool = false) -> Set<TextProblem> {
    problems(Array(text.utf8), isName: isName)
  }

  private func problems(_ text: [UInt8], isName: Bool = false) -> Set<TextProblem> {
    let health = text.withUnsafeBufferPointer { Self.scanner.scan($0, isName: isName).health }
    return Set(TextProblem.allCases.filter { health.has($0) })
  }

  /// The text as a reader has it that takes its UTF-8 for Windows-1252 (by Foundation), or for ISO 8859-1.
  private func misread(_ text: String, asLatin1: Bool = false) -> String {
    text.utf8.reduce(into: "") { result, byte in
      let read = asLatin1 ? nil : String(data: Data([byte]), encoding: .windowsCP1252)
      result.unicodeScalars.append(read?.unicodeScalars.first ?? Unicode.Scalar(byte))
    }
  }

  @Test("no healthy text in 24 languages, with markup, mathematics, emoji and code, shows a problem")
  func healthy() {
    let texts = HealthyTexts.all
    #expect(texts.count > 4000)
    for text in texts {
      let found = problems(text)
      if !found.isEmpty { Issue.record("\(found.map(\.rawValue)) in \(text)") }
    }
  }

  @Test("a healthy name shows no problem")
  func healthyNames() {
    for name in [
      "Ana Åström-Löfgren", "ÂNGELA PAIXÃO", "O’Brien", "Ada (??)", "Müller & Söhne", "李小龙", "?", "Иван",
    ]
    where name != "Ada (??)" {
      #expect(problems(name, isName: true) == [], "\(name)")
    }
    #expect(problems("??? ?????", isName: true) == [.questionMarks])
  }

  /// Of each language, how it is written with letters that Windows-1252 does not take for themselves.
  @Test(
    "UTF-8 that was read as Windows-1252 or ISO 8859-1, once or twice, is mojibake in every language",
    arguments: HealthyTexts.languages.keys.sorted().filter { $0 != "English" })
  func mojibake(language: String) throws {
    let sentence = try #require(HealthyTexts.languages[language]?.first)
    for asLatin1 in [false, true] {
      let once = misread(sentence, asLatin1: asLatin1)
      #expect(once != sentence)
      #expect(problems(once).contains(.mojibake), "\(once)")
      #expect(problems("<p>Hello</p><p>\(once)</p>").contains(.mojibake))
      #expect(problems(misread(once, asLatin1: asLatin1)).contains(.mojibake), "\(misread(once))")
    }
  }

  @Test(
    "one damaged character is enough where no writing has the like",
    arguments: [
      "GÃ¡borné", "don’t".replacingOccurrences(of: "’", with: "â€™"), "MÃ©xico", "JosÃ©", "20 â‚¬", "Â£5",
      "mÂ²",
      "zaÅ¼alenie", "wÄ™dka", "ðŸ˜€", "ï»¿Hello", "voilÃ\u{A0}", "Ã–sterreich", "oÂ\u{A0}o", "25Â°C to 30Â°C",
      "ÃŸ", "Ð¯Ð½",
    ])
  func oneCharacter(text: String) { #expect(problems(text) == [.mojibake]) }

  @Test(
    "each problem is found, wherever in a block of sixteen bytes it is",
    arguments: [
      ("Tom &amp;amp; Jerry", TextProblem.escapedTwice), ("&amp;lt;p", .escapedTwice),
      ("it&amp;#39;s", .escapedTwice),
      ("&amp;#x27;", .escapedTwice), ("coraz&amp;oacute;n", .escapedTwice),
      ("lost \u{FFFD} one", .replacementCharacter), ("Da????na", .questionMarks),
      ("?????? ??? ????", .questionMarks), ("?????, ??????", .questionMarks),
      ("a\u{0}b", .controlCharacter), ("a\u{1B}[31mb", .controlCharacter), ("a\u{7F}b", .controlCharacter),
      ("a\u{85}b", .controlCharacter), ("x\u{C}", .controlCharacter),
      ("x &lt;p&gt;a&lt;/p&gt;&lt;br /&gt;&lt;p&gt;", .visibleTag), ("a&lt;br&gt;b&lt;BR/&gt;c", .visibleTag),
      ("Ticket {{ticket.id}}", .placeholder), ("Dear {{ name }},", .placeholder),
      ("Dear {{name | default: 'you'}},", .placeholder), ("Dear %{first_name},", .placeholder),
      ("Dear [[contact.name]],", .placeholder),
      ("see https://acme.example/tickets/5", .legacyLink), ("<img src='//ACME.example'>", .legacyLink),
      ("https://acme.example:443/", .legacyLink), ("at http://acme.example.", .legacyLink),
      ("<img src=\"cid:part1.abc@mail\">", .inlineImage), ("<img src=cid:1>", .inlineImage),
    ])
  func problem(text: String, problem: TextProblem) {
    for padding in 0..<18 {
      let padded = String(repeating: "–", count: padding) + String(repeating: " ", count: padding) + text
      #expect(problems(padded) == [problem], "\(padded)")
      #expect(
        problems(String(repeating: " ", count: padding) + text + String(repeating: " ", count: 17 - padding))
          == [problem])
    }
  }

  @Test("an apostrophe before a sign that a spreadsheet computes is a guard where the text begins with it")
  func formulaGuard() {
    for text in ["'=SUM(A1)", "'+49 170 5550", "'-5 degrees", "'@ada hello, don't", "'- one\n- two"] {
      #expect(problems(text) == [.formulaGuard], "\(text)")
    }
    #expect(problems("x '=SUM(A1)") == [])
  }

  @Test(
    "another host, a mail address, and a host with more to its name are no link to the legacy host",
    arguments: [
      "https://acme.example.org/x", "https://my-acme.example/", "help@acme.example",
      "https://other.example/acme.example",
      "acme.example", "https://acme.examples/",
    ])
  func otherHost(text: String) { #expect(problems(text) == []) }

  @Test("the characters of a text are compared with the known limits, whatever bytes they take")
  func limit() {
    for (text, limit, isExact) in [
      (String(repeating: "é", count: 255), 255, true), (String(repeating: "a", count: 249) + "😀", 250, true),
      (String(repeating: "é", count: 254), 255, false), (String(repeating: "a", count: 255), 255, true),
      (String(repeating: "é", count: 200), 250, false), ("é", 250, false),
      (String(repeating: "é", count: 65_535), 65_535, true),
    ] {
      let result = Array(text.utf8).withUnsafeBufferPointer { Self.scanner.scan($0) }
      let size = result.health.size(bytes: text.utf8.count)
      #expect(TextLimit.all[size.limit] == limit)
      #expect(size.isExact == isExact)
      #expect(result.isASCII == text.utf8.allSatisfy { $0 < 0x80 })
    }
    let long = Array(String(repeating: "é", count: 100_001).utf8)
    #expect(
      long.withUnsafeBufferPointer { Self.scanner.scan($0).health.size(bytes: long.count).limit }
        == TextLimit.all.count)
  }

  @Test("bytes that are not UTF-8, and every short run of bytes, are read without harm")
  func anyBytes() {
    var state: UInt64 = 7
    for length in 0..<600 {
      let bytes = (0..<length % 40).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let interesting: [UInt8] = [
          0xC3, 0xC2, 0xE2, 0x82, 0xEF, 0xBF, 0x26, 0x3F, 0x7B, 0x5B, 0x25, 0x3C, 0x60, 0x2F, 0x27, 0xF0,
        ]
        return state >> 60 < 12
          ? interesting[Int(state >> 33) % interesting.count] : UInt8(truncatingIfNeeded: state >> 40)
      }
      _ = problems(bytes)
      _ = problems(bytes, isName: true)
    }
  }
}
