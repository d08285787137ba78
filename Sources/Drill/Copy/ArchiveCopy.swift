import Foundation

/// An archive that faults are put into: its entries, and what follows them.
///
/// Copies are cheap: what is not changed is shared. It is read and written by this module alone, so that a misreading of
/// the verifier's readers is not one of the drill's as well.
struct ArchiveCopy {
  var entries: [TarEntry]
  /// The blocks of zeros, as they are in the archive.
  var tail: [UInt8]
  /// How a batch is called before and after its number.
  let prefix: String
  let suffix: String

  /// - Throws: `DrillError` where the archive can't be read or has no batch.
  init(contentsOf path: String, prefix: String, suffix: String) throws {
    let packed = try Files.bytes(of: path)
    (entries, tail) = try Tar.entries(of: try Inflating.gzip(packed))
    self.prefix = prefix
    self.suffix = suffix
    guard !batches.isEmpty else {
      throw DrillError("\(path) has no batch; expected members such as \(name(100))")
    }
  }

  func name(_ number: Int64) -> String { "\(prefix)\(number)\(suffix)" }

  /// The number in the name of a batch; nil for any other member.
  func number(of name: String) -> Int64? {
    guard name.hasPrefix(prefix), name.hasSuffix(suffix), name.count > prefix.count + suffix.count else {
      return nil
    }
    return Int64(name.dropFirst(prefix.count).dropLast(suffix.count))
  }

  /// Where the batches are in `entries`, in their order there.
  var batches: [Int] { entries.indices.filter { number(of: entries[$0].name) != nil } }

  /// The number after that of the last batch, at the distance that batches have.
  var nextNumber: Int64 {
    let numbers = entries.compactMap { number(of: $0.name) }.sorted()
    let last = numbers.last ?? 0
    return last + (numbers.count > 1 ? last - numbers[numbers.count - 2] : 100)
  }

  func batch(_ index: Int) throws -> Batch { try Batch(JSONNode(try entries[index].content())) }

  mutating func setBatch(_ index: Int, _ batch: Batch) throws { try setContent(index, batch.root.bytes) }

  mutating func setContent(_ index: Int, _ content: [UInt8]) throws {
    entries[index] = try TarEntry(name: entries[index].name, content: content)
  }

  mutating func rename(_ index: Int, _ name: String) throws {
    entries[index] = try TarEntry(name: name, content: try entries[index].content())
  }

  /// A batch of the next number after all others.
  mutating func appendBatch(_ batch: Batch) throws {
    entries.append(try TarEntry(name: name(nextNumber), content: batch.root.bytes))
  }

  /// Whether another archive has the same bytes in its tar.
  func isSame(as other: ArchiveCopy) -> Bool {
    tail == other.tail && entries.count == other.entries.count
      && zip(entries, other.entries).allSatisfy { $0.piece.isSame(as: $1.piece) }
  }

  /// The whole tar, not packed.
  func tar() throws -> [UInt8] {
    var bytes: [UInt8] = []
    for entry in entries { bytes += try entry.piece.bytes() }
    return bytes + tail
  }

  /// The archive as one gzip member.
  func packed() throws -> [UInt8] {
    PackedArchive.gzip(entries.map(\.piece) + [try PackedPiece(tail)])
  }
}

/// The JSON of one batch.
struct Batch {
  var root: JSONNode

  init(_ root: JSONNode) throws {
    self.root = root
    guard case .object? = root["data"]?["tickets"] else {
      throw DrillError("a batch of the archive has no object at /data/tickets")
    }
  }

  var arrays: [String] { root["data"]?["tickets"]?.keys ?? [] }

  /// The objects of one array.
  subscript(array: String) -> [JSONNode] {
    get { root["data"]?["tickets"]?[array]?.elements ?? [] }
    set { tickets[array] = .array(newValue) }
  }

  /// The object that has the arrays.
  var tickets: JSONNode {
    get { root["data"]?["tickets"] ?? .object([]) }
    set {
      var data = root["data"] ?? .object([])
      data["tickets"] = newValue
      root["data"] = data
    }
  }

  /// A batch with the same arrays, all empty.
  var emptied: Batch {
    var copy = self
    for array in arrays { copy[array] = [] }
    return copy
  }
}
