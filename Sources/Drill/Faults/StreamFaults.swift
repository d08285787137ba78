import Plan

/// Damage to the tar and to the gzip stream around it.
enum StreamFaults {
  static func all(_ types: [RecordType]) -> [Fault] { ends + headers + kinds(types) + gzip }

  private static let tar = Fault.Expected.rules(["tar-is-complete"])
  private static let files = Fault.Expected.rules([
    "members-are-files", "tar-is-complete", "members-are-batches",
  ])

  private static var ends: [Fault] {
    [
      Fault(.tar, "cut after a member", tar) { copy in
        let count = copy.archive.entries.count
        guard count > 1, let number = copy.position.order(count - 1).first else { return nil }
        copy.archive.entries.removeLast(count - 1 - number)
        copy.archive.tail = []
        return Damage()
      },
      Fault(.tar, "cut in the middle of a member", tar) { copy in
        try copy.entryBytes { $0.removeLast($0.count / 2) }
      },
      Fault(.tar, "no blocks of zeros at the end", tar, hasPlaces: false) {
        $0.archive.tail = []; return Damage()
      },
      Fault(.tar, "one block of zeros at the end", tar, hasPlaces: false) { copy in
        copy.archive.tail = [UInt8](repeating: 0, count: Tar.block)
        return Damage()
      },
      Fault(.tar, "bytes after the blocks of zeros", tar, hasPlaces: false) { copy in
        copy.archive.tail += [UInt8](repeating: 0x78, count: Tar.block)
        return Damage()
      },
      Fault(.tar, "a member after the blocks of zeros", tar) { copy in
        guard let index = copy.position.order(copy.archive.entries.count).first else { return nil }
        copy.archive.tail += try copy.archive.entries[index].piece.bytes() + copy.archive.tail
        return Damage()
      },
      Fault(.tar, "the blocks of zeros after a member in the middle", tar) { copy in
        let count = copy.archive.entries.count
        guard count > 1, let number = copy.position.order(count - 1).first else { return nil }
        let zeros = [UInt8](repeating: 0, count: 2 * Tar.block)
        let entry = copy.archive.entries[number]
        copy.archive.entries[number] = try TarEntry(
          name: entry.name, contentStart: entry.contentStart, contentCount: entry.contentCount,
          bytes: try entry.piece.bytes() + zeros)
        return Damage()
      },
      Fault(
        .tar, "a tar without a member", .rules(["no-missing-comments", "tar-is-complete"]), hasPlaces: false
      ) { copy in
        copy.archive.entries = []
        return Damage()
      },
      Fault(.tar, "a block of zeros between two members", tar) { copy in
        // After the last member it would be one of those that end the archive.
        try copy.entryBytes(beforeTheLast: true) { $0 += [UInt8](repeating: 0, count: Tar.block) }
      },
      Fault(.tar, "a block of something between two members", tar) { copy in
        try copy.entryBytes { $0 += [UInt8](repeating: 0x41, count: Tar.block) }
      },
    ]
  }

  private static var headers: [Fault] {
    [
      Fault(.tar, "a wrong checksum of a header", tar) { copy in
        try copy.entryBytes { Tar.put(Array("0000001".utf8), at: 148, of: &$0) }
      },
      Fault(.tar, "a name changed under its checksum", tar) { copy in try copy.entryBytes { $0[0] ^= 1 } },
      size("0, with the content still there", "00000000000"), size("10 bytes", "00000000012"),
      size("beyond the end of the archive", "77777777777"), size("negative", "-0000000001"),
      size("not a number", "     x     "),
      Fault(.tar, "a size of eight bytes in base 256", tar) { copy in
        try copy.entryBytes { bytes in
          Tar.put([0x80] + [UInt8](repeating: 0xFF, count: 11), at: 124, of: &bytes)
          bytes = Tar.sealed(bytes)
        }
      },
      Fault(
        .tar, "a pax header that says another size", .rules(["tar-is-complete", "batches-are-strict-json"])
      ) { copy in
        try copy.entryBytes { $0 = pax("11 size=77\n") + $0 }
      },
      Fault(.tar, "a pax header whose length is wrong", tar) {
        try $0.entryBytes { $0 = pax("999 path=x\n") + $0 }
      },
      Fault(.tar, "a pax header that names another path", .rules(["members-are-batches", "tar-is-complete"]))
      { copy in
        try copy.entryBytes { $0 = pax("14 path=a.txt\n") + $0 }
      },
      Fault(
        .tar, "a pax header with an empty path",
        .rules(["members-are-batches", "tar-is-complete", "batch-numbers-have-no-gap"])
      ) {
        copy in try copy.entryBytes { $0 = pax("8 path=\n") + $0 }
      },
      Fault(.tar, "a long name that no member follows", tar, hasPlaces: false) { copy in
        let name = Array("name\0".utf8)
        copy.archive.tail =
          Tar.header(name: "././@LongLink", size: name.count, kind: "L") + Tar.padded(name)
          + copy.archive.tail
        return Damage()
      },
    ]
  }

  private static func size(_ words: String, _ digits: String) -> Fault {
    Fault(.tar, "a size that is \(words)", .rules(["tar-is-complete", "batches-are-strict-json"])) { copy in
      try copy.entryBytes { bytes in
        Tar.put(Array(digits.utf8), at: 124, of: &bytes)
        bytes = Tar.sealed(bytes)
      }
    }
  }

