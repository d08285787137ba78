import Foundation
import Testing

@testable import Archive

private func isJSON(_ bytes: [UInt8]) -> Bool {
  var bytes = bytes
  return bytes.withUnsafeMutableBufferPointer { BatchReader.isJSON($0, limits: .usual) }
}

private func isJSON(_ text: String) -> Bool { isJSON(Array(text.utf8)) }

@Suite("JSON syntax")
struct JSONSyntaxTests {
  @Test(
    "what is no JSON is refused in words, at its place",
    arguments: [
      ("", 0, "the member is empty; expected a JSON object"),
      (" ", 1, "expected a value, found the end of the text"),
      ("\u{feff}{}", 0, "a byte order mark (EF BB BF) before the text, which JSON does not have"),
      ("{}x", 2, "expected the end of the text, found a letter"),
      ("{} {}", 3, "expected the end of the text, found '{'"),
      ("{\"a\":NaN}", 5, "expected a value, found a letter"),
      ("{\"a\":-Infinity}", 5, "a minus sign without a digit after it"),
      ("{\"a\":1,}", 7, "expected a key in double quotes, found '}'"),
      ("[1,]", 3, "expected a value, found ']'"),
      ("[1 2]", 3, "expected ',' or ']' after a value, found a digit"),
      ("{\"a\" 1}", 5, "expected ':' after a key, found a digit"),
      (
        "{'a':1}", 1,
        "expected a key in double quotes, found a single quote (JSON strings have double quotes)"
      ),
      ("[/* */]", 1, "expected a value, found '/' (JSON has no comments)"),
      ("[nul]", 1, "a word other than true, false and null"),
      ("[1.]", 1, "a number without a digit after its point"),
      ("[1e]", 1, "a number without a digit in its exponent"),
      ("[+1]", 1, "expected a value, found '+'"),
      ("[.5]", 1, "expected a value, found '.'"),
      ("[01]", 1, "a number with a leading zero, which JSON does not have"),
      ("[\"a", 3, "the text ends inside a string"),
      ("[\"\\", 3, "the text ends inside a string"),
      ("[\"\n\"]", 2, "a control character in a string; JSON has it only as an escape"),
      ("[\"\\x\"]", 2, "a backslash before a character that JSON does not escape"),
      ("[\"\\u12g4\"]", 2, "a \\u escape without four hexadecimal digits"),
      ("[\"\\ud800\"]", 2, "the escape of one half of a surrogate pair without the other half"),
      ("[\"\\ud800\\u0041\"]", 2, "the escape of one half of a surrogate pair without the other half"),
      ("[\"\\udc00\\ud800\"]", 2, "the escape of one half of a surrogate pair without the other half"),
      ("[\"\\udc00\\udc00\"]", 2, "the escape of one half of a surrogate pair without the other half"),
    ])
  func faults(text: String, offset: Int, message: String) {
    let reading = BatchReading(text)
    let full = text.isEmpty ? message : "the member is not JSON: \(message)"
    #expect(
      reading.problems == [BatchProblem(kind: .notJSON, pointer: "", offset: offset, message: full)])
  }

  @Test("UTF-16 and UTF-32 are called what they are")
  func otherEncodings() {
    for encoding in [String.Encoding.utf16LittleEndian, .utf16BigEndian, .utf16, .utf32] {
      let bytes = "{}".data(using: encoding).map(Array.init) ?? []
      let reading = BatchReading(bytes)
      #expect(reading.kinds == [.notJSON])
      #expect(
        reading.problems.first?.message == "the member is not JSON: text in UTF-16 or UTF-32; expected UTF-8")
    }
  }

  @Test("values of every kind are JSON")
  func values() {
    for text in [
      "0", "-0", "-0.0e-0", "1E400", "\"\"", "true", "false", "null", "[]", "{}", " [ 1 , \"x\" ] ",
    ] {
      #expect(isJSON(text), "\(text)")
    }
  }

  @Test("sixty-four levels are read, one more is refused, a million need no stack")
  func depth() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
      let nested = { String(repeating: open, count: $0) + "1" + String(repeating: close, count: $0) }
      #expect(isJSON(nested(64)))
      #expect(!isJSON(nested(65)))
      #expect(!isJSON(nested(1_000_000)))
      #expect(!isJSON(String(repeating: open, count: 1_000_000)))
    }
  }

  @Test("a batch cut at any byte is no JSON, and no record is taken")
  func truncatedAnywhere() {
    let json = Array(
      BatchReading.member(
        tickets: #"{"id":6,"created_at":"t","requester_id":1}"#,
        comments: BatchReading.comment(body: #""é\u00e9\n\ud83d\ude00😀""#) + "," + BatchReading.comment(),
        users: #"{"id":7,"name":null,"email":"e"}"#, organizations: "{}"
      ).utf8)
    #expect(BatchReading(json).problems.isEmpty)
    for length in 0..<json.count {
      let reading = BatchReading(Array(json[..<length]))
      #expect(reading.kinds == [.notJSON], "cut to \(length) bytes")
      #expect(reading.recordCount == 0)
    }
  }

  /// Skipped where the corpora are not beside the package.
  @Test("the JSON parsing test suite is judged as it says", .enabled(if: Corpora.arePresent))
  func testSuite() throws {
    let folder = "json-testsuite/test_parsing"
    let names = try Corpora.names(in: folder)
    #expect(names.count > 300)
    for name in names {
      let isAccepted = isJSON(try Corpora.bytes("\(folder)/\(name)"))
      switch name.prefix(2) {
      case "y_": #expect(isAccepted, "\(name)")
      case "n_": #expect(!isAccepted, "\(name)")
      default: break
      }
    }
  }

  /// Skipped where there is no python3, whose reader is the oracle, made strict.
  @Test("mutated texts are judged as an outside reader judges them", .enabled(if: PythonJSON.isPresent))
  func mutations() throws {
    var random = SplitMix64(seed: 20_261_120)
    let seed = Array(
      #"{"a":[1,-2.5e+3,true,null,"é\n\u00e9😀\ud83d\ude00"],"b\"":{"c":{},"d":[]}, "e" : 0}"#.utf8)
    let pieces: [UInt8] =
      Array("{}[]:,\"\\/ue019.-+E \n\tntf".utf8) + [0, 0x1f, 0x7f, 0x80, 0xc3, 0xed, 0xf4]
    let texts = (0..<4000).map { _ in
      var text = seed
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let place = Int.random(in: 0..<text.count, using: &random)
        let piece = pieces.randomElement(using: &random) ?? 0
        switch Int.random(in: 0..<3, using: &random) {
        case 0: text[place] = piece
        case 1: text.insert(piece, at: place)
        default: text.remove(at: place)
        }
      }
      return text
    }
    let verdicts = try PythonJSON.judge(texts)
    #expect(verdicts.count == texts.count)
    #expect(verdicts.contains(true) && verdicts.contains(false))
    for (text, verdict) in zip(texts, verdicts) {
      #expect(isJSON(text) == verdict, "seed 20261120: \(String(decoding: text, as: UTF8.self))")
    }
  }
}

/// Python's own JSON reader, strict about what it would let through: NaN, lone surrogates, invalid UTF-8.
enum PythonJSON {
  private static let program = """
    import sys, json
    def refuse(text): raise ValueError(text)
    for line in sys.stdin:
      try:
        value = json.loads(bytes.fromhex(line).decode(), parse_constant=refuse)
        json.dumps(value, ensure_ascii=False).encode()
        print(1)
      except ValueError:
        print(0)
    """

  static let isPresent =
    FileManager.default.isExecutableFile(atPath: "/usr/bin/env")
    && (try? judge([Array("1".utf8)])) == [true]

  static func judge(_ texts: [[UInt8]]) throws -> [Bool] {
    let lines = texts.map { $0.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + "\n" }.joined()
    return try withFile(Array(lines.utf8)) { path in
      let process = Process()
      process.executableURL = URL(filePath: "/usr/bin/env")
      process.arguments = ["python3", "-c", program]
      process.standardInput = try FileHandle(forReadingFrom: URL(filePath: path))
      let output = Pipe()
      process.standardOutput = output
      try process.run()
      let data = try output.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      return data.split(separator: 0x0a).map { $0 == Data("1".utf8) }
    }
  }
}
