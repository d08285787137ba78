import Testing

@testable import Sampling

@Suite("The part of a file that a sample has")
struct CutTextTests {
  private func cut(_ text: String, _ parts: CutText, pieces: Int) -> String {
    var copying = CutText.Copying(parts)
    var result: [UInt8] = []
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: pieces) {
      let piece = Array(bytes[start..<min(start + pieces, bytes.count)])
      piece.withUnsafeBytes { copying.take($0) { result += $0 } }
    }
    return String(decoding: result, as: UTF8.self)
  }

  @Test("lines keep their ends, and the header stays, however the text comes", arguments: [1, 2, 3, 100])
  func lines(pieces: Int) {
    let text = "id\r\n1\r\n2\n3\r\n"
    let starts: [UInt64] = [4, 7, 9]
    #expect(cut(text, CutText(lines: starts) { $0 != 1 }, pieces: pieces) == "id\r\n1\r\n3\r\n")
    #expect(cut(text, CutText(lines: starts) { $0 == 1 }, pieces: pieces) == "id\r\n2\n")
    #expect(cut(text, CutText(lines: starts) { _ in false }, pieces: pieces) == "id\r\n")
  }

  @Test("a file that has nothing but a header stays as it is")
  func header() { #expect(cut("id,email", CutText(lines: []) { _ in false }, pieces: 4) == "id,email") }

  @Test(
    "elements keep their commas where they are neighbours, and get one where they were not",
    arguments: [1, 4, 100])
  func elements(pieces: Int) {
    let text = "{\"a\": [{1} , {2}, {3}], \"next\": null}"
    let elements: [Range<UInt64>] = [7..<10, 13..<16, 18..<21]
    func kept(_ indices: Int...) -> String {
      cut(text, CutText(elements: elements) { indices.contains($0) }, pieces: pieces)
    }
    #expect(kept(0, 1, 2) == text)
    #expect(kept(0, 1) == "{\"a\": [{1} , {2}], \"next\": null}")
    #expect(kept(0, 2) == "{\"a\": [{1},{3}], \"next\": null}")
    #expect(kept(1) == "{\"a\": [{2}], \"next\": null}")
    #expect(kept() == "{\"a\": [], \"next\": null}")
  }

  @Test("a page without records stays as it is")
  func emptyPage() {
    #expect(cut("{\"a\": []}", CutText(elements: []) { _ in true }, pieces: 3) == "{\"a\": []}")
  }
}

@Suite("The number that a page states")
struct JSONPlaceTests {
  private func integer(_ text: String, _ path: String...) -> String? {
    var place = JSONPlace(Array(text.utf8))
    return place.integer(at: path).map { String(decoding: Array(text.utf8)[$0], as: UTF8.self) }
  }

  @Test("it is found after texts, arrays and objects that have the same key")
  func found() {
    #expect(
      integer(#"{"x": "\"count\": 1,", "a": [{"count": 2}], "b": {"count": 3}, "count" : 45 }"#, "count")
        == "45")
    #expect(integer(#"{"page": {"size": 10, "totalElements": 17}}"#, "page", "totalElements") == "17")
    #expect(integer("\u{FEFF}{\"count\":9}", "count") == "9")
  }

  @Test("a text, a fraction or nothing is no such number")
  func missing() {
    #expect(integer(#"{"count": "45"}"#, "count") == nil)
    #expect(integer(#"{"count": 4.5}"#, "count") == nil)
    #expect(integer(#"{"a": 1}"#, "count") == nil)
    #expect(integer(#"{"page": 5}"#, "page", "totalElements") == nil)
    #expect(integer("[1]", "count") == nil)
  }
}
