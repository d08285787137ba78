/// Reads the entries of a tar from its gzip stream, and proves that the tar ends where it should.
///
/// A damaged header ends the reading: the place of the next one can't be known, and guessing it could take
/// bytes of a message for a member. What fills the last block of an entry is not judged: POSIX leaves it
/// unspecified, and nothing of the contents can be there.
struct TarReader {
  private let stream: GzipStream
  private let pool: MemberPool
  private let limits: ArchiveLimits
  private let block = TarBlock()

  private var globalRecords = PaxRecords()
  private var entries = 0
  /// Bytes between the contents of the entry before and the next header.
  private var padding: UInt64 = 0
  /// The name of the entry that is being read, or was read last, as messages show it.
  private(set) var memberName: String?
  /// Whether nothing more is read: the two zero blocks, or a problem.
  private(set) var isOver = false
  private var problems: [ArchiveProblem] = []

  init(stream: GzipStream, pool: MemberPool, limits: ArchiveLimits) {
    self.limits = limits
    self.stream = stream
    self.pool = pool
  }

  /// Why the reading ends, thrown inside this reader only.
  private enum Stop: Error {
    case problem(ArchiveProblem.Kind, offset: UInt64, message: String)
    /// The gzip stream is broken, which is a problem of its own, or the two zero blocks were read.
    case silent
  }

  /// The problems since the last call, in order.
  mutating func takeProblems() -> [ArchiveProblem] {
    defer { problems.removeAll() }
    return problems
  }

  /// The next entry; nil after the last one, or where the tar can't be read on.
  mutating func next() throws -> Member? {
    guard !isOver else { return nil }
    do {
      return try readEntry()
    } catch let stop as Stop {
      isOver = true
      if case .problem(let kind, let offset, let message) = stop { report(kind, at: offset, message) }
      return nil
    }
  }

  /// Reads everything after the tar's end, where only NUL bytes belong.
  mutating func readTrailer() throws {
    let isWhole = problems.isEmpty && !stream.isBroken
    guard let offset = try stream.drain(), isWhole else { return }
    report(
      .tarTrailingData, at: offset,
      "data follow the two zero blocks that end the tar; most readers do not see them")
  }

  private mutating func report(_ kind: ArchiveProblem.Kind, at offset: UInt64, _ message: String) {
    problems.append(ArchiveProblem(kind: kind, offset: offset, member: memberName, message: message))
  }

  // MARK: Entries

  /// What the headers before an entry say about it.
  private struct Extensions {
    var types: Set<UInt8> = []
    var records = PaxRecords()
    var longName: [UInt8]?
  }

  private mutating func readEntry() throws -> Member {
    try skip(padding, "inside the last block of an entry")
    var extensions = Extensions()
    while true {
      let offset = stream.position
      guard let header = try readHeader(at: offset, isExpected: !extensions.types.isEmpty) else {
        throw Stop.silent
      }
      guard try readExtension(header, at: offset, into: &extensions) else {
        return try readMember(header, at: offset, extensions)
      }
    }
  }

  /// Reads the data of `header` if it only describes the entries after it, and returns whether it does.
  private mutating func readExtension(
    _ header: TarHeader, at offset: UInt64, into extensions: inout Extensions
  ) throws -> Bool {
    guard "LKxXg".utf8.contains(header.type) else { return false }
    if header.type != UInt8(ascii: "g"), !extensions.types.insert(header.type).inserted {
      throw Stop.problem(
        .tarDamaged, offset: offset,
        message: "two headers of one kind describe one entry; readers use one or the other")
    }
    let data = try readExtensionData(header, at: offset)
    do throws(TarFlaw) {
      switch header.type {
      case UInt8(ascii: "L"): extensions.longName = Array(data.prefix { $0 != 0 })
      // The target of a link, which nobody here follows.
      case UInt8(ascii: "K"): break
      case UInt8(ascii: "g"): try globalRecords.add(data)
      default: try extensions.records.add(data)
      }
    } catch {
      throw Stop.problem(.tarDamaged, offset: offset, message: error.message)
    }
    return true
  }

  private mutating func readMember(
    _ header: TarHeader, at offset: UInt64, _ extensions: Extensions
  ) throws -> Member {
    let records = extensions.records
    let path = try asDamage(at: offset) { () throws(TarFlaw) in try records.path(over: globalRecords) }
    let name = path ?? extensions.longName ?? header.name
    memberName = Member.shown(name)
    if let path, let longName = extensions.longName, path != longName {
      throw Stop.problem(
        .tarDamaged, offset: offset, message: "a pax header and a GNU header give the entry different names")
    }
    let paxSize = try asDamage(at: offset) { () throws(TarFlaw) in try records.size(over: globalRecords) }
    // A pax size goes before that of the header.
    let size = header.hasData ? paxSize ?? header.size : 0
    let isSparse = records.isSparse || globalRecords.isSparse
    let kind = isSparse ? .other("sparse file") : header.kind(name: name)
    var member = Member(
      sequence: entries, name: name, kind: kind, offset: offset, size: size, contents: nil)
    if header.isMapContinued { try skipSparseMap() }
    if kind == .file, size <= limits.memberBytes {
      member.contents = try readContents(size)
    } else {
      if kind == .file { reportTooLarge(size, at: offset) }
      try skip(size, "inside the contents of an entry")
    }
    entries += 1
    padding = Self.padding(behind: size)
    return member
  }

