import Foundation
import Testing

@testable import Archive

@Suite("gzip")
struct GzipTests {
  let tar = TarBytes.entry("a", "alpha") + TarBytes.entry("b", "beta") + TarBytes.end

  @Test("one member is read to its proven end")
  func whole() throws {
    let file = gzip(tar)
    let reading = try Reading(file: file)
    #expect(reading.problems.isEmpty)
    #expect(reading.contents == ["alpha", "beta"])
    let expected = ArchiveSummary(
      bytes: UInt64(file.count), tarBytes: UInt64(tar.count), members: 2, isComplete: true)
    #expect(reading.summary == expected)
  }

  @Test("concatenated members are one stream, wherever they are cut")
  func concatenated() throws {
    for cut in [1, 511, 512, 700, 2047] {
      let reading = try Reading(file: gzip(Array(tar[..<cut])) + gzip(Array(tar[cut...])))
      #expect(reading.problems.isEmpty, "cut at \(cut)")
      #expect(reading.contents == ["alpha", "beta"], "cut at \(cut)")
      #expect(reading.isComplete, "cut at \(cut)")
    }
  }

  @Test(
    "members, cuts and flipped bits at random are read as libz alone reads them",
    arguments: 1...40 as ClosedRange<UInt64>)
  func generated(seed: UInt64) throws {
    var numbers = SplitMix64(seed: seed)
    var contents: [UInt8] = []
    for index in 0..<Int.random(in: 1...6, using: &numbers) {
      let letters = UInt8.random(in: 1...200, using: &numbers)
      let bytes = (0..<Int.random(in: 0...300_000, using: &numbers)).map { _ in
        UInt8.random(in: 0...letters, using: &numbers)
      }
      contents += TarBytes.entry("entry \(index)", bytes)
    }
    contents += TarBytes.end
    var file: [UInt8] = []
    var rest = contents[...]
    while !rest.isEmpty {
      let part = rest.prefix(Int.random(in: 1...400_000, using: &numbers))
      file += gzip(Array(part), level: Int32.random(in: 0...9, using: &numbers))
      rest = rest.dropFirst(part.count)
    }
    // `Reading` compares.
    let whole = try Reading(file: file)
    #expect(whole.isComplete, "seed \(seed)")
    let cut = try Reading(file: Array(file.prefix(Int.random(in: 1..<file.count, using: &numbers))))
    #expect(!cut.isComplete, "seed \(seed)")
    var damaged = file
    damaged[Int.random(in: 0..<file.count, using: &numbers)] ^= 1 << UInt8.random(in: 0..<8, using: &numbers)
    _ = try Reading(file: damaged)
  }

  @Test("a hundred thousand empty members are read without recursion", .timeLimit(.minutes(1)))
  func emptyMembers() throws {
    let empty = gzip([])
    let reading = try Reading(file: Array(repeatElement(empty, count: 100_000).joined()) + gzip(tar))
    #expect(reading.problems.isEmpty)
    #expect(reading.names == ["a", "b"])
  }

  @Test("a file cut at any byte is never complete, and says that it was cut")
  func truncatedAnywhere() throws {
    let file = gzip(tar)
    for length in 1..<file.count {
      let reading = try Reading(file: Array(file[..<length]))
      #expect(!reading.isComplete, "cut to \(length) bytes")
      #expect(reading.kinds == [.gzipTruncated], "cut to \(length) bytes")
      #expect(reading.problems.first?.offset == UInt64(length))
    }
  }

  @Test("a file cut inside its second gzip member is truncated")
  func truncatedSecondMember() throws {
    let first = gzip(Array(tar[..<1024]))
    let second = gzip(Array(tar[1024...]))
    for length in 2..<second.count {
      let reading = try Reading(file: first + second[..<length])
      #expect(reading.kinds == [.gzipTruncated], "second member cut to \(length) bytes")
      #expect(!reading.isComplete)
    }
  }

  @Test("the problem of a cut file names the member that was being read")
  func truncatedInsideMember() throws {
    let stored = gzip(tar, level: 0)
    let reading = try Reading(file: Array(stored[..<(stored.count - 1542)]))
    #expect(reading.kinds == [.gzipTruncated])
    #expect(reading.problems.first?.member == "b")
    #expect(reading.names == ["a"])
  }

  @Test("one flipped bit anywhere is a problem, or changes nothing of the contents")
  func flippedAnywhere() throws {
    let file = gzip(tar)
    let whole = try Reading(file: file)
    for index in file.indices {
      for bit in 0..<8 {
        var damaged = file
        damaged[index] ^= 1 << bit
        let reading = try Reading(file: damaged)
        // RFC 1952: FTEXT is a hint; MTIME, XFL and OS describe the file that was compressed. A match in the
        // deflated data may lie in one run of NUL bytes as well as in another.
        if reading.isComplete {
          #expect(reading == whole && !(index == 3 && bit > 0), "byte \(index), bit \(bit)")
        } else {
          #expect(!reading.problems.isEmpty, "byte \(index), bit \(bit)")
        }
      }
    }
  }

