/// Reads one member as strict JSON (RFC 8259) of the agreed shape. One reader belongs to one thread.
///
/// Agreed are the keys, their order is not; white space and escapes are free everywhere, in keys too.
/// RFC 8259, section 9, lets a reader set limits; these are `Limits`. They bound the memory that a hostile
/// member can take, and no batch of a migration comes near them.
package struct BatchReader {
  /// The most problems of one batch that are kept with their places; all are counted.
  package static let problemLimit = 100

  /// What a member may hold at the most.
  struct Limits {
    /// How deep a value that is not of the agreed shape may be nested.
    var depth = 64
    /// How many keys that are not agreed may be held at one time to find the duplicates among them.
    var keys = 1 << 20
    /// How many records one member may hold: 4,194,304.
    var records = 1 << 22
  }

  var limits = Limits()
  private let furtherKeys: FurtherKeys
  private let isReference: Bool

  /// - Parameter isReference: whether fast paths are off: every key is read as any other string.
  package init(furtherKeys: FurtherKeys = FurtherKeys(), isReference: Bool = false) {
    self.furtherKeys = furtherKeys
    self.isReference = isReference
  }

  /// Reads `bytes` into `batch`, whose former contents are gone. Strings are decoded in place.
  ///
  /// A member that is no JSON ends with a problem of the kind `notJSON` and without records. Otherwise every
  /// element of an array is a record, so that its index is that of the JSON; an element that is no object is
  /// a record without fields. Of a key that stands twice the later value is taken, as most importers do; of
  /// an array that stands twice, the records of both.
  /// O(bytes), without an allocation per record once the batch has grown to its usual size.
  package mutating func read(_ bytes: UnsafeMutableBufferPointer<UInt8>, into batch: inout Batch) {
    var reused = Batch()
    swap(&reused, &batch)
    reused.removeAll()
    guard let cursor = JSONCursor(bytes), bytes.count <= Int(UInt32.max) else {
      let what = bytes.isEmpty ? "the member is empty" : "the member has 4 GiB or more"
      reused.refuse(at: 0, pointer: "", "\(what); expected a JSON object")
      batch = reused
      return
    }
    var parser = BatchParser(cursor, limits, furtherKeys, isReference: isReference, reusing: reused)
    reused = Batch()
    parser.parse()
    batch = parser.finish()
  }

  /// Whether `bytes` are JSON text of any shape. Strings are decoded in place.
  static func isJSON(_ bytes: UnsafeMutableBufferPointer<UInt8>) -> Bool {
    guard let cursor = JSONCursor(bytes) else { return false }
    var parser = BatchParser(cursor, Limits(), FurtherKeys(), reusing: Batch())
    do throws(JSONFault) {
      try parser.parseAnyValue()
      return true
    } catch {
      return false
    }
  }
}

extension Batch {
  var recordCount: Int { tickets.count &+ comments.count &+ users.count &+ organizations.count }

  /// Makes the batch empty and keeps its room.
  mutating func removeAll() {
    tickets.removeAll(keepingCapacity: true)
    comments.removeAll(keepingCapacity: true)
    users.removeAll(keepingCapacity: true)
    organizationCount = 0
    organizations.removeAll(keepingCapacity: true)
    values.removeAll(keepingCapacity: true)
    nested.removeAll(keepingCapacity: true)
    problems.removeAll(keepingCapacity: true)
    problemCount.removeAll(keepingCapacity: true)
  }

  /// Counts a problem. Returns whether there is room to keep it with its place.
  mutating func count(_ kind: BatchProblem.Kind) -> Bool {
    problemCount[kind, default: 0] += 1
    return problems.count < BatchReader.problemLimit
  }

  /// Makes the batch that of a member that can't be read: no records, one problem.
  mutating func refuse(at offset: Int, pointer: String, _ message: String) {
    removeAll()
    problemCount[.notJSON] = 1
    problems = [BatchProblem(kind: .notJSON, pointer: pointer, offset: offset, message: message)]
  }
}
