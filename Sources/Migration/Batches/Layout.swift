/// Closes batches at the limit, and chunks at their size.
struct Layout {
  private let limit: Int
  /// For each list, the array of a batch that has its objects.
  private let arrays: [Int]
  /// What belongs together and is not in a batch yet: the lists of the objects, in order.
  private var pending: [Int] = []
  /// For each array, the objects of the batch that is open.
  private var counts: [Int]
  /// For each list, the objects of all batches, the open one included.
  private var ends: [Int]
  private var isOpen = false
  private var bytes = 0
  private var batchEnds: [Int] = []
  private var batchCount = 0
  private var chunks: [Int] = []

  init(_ lists: ListNumbers, limit: Int) {
    self.limit = limit
    arrays = lists.arrays
    counts = Array(repeating: 0, count: lists.arrayCount)
    ends = Array(repeating: 0, count: arrays.count)
  }

  /// Adds the next object of a list to what belongs together.
  @inline(__always)
  mutating func add(to list: Int) { pending.append(list) }

  /// Puts what belongs together into one batch: the open one, or the next if an array would overflow.
  ///
  /// A batch of one can't hold two new people: the first goes ahead, in a batch of its own.
  ///
  /// - Complexity: O(objects), no allocation but for the ends of batches.
  @inline(__always)
  mutating func settle(bytes length: Int) {
    if !fits() { closeBatch() }
    for list in pending {
      if counts[arrays[list]] == limit { closeBatch() }
      counts[arrays[list]] += 1
      ends[list] += 1
      isOpen = true
    }
    pending.removeAll(keepingCapacity: true)
    bytes += length
  }

  /// Whether none of the open batch's arrays would overflow.
  private mutating func fits() -> Bool {
    var fits = true
    for list in pending {
      counts[arrays[list]] += 1
      if counts[arrays[list]] > limit { fits = false }
    }
    for list in pending { counts[arrays[list]] -= 1 }
    return fits
  }

  /// Ends the batch, if anything is in it.
  mutating func closeBatch() {
    guard isOpen else { return }
    isOpen = false
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
