import Exports
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
  private var pages: Set<Int> = []
  private var missed: Set<Int> = []

  /// Nil for a source that is not fetched for each id of another, and for one without files, which is told elsewhere.
  init?(_ child: Source, _ plan: Plan) {
    guard let forEach = child.fetch?.forEach, let export = try? Export(child, relativeTo: plan.directory),
      let source = plan.sources.first(where: { $0.name == forEach.source.value })
    else { return nil }
    (parent, key) = (forEach.source.value, forEach.key)
    missing = IDsWithoutPages(child: child.name, parent: forEach.source.value)
    nullWords = (source.nullWords ?? plan.nullWords).map { Array($0.utf8) }
    for file in export.files {
      guard let name = PagedSource.chain(ofPath: file.name) else { continue }
      pages.insert(Self.digest(name.utf8))
    }
  }

  /// Takes the records of a block that were accepted.
  func take(_ block: RecordBlock, column: Int, feed: Int, isAccepted: (_ record: Int) -> Bool) {
    for record in 0..<block.count where isAccepted(record) {
      let id = block[record, column]
      if id.isEmpty || nullWords.contains(where: { $0.elementsEqual(id) }) { continue }
      let digest = Self.digest(Self.fileName(of: id))
      if pages.contains(digest) || !missed.insert(digest).inserted { continue }
      missing.count += 1
      guard missing.firsts.count < Finding.evidenceLimit else { continue }
      let place = block.places[record]
      missing.firsts.append(
        .init(
          id: String(decoding: id, as: UTF8.self), feed: feed, file: Int(place.file),
          position: RowPosition(place)))
    }
  }

  private static func digest(_ bytes: some Sequence<UInt8>) -> Int {
    var hasher = Hasher()
    for byte in bytes { hasher.combine(byte) }
    return hasher.finalize()
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
