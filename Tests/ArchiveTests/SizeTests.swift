import Testing

@testable import Archive

@Suite("Sizes of gzip members and tar entries")
struct SizeTests {
  let a = TarBytes.entry("a", "alpha")
  let tar = TarBytes.entry("a", "alpha") + TarBytes.entry("b", "beta") + TarBytes.end

  @Test("many empty and short members are one stream with the long ones between them")
  func shortMembers() throws {
    let long = TarBytes.entry("long", (0..<20_000).map { UInt8($0 % 251) })
    let empty = Array(repeating: gzip([]), count: 50).flatMap(\.self)
    var file = empty
    for byte in tar.dropLast(1024) { file += gzip([byte]) }
    file += empty + gzip(long) + empty + gzip(Array(tar.suffix(1024))) + empty
    let reading = try Reading(file: file)
    #expect(reading.problems.isEmpty)
    #expect(reading.names == ["a", "b", "long"])
    #expect(reading.isComplete)
    #expect(try Reading(file: file + [0x1f]).kinds == [.gzipTrailingGarbage])
  }

  @Test("a wrong CRC-32 after several buffers loses none of the contents")
  func wrongTrailerOfLong() throws {
    let noise = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) & 0x7f }
    var file = gzip(TarBytes.entry("noise", noise) + tar)
    file[file.count - 8] ^= 1
    let reading = try Reading(file: file)
    #expect(reading.kinds == [.gzipDamaged])
    #expect(reading.contents == [String(decoding: noise, as: UTF8.self), "alpha", "beta"])
    // A header and 1,954 blocks, two entries of two blocks, and the end.
    #expect(reading.summary.tarBytes == 512 + 1_000_448 + 2 * 1024 + 1024)
  }

  @Test("contents may fill a block, or all of it but a byte or two", arguments: [510, 511, 512, 513, 1535])
  func lastByteOfBlock(size: Int) throws {
    let contents = String(repeating: "x", count: size)
    for type: Character in ["0", "V"] {
      let entry = TarBytes.entry("long", contents, type: type)
      let reading = try Reading(tar: entry + a + TarBytes.end)
      #expect(reading.contents == [type == "0" ? contents : nil, "alpha"])
      #expect(reading.isComplete)
    }
  }
}
