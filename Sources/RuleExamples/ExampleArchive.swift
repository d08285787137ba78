import CZlib
import Crypto

/// The archive of an example: the fewest bytes that a gzip-compressed ustar can have, and the damage to them.
package struct ExampleArchive {
  /// What is compressed, with the damage to it.
  package let tar: [UInt8]
  /// The finished file.
  package private(set) var file: [UInt8]
  /// What the digest file beside it says; nil without one.
  package private(set) var digestFile: String?

  /// - Parameter gzipMembers: into how many members of gzip the tar is cut.
  package init(_ input: ExampleInput, gzipMembers: Int = 1) throws(ExampleError) {
    var tar = Self.tar(try Self.entries(of: input))
    try Damage.Layer.tar.damage(&tar, by: input.damage)
    self.tar = tar
    if input.damage.contains(.leaveUncompressed) {
      file = tar
    } else {
      let size = (tar.count + gzipMembers - 1) / gzipMembers
      file = []
      for start in stride(from: 0, to: tar.count, by: size) {
        let part = Array(tar[start..<min(start + size, tar.count)])
        file += try Self.gzip(part, level: input.damagesFile ? 0 : 6)
      }
    }
    for step in input.damage {
      try Damage.Layer.file.damage(&file, by: [step])
      if case .writeDigestFile(let text) = step { digestFile = text ?? Self.sha256(file) }
    }
  }

  private static func sha256(_ bytes: [UInt8]) -> String {
    SHA256.hash(data: bytes).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }

  // MARK: Entries

  private struct Entry {
    var name: String
    var type: Character = "0"
    var contents = ""
  }

  /// In bytes.
  private static let longestName = 100

  private static func entries(of input: ExampleInput) throws(ExampleError) -> [Entry] {
    var batches = input.batches.sorted { $0.key < $1.key }
      .map { (number: $0.key, entry: Entry(name: "backup_tickets_\($0.key).json", contents: $0.value)) }
    var first: [Entry] = []
    var last: [Entry] = []
    for step in input.damage {
      if let number = step.batch, !batches.contains(where: { $0.number == number }) {
        throw ExampleError("a step of damage is on batch \(number), which the example does not have")
      }
      switch step {
      case .leaveOut(let batch): batches.removeAll { $0.number == batch }
      case .addAgain(let batch): last += batches.filter { $0.number == batch }.map(\.entry)
      case .rename(let batch, let name):
        for index in batches.indices where batches[index].number == batch { batches[index].entry.name = name }
      case .add(.directory, let name): first.append(Entry(name: name, type: "5"))
      case .add(.link, let name): last.append(Entry(name: name, type: "2"))
      case .add(.file, let name): last.append(Entry(name: name))
      default: break
      }
    }
    let entries = first + batches.map(\.entry) + last
    if let entry = entries.first(where: { $0.name.utf8.count > longestName }) {
      throw ExampleError("the name '\(entry.name)' is longer than the \(longestName) bytes of a tar header")
    }
    return entries
  }

  // MARK: Bytes

  /// POSIX.1-1988 ustar: headers and contents in blocks of 512 bytes, and two zero blocks.
  private static func tar(_ entries: [Entry]) -> [UInt8] {
    entries.flatMap { header($0) + filled(Array($0.contents.utf8)) } + [UInt8](repeating: 0, count: 1024)
  }

  private static func filled(_ bytes: [UInt8]) -> [UInt8] {
    bytes + [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512)
  }

  private static func header(_ entry: Entry) -> [UInt8] {
    var block = filled(Array(entry.name.utf8))
    func write(_ text: String, at offset: Int) {
      block.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
    }
    write("0000644\u{0}0000000\u{0}0000000\u{0}", at: 100)
    write(octal(entry.contents.utf8.count, digits: 11), at: 124)
    write(octal(0, digits: 11), at: 136)
    write("        ", at: 148)
    write(String(entry.type), at: 156)
    write("ustar\u{0}00", at: 257)
    write(octal(block.reduce(0) { $0 + Int($1) }, digits: 6) + "\u{0}", at: 148)
    return block
  }

  private static func octal(_ number: Int, digits: Int) -> String {
    let text = String(number, radix: 8)
    return String(repeating: "0", count: digits - text.count) + text
  }

  /// One gzip member (RFC 1952), by libz. Of level 0 the length does not depend on libz's version.
  static func gzip(_ bytes: [UInt8], level: Int32) throws(ExampleError) -> [UInt8] {
    var stream = z_stream()
    let streamSize = Int32(MemoryLayout<z_stream>.size)
    guard
      deflateInit2_(&stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, streamSize)
        == Z_OK
    else { throw ExampleError("libz could not start") }
    defer { deflateEnd(&stream) }
    var input = bytes
    var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(bytes.count))))
    let code = input.withUnsafeMutableBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(input.count)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(output.count)
        return deflate(&stream, Z_FINISH)
      }
    }
    guard code == Z_STREAM_END else { throw ExampleError("libz could not compress") }
    output.removeLast(Int(stream.avail_out))
    return output
  }
}
