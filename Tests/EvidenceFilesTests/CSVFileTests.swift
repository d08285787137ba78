import Foundation
import Testing

@testable import EvidenceFiles

@Suite("A CSV file of evidence")
struct CSVFileTests {
  /// What a file of these rows has.
  private func text(_ rows: [[String?]]) throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: "evidence-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = try CSVFile(
      StagedFile(path: folder.appending(path: "x.csv").path, place: "x.csv"), header: ["a", "b"])
    for row in rows { try file.put(row) }
    try file.close()
    return String(decoding: try Data(contentsOf: folder.appending(path: "x.csv")), as: UTF8.self)
  }

  @Test("has a header, and rows that end with CRLF; quotes are where they must be")
  func rows() throws {
    #expect(
      try text([["1", nil], ["a,b", "say \"so\""], ["two\r\nlines", "é"]])
        == "a,b\r\n1,\r\n\"a,b\",\"say \"\"so\"\"\"\r\n\"two\r\nlines\",é\r\n")
  }

  @Test(
    "what a spreadsheet would calculate has an apostrophe before it",
    arguments: [
      ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@a", "'@a"), ("\t=1", "'\t=1"), ("\r", "\"'\r\""),
      ("=\",\"", "\"'=\"\",\"\"\""), ("1=1", "1=1"), ("'=1", "'=1"), ("", ""), (" =1", " =1"),
      ("=\u{301}1", "'=\u{301}1"),
    ])
  func formulas(_ cell: String, _ written: String) throws {
    #expect(try text([[cell, nil]]) == "a,b\r\n\(written),\r\n")
  }
}
