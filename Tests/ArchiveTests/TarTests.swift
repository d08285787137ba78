import Testing

@testable import Archive

@Suite("tar")
struct TarTests {
  typealias Entry = Reading.Entry
  let a = TarBytes.entry("a", "alpha")
  let b = TarBytes.entry("b", "beta")

  @Test("entries come in order, with their sizes, offsets and contents")
  func entries() throws {
    let long = [UInt8](repeating: UInt8(ascii: "x"), count: 700_000)
    let reading = try Reading(
      tar: a + TarBytes.entry("long", long) + TarBytes.entry("empty", "") + TarBytes.end)
    #expect(reading.problems.isEmpty)
    #expect(
      reading.entries == [
        Entry(name: "a", kind: .file, size: 5, contents: "alpha"),
        Entry(name: "long", kind: .file, size: 700_000, contents: String(decoding: long, as: UTF8.self)),
        Entry(name: "empty", kind: .file, size: 0, contents: ""),
      ])
    let offsets = try withFile(gzip(a + b + TarBytes.end)) { path in
      var offsets: [UInt64] = []
      _ = try ArchiveReader(path: path, limits: .usual).read(problem: { _ in }) { offsets.append($0.offset) }
      return offsets
    }
    #expect(offsets == [0, 1024])
  }

  @Test("the ustar prefix goes before the name, but is none in a GNU or v7 header")
  func prefix() throws {
    let prefix: [Int: [UInt8]] = [345: Array("some/folder".utf8)]
    let tar =
      TarBytes.header("a", fields: prefix) + TarBytes.header("b", magic: "ustar  \u{0}", fields: prefix)
      + TarBytes.header("c", magic: "", fields: prefix)
    #expect(try Reading(tar: tar + TarBytes.end).names == ["some/folder/a", "b", "c"])
  }

  @Test("a ustar prefix at full length is not a mark of a sparse map", arguments: [138, 155])
  func longPrefix(length: Int) throws {
    let prefix = String(repeating: "p", count: length)
    let entry = TarBytes.entry("a", Array("alpha".utf8), fields: [345: Array(prefix.utf8)])
    let reading = try Reading(tar: entry + b + TarBytes.end)
    #expect(reading.names == [prefix + "/a", "b"])
    #expect(reading.contents == ["alpha", "beta"])
    #expect(reading.isComplete)
  }

  @Test("a name of a hundred bytes has no NUL behind it")
  func fullName() throws {
    let name = String(repeating: "n", count: 100)
    #expect(try Reading(tar: TarBytes.header(name) + TarBytes.end).names == [name])
  }

  @Test(
    "names that are dangerous or no UTF-8 are given as they stand", arguments: ["../x", "/etc/x", ".", ""])
  func dangerousNames(name: String) throws {
    #expect(try Reading(tar: TarBytes.header(name) + TarBytes.end).names == [name])
  }

  @Test("everything that is not a regular file is told by its type, and its data are skipped")
  func types() throws {
    let types: [(Character, Member.Kind)] = [
      ("0", .file), ("\0", .file), ("7", .file), ("5", .directory), ("1", .other("hard link")),
      ("2", .other("symbolic link")), ("3", .other("character device")), ("4", .other("block device")),
      ("6", .other("named pipe")), ("V", .other("volume label")), ("S", .other("sparse file")),
      ("Z", .other("entry of the unknown type 'Z'")),
    ]
    for (type, kind) in types {
      let hasData = !"123456".contains(type)
      let entry = TarBytes.entry("entry", hasData ? "data" : "", type: type)
      let reading = try Reading(tar: entry + a + TarBytes.end)
      #expect(reading.entries.first?.kind == kind)
      #expect(reading.entries.first?.contents == (kind == .file ? "data" : nil))
      #expect(reading.contents.last == "alpha", "behind \(kind)")
      #expect(reading.isComplete)
    }
  }

  @Test("links, devices and directories have no data, whatever their size field says")
  func sizeWithoutData() throws {
    for type in "123456" {
      let reading = try Reading(tar: TarBytes.header("entry", size: 600, type: type) + a + TarBytes.end)
      #expect(reading.names == ["entry", "a"])
      #expect(reading.isComplete)
    }
  }

  @Test("a v7 name that ends with a slash is a directory")
  func v7Directory() throws {
    let reading = try Reading(tar: TarBytes.header("folder/", type: "\0", magic: "") + TarBytes.end)
    #expect(reading.entries == [Entry(name: "folder/", kind: .directory, size: 0)])
  }

  @Test("the map blocks of a GNU sparse file are passed over")
  func sparseMap() throws {
    var middle = [UInt8](repeating: 1, count: 512)
    var last = middle
    middle[504] = 1
    last[504] = 0
    let header = TarBytes.header("sparse", size: 4, type: "S", magic: "ustar  \u{0}", fields: [482: [1]])
    let tar = header + middle + last + TarBytes.padded([1, 2, 3, 4]) + a + TarBytes.end
    let reading = try Reading(tar: tar)
    #expect(reading.names == ["sparse", "a"])
    #expect(reading.isComplete)
  }

  @Test("sizes are octal with spaces or NUL bytes around, or binary")
  func sizes() throws {
    for size in ["00000000005\0", "         5 \0", "5\0\0\0\0\0\0\0\0\0\0\0", "000000000005"].map({
      Array($0.utf8)
    })
      + [[0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5]]
    {
      let header = TarBytes.header("a", fields: [124: size])
      let reading = try Reading(tar: header + TarBytes.padded(Array("alpha".utf8)) + TarBytes.end)
      #expect(reading.contents == ["alpha"])
    }
  }

  @Test("a size that is negative, too large or no number is damage")
  func badSizes() throws {
    let sizes: [([UInt8], String)] = [
      ([UInt8](repeating: 0xff, count: 12), "the size of the entry is negative"),
      (
        [0x80, 0, 0, 0, 0x80] + [UInt8](repeating: 0, count: 7),
        "the size of the entry is larger than 2^63 - 1"
      ),
      ([0xbf] + [UInt8](repeating: 0xff, count: 11), "the size of the entry is larger than 2^63 - 1"),
      (Array("-0000000005\0".utf8), "the size of the entry is not an octal number"),
      (Array("00000000008\0".utf8), "the size of the entry is not an octal number"),
      (Array("0000 000005\0".utf8), "the size of the entry is not an octal number"),
      ([UInt8](repeating: 0, count: 12), "the size of the entry is not an octal number"),
    ]
    for (size, message) in sizes {
      let reading = try Reading(tar: a + TarBytes.header("b", fields: [124: size]) + TarBytes.end)
      #expect(
        reading.problems == [
          ArchiveProblem(kind: .tarDamaged, offset: 1024, member: "a", message: message)
        ])
      #expect(!reading.isComplete)
    }
  }

  @Test("the largest size is counted, and the tar is cut behind what there is of it")
  func largestSize() throws {
    let size: [UInt8] = [0x80, 0, 0, 0, 0x7f] + [UInt8](repeating: 0xff, count: 7)
    let reading = try Reading(tar: TarBytes.header("a", fields: [124: size]) + TarBytes.end)
    #expect(reading.kinds == [.memberTooLarge, .tarTruncated])
    #expect(reading.entries.isEmpty)
  }

  @Test("a header whose bytes do not add up is damage, and nothing behind it is guessed")
  func checksum() throws {
    var damaged = b
    damaged[0] += 1
    let reading = try Reading(tar: a + damaged + a + TarBytes.end)
    #expect(reading.names == ["a"])
    #expect(reading.kinds == [.tarDamaged])
    #expect(reading.problems.first?.offset == 1024)
    #expect(
      reading.problems.first?.message.hasPrefix("the tar header is damaged: its bytes add up to ") == true)
    #expect(!reading.isComplete)
  }

  @Test("a checksum of signed bytes is accepted")
  func signedChecksum() throws {
    var block = TarBytes.header("ü")
    let sum = block.enumerated().reduce(0) {
      $0 + ((148..<156).contains($1.offset) ? 0x20 : Int(Int8(bitPattern: $1.element)))
    }
    block.replaceSubrange(148..<155, with: TarBytes.octal(sum, digits: 6))
    #expect(try Reading(tar: block + TarBytes.end).names == ["ü"])
  }

  @Test("a flipped byte of any header is never silent, even where gzip is sound")
  func flippedHeader() throws {
    let tar = a + b + TarBytes.end
    for offset in [Int](0..<512) + (1024..<1536) {
      var damaged = tar
      damaged[offset] ^= 0x11
      let reading = try Reading(tar: damaged)
      #expect(!reading.isComplete && reading.kinds.contains(.tarDamaged), "byte \(offset)")
    }
  }

  @Test("what fills the last block of an entry is not judged")
  func padding() throws {
    var tar = a + b + TarBytes.end
    tar[1023] = 0xff
    let reading = try Reading(tar: tar)
    #expect(reading.contents == ["alpha", "beta"])
    #expect(reading.isComplete)
  }

  @Test("a file of as many bytes as the limit is read, and one of one byte more is not")
  func memberLimit() throws {
    var limits = ArchiveLimits.usual
    limits.memberBytes = 5
    #expect(try Reading(file: gzip(a + TarBytes.end), limits: limits).contents == ["alpha"])
    limits.memberBytes = 4
    let reading = try Reading(file: gzip(a + b + TarBytes.end), limits: limits)
    #expect(
      reading.problems.map(\.message) == [
        "the member has 5 bytes; the limit is 4, and it was not read; let 'verify' read larger ones (--max-member)"
      ])
    #expect(reading.contents == [nil, "beta"])
  }

  @Test("a file of more than the limit is reported, skipped, and the next one read", .timeLimit(.minutes(1)))
  func tooLarge() throws {
    let size = Int(ArchiveLimits.usual.memberBytes) + 1
    let block = gzip([UInt8](repeating: 0, count: 1 << 20))
    let header = gzip(TarBytes.header("bomb", size: size))
    let rest = gzip([UInt8](repeating: 0, count: 512) + a + TarBytes.end)
    let reading = try Reading(file: header + repeatElement(block, count: 256).joined() + rest)
    #expect(
      reading.problems == [
        ArchiveProblem(
          kind: .memberTooLarge, offset: 0, member: "bomb",
          message:
            "the member has 268435457 bytes; the limit is 268435456, and it was not read; let 'verify' "
            + "read larger ones (--max-member)")
      ])
    #expect(
      reading.entries == [
        Entry(name: "bomb", kind: .file, size: UInt64(size), contents: nil),
        Entry(name: "a", kind: .file, size: 5, contents: "alpha"),
      ])
  }
}

