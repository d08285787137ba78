import Foundation
import Plan
import Testing

@testable import Migration

/// The archive's bytes: gzip, tar, and that they depend on the input alone.
@Suite("Archive format")
struct ArchiveFormatTests {
  /// Enough rows for several chunks.
  private func large() throws -> Fixture {
    var random = SeededRandom(state: 99)
    let words = ["ticket", "über", "\"\"quoted\"\"", "order", "漢字", "refund", "please", "<br/>", "thanks"]
    let rows = (1...4000).map { number in
      let body = (0..<60).map { _ in words.randomElement(using: &random) ?? "" }.joined(separator: " ")
      return Row(comment: "\(number)", ticket: "\(10 + number / 9)", body: "\"\(body)\"")
    }
    return try Fixture(rows)
  }

  @Test("the bytes are the same for one, two and three jobs")
  func jobs() throws {
    let fixture = try large()
    let archives = try [1, 2, 3].map { jobs in
      try fixture.build(jobs: jobs)
      return try Data(contentsOf: URL(fileURLWithPath: fixture.archivePath))
    }
    #expect(archives[0] == archives[1] && archives[1] == archives[2])
  }

  @Test("every level gives the same tar in one whole gzip member")
  func levels() throws {
    let fixture = try large()
    let tars = try (0...9).map { level in
      try fixture.build(level: level)
      return try gunzip(Data(contentsOf: URL(fileURLWithPath: fixture.archivePath)))
    }
    #expect(tars.allSatisfy { $0 == tars[0] })
    #expect(tars[0].count > 3 * BatchPlan.chunkBytes)
  }

  @Test("the gzip header has no name and no time")
  func gzipHeader() throws {
    let fixture = try Fixture([Row()])
    try fixture.build()
    let data = try Data(contentsOf: URL(fileURLWithPath: fixture.archivePath))
    #expect(Array(data.prefix(10)) == [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255])
  }

  @Test("a block refers back into the 32 KiB before it, and is read as one stream with them")
  func dictionary() throws {
    var random = SeededRandom(state: 7)
    let noise = (0..<16_384).map { _ in UInt8.random(in: 0...255, using: &random) }
    var deflater = try Deflater(level: 6)
    var first = ByteBuffer(capacity: 0)
    var second = ByteBuffer(capacity: 0)
    try noise.withUnsafeBufferPointer { noise in
      try deflater.compress(noise, dictionary: [], isLast: false, to: &first)
      try deflater.compress(noise, dictionary: Array(noise), isLast: true, to: &second)
    }
    #expect(first.count > noise.count)
    #expect(second.count < 1000)
    var gzip = Gzip()
    let checksum = noise.withUnsafeBufferPointer { $0.checksum() }
    gzip.add(checksum: checksum, length: noise.count)
    gzip.add(checksum: checksum, length: noise.count)
    let member = Data(Gzip.header(level: 6)) + Data(first.bytes) + Data(second.bytes) + Data(gzip.trailer)
    #expect(try gunzip(member) == noise + noise)
  }

  // Against the same effort in one piece: what the pieces cost. What the effort costs, see `DeflaterTests`.
  @Test("the archive is at most one percent larger than it would be in one piece")
  func size() throws {
    let fixture = try large()
    try fixture.build()
    let archive = try Data(contentsOf: URL(fileURLWithPath: fixture.archivePath))
    let tar = try gunzip(archive)
    var deflater = try Deflater(level: 6)
    var whole = ByteBuffer(capacity: 0)
    try tar.withUnsafeBufferPointer {
      try deflater.compress($0, dictionary: [], isLast: true, to: &whole)
    }
    #expect(archive.count * 100 < whole.count * 101)
  }

  @Test("a tar header is that of a regular file, mode 0644, owner 0, time 0")
  func tarHeader() throws {
    let header = try TarHeader(name: "a.json", size: 1000).bytes
    let text = String(decoding: header, as: UTF8.self)
    let expected =
      "a.json" + String(repeating: "\0", count: 94) + "0000644\0" + "0000000\0" + "0000000\0"
      + "00000001750\0"
      + "00000000000\0" + "010323\0 " + "0" + String(repeating: "\0", count: 100) + "ustar\0" + "00"
      + String(repeating: "\0", count: 64) + "0000000\0" + "0000000\0" + String(repeating: "\0", count: 167)
    #expect(text == expected)
    var unsummed = header
    unsummed.replaceSubrange(148..<156, with: Array("        ".utf8))
    #expect(unsummed.reduce(0) { $0 + Int($1) } == Int("010323", radix: 8))
  }

  @Test("a size or a name above ustar's is refused, the largest is not")
  func tarLimits() throws {
    #expect(throws: TarLimit.self) { try TarHeader(name: "a", size: 8 << 30) }
    #expect(throws: TarLimit.self) { try TarHeader(name: String(repeating: "a", count: 101), size: 0) }
    let header = try TarHeader(name: String(repeating: "a", count: 100), size: (8 << 30) - 1).bytes
    #expect(String(decoding: header[..<101], as: UTF8.self) == String(repeating: "a", count: 100) + "0")
    #expect(String(decoding: header[124..<136], as: UTF8.self) == "77777777777\0")
  }

  // Skipped where there is no python3: an outside reader is a check, not a dependency.
  @Test(
    "Python's tarfile and json read every member",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")))
  func python() throws {
    let fixture = try large()
    let report = try fixture.build()
    let script = """
      import json, sys, tarfile
      with tarfile.open(sys.argv[1], 'r:gz') as tar:
          batches = [json.load(tar.extractfile(member)) for member in tar]
      print(len(batches), sum(len(batch['data']['tickets']['comments']) for batch in batches))
      """
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    process.arguments = ["-c", script, fixture.archivePath]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(String(decoding: output, as: UTF8.self) == "\(report.batchCount) 4000\n")
  }
}
