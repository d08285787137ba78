import Exports
import Foundation
import Plan

/// The ids of a source, of each of which another source is fetched, that have no page there.
struct IDsWithoutPages: Sendable {
  struct First: Sendable {
    /// As the export has it.
    let id: String
    /// Where its first accepted row is.
    let feed: Int
    let file: Int
    let position: RowPosition
  }

  /// The source that is fetched, and that of the ids.
  let child: String
  let parent: String
  /// How many there are.
  fileprivate(set) var count = 0
  /// The first of them.
  fileprivate(set) var firsts: [First] = []
}

/// Compares the accepted rows of a source with the pages that another one has of each of them, as they are read. The pages
/// are known by the names of their files; what the fetch has put down of them is not looked at.
///
/// Names and ids are kept as digests of 64 bits, from a seed that is drawn for the run.
///
/// `@unchecked Sendable`: filled by the thread that reads the exports.
final class ParentIDs: @unchecked Sendable {
  let parent: String
  let key: String
  private(set) var missing: IDsWithoutPages
  private let nullWords: [[UInt8]]
  /// Of each file of the source of the ids, the id that it was fetched for, as its name has it; nil where ids have one part.
  private let parents: [Substring]?
  private var pages: Set<Int> = []
  private var missed: Set<Int> = []

  /// Nil for a source that is not fetched for each id of another, and for one without files, which is told elsewhere.
  ///
  /// - Parameter export: the files of a source; nil where they can't be found.
  init?(_ child: Source, _ plan: Plan, export: (Source) -> Export?) {
    guard let forEach = child.fetch?.forEach, let pages = export(child),
      let source = plan.sources.first(where: { $0.name == forEach.source.value })
    else { return nil }
    (parent, key) = (forEach.source.value, forEach.key)
    missing = IDsWithoutPages(child: child.name, parent: forEach.source.value)
    nullWords = (source.nullWords ?? plan.nullWords).map { Array($0.utf8) }
    parents =
      child.fetch?.namesParent == true
      ? export(source)?.files.map {
        PagedSource.chain(ofPath: $0.name) ?? ""
      } : nil
    for file in pages.files {
      guard let name = PagedSource.chain(ofPath: file.name) else { continue }
      self.pages.insert(Self.digest(name.utf8))
    }
  }

  /// Takes the records of a block that were accepted.
  func take(_ block: RecordBlock, column: Int, feed: Int, isAccepted: (_ record: Int) -> Bool) {
    for record in 0..<block.count where isAccepted(record) {
      let id = block[record, column]
      if id.isEmpty || nullWords.contains(where: { $0.elementsEqual(id) }) { continue }
      let place = block.places[record]
      let parent = parents.map { $0.indices.contains(Int(place.file)) ? $0[Int(place.file)] : "" }
      let digest = Self.digest(Self.fileName(of: id, parent))
      if pages.contains(digest) || !missed.insert(digest).inserted { continue }
      missing.count += 1
      guard missing.firsts.count < Finding.evidenceLimit else { continue }
      let ofParent = parent.map { "\($0.removingPercentEncoding ?? String($0))/" } ?? ""
      missing.firsts.append(
        .init(
          id: ofParent + String(decoding: id, as: UTF8.self), feed: feed, file: Int(place.file),
          position: RowPosition(place)))
    }
  }

  private static func digest(_ bytes: some Sequence<UInt8>) -> Int {
    var hasher = Hasher()
    for byte in bytes { hasher.combine(byte) }
    return hasher.finalize()
  }

  /// An id of one part, or of two: `17,9`, in both of which a comma is percent-encoded as well. The first comes from the
  /// name of a file, and is as such names have it.
  private static func fileName(of id: Bytes, _ parent: Substring?) -> [UInt8] {
    let name = fileName(of: id)
    guard let parent else { return name }
    let comma = UInt8(ascii: ",")
    func encoded(_ bytes: some Sequence<UInt8>) -> [UInt8] {
      bytes.flatMap { $0 == comma ? escape(comma) : [$0] }
    }
    return encoded(parent.utf8) + [comma] + encoded(name)
  }

  /// An id as the names of its files begin with it: `%`, `/`, control characters and a dot at the start are
  /// percent-encoded.
  private static func fileName(of id: Bytes) -> [UInt8] {
    var name: [UInt8] = []
    for (index, byte) in id.enumerated() {
      switch byte {
      case 0..<0x20, 0x25, 0x2F, 0x7F: name += escape(byte)
      case 0x2E where index == 0: name += escape(byte)
      default: name.append(byte)
      }
    }
    return name
  }

  private static func escape(_ byte: UInt8) -> [UInt8] {
    let digits = Array("0123456789ABCDEF".utf8)
    return [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
  }
}

/// Reads a source of which only the ids are wanted.
final class ParentLoader: RowLoader {
  let fields: RecordFields
  private(set) var rowCount = 0

  init(_ source: Source, key: String) {
    fields = RecordFields(
      [ColumnPlan(field: key, from: key, type: .text, whenNull: .keep)], core: 0, of: source)
  }

  func begin(feed: Int, file: Int) {}

  func take(_ block: RecordBlock, reject: (_ record: Int) -> Void) {
    for record in 0..<block.count {
      if fields.isWanted(block, record), isUTF8(fields.text(block, record, 0)) {
        rowCount += 1
      } else {
        reject(record)
      }
    }
  }
}
