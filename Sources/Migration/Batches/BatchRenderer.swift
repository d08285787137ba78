import Exports
import Plan

/// Turns batches into members of the tar: compact JSON, keys in a fixed order.
struct BatchRenderer: Sendable {
  let lists: [any BatchList]
  /// Takes the digest of every object that is rendered; nil where nobody wants it.
  var digests: RecordDigests?
  private let archive: ArchivePlan
  private let memberLimit: Int
  private let batches: BatchPlan
  /// For each array of a batch, what precedes its objects, and the numbers of its lists.
  private let arrays: [(opening: [UInt8], lists: [Int])]
  private static let closing = Array("]}}}".utf8)

  init(_ exports: JudgedExports, _ batches: BatchPlan) {
    lists = exports.lists
    archive = exports.plan.archive
    memberLimit = exports.plan.limits.memberBytes
    self.batches = batches
    arrays = Self.openings(exports.plan.schema).enumerated().map { number, opening in
      (opening, batches.lists.arrays.indices.filter { batches.lists.arrays[$0] == number })
    }
  }

  /// What precedes the objects of each array.
  private static func openings(_ schema: [RecordType]) -> [[UInt8]] {
    schema.enumerated().map { number, type in
      let start = number == 0 ? #"{"data":{"tickets":{"# : "],"
      return Array(start.utf8) + JSONKey.bytes(of: type.array) + [UInt8(ascii: "[")]
    }
  }

  /// Bytes of a batch without objects.
  static func frame(_ schema: [RecordType]) -> Int {
    openings(schema).reduce(closing.count) { $0 + $1.count }
  }

  /// Appends the batches of a chunk to `tar`, headers and padding included.
  ///
  /// - Throws: `ExportError` when a row can't be read again, `BuildError` for a member that a tar can't hold, or readers
  ///   don't take.
  func render(chunk: Int, lookup: ChunkLookup, to tar: inout ByteBuffer) throws {
    let numbers = batches.batches(ofChunk: chunk)
    guard !numbers.isEmpty else { return }
    try lookup.read(places: { list in
      batches.rows[list][batches.span(of: list, in: numbers)].map(lists[list].place)
    }) { blocks in
      for number in numbers { try render(batch: number, blocks, from: numbers.lowerBound, to: &tar) }
    }
  }

  /// - Parameter first: the batch with which `blocks` begin.
  private func render(
    batch number: Int, _ blocks: [RecordBlock?], from first: Int, to tar: inout ByteBuffer
  ) throws {
    let name = try memberName(number)
    let headerOffset = tar.count
    tar.reserve(tarBlockSize)
    tar.put(zeros: tarBlockSize)
    let start = tar.count
    for array in arrays {
      tar.put(array.opening)
      try render(array.lists, inBatch: number, blocks, from: first, to: &tar)
    }
    tar.put(Self.closing)
    let size = tar.count - start
    // Batches are laid out by what their objects can take; whatever was wrong with that ends here.
    guard size <= memberLimit else {
      throw BuildError.refused([
        "\(name): the batch has \(size) bytes, and readers of the archive take at most \(memberLimit); choose a smaller "
          + "'batch-size', or let 'build' and 'verify' have larger batches (--max-member)"
      ])
    }
    do {
      tar.replace(at: headerOffset, with: try TarHeader(name: name, size: size).bytes)
    } catch {
      throw BuildError.trouble("\(error.message); choose a smaller 'batch-size' or a shorter 'member'")
    }
    let padding = -size & (tarBlockSize - 1)
    tar.reserve(padding)
    tar.put(zeros: padding)
  }

  /// The objects of one array: those of several lists in the order in which they were laid out.
  private func render(
    _ lists: [Int], inBatch number: Int, _ blocks: [RecordBlock?], from first: Int, to tar: inout ByteBuffer
  ) throws {
    guard lists.count > 1 else {
      for list in lists {
        let (writer, rows, block) = (self.lists[list], batches.rows[list], blocks[list])
        let start = batches.span(of: list, in: first..<number + 1).lowerBound
        let span = batches.span(of: list, in: number..<number + 1)
        for index in span {
          putComma(isFirst: index == span.lowerBound, to: &tar)
          let objectStart = tar.count
          try writer.put(rows[index], block, index - start, to: &tar)
          try digests?.take(Bytes(rebasing: tar.bytes[objectStart...]), list: list, index: index)
        }
      }
      return
    }
    let spans = lists.map { batches.span(of: $0, in: number..<number + 1) }
    var next = Dictionary(uniqueKeysWithValues: zip(lists, spans.map(\.lowerBound)))
    let start = spans.reduce(0) { $0 + $1.lowerBound }
    let sequence = batches.sequences[batches.lists.arrays[lists[0]]]
    for place in start..<spans.reduce(start, { $0 + $1.count }) {
      let list = Int(sequence[place])
      let index = next[list, default: 0]
      next[list] = index + 1
      putComma(isFirst: place == start, to: &tar)
      let firstIndex = batches.span(of: list, in: first..<number + 1).lowerBound
      let objectStart = tar.count
      try self.lists[list].put(batches.rows[list][index], blocks[list], index - firstIndex, to: &tar)
      try digests?.take(Bytes(rebasing: tar.bytes[objectStart...]), list: list, index: index)
    }
  }

  private func putComma(isFirst: Bool, to tar: inout ByteBuffer) {
    tar.reserve(1)
    if !isFirst { tar.put(",") }
  }

  /// The name of a member: the number of its batch between the plan's prefix and suffix.
  private func memberName(_ number: Int) throws(BuildError) -> String {
    let (distance, isTooFar) = archive.step.multipliedReportingOverflow(by: Int64(number))
    let (value, isTooLarge) = archive.start.addingReportingOverflow(distance)
    guard !isTooFar, !isTooLarge else {
      throw .trouble("batch \(number + 1) would have a number above \(Int64.max); lower 'numbering'")
    }
    return "\(archive.memberPrefix)\(value)\(archive.memberSuffix)"
  }
}

extension ByteBuffer {
  fileprivate mutating func put(_ bytes: [UInt8]) {
    reserve(bytes.count)
    bytes.withUnsafeBufferPointer { put(bytes: $0) }
  }
}