  /// What `body` finds wrong with the headers of an entry, as damage at its place.
  private func asDamage<Result>(at offset: UInt64, _ body: () throws(TarFlaw) -> Result) throws -> Result {
    do throws(TarFlaw) {
      return try body()
    } catch {
      throw Stop.problem(.tarDamaged, offset: offset, message: error.message)
    }
  }

  private func readContents(_ size: UInt64) throws -> MemberBytes {
    let contents = pool.take(capacity: Int(size))
    contents.count = Int(size)
    let count = try stream.read(into: UnsafeMutableRawBufferPointer(contents.bytes))
    guard count == contents.count else { throw cut("inside the contents of an entry") }
    return contents
  }

  private mutating func reportTooLarge(_ size: UInt64, at offset: UInt64) {
    report(
      .memberTooLarge, at: offset,
      "the member has \(size) bytes; the limit is \(limits.memberBytes), and it was not read; let 'verify' read larger "
        + "ones (--max-member)")
  }

  /// GNU sparse map blocks follow the header until one says that it is the last.
  private func skipSparseMap() throws {
    repeat {
      guard try stream.read(into: block.buffer) == TarHeader.blockSize else {
        throw cut("inside the map of a sparse file")
      }
    } while block.buffer[504] != 0
  }

  // MARK: Headers

  /// The next header; nil at the two zero blocks that end the tar.
  private func readHeader(at offset: UInt64, isExpected: Bool) throws -> TarHeader? {
    let count = try stream.read(into: block.buffer)
    let isZero = block.buffer[..<count].allSatisfy { $0 == 0 }
    guard count == TarHeader.blockSize else {
      if isZero, !isExpected { throw endMissing("without the two zero blocks that end a tar") }
      throw cut("inside or before a header")
    }
    guard isZero else { return try parseHeader(at: offset) }
    guard !isExpected else {
      throw Stop.problem(
        .tarDamaged, offset: offset, message: "the tar ends after a header that only extends another")
    }
    try requireSecondZeroBlock()
    return nil
  }

  private func parseHeader(at offset: UInt64) throws -> TarHeader {
    do throws(TarFlaw) {
      return try TarHeader(UnsafeRawBufferPointer(block.buffer))
    } catch {
      let flaw = offset == 0 ? foreign(error) : error
      throw Stop.problem(.tarDamaged, offset: offset, message: flaw.message)
    }
  }

  private func requireSecondZeroBlock() throws {
    let offset = stream.position
    let count = try stream.read(into: block.buffer)
    guard block.buffer[..<count].allSatisfy({ $0 == 0 }) else {
      throw Stop.problem(
        .tarDamaged, offset: offset,
        message: "one zero block is between entries; expected two, and nothing after them")
    }
    guard count == TarHeader.blockSize else { throw endMissing("after one zero block; expected two") }
  }

  /// The flaw of a first block that is not a header, with what it looks like instead.
  private func foreign(_ flaw: TarFlaw) -> TarFlaw {
    let start = UnsafeRawBufferPointer(block.buffer)
    guard !FileSignature.isUstar(start), let name = FileSignature.name(of: start) else { return flaw }
    return TarFlaw(message: "\(flaw.message); the contents of the gzip look like \(name), expected a tar")
  }

  /// The data of an extension header, which describes the entry after it.
  private func readExtensionData(_ header: TarHeader, at offset: UInt64) throws -> [UInt8] {
    guard header.size <= limits.extensionBytes else {
      throw Stop.problem(
        .tarDamaged, offset: offset,
        message: "a header extension has \(header.size) bytes; the limit is \(limits.extensionBytes)")
    }
    var data = [UInt8](repeating: 0, count: Int(header.size))
    let count = try data.withUnsafeMutableBytes { try stream.read(into: $0) }
    guard count == data.count else { throw cut("inside a header extension") }
    try skip(Self.padding(behind: header.size), "inside a header extension")
    return data
  }

  // MARK: Ends

  private func skip(_ count: UInt64, _ place: String) throws {
    guard try stream.skip(count) == count else { throw cut(place) }
  }

  private static func padding(behind size: UInt64) -> UInt64 {
    let blockSize = UInt64(TarHeader.blockSize)
    return (blockSize - size % blockSize) % blockSize
  }

  /// The end of the stream at `place`. A broken gzip stream is the cause where there is one.
  private func cut(_ place: String) -> Stop {
    if stream.isBroken { return .silent }
    return .problem(
      .tarTruncated, offset: stream.position,
      message:
        "the tar ends \(place), though the gzip stream is complete: it was cut before it was compressed")
  }

  private func endMissing(_ words: String) -> Stop {
    if stream.isBroken { return .silent }
    let what = stream.contentBytes == 0 ? "the tar is empty: it ends" : "the tar ends"
    return .problem(
      .tarEndMissing, offset: stream.position,
      message: "\(what) \(words); entries after this place may be missing")
  }
}

/// Room for one header block, allocated once.
private final class TarBlock {
  let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: TarHeader.blockSize, alignment: 16)

  deinit { buffer.deallocate() }
}
