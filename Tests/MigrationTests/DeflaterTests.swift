import Foundation
import Testing

@testable import Migration

/// The compressors apart from the archive: whatever they make of blocks, the blocks joined are one stream.
struct DeflaterTests {
  @Test("blocks of all levels are one stream, fast or plain", arguments: 0...9, [false, true])
  func blocks(level: Int, isPlain: Bool) throws {
    let text = Self.batches(of: 300_000, seed: 3)
    var deflater = try Deflater(level: level, isPlain: isPlain)
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
    let text = Self.batches(of: 60_000, seed: 5)
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
    let text = Self.batches(of: 500_000, seed: 9)
    #expect(try Self.size(of: text, level: 1, isPlain: false) < Self.size(of: text, level: 1, isPlain: true))
  }

  @Test("level 6 makes batches at most eight thousandths larger than libz does", arguments: 11...13)
  func tunedSize(seed: UInt64) throws {
    let text = Self.batches(of: 500_000, seed: seed)
    let plain = try Self.size(of: text, level: 6, isPlain: true)
    #expect(try Self.size(of: text, level: 6, isPlain: false) * 1000 <= plain * 1008)
  }

  @Test("levels 5 to 9 are each smaller than the one before, or as large")
  func order() throws {
    let text = Self.batches(of: 500_000, seed: 15)
    let sizes = try (5...9).map { try Self.size(of: text, level: $0, isPlain: false) }
    #expect(sizes == sizes.sorted(by: >))
    #expect(sizes[0] > sizes[1])
  }

  @Test("a checksum is the CRC-32 of RFC 1952, whoever counts it")
  func checksum() {
    let check = Array("123456789".utf8)
    #expect(check.withUnsafeBufferPointer { $0.checksum } == 0xCBF4_3926)
    #expect(Bytes(start: nil, count: 0).checksum == 0)
  }

  private static func size(of text: [UInt8], level: Int, isPlain: Bool) throws -> Int {
    var deflater = try Deflater(level: level, isPlain: isPlain)
    var packed = ByteBuffer(capacity: 0)
    try text.withUnsafeBufferPointer {
      try deflater.compress($0, dictionary: [], isLast: true, to: &packed)
    }
    return packed.count
  }

  private static func member(_ packed: borrowing ByteBuffer, of text: [UInt8]) -> Data {
    var gzip = Gzip()
    gzip.add(checksum: text.withUnsafeBufferPointer { $0.checksum }, length: text.count)
    return Data(Gzip.header(level: 6)) + Data(packed.bytes) + Data(gzip.trailer)
  }

  /// Comments as they stand in a batch, with bodies of words that come as often as words do.
  private static func batches(of count: Int, seed: UInt64) -> [UInt8] {
    var random = SeededRandom(state: seed)
    let words = (0..<4000).map { _ in
      String(
        (0..<Int.random(in: 2...9, using: &random)).compactMap { _ in
          "etaoinshrdlucmw".randomElement(using: &random)
        })
    }
    var (text, id) = ("", 17_000_000_000)
    while text.utf8.count < count {
      id += Int.random(in: 1...900, using: &random)
      let body = (0..<Int.random(in: 3...40, using: &random)).map { _ in
        words[
          Int.random(in: 0..<words.count, using: &random) * Int.random(in: 0..<words.count, using: &random)
            / words.count]
      }
      text += """
        {"id":\(id),"ticket_id":\(id / 20_000),"author_id":\(id / 70_000),"public":true,\
        "created_at":"2021-02-02T02:02:02Z","html_body":"<p>\(body.joined(separator: " "))</p>"},
        """
    }
    return Array(text.utf8)
  }
}
