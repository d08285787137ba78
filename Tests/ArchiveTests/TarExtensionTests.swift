import Testing

@testable import Archive

@Suite("pax and GNU headers of a tar")
struct TarExtensionTests {
  let a = TarBytes.entry("a", "alpha")

  private func damage(_ tar: [UInt8]) throws -> String? {
    let reading = try Reading(tar: tar + TarBytes.end)
    #expect(reading.kinds == [.tarDamaged])
    #expect(!reading.isComplete)
    return reading.problems.first?.message
  }

  @Test("a pax path of the next entry only, a later record over an earlier one")
  func paxPath() throws {
    let pax = TarBytes.pax([("path", "first"), ("mtime", "1.5"), ("path", "naïve/名")])
    #expect(try Reading(tar: pax + a + a + TarBytes.end).names == ["naïve/名", "a"])
  }

  @Test("the pax size rules the length of the data, so that nothing hides behind a smaller one")
  func paxSize() throws {
    // The header says 0: read by it, the contents would be taken for entries.
    let hidden = TarBytes.entry("hidden", "x")
    let entry = TarBytes.pax([("size", "\(hidden.count)")]) + TarBytes.header("outer", size: 0) + hidden
    let reading = try Reading(tar: entry + a + TarBytes.end)
    #expect(reading.names == ["outer", "a"])
    #expect(reading.entries.first?.size == UInt64(hidden.count))
    #expect(reading.isComplete)
  }

  @Test("a global pax header holds until it is taken back, a local one goes before it")
  func globalPax() throws {
    let tar =
      TarBytes.pax([("path", "everywhere")], type: "g") + a + TarBytes.pax([("path", "here")]) + a
      + TarBytes.pax([("path", "")]) + a + a + TarBytes.pax([("path", "")], type: "g") + a
    #expect(try Reading(tar: tar + TarBytes.end).names == ["everywhere", "here", "a", "everywhere", "a"])
  }

  @Test(
    "an empty pax path with nothing to take back leaves an entry without a name",
    arguments: ["x", "g"] as [Character])
  func emptyPath(type: Character) throws {
    #expect(
      try damage(TarBytes.pax([("path", "")], type: type) + a)
        == "the path in the pax header is empty, which leaves the entry without a name")
  }

  @Test(
    "a malformed pax record is damage",
    arguments: [
      "0 path=x\n", "3 p\n", "99 path=x\n", "-9 path=x\n", "path=x\n", "10 path=xx", "9 path=x\n1",
      "99999999999999999999 path=x\n", "9path=xx\n", "5 =x\n", "2 \n", " 9 path=x\n", "10 path=x\n\n\n",
    ])
  func malformedRecord(record: String) throws {
    let message = try damage(TarBytes.entry("pax", record, type: "x") + a)
    #expect(message?.contains("record of the pax header") == true)
  }

  @Test("NUL bytes in a pax path or key are damage")
  func nulInPax() throws {
    #expect(
      try damage(TarBytes.pax([("path", "x\0y")]) + a)
        == "a path of the pax header has a NUL byte, at which readers would cut it")
    #expect(
      try damage(TarBytes.pax([("linkpath", "x\0y")]) + a)
        == "a path of the pax header has a NUL byte, at which readers would cut it")
    #expect(try damage(TarBytes.pax([("k\0", "v")]) + a) == "a key of the pax header has a NUL byte")
  }

  @Test(
    "a pax size that is not a decimal number below 2^63 is damage",
    arguments: ["", "-1", "9223372036854775808", "0x5"])
  func badPaxSize(size: String) throws {
    #expect(
      try damage(TarBytes.pax([("size", size)]) + a)
        == "the size in the pax header is not a decimal number below 2^63")
  }

  @Test("pax sparse files are not read as regular files")
  func paxSparse() throws {
    let reading = try Reading(tar: TarBytes.pax([("GNU.sparse.major", "1")]) + a + a + TarBytes.end)
    #expect(reading.entries.map(\.kind) == [.other("sparse file"), .file])
  }

  @Test("a GNU long name is that of the next entry, up to its NUL")
  func longName() throws {
    let name = String(repeating: "deep/", count: 10_000) + "x"
    let tar =
      TarBytes.entry("././@LongLink", name + "\0", type: "L")
      + TarBytes.entry("././@LongLink", "target\0", type: "K") + a + a
    #expect(try Reading(tar: tar + TarBytes.end).names == [name, "a"])
  }

  @Test("pax and GNU names that differ are damage, because readers use one or the other")
  func contradiction() throws {
    let tar = TarBytes.entry("L", "gnu\0", type: "L") + TarBytes.pax([("path", "pax")]) + a
    #expect(try damage(tar) == "a pax header and a GNU header give the entry different names")
    let same = TarBytes.entry("L", "pax\0", type: "L") + TarBytes.pax([("path", "pax")]) + a
    #expect(try Reading(tar: same + TarBytes.end).names == ["pax"])
  }

  @Test("two headers of one kind before an entry are damage", arguments: ["x", "L", "K"])
  func repeated(type: String) throws {
    let data = type == "x" ? TarBytes.paxRecord("path", "name") : "name\0"
    let header = TarBytes.entry("ext", data, type: Character(type))
    #expect(
      try damage(header + header + a)
        == "two headers of one kind describe one entry; readers use one or the other")
    #expect(try Reading(tar: header + a + header + a + TarBytes.end).isComplete)
  }

  @Test(
    "an extension header of more than a mebibyte is damage, before it is read",
    arguments: ["x", "g", "L", "K"])
  func tooLarge(type: String) throws {
    let header = TarBytes.header("x", size: 1_048_577, type: Character(type))
    let reading = try Reading(tar: header)
    #expect(
      reading.problems.map(\.message) == ["a header extension has 1048577 bytes; the limit is 1048576"])
  }

  @Test("an extension header with nothing behind it is damage, or a cut")
  func nothingBehind() throws {
    let name = TarBytes.entry("L", "name\0", type: "L")
    #expect(try damage(name) == "the tar ends after a header that only extends another")
    #expect(try Reading(tar: name).kinds == [.tarTruncated])
  }
}
