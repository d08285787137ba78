// The tar format ustar, POSIX.1-1988: a header of 512 bytes before each member, members padded with NULs to a
// multiple of 512, two blocks of NULs at the end.

/// The size of a block, in bytes.
let tarBlockSize = 512
/// The NULs that end an archive, in bytes.
let tarEndSize = 2 * tarBlockSize

/// A member that ustar can't hold.
struct TarLimit: Error, Equatable {
  var message: String
}

/// The header of a regular file: mode 0644, owner 0, time 0, so that equal input gives equal bytes on any
/// day.
struct TarHeader {
  /// The longest name in bytes: what the name field holds without the prefix field.
  static let longestName = 100
  /// The largest size in bytes: eleven octal digits.
  static let largestSize = 0o77_777_777_777

  let bytes: [UInt8]

  /// - Throws: `TarLimit` for a name or a size that the fields don't hold.
  init(name: String, size: Int) throws(TarLimit) {
    guard name.utf8.count <= Self.longestName else {
      throw TarLimit(message: "the name of member \(name) is longer than \(Self.longestName) bytes")
    }
    guard size <= Self.largestSize else {
      throw TarLimit(
        message: "member \(name) would have \(size) bytes, and a tar can have \(Self.largestSize)")
    }
    var header = [UInt8](repeating: 0, count: tarBlockSize)
    func put(_ text: String, at offset: Int) {
      header.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
    }
    put(name, at: 0)
    put("0000644", at: 100)
    put("0000000", at: 108)
    put("0000000", at: 116)
    put(Self.octal(size, digits: 11), at: 124)
    put("00000000000", at: 136)
    put("0", at: 156)
    put("ustar\0" + "00", at: 257)
    put("0000000", at: 329)
    put("0000000", at: 337)
    // The sum counts its own field as eight spaces.
    let sum = header.reduce(8 * Int(UInt8(ascii: " "))) { $0 + Int($1) }
    put(Self.octal(sum, digits: 6) + "\0 ", at: 148)
    bytes = header
  }

  private static func octal(_ number: Int, digits: Int) -> String {
    let text = String(number, radix: 8)
    return String(repeating: "0", count: digits - text.utf8.count) + text
  }
}
