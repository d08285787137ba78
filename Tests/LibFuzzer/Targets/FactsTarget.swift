import Exports
import Foundation
import Plan
import Platform
import RuleExamples

@testable import Audit

/// Facts files: their numbers, the blocks of an export, the frames around them, the tables of an archive, and work lists.
///
/// What the tool writes is read as it was, and what is not as it was written is refused with words. Whoever writes a file of
/// their own can seal it, too: what is refused then is what no table could hold; that values make sense together is not
/// asked for.
enum FactsTarget {
  private static let file = ScratchFile("facts")
  private static let written = ScratchFile("facts-written")

  static func run(_ input: [UInt8]) {
    guard input.count < 1 << 14 else { return }
    var choices = Choices(input)
    switch choices.below(7) {
    case 0: readNumbers(Array(choices.rest))
    case 1: readBlock(&choices)
    case 2: writeBlock(&choices)
    case 3: writeFile(&choices)
    case 4: readFile(FactsFormat.line + choices.rest)
    case 5: FactsArchive.run(&choices, written.path)
    default: readList(Array(choices.rest))
    }
  }

  // MARK: Numbers

  /// Against LEB128 as its definition has it: seven bits a byte, the lowest first, and a bit that says that there are more.
  private static func readNumbers(_ bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer { text in
      var decoder = FactsDecoder(text)
      var rest = bytes[...]
      while !decoder.isAtEnd {
        let digits = rest.prefix { $0 >= 0x80 }
        let isWhole = digits.count < 10 && digits.count < rest.count
        guard let number = try? decoder.number() else { return require(!isWhole, "refused: \(rest)") }
        require(isWhole, "read: \(rest)")
        var expected = UInt64(rest[digits.endIndex])
        for digit in digits.reversed() { expected = expected << 7 | UInt64(digit & 0x7F) }
        require(number == expected, "\(number), expected \(expected)")
        rest = rest[(digits.endIndex + 1)...]
      }
      require(rest.isEmpty, "\(rest) is left")
    }
    var encoder = FactsEncoder()
    let numbers = stride(from: 0, to: bytes.count - 7, by: 8).map { place in
      bytes[place..<place + 8].reduce(0) { $0 << 8 | UInt64($1) }
    }
    for number in numbers {
      encoder.append(number)
      encoder.append(signed: Int64(bitPattern: number))
    }
    encoder.bytes.withUnsafeBufferPointer { text in
      var decoder = FactsDecoder(text)
      for number in numbers {
        let read = (try? decoder.number(), try? decoder.signed())
        require(read == (number, Int64(bitPattern: number)), "\(number) is read as \(read)")
      }
      require(decoder.isAtEnd, "more is read than was written")
    }
  }

  // MARK: Blocks

  private struct Block: Equatable {
    var places: [RecordPlace] = []
    /// Record after record.
    var cells: [[UInt8]] = []

    init() {}

    init(_ block: RecordBlock) {
      places = Array(block.places)
      for record in 0..<block.count {
        for column in 0..<block.columnCount {
          let field = block.fields[record * block.columnCount + column]
          require(
            Int(field.start) + Int(field.length) <= block.bytes.count,
            "field \(field) of \(block.bytes.count) bytes")
          cells.append(Array(block[record, column]))
        }
      }
    }
  }

  private static let files = 3..<5

  private static func decoded(_ contents: [UInt8], columns: Int) -> Block? {
    var decoder = BlockDecoder(columns: columns, files: files)
    var block: Block?
    do {
      try decoder.decode(contents) { block = Block($0) }
    } catch {
      require(error is FactsDamage, "\(error)")
    }
    return block
  }

  private static func encoded(_ block: Block, columns: Int, _ readers: [Int: FieldReader] = [:]) -> [UInt8] {
    var encoder = BlockEncoder(columns: columns, knownTexts: readers)
    let bytes = block.cells.flatMap { $0 }
    var end = 0
    let fields = block.cells.map { cell in
      defer { end += cell.count }
      return FieldRange(start: UInt32(end), length: UInt32(cell.count))
    }
    return bytes.withUnsafeBufferPointer { bytes in
      fields.withUnsafeBufferPointer { fields in
        block.places.withUnsafeBufferPointer { places in
          encoder.encode(RecordBlock(bytes: bytes, fields: fields, places: places, columnCount: columns))
        }
      }
    }
  }

  /// Any bytes as a block; one that is read and written again is read as the same.
  private static func readBlock(_ choices: inout Choices) {
    let columns = choices.below(4)
    guard let block = decoded(Array(choices.rest), columns: columns) else { return }
    for place in block.places { require(files.contains(Int(place.file)), "a record of file \(place.file)") }
    require(
      block.cells.count == block.places.count * columns,
      "\(block.cells.count) cells of \(block.places.count) records")
    // Of a block without records the file is not known.
    require(
      block.places.isEmpty || decoded(encoded(block, columns: columns), columns: columns) == block,
      "written again, it is not read as \(block)")
  }

  private static let texts = FieldReader(
    ColumnPlan(from: "text", type: .html),
    inspection: TextInspection(scanner: TextScanner(), findsContent: true))

