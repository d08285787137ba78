import Foundation
import Plan
import Testing

@testable import Exports

@Suite("Exports that are compressed with gzip")
struct GzipTests {
  private let text = "a,b\n1,2\n3,\"4\n5\"\n"
  private let rows: [[Field]] = [["1", "2"], ["3", "4\n5"]]

  @Test("a gzip file is read as what it holds, whatever its name; offsets and lines are those of the text")
  func plain() throws {
    let reading = try Reading(gzip(text))
    #expect(reading.rows == rows)
    #expect(
      reading.places == [
        RecordPlace(file: 0, length: 3, offset: 4, line: 2),
        RecordPlace(file: 0, length: 7, offset: 8, line: 3),
      ])
    #expect(reading.summaries[0].shape.description == "CSV, ',', UTF-8, gzip")
  }

  @Test("a tap sees each byte of the file, and each byte of the text, once", arguments: [1, 3, 1 << 20])
  func taps(chunk: Int) throws {
    let file = gzip(text)
    let reading = try Reading(file, limits: ReadLimits(chunk: chunk))
    #expect(reading.tapped == [file])
    #expect(reading.tappedText == [Array(text.utf8)])
    #expect(reading.summaries[0].bytes == UInt64(file.count))
  }

  @Test("all members are read, one behind the other, empty ones and NUL padding included")
  func members() throws {
    let file = gzip("a,b\n1,2\n3,\"4") + gzip("") + gzip("") + gzip("\n5\"\n") + [0, 0, 0]
    #expect(try Reading(file).rows == rows)
  }

  @Test("a file that expands as far as the limit is read, and one that expands further is refused")
  func expansion() throws {
    let text = "a,b\n" + String(repeating: "1,2\n", count: 50_000)
    let file = gzip(text)
    let times = text.utf8.count / file.count
    let read = { (times: Int, free: Int) in
      try Reading(file) { ($0.limits.expansion, $0.limits.freeExpansion) = (times, free) }.rows.count
    }
    #expect(try read(times + 1, 1024) == 50_000)
    #expect(
      refusal { _ = try read(times, 1024) }
        == "chat.csv: is compressed with gzip and expands to more than \(times) times its bytes; expected at most that "
        + "after the first 1024 bytes. Check who made it and what is in it, or let 'build' and 'verify' unpack it "
        + "(--max-expansion)")
    #expect(try read(1, text.utf8.count) == 50_000)
    #expect(refusal { _ = try read(1, text.utf8.count - 1) } != nil)
  }

  @Test("the text of a file that expands too far is not put into the spool")
  func expansionOfSpool() throws {
    let folder = try TemporaryFolder()
    try folder.write(gzip("a,b\n" + String(repeating: "1,2\n", count: 50_000)), to: "chat.csv")
    let export = try folder.export("chat.csv") { ($0.limits.expansion, $0.limits.freeExpansion) = (10, 1024) }
    #expect(refusal { _ = try export.unpacked(in: folder.path) }?.contains("(--max-expansion)") == true)
  }

  @Test("a hundred thousand empty members are read in a loop")
  func emptyMembers() throws {
    let empty = gzip("")
    let file = Array(repeatElement(empty, count: 100_000).joined()) + gzip(text)
    #expect(try Reading(file).rows == rows)
  }

  @Test("a file that is cut off anywhere is refused, or has no record", arguments: 1..<50)
  func truncated(missing: Int) throws {
    let whole = gzip(text)
    let file = Array(whole.dropLast(missing))
    let sentence = refusal { _ = try Reading(file) }
    switch file.count {
    case 0: #expect(sentence == "chat.csv: is empty; expected a header with 'a', 'b'. Export it again")
    case 1: #expect(sentence?.contains("does not have 'a' and 'b'") == true)
    default:
      #expect(
        sentence
          == "chat.csv: is compressed with gzip and ends inside a member, after \(file.count) bytes; "
          + "expected a complete file. It was cut off: copy or export it again")
    }
  }

  @Test("contents that differ from the CRC-32 or the length that a member states")
  func checksums() {
    var file = gzip(text)
    let count = file.count
    let rest =
      "; expected complete gzip data. Check it (gzip -t), and copy or export it again"
    file[count - 8] ^= 1
    #expect(
      refusal { _ = try Reading(file) }
        == "chat.csv: is compressed with gzip and damaged: the member that ends or breaks at offset "
        + "\(count - 4) has other contents than its CRC-32 states\(rest)")
    file[count - 8] ^= 1
    file[count - 4] ^= 1
    #expect(
      refusal { _ = try Reading(file) }
        == "chat.csv: is compressed with gzip and damaged: the member that ends or breaks at offset "
        + "\(count) has contents of another length than it states\(rest)")
  }

  @Test(
    "other bytes behind the last member are refused with their place", arguments: [[0x1F], [0, 0, 7], [65]])
  func trailing(garbage: [UInt8]) throws {
    let file = gzip(text) + garbage
    let place = file.count - 1
    #expect(
      refusal { _ = try Reading(file) }
        == "chat.csv: is compressed with gzip and has other bytes after the last member, at offset \(place); "
        + "expected its end. Check what was appended to it (gzip -t), or export it again")
  }

  @Test("any changed byte is noticed, or changes nothing that is read")
  func flips() throws {
    let whole = gzip(text)
    var unnoticed: [Int] = []
    for index in whole.indices {
      var file = whole
      file[index] ^= 0x10
      let sentence = refusal { _ = try Reading(file) }
      if sentence == nil {
        unnoticed.append(index)
        #expect(try Reading(file).rows == rows, "byte \(index)")
      }
    }
    // The time, the extra flags and the system, and the bits that fill the last byte of the deflate data.
    #expect(unnoticed.prefix(6) == [4, 5, 6, 7, 8, 9])
    #expect(unnoticed.dropFirst(6).allSatisfy { $0 == whole.count - 9 }, "\(unnoticed)")
  }

  @Test("a file that is compressed twice is refused")
  func twice() {
    #expect(
      refusal { _ = try Reading(gzip(gzip(text))) }
        == "chat.csv: is compressed with gzip twice; expected it once. Unpack it once (gunzip)")
  }

  @Test("an empty file, compressed, is empty")
  func empty() {
    #expect(
      refusal { _ = try Reading(gzip("")) }
        == "chat.csv: is empty; expected a header with 'a', 'b'. Export it again")
  }

  @Test(
    "Go's cases: what Go unpacks is unpacked the same, what Go rejects is refused",
    .enabled(if: Corpora.arePresent, "skipped: there is no folder shared/corpora beside the package"))
  func go() throws {
    struct Case: Decodable {
      var file: String
      var verdict: String
      var output: String?
    }
    let cases = try Corpora.decode("go-gzip-cases/cases.json", as: [Case].self)
    #expect(cases.count == 51)
    let folder = try TemporaryFolder()
    for one in cases {
      let bytes = try Data(contentsOf: Corpora.folder.appendingPathComponent("go-gzip-cases/\(one.file)"))
      try folder.write(Array(bytes), to: "file.gz")
      var text: [UInt8] = []
      let sentence = refusal {
        let input = try InputFile(opening: try folder.export("file.gz").files[0])
        let gzip = try GzipSource(FileBytes(input) { _ in }, name: "file.gz", limits: InputLimits())
        var buffer = [UInt8](repeating: 0, count: 100)
        while case let count = try buffer.withUnsafeMutableBytes({ try gzip.read(into: $0) }), count > 0 {
          text += buffer[..<count]
        }
      }
      #expect((sentence == nil) == (one.verdict.hasPrefix("accept")), "\(one.file): \(sentence ?? "read")")
      if sentence == nil, let output = one.output { #expect(text == Array(output.utf8), "\(one.file)") }
    }
  }
}
