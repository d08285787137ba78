import CZlib

/// The contents of a gzip file as one stream of bytes, checked by the CRC-32 and the length of each member.
///
/// RFC 1952. All members are read. After the last one NUL bytes are tolerated and reported; anything else that
/// does not begin another member is garbage. Memory: two buffers of 256 KiB, whatever the file holds.
///
/// libz has the last word. A faster decompressor is tried first on members with a plain header; where it does not
/// come to the end that the member's CRC-32 and length confirm, libz reads that member again from its start. So
/// whatever is wrong with the gzip stream is found and reported in one way, on every machine. Of a damaged member the
/// faster one may have handed out bytes that libz would not, so that more may be said of the tar in it.
///
/// Invariants of the unsafe parts: `output[taken..<filled]` was written by a decompressor and not handed out yet;
/// libz's `next_in` is set anew for each call, to what is at hand in `input`.
final class GzipStream {
  typealias Tap = (UnsafeRawBufferPointer) throws -> Void

  private static let bufferSize = 256 << 10
  /// Bytes of contents.
  private static let shortMember = 4096

  private let path: String
  private let limits: ArchiveLimits
  private let input: CompressedInput
  // libz remembers the address of its stream, so that it must not move.
  private let inflater: UnsafeMutablePointer<z_stream>
  private let fast: FastInflater?
  private let output = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferSize, alignment: 16)
  private var taken = 0
  private var filled = 0

  /// Where the member that is being read begins, in the file and in the contents.
  private var member = (offset: UInt64(0), contents: UInt64(0))
  /// Whether the fast decompressor reads the member.
  private var isFast = false
  /// Bytes of the member's contents that were handed out before libz read it again.
  private var repeated: UInt64 = 0

  /// Bytes of contents that were inflated.
  private(set) var contentBytes: UInt64 = 0
  /// What is wrong with the file; at most one, because nothing is read after it.
  private(set) var problem: ArchiveProblem?
  /// Whether there is nothing more to inflate: the end of the last member, or a problem.
  private var isOver = false

  /// - Parameter isReference: whether libz reads everything.
  /// - Throws: `ArchiveError` when there is no memory for libz, or the file can't be read; what `tap` throws.
  init(file: InputFile, limits: ArchiveLimits, isReference: Bool, tap: @escaping Tap) throws {
    path = file.path
    self.limits = limits
    input = CompressedInput(file: file, tap: tap)
    fast = isReference ? nil : FastInflater()
    inflater = .allocate(capacity: 1)
    inflater.initialize(to: z_stream())
    // 15 + 16: the largest window, and a gzip wrapper and nothing else.
    let code = inflateInit2_(inflater, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard code == Z_OK else {
      throw ArchiveError(file: path, message: "can't be inflated: libz could not start (\(code))")
    }
    try recognise()
    if !isOver { try beginMember() }
  }

  deinit {
    inflateEnd(inflater)
    inflater.deallocate()
    output.deallocate()
  }

  /// Bytes of the file that were read (and seen by the tap).
  var fileBytes: UInt64 { input.seen }

  /// Offset in the contents of the next byte that will be handed out.
  var position: UInt64 { contentBytes &- UInt64(filled &- taken) }

  /// Whether the stream ended because of a problem, so that contents may be missing.
  var isBroken: Bool { problem?.endsReading ?? false }

  /// Whether the file was read to its end, and nothing but whole gzip members (and NUL bytes) was found.
  var isProven: Bool { isOver && (problem == nil || problem?.kind == .gzipTrailingZeros) }

  /// Copies the next bytes of the contents. Returns how many: fewer than `buffer` holds only at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var copied = 0
    while copied < buffer.count, try hasMore() {
      let count = min(buffer.count - copied, filled - taken)
      UnsafeMutableRawBufferPointer(rebasing: buffer[copied...])
        .copyMemory(from: UnsafeRawBufferPointer(rebasing: output[taken..<taken + count]))
      taken += count
      copied += count
    }
    return copied
  }

  /// Leaves out the next bytes of the contents. Returns how many: fewer than `count` only at the end.
  func skip(_ count: UInt64) throws -> UInt64 {
    var left = count
    while left > 0, try hasMore() {
      let step = min(left, UInt64(filled - taken))
      taken += Int(step)
      left -= step
    }
    return count - left
  }

  /// Reads everything that is left, so that its checksum is checked and the tap has seen the whole file.
  /// Returns the offset in the contents of the first byte that is not NUL, if there is one.
  func drain() throws -> UInt64? {
    var found: UInt64?
    while try hasMore() {
      if found == nil, let index = output[taken..<filled].firstIndex(where: { $0 != 0 }) {
        found = position + UInt64(index - taken)
      }
      taken = filled
    }
    repeat { input.takeAll() } while try input.fill()
    return found
  }

  // MARK: Inflating

  /// Whether `output` has bytes to hand out, after inflating more where needed.
  private func hasMore() throws -> Bool {
    while taken == filled, !isOver { try inflateMore() }
    return taken < filled
  }

  private func inflateMore() throws {
    if isFast { try inflateFast() } else { try inflateSurely() }
  }

  private func inflateSurely() throws {
    if input.unread.isEmpty, try !input.fill() {
      return fail(
        .gzipTruncated, "the file ends inside a gzip member; it was cut off, or is still being written")
    }
    let unread = input.unread
    inflater.pointee.next_in = UnsafeMutablePointer(
      mutating: unread.assumingMemoryBound(to: UInt8.self).baseAddress)
    inflater.pointee.avail_in = UInt32(unread.count)
    inflater.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    inflater.pointee.avail_out = UInt32(Self.bufferSize)
    let code = inflate(inflater, Z_NO_FLUSH)
    input.take(unread.count - Int(inflater.pointee.avail_in))
    try provide(Self.bufferSize - Int(inflater.pointee.avail_out))
    switch code {
    case Z_OK: return
    case Z_STREAM_END: try endMember()
    case Z_MEM_ERROR: throw ArchiveError(file: path, message: "can't be inflated: out of memory")
    default: fail(.gzipDamaged, Self.sentence(inflater.pointee.msg.map { String(cString: $0) }))
    }
  }

  private func inflateFast() throws {
    guard let fast else { return readMemberAgain() }
    if input.unread.isEmpty, try !input.fill() { return readMemberAgain() }
    let (outcome, bytes, made) = fast.run(input.unread, into: output)
    input.take(bytes)
    switch outcome {
    case .goesOn: try provide(made)
    case .damaged: readMemberAgain()
    case .end(let excess):
      input.giveBack(excess)
      while input.unread.count < 8, try input.fill() {}
      guard fast.confirms(input.unread) else { return readMemberAgain() }
      input.take(8)
      try provide(made)
      try endMember()
    }
  }

  /// Hands out what a decompressor has written to `output`, but for what was handed out before.
  ///
  /// - Throws: `ArchiveError` when the contents are longer than the bytes that they come from may expand to.
  private func provide(_ count: Int) throws(ArchiveError) {
    filled = count
    taken = Int(min(repeated, UInt64(count)))
    repeated -= UInt64(taken)
    contentBytes &+= UInt64(filled - taken)
    // Where a member is read again, its place in the file says nothing of what was handed out before.
    guard taken < filled, contentBytes > limits.freeExpansion,
      contentBytes > input.offset &* limits.expansion
    else { return }
    throw ArchiveError(
      file: path,
      message:
        "expands to more than \(limits.expansion) times its bytes; expected at most that after the first "
        + "\(limits.freeExpansion) bytes. Check who made it and what is in it, or let 'verify' unpack it "
        + "(--max-expansion)")
  }

  /// Lets libz read the member, from its start.
  private func readMemberAgain() {
    isFast = false
    repeated = contentBytes - member.contents
    input.rewind(to: member.offset)
  }

  private static func sentence(_ message: String?) -> String {
    switch message {
    case "incorrect data check":
      "the contents do not have the CRC-32 that the gzip member states; at least one byte was changed"
    case "incorrect length check":
      "the contents do not have the length that the gzip member states; bytes are missing or too many"
    default:
      "the gzip data are damaged: \(message ?? "unknown error")"
    }
  }

  /// Starts the member whose header is next.
  private func beginMember() throws {
    // The fast decompressor needs longer to begin than libz needs for a short member, and one follows another.
    let isBehindShort = input.offset > 0 && contentBytes - member.contents < Self.shortMember
    member = (input.offset, contentBytes)
    inflateReset(inflater)
    isFast = false
    while input.unread.count < 10, try input.fill() {}
    guard !isBehindShort, let fast, let length = plainHeaderLength(input.unread) else { return }
    input.take(length)
    fast.reset()
    isFast = true
  }

  /// Judges what comes after a complete member: nothing, the next member, NUL bytes or garbage.
  private func endMember() throws {
    while input.unread.count < 2, try input.fill() {}
    let next = input.unread
    if next.count >= 2, next[0] == 0x1f, next[1] == 0x8b {
      try beginMember()
    } else {
      isOver = true
      if !next.isEmpty { try readTrailer() }
    }
  }

  private func readTrailer() throws {
    let start = input.offset
    var isZero = true
    repeat {
      isZero = isZero && input.unread.allSatisfy { $0 == 0 }
      input.takeAll()
    } while try input.fill()
    let count = fileBytes - start
    if isZero {
      problem = ArchiveProblem(
        kind: .gzipTrailingZeros, offset: start,
        message: count == 1
          ? "1 NUL byte of padding follows the last gzip member"
          : "\(count) NUL bytes of padding follow the last gzip member")
    } else {
      problem = ArchiveProblem(
        kind: .gzipTrailingGarbage, offset: start,
        message: (count == 1
          ? "1 byte that is not a gzip member follows the last one"
          : "\(count) bytes that are not a gzip member follow the last one")
          + "; expected the end of the file"
      )
    }
  }

  /// Refuses a file that is not gzip at all, with the name of what it looks like.
  private func recognise() throws {
    while input.unread.count < 512, try input.fill() {}
    let start = input.unread
    if start.isEmpty { return fail(.notGzip, "the file is empty; expected a gzip-compressed tar") }
    if start[0] == 0x1f, start.count == 1 || start[1] == 0x8b { return }
    let found = FileSignature.name(of: start).map { "looks like \($0)" } ?? "does not begin like gzip (1F 8B)"
    fail(.notGzip, "the file \(found); expected a gzip-compressed tar")
  }

  private func fail(_ kind: ArchiveProblem.Kind, _ message: String) {
    isOver = true
    problem = ArchiveProblem(kind: kind, offset: input.offset, message: message)
  }
}

/// The length of a gzip header that has nothing but a file's name, if it is all at hand. RFC 1952, section 2.3.
private func plainHeaderLength(_ bytes: UnsafeRawBufferPointer) -> Int? {
  guard bytes.count >= 10, bytes[0] == 0x1f, bytes[1] == 0x8b, bytes[2] == 8 else { return nil }
  switch bytes[3] {
  case 0: return 10
  case 8: return bytes[10...].firstIndex(of: 0).map { $0 + 1 }
  default: return nil
  }
}
