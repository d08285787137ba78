import CZlib

/// The contents of a gzip file as one stream of bytes, proven by the CRC-32 and the length of each member.
///
/// RFC 1952. All members are read; CRC, length and header checksum are compared by libz. Behind the last
/// member NUL bytes are tolerated and reported; anything else that does not begin another member is garbage.
/// Memory: two buffers of 256 KiB, whatever the file holds.
///
/// Invariants of the unsafe parts: `output[taken..<filled]` was written by libz and not handed out yet;
/// libz's `next_in ..< next_in + avail_in` lies in `input`, and `input` is written only by `fillInput`.
final class GzipStream {
  typealias Tap = (UnsafeRawBufferPointer) throws -> Void

  private static let bufferSize = 256 << 10

  private let file: InputFile
  private let tap: Tap
  // libz remembers the address of its stream, so that it must not move.
  private let inflater: UnsafeMutablePointer<z_stream>
  private let input = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferSize, alignment: 16)
  private let output = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferSize, alignment: 16)
  private var taken = 0
  private var filled = 0

  /// Bytes of the file that were read (and seen by the tap).
  private(set) var fileBytes: UInt64 = 0
  /// Bytes of contents that were inflated.
  private(set) var contentBytes: UInt64 = 0
  /// What is wrong with the file; at most one, because nothing is read behind it.
  private(set) var problem: ArchiveProblem?
  /// Whether there is nothing more to inflate: the end of the last member, or a problem.
  private var isOver = false

  /// - Throws: `ArchiveError` when there is no memory for libz, or the file can't be read; what `tap` throws.
  init(file: InputFile, tap: @escaping Tap) throws {
    self.file = file
    self.tap = tap
    inflater = .allocate(capacity: 1)
    inflater.initialize(to: z_stream())
    // 15 + 16: the largest window, and a gzip wrapper and nothing else.
    let code = inflateInit2_(inflater, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard code == Z_OK else {
      throw ArchiveError(file: file.path, message: "can't be inflated: libz could not start (\(code))")
    }
    try recognise()
  }

  deinit {
    inflateEnd(inflater)
    inflater.deallocate()
    input.deallocate()
    output.deallocate()
  }

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

  /// Reads everything that is left, so that its checksum is proven and the tap has seen the whole file.
  /// Returns the offset in the contents of the first byte that is not NUL, if there is one.
  func drain() throws -> UInt64? {
    var found: UInt64?
    while try hasMore() {
      if found == nil, let index = output[taken..<filled].firstIndex(where: { $0 != 0 }) {
        found = position + UInt64(index - taken)
      }
      taken = filled
    }
    repeat { inflater.pointee.avail_in = 0 } while try fillInput()
    return found
  }

  /// The next byte of the contents without taking it, with those behind it that are at hand.
  func peek() throws -> UnsafeRawBufferPointer {
    guard try hasMore() else { return UnsafeRawBufferPointer(start: nil, count: 0) }
    return UnsafeRawBufferPointer(rebasing: output[taken..<filled])
  }

  // MARK: Inflating

  /// Whether `output` has bytes to hand out, after inflating more where needed.
  private func hasMore() throws -> Bool {
    while taken == filled, !isOver { try inflateMore() }
    return taken < filled
  }

  private func inflateMore() throws {
    if inflater.pointee.avail_in == 0, try !fillInput() {
      return fail(
        .gzipTruncated, "the file ends inside a gzip member; it was cut off, or is still being written")
    }
    inflater.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    inflater.pointee.avail_out = UInt32(Self.bufferSize)
    let code = inflate(inflater, Z_NO_FLUSH)
    taken = 0
    filled = Self.bufferSize - Int(inflater.pointee.avail_out)
    contentBytes &+= UInt64(filled)
    switch code {
    case Z_OK: return
    case Z_STREAM_END: try endMember()
    case Z_MEM_ERROR: throw ArchiveError(file: file.path, message: "can't be inflated: out of memory")
    default: fail(.gzipDamaged, Self.sentence(inflater.pointee.msg.map { String(cString: $0) }))
    }
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

  /// Judges what stands behind a whole member: nothing, the next member, NUL bytes or garbage.
  private func endMember() throws {
    while inflater.pointee.avail_in < 2, try fillInput() {}
    let next = unread
    if next.count >= 2, next[0] == 0x1f, next[1] == 0x8b {
      inflateReset(inflater)
    } else {
      isOver = true
      if !next.isEmpty { try readTrailer() }
    }
  }

  private func readTrailer() throws {
    let start = offset
    var isZero = true
    repeat {
      isZero = isZero && unread.allSatisfy { $0 == 0 }
      inflater.pointee.avail_in = 0
    } while try fillInput()
    let count = fileBytes - start
    if isZero {
      problem = ArchiveProblem(
        kind: .gzipTrailingZeros, offset: start,
        message: "\(count) NUL bytes of padding follow the last gzip member")
    } else {
      problem = ArchiveProblem(
        kind: .gzipTrailingGarbage, offset: start,
        message: "\(count) bytes that are no gzip member follow the last one; expected the end of the file")
    }
  }

  // MARK: The compressed side

  /// Offset in the file of the next byte that libz will see.
  private var offset: UInt64 { fileBytes &- UInt64(inflater.pointee.avail_in) }

  private var unread: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: inflater.pointee.next_in, count: Int(inflater.pointee.avail_in))
  }

  /// Reads more of the file behind what libz has not seen yet. Returns false at the end of the file.
  private func fillInput() throws -> Bool {
    let kept = unread.count
    if kept > 0 { input.copyMemory(from: unread) }
    let room = UnsafeMutableRawBufferPointer(rebasing: input[kept...])
    let count = try file.read(into: room, at: fileBytes)
    inflater.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    inflater.pointee.avail_in = UInt32(kept + count)
    guard count > 0 else { return false }
    fileBytes &+= UInt64(count)
    try tap(UnsafeRawBufferPointer(rebasing: room[..<count]))
    return true
  }

  /// Refuses a file that is not gzip at all, with the name of what it looks like.
  private func recognise() throws {
    while unread.count < 512, try fillInput() {}
    let start = unread
    if start.isEmpty { return fail(.notGzip, "the file is empty; expected a gzip-compressed tar") }
    if start[0] == 0x1f, start.count == 1 || start[1] == 0x8b { return }
    let found = FileSignature.name(of: start).map { "looks like \($0)" } ?? "does not begin like gzip (1F 8B)"
    fail(.notGzip, "the file \(found); expected a gzip-compressed tar")
  }

  private func fail(_ kind: ArchiveProblem.Kind, _ message: String) {
    isOver = true
    problem = ArchiveProblem(kind: kind, offset: offset, message: message)
  }
}
