@testable import Archive
import CZlib

/// The reader of archives: any bytes as a file, any bytes as the tar in one, and archives of the target's own with one bit
/// changed; with ISA-L, where it is installed, and with libz alone.
///
/// What is read without a problem must be what libz and a simple walk make of it; what was changed must be reported, or make
/// no difference.
enum ArchiveTarget {
  private static let file = ScratchFile("archive")
  private static let limits = ArchiveLimits(
    memberBytes: 1 << 16, expansion: 1100, freeExpansion: 1 << 20, extensionBytes: 1 << 12, depth: 64,
    keys: 1 << 10,
    records: 1 << 10)

  static func run(_ input: [UInt8]) {
    guard input.count < 1 << 14 else { return }
    var choices = Choices(input)
    switch choices.below(4) {
    case 0: readAny(Array(choices.rest))
    case 1: readTar(Array(choices.rest), level: Int32(choices.below(10)))
    case 2: readTar(sealed(Array(choices.rest)), level: 1)
    default: readFlipped(&choices)
    }
  }

  // MARK: Kinds of input

  private static func readAny(_ bytes: [UInt8]) {
    guard let reading = read(bytes), reading.isSound else { return }
    guard let tar = inflated(bytes) else { broken("libz does not inflate what was read without a problem") }
    compare(reading, tar)
  }

  private static func readTar(_ tar: [UInt8], level: Int32) {
    // In two members, as gzip files may be.
    let half = tar.count / 2
    guard
      let reading = read(gzip(Array(tar[..<half]), level: level) + gzip(Array(tar[half...]), level: level))
    else {
      return
    }
    require(!reading.problems.contains { $0.kind == .gzipDamaged || $0.kind == .gzipTruncated }, "\(reading)")
    if reading.isSound { compare(reading, tar) }
  }

  /// An archive of a few members with one bit changed.
  private static func readFlipped(_ choices: inout Choices) {
    let (bit, byte, more) = (choices.below(8), choices.below(256), choices.below(256))
    let level = Int32(choices.below(10))
    let parts = choices.rest.split(separator: 0xFF, maxSplits: 3)
    var tar: [UInt8] = []
    for (number, part) in parts.enumerated() {
      let name = Array("batch-\(number).json".utf8)
      tar +=
        header(name: name, size: part.count) + part
        + [UInt8](repeating: 0, count: (512 - part.count % 512) % 512)
    }
    tar += [UInt8](repeating: 0, count: 1024)
    var archive = gzip(tar, level: level)
    guard let before = read(archive) else { broken("an archive of the target's own is refused") }
    require(before.isSound, "an archive of the target's own has problems: \(before)")
    compare(before, tar)
    archive[(byte + 256 * more) % archive.count] ^= 1 << UInt8(bit)
    guard let after = read(archive) else { return }
    if after.isSound {
      require(after.entries == before.entries, "a changed bit goes unnoticed: \(after), before: \(before)")
    }
  }

  // MARK: Reading

  private struct Reading: Equatable {
    var entries: [SimpleTar.Entry] = []
    var problems: [ArchiveProblem] = []
    var summary = ArchiveSummary()

    /// Whether nothing was found but padding.
    var isSound: Bool { summary.isComplete && problems.allSatisfy { $0.kind == .gzipTrailingZeros } }
  }

  /// Nil where the file expands beyond the limit.
  private static func read(_ bytes: [UInt8]) -> Reading? {
    file.write(bytes)
    let readings = [read(bytes, isReference: false), read(bytes, isReference: true)]
    // Of a damaged member ISA-L may bring more bytes than libz before it notices, so that more is said of them.
    let isDamaged = readings.contains { reading in
      reading?.problems.contains { $0.kind == .gzipDamaged || $0.kind == .gzipTruncated } ?? true
    }
    if isDamaged {
      require(readings.allSatisfy { $0?.isSound != true }, "sound by one inflater only: \(readings)")
      return nil
    }
    require(
      readings[0] == readings[1],
      "with ISA-L \(String(describing: readings[0])), with libz \(String(describing: readings[1]))")
    return readings[0]
  }