  @Test("a flipped bit in stored data is a problem")
  func flippedStored() throws {
    let file = gzip(tar, level: 0)
    for index in stride(from: 15, to: file.count, by: 11) {
      var damaged = file
      damaged[index] ^= 1
      let reading = try Reading(file: damaged)
      #expect(!reading.isComplete && !reading.problems.isEmpty, "byte \(index)")
    }
  }

  @Test("a wrong CRC-32 and a wrong length are told apart")
  func wrongTrailer() throws {
    var file = gzip(tar)
    file[file.count - 8] ^= 1
    let crc = try Reading(file: file)
    #expect(crc.kinds == [.gzipDamaged])
    #expect(crc.problems.first?.message.contains("CRC-32") == true)
    file[file.count - 8] ^= 1
    file[file.count - 4] ^= 1
    let length = try Reading(file: file)
    #expect(length.kinds == [.gzipDamaged])
    #expect(length.problems.first?.message.contains("length") == true)
  }

  @Test(
    "bytes behind the last member are garbage, a lone first byte of a header too",
    arguments: [[0x1f], [0x00, 0x01], [0x1f, 0x8c], Array("garbage".utf8)])
  func trailingGarbage(garbage: [UInt8]) throws {
    let file = gzip(tar)
    let reading = try Reading(file: file + garbage)
    #expect(reading.kinds == [.gzipTrailingGarbage])
    #expect(reading.problems.first?.offset == UInt64(file.count))
    #expect(reading.contents == ["alpha", "beta"])
    #expect(!reading.isComplete)
  }

  @Test("NUL bytes behind the last member are padding", arguments: [1, 2, 600_000])
  func trailingZeros(count: Int) throws {
    let file = gzip(tar)
    let reading = try Reading(file: file + [UInt8](repeating: 0, count: count))
    #expect(
      reading.problems == [
        ArchiveProblem(
          kind: .gzipTrailingZeros, offset: UInt64(file.count),
          message: count == 1
            ? "1 NUL byte of padding follows the last gzip member"
            : "\(count) NUL bytes of padding follow the last gzip member")
      ])
    #expect(reading.isComplete)
  }

  @Test(
    "a file that is no gzip is refused by the name of what it looks like",
    arguments: [
      ([], "the file is empty"), ([0x50, 0x4b, 3, 4, 0], "looks like a zip archive"),
      ([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0], "looks like xz data"),
      (Array("BZh9".utf8), "looks like bzip2 data"),
      ([0x28, 0xb5, 0x2f, 0xfd], "looks like zstd data"), ([0x78, 0x9c, 3, 0], "looks like zlib data"),
      (Array("{\"a\":1}".utf8), "looks like JSON text"), ([0x1f, 0x8c], "does not begin like gzip"),
      (TarBytes.entry("a", "alpha") + TarBytes.end, "looks like an uncompressed tar"),
    ] as [([UInt8], String)])
  func otherFormats(bytes: [UInt8], words: String) throws {
    let reading = try Reading(file: bytes)
    #expect(reading.kinds == [.notGzip])
    #expect(reading.problems.first?.message.contains(words) == true)
    #expect(reading.problems.first?.offset == 0)
    #expect(!reading.isComplete)
  }

  @Test("gzip inside gzip is no tar, and is called what it is")
  func nested() throws {
    let reading = try Reading(file: gzip(gzip(tar + [UInt8](repeating: 7, count: 9000), level: 0)))
    #expect(reading.kinds == [.tarDamaged])
    #expect(reading.problems.first?.message.contains("look like gzip data") == true)
    #expect(!reading.isComplete)
  }

  @Test("the tap sees the whole file in order, also behind a damage")
  func tap() throws {
    let noise = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }
    var damaged = gzip(TarBytes.entry("noise", noise) + TarBytes.end, level: 0)
    damaged[100_000] ^= 1
    damaged[10] = 0xff
    for file in [gzip(tar), damaged, [1, 2, 3] + damaged, gzip(tar) + [5] + damaged] {
      let seen = try withFile(file) { path in
        var seen: [UInt8] = []
        _ = try ArchiveReader(path: path, limits: .usual).read(
          tap: { seen += $0 }, problem: { _ in }, receive: { _ in })
        return seen
      }
      #expect(seen == file)
    }
  }

  @Test("an archive that expands as far as the limit is read, and one that expands further is an error")
  func expansion() throws {
    let tar = TarBytes.entry("zeros", [UInt8](repeating: 0, count: 100_000)) + TarBytes.end
    let file = gzip(tar)
    var limits = ArchiveLimits.usual
    limits.freeExpansion = 0
    limits.expansion = UInt64(tar.count / file.count + 1)
    #expect(try Reading(file: file, limits: limits).isComplete)
    limits.expansion -= 1
    try withFile(file) { path in
      let error = ArchiveError(
        file: path,
        message:
          "expands to more than \(limits.expansion) times its bytes; expected at most that after the first 0 "
          + "bytes. Check who made it and what is in it, or let 'verify' unpack it (--max-expansion)")
      #expect(throws: error) { try Reading(path: path, limits: limits) }
    }
    limits.freeExpansion = UInt64(tar.count)
    #expect(try Reading(file: file, limits: limits).isComplete)
    limits.freeExpansion -= 1
    #expect(throws: ArchiveError.self) { try Reading(file: file, limits: limits) }
  }

  @Test("a damaged member that is inflated once more is damage, not an expansion")
  func expansionOfDamaged() throws {
    var file = gzip(TarBytes.entry("zeros", [UInt8](repeating: 0, count: 4 << 20)) + TarBytes.end)
    file[file.count - 8] ^= 1
    var limits = ArchiveLimits.usual
    limits.freeExpansion = 0
    #expect(try Reading(file: file, limits: limits).kinds.last == .gzipDamaged)
  }

  @Test("an archive can be read twice by one reader")
  func readTwice() throws {
    try withFile(gzip(tar)) { path in
      let reader = try ArchiveReader(path: path, limits: .usual)
      let first = try reader.read(problem: { _ in }, receive: { _ in })
      #expect(try reader.read(problem: { _ in }, receive: { _ in }) == first)
      #expect(first.isComplete)
    }
  }
}

