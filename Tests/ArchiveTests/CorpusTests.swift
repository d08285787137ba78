import Foundation
import Testing

@testable import Archive

/// Files and verdicts that were made elsewhere. Skipped where they are not beside the package.
@Suite("outside archives", .enabled(if: Corpora.arePresent))
struct CorpusTests {
  private struct GzipCase: Decodable {
    var file: String
    var verdict: String
    var output: String?
  }

  @Test("the gzip cases of Go are judged as Go judges them")
  func gzipCases() throws {
    let list = Data(try Corpora.bytes("go-gzip-cases/cases.json"))
    let cases = try JSONDecoder().decode([GzipCase].self, from: list)
    #expect(cases.count == 51)
    for test in cases {
      let file = try Corpora.bytes("go-gzip-cases/\(test.file)")
      let (contents, isProven) = try inflate(file)
      // An empty file is not a gzip here, though it is one without members there.
      #expect(isProven == test.verdict.hasPrefix("accept"), "\(test.file)")
      if let output = test.output { #expect(contents == Array(output.utf8), "\(test.file)") }
    }
  }

  private func inflate(_ file: [UInt8]) throws -> ([UInt8], Bool) {
    try withFile(file) { path in
      let stream = try GzipStream(
        file: InputFile.open(path), limits: .usual, isReference: false, tap: { _ in })
      var contents = [UInt8](repeating: 0, count: 1 << 16)
      let count = try contents.withUnsafeMutableBytes { try stream.read(into: $0) }
      _ = try stream.drain()
      return (Array(contents[..<count]), stream.isProven)
    }
  }

  /// What is read otherwise than by Go, and why.
  private static let exceptions: [String: (kinds: [ArchiveProblem.Kind], names: [String])] = [
    // A time is not a part of the contents.
    "pax-bad-mtime-file.tar": ([.tarEndMissing], ["foo"]),
    // Go takes the last of several headers of one kind, Python the first.
    "gnu-multi-hdrs.tar": ([.tarDamaged], []),
    "pax-multi-hdrs.tar": ([.tarDamaged], []),
    // Go does not apply global headers; POSIX does.
    "pax-global-records.tar": ([], ["global1", "file2", "file3", "file4"]),
    // A sparse file keeps the name that is stored in the header.
    "sparse-formats.tar": (
      [],
      [
        "sparse-gnu", "sparse-posix-0.0", "./GNUSparseFile.1234/sparse-posix-0.1",
        "./GNUSparseFile.1234/sparse-posix-1.0", "end",
      ]
    ),
    "pax-nil-sparse-data.tar": ([], ["GNUSparseFile.0/sparse.db"]),
    "pax-nil-sparse-hole.tar": ([], ["GNUSparseFile.0/sparse.db"]),
    "gnu-not-utf8.tar": ([], ["hi\u{fffd}\u{fffd}\u{fffd}\u{fffd}bye"]),
    // Go makes up for an old fault of its own; the GNU header has no prefix.
    "invalid-go17.tar": ([], ["foo"]),
  ]

  /// Names that the manifest shortens.
  private static let unnamed = ["pax.tar", "trailing-slash.tar"]

  @Test("the tars of Go are judged as Go judges them, but for their missing ends")
  func goTars() throws {
    let manifest = String(decoding: try Corpora.bytes("go-tar-testdata/manifest.tsv"), as: UTF8.self)
    for line in manifest.split(separator: "\n").dropFirst() {
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      let file = columns[0]
      guard file.hasSuffix(".tar") else { continue }
      let reading = try Reading(tar: try Corpora.bytes("go-tar-testdata/archive/tar/testdata/\(file)"))
      if let exception = Self.exceptions[file] {
        #expect(reading.kinds == exception.kinds, "\(file)")
        #expect(reading.names == exception.names, "\(file)")
      } else if columns[1] == "ok" {
        #expect(reading.kinds == [] || reading.kinds == [.tarEndMissing], "\(file)")
        let names = columns[3].split(separator: "|").map(String.init)
        if !Self.unnamed.contains(file) { #expect(reading.names == names, "\(file)") }
      } else {
        #expect(reading.kinds == [.tarDamaged], "\(file)")
      }
    }
  }

  @Test("every member type of Python's test archive is read to the archive's end")
  func pythonTar() throws {
    let reading = try Reading(tar: try Corpora.bytes("cpython/tar/testtar.tar"))
    #expect(reading.problems.isEmpty)
    #expect(reading.isComplete)
    #expect(reading.entries.count == 39)
    let regular = reading.entries.filter { $0.size == 7011 && $0.kind == .file }
    #expect(regular.count == 20)
    #expect(Set(regular.map(\.contents)).count == 1)
  }

  @Test("a pax header that would make a reader go round in circles is refused", .timeLimit(.minutes(1)))
  func recursion() throws {
    let reading = try Reading(tar: try Corpora.bytes("cpython/tar/recursion.tar"))
    // Its pax header states more data than there are; that its record states none is never reached.
    #expect(reading.kinds == [.tarTruncated])
    #expect(reading.entries.isEmpty)
  }
}
