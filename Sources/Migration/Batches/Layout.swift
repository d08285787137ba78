/// Closes batches at their limits, of objects and of bytes, and chunks at their size.
///
/// A batch is known by the most bytes that its objects can take, until that passes the limit: from then on by those that
/// they do take.
struct Layout {
  private let limit: Int
  /// The most bytes of the objects of a batch with their commas.
  private let byteLimit: Int
  /// For each list, the array of a batch that has its objects.
  private let arrays: [Int]
  private let sizes: ObjectSizes
  /// What belongs together and is not in a batch yet, in order.
  private var pending: [Object] = []
  /// For each array, the objects of the batch that is open.
  private var counts: [Int]
  /// For each list, the objects of all batches, the open one included.
  private var ends: [Int]
  /// Bytes of those of its objects that were measured, and where these end in their lists.
  private var measuredBytes = 0
  private var measuredEnds: [Int]
  /// The most bytes of its other objects.
  private var otherBytes = 0
  /// For each array with objects of several lists, the list of each object.
  private(set) var sequences: [[UInt16]]
  private let areShared: [Bool]
  private var isOpen = false
  private var bytes = 0
  private var batchEnds: [Int] = []
  private var batchCount = 0
  private var chunks: [Int] = []

  private struct Object {
    let list: Int
    /// The most bytes that it takes, with a comma.
    var bytes: Int
  }

  init(_ lists: ListNumbers, limit: Int, sizes: ObjectSizes, frame: Int) {
    self.limit = limit
    self.sizes = sizes
    byteLimit = sizes.limit - frame
    arrays = lists.arrays
    counts = Array(repeating: 0, count: lists.arrayCount)
    sequences = Array(repeating: [], count: lists.arrayCount)
    areShared = (0..<lists.arrayCount).map { array in lists.arrays.count { $0 == array } > 1 }
    ends = Array(repeating: 0, count: arrays.count)
    measuredEnds = ends
  }

  /// A layout of the plan's limits.
  init(_ lists: ListNumbers, _ exports: JudgedExports) {
    self.init(
      lists, limit: exports.plan.archive.batchSize,
      sizes: ObjectSizes(exports.lists, limit: exports.plan.limits.memberBytes),
      frame: BatchRenderer.frame(exports.plan.schema))
  }

  /// Adds the next object of a list to what belongs together.
  @inline(__always)
  mutating func add(_ row: UInt32, to list: Int) {
    pending.append(Object(list: list, bytes: sizes.bound(of: row, in: list) &+ 1))
  }

  /// Puts what belongs together into one batch: the open one, or the next if an array would overflow or the batch grow too
  /// long.
  ///
  /// A batch of one can't hold two new people: the first goes ahead, in a batch of its own. So does what is too long
  /// together.
  ///
  /// - Parameter rows: those of each list, with these objects.
  /// - Throws: `BuildError` for an object that no batch holds; what reading it again throws.
  /// - Complexity: O(objects), no allocation but for the ends of batches.
  @inline(__always)
  mutating func settle(bytes length: Int, _ rows: [[UInt32]]) throws {
    if !fits() { closeBatch() }
    if bytesWithPending > byteLimit {
      try measure(rows)
      if bytesWithPending > byteLimit { closeBatch() }
    }
    for object in pending {
      if counts[arrays[object.list]] == limit || measuredBytes + otherBytes + object.bytes > byteLimit {
        closeBatch()
        if object.bytes > byteLimit {
          throw sizes.refusal(
            of: rows[object.list][ends[object.list]], in: object.list, size: object.bytes - 1)
        }
      }
      let array = arrays[object.list]
      counts[array] += 1
      ends[object.list] += 1
      if areShared[array] { sequences[array].append(UInt16(truncatingIfNeeded: object.list)) }
      otherBytes += object.bytes
      isOpen = true
    }
    pending.removeAll(keepingCapacity: true)
    bytes += length
  }

  /// Whether none of the open batch's arrays would overflow.
  private mutating func fits() -> Bool {
    var fits = true
    for object in pending {
      counts[arrays[object.list]] += 1
      if counts[arrays[object.list]] > limit { fits = false }
    }
    for object in pending { counts[arrays[object.list]] -= 1 }
    return fits
  }

  private var bytesWithPending: Int { pending.reduce(measuredBytes + otherBytes) { $0 + $1.bytes } }

  /// Replaces the most bytes that objects can take by those that they do: of the open batch, and of what is pending.
  private mutating func measure(_ rows: [[UInt32]]) throws {
    for list in rows.indices {
      for index in measuredEnds[list]..<ends[list] {
        measuredBytes += try sizes.size(of: rows[list][index], in: list) + 1
      }
    }
    (measuredEnds, otherBytes) = (ends, 0)
    var next = ends
    for index in pending.indices {
      let list = pending[index].list
      pending[index].bytes = try sizes.size(of: rows[list][next[list]], in: list) + 1
      next[list] += 1
    }
  }

  /// Ends the batch, if anything is in it.
  mutating func closeBatch() {
    guard isOpen else { return }
    isOpen = false
    (measuredEnds, measuredBytes, otherBytes) = (ends, 0, 0)
    batchEnds.append(contentsOf: ends)
    batchCount += 1
    for array in counts.indices { counts[array] = 0 }
    guard bytes >= BatchPlan.chunkBytes else { return }
    chunks.append(batchCount)
    bytes = 0
  }

  /// For each batch the end of each list, one after the other; and the batches at which chunks end.
  mutating func finish() -> (batchEnds: [Int], batchCount: Int, chunks: [Int]) {
    closeBatch()
    if chunks.last != batchCount { chunks.append(batchCount) }
    return (batchEnds, batchCount, chunks)
  }
}
