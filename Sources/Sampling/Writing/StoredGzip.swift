/// gzip (RFC 1952) without compression: the same bytes on every machine, whatever library is there.
enum StoredGzip {
  static func member(of bytes: [UInt8]) -> [UInt8] {
    // No name and no time; the system is unknown.
    var member: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]
    member.reserveCapacity(bytes.count + bytes.count / 1000 + 64)
    var start = 0
    repeat {
      let end = min(start + 0xFFFF, bytes.count)
      let length = UInt16(truncatingIfNeeded: end - start)
      member.append(end == bytes.count ? 1 : 0)
      member += little(UInt32(length), 2) + little(UInt32(~length), 2)
      member += bytes[start..<end]
      start = end
    } while start < bytes.count
    return member + little(crc(bytes), 4) + little(UInt32(truncatingIfNeeded: bytes.count), 4)
  }

  private static func little(_ number: UInt32, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> UInt32($0 * 8)) }
  }

  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { sum, _ in sum & 1 == 1 ? 0xEDB8_8320 ^ sum >> 1 : sum >> 1 }
  }

  private static func crc(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~UInt32(0)) { sum, byte in table[Int((sum ^ UInt32(byte)) & 0xFF)] ^ sum >> 8 }
  }
}