  /// A block of the target's own, with a column that is kept as it is, and one of known texts.
  private static func writeBlock(_ choices: inout Choices) {
    var block = Block()
    let numbers = choices.rest.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
    let shift = UInt64(choices.below(64))
    let cells = choices.rest.split(separator: 0, omittingEmptySubsequences: false).map { Array($0) }
    for (record, cell) in cells.enumerated() {
      let number = UInt64(record) &* numbers
      block.places.append(
        RecordPlace(
          file: 4, length: UInt32(truncatingIfNeeded: number), offset: number >> shift, line: number,
          record: UInt32(record), element: UInt32(truncatingIfNeeded: number >> 32)))
      block.cells += [cell, cell]
    }
    let contents = encoded(block, columns: 2, [1: texts])
    guard let read = decoded(contents, columns: 2) else { broken("a block of the target's own is refused") }
    require(read.places == block.places, "places \(read.places), expected \(block.places)")
    var replayed = texts
    replayed.isReplayed = true
    for (record, cell) in cells.enumerated() {
      require(read.cells[record * 2] == cell, "the cell \(shown(cell)) is read as another")
      let direct = cell.withUnsafeBufferPointer { texts.value($0) }
      let (value, exported) = read.cells[record * 2 + 1].withUnsafeBufferPointer {
        (replayed.value($0), Array(replayed.asExported($0)))
      }
      require(
        value == direct && value?.health == direct?.health && value?.content == direct?.content,
        "\(shown(cell)) is known as another text")
      require(direct != nil || exported == cell, "\(shown(cell)) can't be read, and is shown as another")
    }
    // Cut short it can't have all of its cells; with one byte more it has one too many.
    require(decoded(contents.dropLast(), columns: 2) == nil, "a block that is cut is read")
    require(decoded(contents + [0], columns: 2) == nil, "a block with a byte more is read")
  }

  // MARK: Files

  struct Frame: Equatable {
    var kind: FactsFormat.Kind
    var contents: [UInt8]
  }

  /// Writes a file with the frames, the last of which ends it.
  static func write(_ frames: [Frame], to path: String) {
    do {
      let writer = try FactsWriter(path)
      for frame in frames.dropLast() { try writer.write(frame.kind, frame.contents) }
      try writer.finish(frames.last?.contents ?? [])
    } catch {
      broken("\(path) can't be written: \(error)")
    }
  }

  /// The frames of a file; nil for one that is refused.
  static func frames(_ path: String) -> [Frame]? {
    var frames: [Frame] = []
    do {
      let reader = try FactsReader(path)
      repeat {
        let (kind, contents) = try reader.next()
        frames.append(Frame(kind: kind, contents: contents))
      } while frames.last?.kind != .end
      return frames
    } catch {
      requireWords(error)
      return nil
    }
  }

  static func requireWords(_ error: any Error) {
    guard let error = error as? FactsError else { broken("an error without a file: \(error)") }
    require(error.kind == .damage, "\(error)")
    require(!error.file.isEmpty && error.message.contains(" "), "an error without words: \(error)")
  }

  /// A file of frames of the target's own, then the same with a byte changed or the rest cut off.
  private static func writeFile(_ choices: inout Choices) {
    let place = choices.below(256) << 8 | choices.below(256)
    let (bits, isCut) = (choices.below(256), choices.below(2) == 0)
    let kinds: [FactsFormat.Kind] = [.header, .block, .problems, .column]
    var all: [Frame] = []
    for (number, part) in choices.rest.split(separator: 0xFF).enumerated() {
      all.append(Frame(kind: kinds[number % kinds.count], contents: Array(part)))
    }
    all.append(Frame(kind: .end, contents: Array(choices.rest.prefix(5))))
    write(all, to: written.path)
    require(frames(written.path) == all, "frames are read as others")
    require(FactsReader.isIntact(written.path), "a whole file is not intact")
    guard var bytes = try? contents(ofFile: written.path) else { broken("\(written.path) can't be read") }
    if isCut {
      bytes.removeLast(1 + place % bytes.count)
    } else {
      bytes[place % bytes.count] ^= UInt8(max(1, bits))
    }
    file.write(bytes)
    require(frames(file.path) == nil, "a file that was changed is read")
    require(!FactsReader.isIntact(file.path), "a file that was changed is intact")
  }

  /// Any bytes: refused, unless they are whole.
  private static func readFile(_ bytes: [UInt8]) {
    file.write(bytes)
    let isRead = frames(file.path) != nil
    require(!isRead || FactsReader.isIntact(file.path), "read, and not intact")
    do {
      _ = try FactsReader(file.path).header()
    } catch {
      requireWords(error)
    }
    // Contents are at most a thousand times as long as they are packed.
    require(peak() < 256 << 20, "\(bytes.count) bytes took \(peak() >> 20) MiB")
  }

  /// The most memory so far, in bytes.
  private static func peak() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1024
  }

  // MARK: Work lists

  private static func readList(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    do throws(FactsError) {
      let list = try WorkList(text, named: "list")
      let again = try WorkList(list.text, named: "list")
      require(list.items == again.items && list.digest == again.digest, "read twice, it is another list")
      require(
        list.items.indices.allSatisfy { list.items[$0].item == $0 } && !list.items.isEmpty, "\(list.items)")
    } catch {
      require(error.kind == .mistake && error.message.contains(" "), "an error without words: \(error)")
    }
  }
}