  private static func pax(_ records: String) -> [UInt8] {
    Tar.header(name: "PaxHeaders/x", size: records.utf8.count, kind: "x") + Tar.padded(Array(records.utf8))
  }

  private static func kinds(_ types: [RecordType]) -> [Fault] {
    [
      ("a symbolic link", "2"), ("a hard link", "1"), ("a character device", "3"), ("a block device", "4"),
      ("a FIFO", "6"),
      ("a sparse file of GNU tar", "S"), ("a volume label", "V"), ("an entry of an unknown kind", "Z"),
      ("a file of many volumes", "M"),
    ].map { (words: String, kind: Unicode.Scalar) in
      Fault(.tar, "\(words) in place of a batch", files) { try $0.replaceBatch(kind, link: "/etc/passwd") }
    } + [
      Fault(.tar, "a folder in place of a batch", .rules(types.map { "no-missing-\($0.name)" })) { copy in
        try copy.replaceBatch("5", suffix: "/")
      }
    ]
  }

  private static var gzip: [Fault] {
    let broken = Fault.Expected.rules(["gzip-is-complete", "tar-is-complete"])
    let fault = {
      (name: String, hasPlaces: Bool, change: @escaping @Sendable ([UInt8], Position) throws -> [UInt8]?) in
      Fault(.gzip, name, broken, hasPlaces: hasPlaces) { copy in
        guard let changed = try change(copy.original.packed, copy.position) else { return nil }
        copy.packed = changed
        return Damage()
      }
    }
    return [
      fault("the stream cut", true) { bytes, position in
        Array(bytes.prefix(position.order(bytes.count).first ?? 0))
      },
      fault("a bit flipped", true) { bytes, position in
        // What a flip does not change in the data is no fault: unused bits, and header fields that say nothing of it.
        let whole = try Inflating.gzip(bytes)
        return position.order(bytes.count).prefix(200).lazy.map { place in
          var flipped = bytes
          flipped[place] ^= 1 << (place % 8)
          return flipped
        }.first { (try? Inflating.gzip($0)) != whole }
      },
      fault("a byte lost", true) { bytes, position in
        guard let place = position.order(bytes.count - 18).first else { return nil }
        return Array(bytes[..<(place + 10)] + bytes[(place + 11)...])
      },
      fault("a byte doubled", true) { bytes, position in
        guard let place = position.order(bytes.count - 18).first else { return nil }
        return Array(bytes[..<(place + 10)]) + [bytes[place + 10]] + Array(bytes[(place + 10)...])
      },
      fault("a wrong check value", false) { bytes, _ in
        var bytes = bytes
        bytes[bytes.count - 8] ^= 0xFF
        return bytes
      },
      fault("a wrong length", false) { bytes, _ in
        var bytes = bytes
        bytes[bytes.count - 4] ^= 0xFF
        return bytes
      },
      fault("no check value and length", false) { bytes, _ in Array(bytes.dropLast(8)) },
      fault("text after the stream", false) { bytes, _ in bytes + Array("x".utf8) },
      fault("half of a header after the stream", false) { bytes, _ in bytes + [0x1F, 0x8B, 0x08] },
      fault("the archive twice over", false) { bytes, _ in bytes + bytes },
      fault("not compressed at all", false) { bytes, _ in try Inflating.gzip(bytes) },
      fault("an empty file", false) { _, _ in [] },
      fault("a file of one byte", false) { _, _ in [0x1F] },
      fault("another method than deflate", false) { bytes, _ in
        var bytes = bytes
        bytes[2] = 7
        return bytes
      },
      fault("reserved flags set", false) { bytes, _ in
        var bytes = bytes
        bytes[3] |= 0xE0
        return bytes
      },
      fault("packed twice", false) { bytes, _ in PackedArchive.gzip([try PackedPiece(bytes)]) },
      fault("a page of HTML in its place", false) { _, _ in
        Array("<!doctype html><title>Sign in</title>".utf8)
      },
    ]
  }
}

extension MigrationCopy {
  /// Puts an entry of another kind, without content, in the place of the batch at the position.
  fileprivate mutating func replaceBatch(_ kind: Unicode.Scalar, suffix: String = "", link: String = "")
    throws -> Damage?
  {
    guard let index = batchAtPosition else { return nil }
    let name = archive.entries[index].name
    archive.entries[index] = try TarEntry(
      name: name, contentStart: Tar.block, contentCount: 0,
      bytes: Tar.header(name: name + suffix, size: 0, kind: kind, link: link))
    return Damage()
  }

  /// Changes the bytes of the entry at the position, headers included.
  fileprivate mutating func entryBytes(beforeTheLast: Bool = false, _ change: (inout [UInt8]) -> Void) throws
    -> Damage?
  {
    let batches = Array(archive.batches.dropLast(beforeTheLast ? 1 : 0))
    guard let number = position.order(batches.count).first else { return nil }
    let entry = archive.entries[batches[number]]
    // From the entry's own header on: what extends it, of the archive as it was, is not part of the fault.
    var bytes = Array(try entry.piece.bytes()[(entry.contentStart - Tar.block)...])
    change(&bytes)
    archive.entries[batches[number]] = try TarEntry(
      name: entry.name, contentStart: Tar.block, contentCount: 0, bytes: bytes)
    return Damage()
  }
}
