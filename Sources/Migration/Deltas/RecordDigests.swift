import Crypto
import Plan

/// The id and the digest of every object of a `BatchPlan`, taken while it is rendered.
///
/// `@unchecked Sendable`: threads that render different chunks fill different places; it is read when they have ended. A chunk
/// that is rendered twice fills its places twice with the same.
final class RecordDigests: @unchecked Sendable {
  struct Entry: BitwiseCopyable {
    var id: Int64 = 0
    var digest: UInt64 = 0
    /// Of its JSON.
    var bytes: Int = 0
  }

  /// For each list.
  private let entries: [UnsafeMutableBufferPointer<Entry>]
  private let lists: ListNumbers
  private let schema: [RecordType]

  init(_ batches: BatchPlan, _ schema: [RecordType]) {
    (lists, self.schema) = (batches.lists, schema)
    entries = batches.rows.map { rows in
      let entries = UnsafeMutableBufferPointer<Entry>.allocate(capacity: rows.count)
      entries.initialize(repeating: Entry())
      return entries
    }
  }

  deinit { for list in entries { list.deallocate() } }

  var listCount: Int { entries.count }
  func count(_ list: Int) -> Int { entries[list].count }
  subscript(list: Int, index: Int) -> Entry { entries[list][index] }

  /// The name of the record type that the objects of a list are of.
  func type(ofList list: Int) -> String { schema[lists.arrays[list]].name }

  /// Takes an object as it is written. The id is its first member, which every list puts there.
  ///
  /// - Throws: `BuildError` for an object that begins with anything else.
  /// - Complexity: O(bytes).
  func take(_ object: Bytes, list: Int, index: Int) throws(BuildError) {
    let (digits, opening) = (object.dropFirst(Self.opening.count), object.prefix(Self.opening.count))
    let text = digits.prefix { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "}") }
    guard opening.elementsEqual(Self.opening), let id = Int64(String(decoding: text, as: UTF8.self)) else {
      throw .trouble("internal error: an object of \(type(ofList: list)) does not begin with its id")
    }
    var hash = SHA256()
    hash.update(bufferPointer: UnsafeRawBufferPointer(object))
    let digest = hash.finalize().prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    entries[list][index] = Entry(id: id, digest: digest, bytes: object.count)
  }

  private static let opening = Array("{\"id\":".utf8)

  /// All of them by record types and ascending ids, in the order of the schema.
  ///
  /// - Complexity: O(n log n).
  var records: [(type: String, records: Manifest.Records)] {
    schema.indices.compactMap { array in
      let own = lists.arrays.indices.filter { lists.arrays[$0] == array }
      if own.isEmpty { return nil }
      let sorted = own.flatMap { Array(entries[$0]) }.sorted { $0.id < $1.id }
      return (schema[array].name, Manifest.Records(ids: sorted.map(\.id), digests: sorted.map(\.digest)))
    }
  }
}