  private static func read(_ bytes: [UInt8], isReference: Bool) -> Reading? {
    var reading = Reading()
    var tapped: [UInt8] = []
    do {
      let reader = try ArchiveReader(path: file.path, limits: limits, isReference: isReference)
      reading.summary = try reader.read(tap: { tapped += $0 }, problem: { reading.problems.append($0) }) {
        member in
        let contents = member.contents.map { Array($0.bytes) } ?? []
        reading.entries.append(
          SimpleTar.Entry(
            name: member.name, isFile: member.kind == .file, size: Int(member.size), contents: contents))
        if let bytes = member.contents { reader.recycle(bytes) }
      }
    } catch {
      return nil
    }
    require(tapped == bytes, "the tap saw \(tapped.count) bytes of \(bytes.count)")
    require(reading.summary.isComplete || !reading.problems.isEmpty, "incomplete, and nothing is reported")
    return reading
  }

  private static func compare(_ reading: Reading, _ tar: [UInt8]) {
    require(
      reading.summary.tarBytes == UInt64(tar.count),
      "\(reading.summary.tarBytes) bytes of tar, libz has \(tar.count)")
    guard let simple = try? SimpleTar(tar) else { return }
    require(reading.entries == simple.entries, "entries \(reading.entries), simple walk \(simple.entries)")
  }

  // MARK: By libz

  /// All gzip members, one after another, with zeros after the last; nil for anything else.
  private static func inflated(_ bytes: [UInt8]) -> [UInt8]? {
    var contents: [UInt8] = []
    var rest = bytes[...]
    repeat {
      guard let (member, length) = inflatedMember(Array(rest)) else { return nil }
      contents += member
      rest = rest.dropFirst(length)
    } while rest.starts(with: [0x1F, 0x8B])
    return rest.allSatisfy { $0 == 0 } ? contents : nil
  }

  private static func inflatedMember(_ bytes: [UInt8]) -> ([UInt8], length: Int)? {
    var stream = z_stream()
    guard inflateInit2_(&stream, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      return nil
    }
    defer { inflateEnd(&stream) }
    var input = bytes
    var contents: [UInt8] = []
    var output = [UInt8](repeating: 0, count: 1 << 14)
    return input.withUnsafeMutableBufferPointer { input in
      stream.next_in = input.baseAddress
      stream.avail_in = UInt32(input.count)
      while true {
        let (code, made) = output.withUnsafeMutableBufferPointer { output in
          stream.next_out = output.baseAddress
          stream.avail_out = UInt32(output.count)
          let code = inflate(&stream, Z_NO_FLUSH)
          return (code, output.count - Int(stream.avail_out))
        }
        contents += output[..<made]
        if code == Z_STREAM_END { return (contents, Int(stream.total_in)) }
        if code != Z_OK || made == 0 && stream.avail_in == 0 { return nil }
      }
    }
  }

  // MARK: Tars

  private static func header(name: [UInt8], size: Int) -> [UInt8] {
    var block = [UInt8](repeating: 0, count: 512)
    block.replaceSubrange(0..<name.count, with: name)
    block.replaceSubrange(124..<135, with: octal(size, digits: 11))
    block[156] = UInt8(ascii: "0")
    block.replaceSubrange(257..<265, with: "ustar\u{0}00".utf8)
    return withChecksum(block)
  }

  private static func octal(_ number: Int, digits: Int) -> [UInt8] {
    let text = String(number, radix: 8)
    return Array((String(repeating: "0", count: max(0, digits - text.count)) + text).utf8.suffix(digits))
  }

  private static func withChecksum(_ block: [UInt8]) -> [UInt8] {
    var block = block
    block.replaceSubrange(148..<156, with: repeatElement(0x20, count: 8))
    block.replaceSubrange(148..<154, with: octal(block.reduce(0) { $0 + Int($1) }, digits: 6))
    return block
  }

  /// The bytes as blocks that pass for headers where headers are likely: each block with a type that is not data gets its
  /// checksum. The two zero blocks at the end are added.
  private static func sealed(_ bytes: [UInt8]) -> [UInt8] {
    var tar: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 512) {
      let block = Array(bytes[start..<min(start + 512, bytes.count)])
      let whole = block + [UInt8](repeating: 0, count: 512 - block.count)
      let isHeader = whole[257..<262].elementsEqual("ustar".utf8) || whole[148] == UInt8(ascii: "?")
      tar += isHeader ? withChecksum(whole) : whole
    }
    return tar + [UInt8](repeating: 0, count: 1024)
  }
}