@Suite("the file of an archive")
struct ArchiveFileTests {
  @Test("a file that is missing, a directory or a device is an error, not a problem")
  func cannotBeRead() {
    #expect(
      throws: ArchiveError(file: "/nowhere/at all", message: "can't be opened: No such file or directory")
    ) { try ArchiveReader(path: "/nowhere/at all", limits: .usual) }
    #expect(
      throws: ArchiveError(
        file: "/dev", message: "is a directory; expected a file that can be read to its end")
    ) { try ArchiveReader(path: "/dev", limits: .usual) }
    #expect(
      throws: ArchiveError(
        file: "/dev/null", message: "is not a regular file; expected a file that can be read to its end")
    ) { try ArchiveReader(path: "/dev/null", limits: .usual) }
  }

  @Test("a named pipe without a writer is refused without waiting", .timeLimit(.minutes(1)))
  func namedPipe() throws {
    let path = NSTemporaryDirectory() + "archive-\(UUID().uuidString).pipe"
    #expect(mkfifo(path, 0o600) == 0)
    defer { unlink(path) }
    #expect(throws: ArchiveError.self) { try ArchiveReader(path: path, limits: .usual) }
  }

  @Test("a file that grows while it is read is an error")
  func changes() throws {
    let tar = TarBytes.entry("a", "alpha") + TarBytes.end
    try withFile(gzip(tar)) { path in
      let reader = try ArchiveReader(path: path, limits: .usual)
      let expected = ArchiveError(
        file: path, message: "was changed while it was read; wait until it is finished and start again")
      #expect(throws: expected) {
        try reader.read(problem: { _ in }) { _ in
          let handle = try FileHandle(forWritingTo: URL(filePath: path))
          try handle.seekToEnd()
          try handle.write(contentsOf: [0, 0])
          try handle.close()
        }
      }
    }
  }

  @Test("an error of the receiver ends the reading and reaches the caller")
  func receiverThrows() throws {
    let tar = TarBytes.entry("a", "alpha") + TarBytes.entry("b", "beta") + TarBytes.end
    var received = 0
    #expect(throws: CancellationError.self) {
      try withFile(gzip(tar)) { path in
        _ = try ArchiveReader(path: path, limits: .usual).read(problem: { _ in }) { _ in
          received += 1
          throw CancellationError()
        }
      }
    }
    #expect(received == 1)
  }

  @Test("a recycled buffer holds the next member")
  func recycled() {
    let pool = MemberPool()
    let bytes = pool.take(capacity: 100)
    bytes.count = 100
    pool.give(bytes)
    let next = pool.take(capacity: 200)
    #expect(next === bytes)
    #expect(next.count == 0)
    #expect(next.buffer.count >= 200)
  }
}