@Suite("the end of a tar")
struct TarEndTests {
  let a = TarBytes.entry("a", "alpha")
  let b = TarBytes.entry("b", "beta")
  let zeroBlock = [UInt8](repeating: 0, count: 512)

  @Test("a tar cut at an entry's border lacks its end")
  func cutAtBorder() throws {
    let reading = try Reading(tar: a)
    #expect(reading.names == ["a"])
    #expect(
      reading.problems == [
        ArchiveProblem(
          kind: .tarEndMissing, offset: 1024, member: "a",
          message:
            "the tar ends without the two zero blocks that end a tar; entries after this place may be "
            + "missing")
      ])
    #expect(!reading.isComplete)
  }

  @Test("one zero block does not end a tar")
  func oneZeroBlock() throws {
    for end in [zeroBlock, zeroBlock + zeroBlock.dropLast()] {
      let reading = try Reading(tar: a + end)
      #expect(reading.kinds == [.tarEndMissing])
      #expect(!reading.isComplete)
    }
  }

  @Test("one zero block between entries is damage")
  func zeroBlockBetween() throws {
    let reading = try Reading(tar: a + zeroBlock + b + TarBytes.end)
    #expect(reading.names == ["a"])
    #expect(
      reading.problems == [
        ArchiveProblem(
          kind: .tarDamaged, offset: 1536, member: "a",
          message: "one zero block is between entries; expected two, and nothing after them")
      ])
  }

  @Test("an empty tar has no end, a tar of two zero blocks is whole")
  func empty() throws {
    let nothing = try Reading(tar: [])
    #expect(nothing.kinds == [.tarEndMissing])
    #expect(nothing.problems.first?.message.hasPrefix("the tar is empty") == true)
    #expect(!nothing.isComplete)
    let noEntries = try Reading(tar: TarBytes.end)
    #expect(noEntries.problems.isEmpty)
    #expect(noEntries.isComplete)
  }

  @Test("NUL bytes may follow the end, as many as there are")
  func zerosBehindEnd() throws {
    for count in [512, 8192, 1_000_000] {
      #expect(try Reading(tar: a + TarBytes.end + [UInt8](repeating: 0, count: count)).isComplete)
    }
  }

  @Test("entries, a second tar or any other data behind the end are told with their place")
  func trailingData() throws {
    for data in [b, b + TarBytes.end, [UInt8](repeating: 0, count: 300_000) + [7]] {
      let reading = try Reading(tar: a + TarBytes.end + data)
      let offset = 2048 + UInt64(data.firstIndex { $0 != 0 } ?? 0)
      #expect(reading.names == ["a"])
      #expect(
        reading.problems == [
          ArchiveProblem(
            kind: .tarTrailingData, offset: offset, member: "a",
            message: "data follow the two zero blocks that end the tar; most readers do not see them")
        ])
      #expect(!reading.isComplete)
    }
  }

  @Test("damage of gzip behind the tar's end is found")
  func damageBehindEnd() throws {
    var file = gzip(a + TarBytes.end) + gzip([UInt8](repeating: 0, count: 1000))
    file[file.count - 8] ^= 1
    let reading = try Reading(file: file)
    #expect(reading.kinds == [.gzipDamaged])
    #expect(reading.names == ["a"])
    #expect(!reading.isComplete)
  }

  @Test("a tar cut at any byte is never complete")
  func cutAnywhere() throws {
    let tar = a + b + TarBytes.end
    for length in stride(from: 0, to: tar.count, by: 7) {
      let reading = try Reading(tar: Array(tar[..<length]))
      #expect(!reading.isComplete, "cut to \(length) bytes")
      #expect(reading.kinds == [.tarTruncated] || reading.kinds == [.tarEndMissing], "cut to \(length) bytes")
    }
  }

  @Test("a tar cut inside contents or their padding names the entry")
  func cutInsideEntry() throws {
    let inContents = try Reading(tar: a + b[..<514])
    #expect(inContents.kinds == [.tarTruncated])
    #expect(inContents.problems.first?.member == "b")
    #expect(inContents.names == ["a"])
    let inPadding = try Reading(tar: a + b[..<600])
    #expect(inPadding.kinds == [.tarTruncated])
    #expect(inPadding.problems.first?.member == "b")
    #expect(inPadding.names == ["a", "b"])
  }
}
