import Foundation
import Testing

@testable import Migration

/// The compressors apart from the archive: whatever they make of blocks, the blocks joined are one stream.
struct DeflaterTests {
  @Test("blocks of all levels are one stream, fast or plain", arguments: 0...9, [false, true])
  func blocks(level: Int, isReference: Bool) throws {
    let text = MadeUpText.words.batches(of: 300_000, seed: 3)
    let effort = isReference ? nil : Effort.tuned(level)
    var deflater = try Deflater(level: level, effort: effort, isReference: isReference)
    var packed = ByteBuffer(capacity: 0)
    try text.withUnsafeBufferPointer { text in
      // Blocks of no byte, of one, of less and of more than the window.
      let ends = [0, 1, 20_000, 120_000, 120_000, text.count]
      for (start, end) in zip([0] + ends, ends) {
        try deflater.compress(
          Bytes(rebasing: text[start..<end]),
          dictionary: Array(text[max(0, start - Deflater.window)..<start]),
          isLast: end == text.count, to: &packed)
      }
    }
    #expect(try gunzip(Self.member(packed, of: text)) == text)
  }

  // Skipped where ISA-L is not installed.
  @Test(
    "ISA-L goes on wherever the room ends", .enabled(if: ISALibrary.loaded != nil),
    arguments: [1, 2], [1, 7, 64, 4096])
  func smallRooms(level: Int, room: Int) throws {
    let text = MadeUpText.words.batches(of: 60_000, seed: 5)
    let stream = try #require(ISALStream(level: level))
    var packed = ByteBuffer(capacity: 0)
    try text.withUnsafeBufferPointer { text in
      for (start, end, isLast) in [(0, 30_000, false), (30_000, text.count, true)] {
        try stream.begin(behind: Array(text[..<start].suffix(Deflater.window)))
        stream.feed(Bytes(rebasing: text[start..<end]))
        var isDone = false
        while !isDone {
          packed.reserve(room)
          let rest = UnsafeMutableBufferPointer(start: packed.end, count: room)
          let part = try stream.deflate(into: rest, upTo: isLast ? .endOfStream : .byteBorder)
          packed.advance(by: part.made)
          isDone = part.isDone
        }
      }
    }
    #expect(try gunzip(Self.member(packed, of: text)) == text)
  }

  // Skipped where ISA-L is not installed: both are libz then, and equal.
  @Test(
    "the lowest level is not larger with ISA-L than with libz", .enabled(if: ISALibrary.loaded != nil))
  func fastIsNotLarger() throws {
    let text = MadeUpText.words.batches(of: 500_000, seed: 9)
    #expect(try Self.size(of: text, level: 1) < Self.size(of: text, level: 1, isReference: true))
  }

  @Test(
    "level 6 is at most one percent larger than gzip -6, whatever the text", arguments: MadeUpText.allCases)
  func size(text: MadeUpText) throws {
    let bytes = text.batches(of: 600_000, seed: 11)
    let effort = try Self.effort(for: bytes, level: 6)
    #expect(try Self.size(of: bytes, level: 6, effort: effort) * 100 <= Self.gzipSize(of: bytes) * 101)
  }

  @Test("batches that repeat get the tuned effort, and become smaller", arguments: 5...7)
  func tuned(level: Int) throws {
    let bytes = MadeUpText.templates.batches(of: 600_000, seed: 12)
    let effort = try #require(try Self.effort(for: bytes, level: level))
    #expect(try Self.size(of: bytes, level: level, effort: effort) < Self.size(of: bytes, level: level))
  }

  @Test("prose gets libz's own effort, because the tuned one would make it larger")
  func plain() throws {
    let bytes = MadeUpText.prose.batches(of: 600_000, seed: 13)
    #expect(try Self.effort(for: bytes, level: 6) == nil)
    let tuned = try Self.size(of: bytes, level: 6, effort: .tuned(6))
    #expect(try tuned * 100 > Self.size(of: bytes, level: 6) * 101)
  }

  @Test("samples are taken from all over an archive, at most twelve")
  func samples() {
    #expect(EffortChoice.chunks(of: 0) == [])
    #expect(EffortChoice.chunks(of: 3) == [0, 1, 2])
    #expect(EffortChoice.chunks(of: 120) == [5, 15, 25, 35, 45, 55, 65, 75, 85, 95, 105, 115])
  }

  @Test("levels 5 to 9 are each smaller than the one before, or as large")
  func order() throws {
    let text = MadeUpText.words.batches(of: 500_000, seed: 15)
    let sizes = try (5...9).map { try Self.size(of: text, level: $0, effort: .tuned($0)) }
    #expect(sizes == sizes.sorted(by: >))
    #expect(sizes[0] > sizes[1])
  }

  @Test("a checksum is the CRC-32 of RFC 1952, whoever counts it", arguments: [false, true])
  func checksum(isReference: Bool) {
    let check = Array("123456789".utf8)
    #expect(check.withUnsafeBufferPointer { $0.checksum(isReference: isReference) } == 0xCBF4_3926)
    #expect(Bytes(start: nil, count: 0).checksum(isReference: isReference) == 0)
  }

  /// The effort that samples of the text choose, which is read as one chunk.
  private static func effort(for text: [UInt8], level: Int) throws -> Effort? {
    var choice = try #require(try EffortChoice(level: level))
    try text.withUnsafeBufferPointer { try choice.sample($0) }
    return choice.effort
  }

  private static func size(
    of text: [UInt8], level: Int, effort: Effort? = nil, isReference: Bool = false
  ) throws -> Int {
    var deflater = try Deflater(level: level, effort: effort, isReference: isReference)
    var packed = ByteBuffer(capacity: 0)
    try text.withUnsafeBufferPointer {
      try deflater.compress($0, dictionary: [], isLast: true, to: &packed)
    }
    return packed.count
  }

  private static func gzipSize(of text: [UInt8]) throws -> Int {
    let file = FileManager.default.temporaryDirectory.appending(path: "deskaudit-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(text).write(to: file)
    let (process, output) = (Process(), Pipe())
    process.executableURL = URL(filePath: "/bin/gzip")
    process.arguments = ["-6", "-n", "-c", file.path]
    process.standardOutput = output
    try process.run()
    let packed = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return packed.count
  }

  private static func member(_ packed: borrowing ByteBuffer, of text: [UInt8]) -> Data {
    var gzip = Gzip()
    gzip.add(checksum: text.withUnsafeBufferPointer { $0.checksum() }, length: text.count)
    return Data(Gzip.header(level: 6)) + Data(packed.bytes) + Data(gzip.trailer)
  }
}
