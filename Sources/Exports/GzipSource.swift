import CZlib
import Plan

/// What the members of a gzip file hold, one after the other.
///
/// RFC 1952. libz compares the CRC-32 and the length of each member. NUL bytes after the last member are
/// padding; anything else that begins no other member is an error, and so is every kind of damage: what a
/// damaged file still yields is handed on before, but its reading never ends well.
///
/// **Invariants of the unsafe parts.** `next_in ..< next_in + avail_in` is in `input`, which only
/// `fillInput` writes; `next_out` is set anew for each call and points into the caller's target.
final class GzipSource: ByteSource {
  private static let bufferSize = 256 << 10

  private let name: String
  private let source: any ByteSource
  // libz remembers the address of its stream, so that it must not move.
  private let inflater: UnsafeMutablePointer<z_stream>
  private let input = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferSize, alignment: 16)
  /// Bytes of the file that `input` has had so far.
  private var readBytes: UInt64 = 0
  /// Bytes of contents so far.
  private var madeBytes: UInt64 = 0
  private let limits: InputLimits
  private var isOver = false

  /// - Parameter name: the file as messages show it.
  init(_ source: any ByteSource, name: String, limits: InputLimits) throws {
    self.name = name
    self.limits = limits
    self.source = source
    inflater = .allocate(capacity: 1)
    inflater.initialize(to: z_stream())
    // 15 + 16: the largest window, and a gzip wrapper and nothing else.
    guard inflateInit2_(inflater, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw ExportError(
        file: name, message: "can't be unpacked: no memory for libz; free some, then run again")
    }
  }

  deinit {
    inflateEnd(inflater)
    inflater.deallocate()
    input.deallocate()
  }

  func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
    while !isOver {
      if inflater.pointee.avail_in == 0, try !fillInput() { throw truncated }
      let room = min(target.count, 1 << 30)
      inflater.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
      inflater.pointee.avail_out = UInt32(room)
      let code = inflate(inflater, Z_NO_FLUSH)
      switch code {
      case Z_OK: break
      case Z_STREAM_END: try endMember()
      default: throw damaged(code)
      }
      let count = room - Int(inflater.pointee.avail_out)
      madeBytes += UInt64(count)
      if madeBytes > UInt64(limits.freeExpansion), madeBytes > offset &* UInt64(limits.expansion) {
        throw expansion
      }
      if count > 0 { return count }
    }
    return 0
  }

  /// Reads on after a whole member: the next one, NUL bytes or the end.
  private func endMember() throws {
    while inflater.pointee.avail_in < 2, try fillInput() {}
    let next = unread
    if next.count >= 2, next[0] == 0x1F, next[1] == 0x8B {
      inflateReset(inflater)
      return
    }
    isOver = true
    repeat {
      if let garbage = unread.firstIndex(where: { $0 != 0 }) { throw trailing(offset &+ UInt64(garbage)) }
      inflater.pointee.avail_in = 0
    } while try fillInput()
  }

  /// Offset in the file of the next byte that libz will see.
  private var offset: UInt64 { readBytes &- UInt64(inflater.pointee.avail_in) }

  private var unread: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: inflater.pointee.next_in, count: Int(inflater.pointee.avail_in))
  }

  /// Reads more of the file after what libz has not seen yet. False at its end.
  private func fillInput() throws -> Bool {
    let kept = unread.count
    if kept > 0 { input.copyMemory(from: unread) }
    let count = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: input[kept...]))
    inflater.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    inflater.pointee.avail_in = UInt32(kept + count)
    readBytes &+= UInt64(count)
    return count > 0
  }

  // MARK: Errors

  private var truncated: ExportError {
    ExportError(
      file: name,
      message: "is compressed with gzip and ends inside a member, after \(readBytes) bytes; "
        + "expected a complete file. It was cut off: copy or export it again")
  }

  private var expansion: ExportError {
    ExportError(
      file: name,
      message:
        "is compressed with gzip and expands to more than \(limits.expansion) times its bytes; expected at "
        + "most that after the first \(limits.freeExpansion) bytes. Check who made it and what is in it, or let 'build' "
        + "and 'verify' unpack it (--max-expansion)")
  }

  private func trailing(_ offset: UInt64) -> ExportError {
    ExportError(
      file: name,
      message: "is compressed with gzip and has other bytes after the last member, at offset \(offset); "
        + "expected its end. Check what was appended to it (gzip -t), or export it again")
  }

  private func damaged(_ code: Int32) -> ExportError {
    let message = inflater.pointee.msg.map { String(cString: $0) }
    let fault =
      switch message {
      case "incorrect data check": "has other contents than its CRC-32 states"
      case "incorrect length check": "has contents of another length than it states"
      default: code == Z_MEM_ERROR ? "needs more memory than there is" : message ?? "unknown error \(code)"
      }
    return ExportError(
      file: name,
      message: "is compressed with gzip and damaged: the member that ends or breaks at offset \(offset) "
        + "\(message == fault ? "can't be unpacked (\(fault))" : fault); expected complete gzip data. "
        + "Check it (gzip -t), and copy or export it again")
  }
}
