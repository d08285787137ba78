import Plan
import Glibc

/// Which keys of a JSON record are wanted, and where their values are in the record that was scanned last.
///
/// A column is the key of that name at the top of the record or, where the record has none, the value at the
/// end of its path: `via.channel` is the `channel` of the object `via`. Keys and paths are the nodes of one
/// tree, whose root is the record. A path into an element of an array (`ElementPath`) has a node beside the tree, which is
/// set once the record is scanned.
///
/// One for each reading; belongs to one thread.
final class JSONFields {
  /// No node: a value that nobody asked for.
  static let unwanted: Int32 = -1
  static let root: Int32 = 0

  struct Column {
    /// The node of the key that is named like the column.
    var key: Int
    /// The node at the end of its path; the same where it has none.
    var path: Int
  }

  /// What the key of one position in the last record was: most records have the same keys in one order.
  private struct Guess {
    var hash: UInt64 = 0
    /// The root for no key at all.
    var node = JSONFields.root
  }

  let columns: [String]
  let keys = JSONKeys()
  /// What a scanner has open: `InputLimits.jsonDepth` of them.
  let frames: UnsafeMutablePointer<JSONRecordScanner.Frame>
  private let nodes: [JSONFieldTree.Node]
  /// The children of each node by the hashes of their keys, where there are many; else empty.
  private let children: [JSONFieldTree.Way: [Int]]
  let places: [Column]
  /// One for each column, since these were taken last; their `records` are `seen`.
  private let tallies: UnsafeMutablePointer<ColumnTally>
  /// Says which records are meant; nil: all.
  private let filter: JSONRowFilter?
  // Not checked for overlapping accesses at run time: no method here calls anything that could come back.
  @exclusivity(unchecked) private var seen = 0
  /// Of the filter's column, for which every record is looked at.
  @exclusivity(unchecked) private var filterTally = ColumnTally()
  /// The columns whose texts keep their quotes, and where these stand in the record that is handed on.
  private let jsonColumns: [Int]
  private var quoted: [FieldSpan]
  /// One for each node; absent below 0.
  let spans: UnsafeMutablePointer<FieldSpan>
  private let nodeCount: Int
  private let guesses: UnsafeMutablePointer<Guess>
  private static let guessCount = 64
  /// Nodes whose decoding in place would spoil another column: those inside nodes of columns, and those that are wanted
  /// with their quotes and without.
  private let nested: [Int]
  /// Nodes that are wanted with their quotes and without.
  private let shared: Set<Int>
  /// What finds the elements of arrays that columns name; empty for most sources.
  let selections: [ElementSelection]
  /// Nodes of elements' values that may be one value under several keys.
  private let twins: [Int]
  /// The nodes on the way to the array of `each`, which is the last; empty without one.
  let array: [Int]

  /// - Parameter array: the keys that lead to an array inside the record, where one is wanted.
  convenience init(columns: [String], array: [String] = []) {
    self.init(wanting: columns.map { WantedColumn($0) }, array: array)
  }

  init(wanting wanted: [WantedColumn], array: [String] = []) {
    columns = wanted.map(\.name)
    var tree = JSONFieldTree()
    var places: [Column] = []
    var elements = ElementPaths()
    for column in columns {
      let key = tree.node(of: [ArraySlice(column.utf8)])
      let path = column.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      let end =
        if let element = ElementPath(column) {
          elements.node(of: element, in: &tree)
        } else {
          path.count > 1 ? tree.node(of: path.map { ArraySlice($0) }) : key
        }
      places.append(Column(key: key, path: end))
      tree.nodes[key].isColumn = true
      tree.nodes[end].isColumn = true
    }
    self.array = array.indices.map { last in
      tree.node(of: array[...last].map { ArraySlice($0.utf8) })
    }
    let nodes = tree.nodes
    children = nodes.count > Self.guessCount ? tree.children : [:]
    (self.nodes, self.places) = (nodes, places)
    nodeCount = nodes.count
    tallies = .allocate(capacity: columns.count)
    tallies.initialize(repeating: ColumnTally(), count: columns.count)
    filter = JSONRowFilter(among: wanted)
    jsonColumns = wanted.indices.filter { wanted[$0].isJSON }
    quoted = jsonColumns.map { _ in Self.absent }
    guesses = .allocate(capacity: Self.guessCount)
    guesses.initialize(repeating: Guess(), count: Self.guessCount)
    frames = .allocate(capacity: InputLimits.jsonDepth)
    spans = .allocate(capacity: nodeCount)
    spans.initialize(repeating: Self.absent, count: nodeCount)
    let texts = Set(
      wanted.indices.filter { !wanted[$0].isJSON }.flatMap { [places[$0].key, places[$0].path] })
    let shared = jsonColumns.flatMap { [places[$0].key, places[$0].path] }.filter(texts.contains)
    let (selections, twins, inElements) = elements.selections(in: tree)
    (self.selections, self.twins) = (selections, twins)
    nested = Self.nested(below: Int(Self.root), isInside: false, of: nodes) + shared + inElements
    self.shared = Set(shared)
  }

  deinit {
    tallies.deallocate()
    guesses.deallocate()
    frames.deallocate()
    spans.deallocate()
  }

  private static let absent = FieldSpan(start: -1, end: -1, isEscaped: false)

  private static func nested(below node: Int, isInside: Bool, of nodes: [JSONFieldTree.Node]) -> [Int] {
    var found: [Int] = []
    var child = nodes[node].firstChild
    while child >= 0 {
      let index = Int(child)
      if isInside, nodes[index].isColumn { found.append(index) }
      found += nested(below: index, isInside: isInside || nodes[index].isColumn, of: nodes)
      child = nodes[index].nextSibling
    }
    return found
  }

  /// Goes to another record.
  @inline(__always)
  func reset() {
    keys.removeAll()
    for node in 0..<nodeCount { spans[node] = Self.absent }
  }

  /// The node of `key`, which was added to `keys` last, in an object of the node `parent`.
  @inline(__always)
  func child(of parent: Int32, _ key: JSONKeys.Key, in bytes: UnsafePointer<UInt8>) -> Int32 {
    guard parent >= 0 else { return Self.unwanted }
    let position = keys.count &- 1
    guard parent == Self.root, position < Self.guessCount else { return search(parent, key, in: bytes) }
    let guess = guesses[position]
    // No wanted key has the hash of a guess that is unwanted.
    if guess.hash == key.hash, guess.node != Self.root,
      guess.node < 0 || isKey(nodes[Int(guess.node)].key, key, in: bytes)
    {
      return guess.node
    }
    let node = search(parent, key, in: bytes)
    let isSure = node >= 0 || !nodes.contains { $0.hash == key.hash }
    guesses[position] = Guess(hash: key.hash, node: isSure ? node : Self.root)
    return node
  }

  private func search(_ parent: Int32, _ key: JSONKeys.Key, in bytes: UnsafePointer<UInt8>) -> Int32 {
    if !children.isEmpty {
      let found = children[JSONFieldTree.Way(parent: Int(parent), hash: key.hash)]?
        .first { isKey(nodes[$0].key, key, in: bytes) }
      return found.map { Int32(truncatingIfNeeded: $0) } ?? Self.unwanted
    }
    var child = nodes[Int(parent)].firstChild
    while child >= 0 {
      let node = Int(child)
      if nodes[node].hash == key.hash, isKey(nodes[node].key, key, in: bytes) { return child }
      child = nodes[node].nextSibling
    }
    return Self.unwanted
  }

  private func isKey(_ wanted: [UInt8], _ key: JSONKeys.Key, in bytes: UnsafePointer<UInt8>) -> Bool {
    if key.isCopied { return keys.text(of: key, in: bytes) == wanted }
    return wanted.count == key.length && memcmp(wanted, bytes + key.start, key.length) == 0
  }

  /// Notes where the value of `node` is. The last one counts; that it is there twice is reported anyway.
  @inline(__always)
  func set(_ node: Int32, _ span: FieldSpan) {
    if node > 0 { spans[Int(node)] = span }
  }

  /// The node that a column has its value from in the record scanned last.
  @inline(__always)
  func node(of column: Column) -> Int {
    spans[column.key].start >= 0 ? column.key : column.path
  }

  /// Takes the bytes of the record for moved by `distance`.
  func shift(by distance: Int) {
    for node in 0..<nodeCount where spans[node].start >= 0 {
      spans[node].start += distance
      spans[node].end += distance
    }
  }

  /// Whether a text that is wanted may be in another value that is.
  var mayOverlap: Bool { !nested.isEmpty }

  /// Whether decoding texts in place would spoil an object that is wanted as it is.
  var needsCopy: Bool { nested.contains { spans[$0].start >= 0 && spans[$0].isEscaped } }

  /// Writes the ranges of the columns to `target`, their texts decoded in place; an absent one is empty.
  ///
  /// - Parameter shift: how far after the record a copy of it is in which texts are decoded instead.
  @inline(__always)
  func write(
    to target: UnsafeMutablePointer<FieldRange>, bytes: UnsafeMutablePointer<UInt8>, shift: Int = 0
  ) {
    let isMeant = count(in: bytes, isMeant: true)
    if !jsonColumns.isEmpty { keepQuotes(in: UnsafePointer(bytes)) }
    for index in places.indices {
      let node = node(of: places[index])
      if spans[node].isEscaped {
        let start = spans[node].start
        spans[node].start &+= shift
        spans[node].end &+= shift
        spans[node].decodeJSONText(in: bytes)
        // A text is decoded once, under whatever keys it was found.
        for twin in twins where spans[twin].isEscaped && spans[twin].start == start {
          spans[twin] = spans[node]
        }
      }
      let span = spans[node]
      if span.start >= 0, isMeant { note(index) }
      (target + index).initialize(to: span.range)
    }
    for (number, index) in jsonColumns.enumerated() { target[index] = quoted[number].range }
  }

  /// Counts the record scanned last, of which no byte has changed.
  ///
  /// - Parameter isMeant: whether what is around the record is meant.
  /// - Returns: whether it is, too.
  @inline(__always)
  private func count(in bytes: UnsafePointer<UInt8>, isMeant: Bool) -> Bool {
    guard let filter else {
      if isMeant { seen &+= 1 }
      return isMeant
    }
    let isMeant = isMeant && filter.means(spans[node(of: places[filter.column])], in: bytes)
    if isMeant { seen &+= 1 }
    filterTally.records &+= 1
    if spans[node(of: places[filter.column])].start >= 0 {
      if filterTally.count == 0 { filterTally.first = filterTally.records }
      filterTally.count &+= 1
      filterTally.last = filterTally.records
    }
    return isMeant
  }

  /// Counts a column that the record has.
  @inline(__always)
  private func note(_ column: Int) {
    if tallies[column].count == 0 { tallies[column].first = seen }
    tallies[column].count &+= 1
    tallies[column].last = seen
  }

  /// Finds the values of the columns that keep their quotes, before any text is decoded, and has none decoded that is
  /// wanted in no other way.
  ///
  /// - Parameter distance: how far the record stands after the bytes.
  private func keepQuotes(in bytes: UnsafePointer<UInt8>, distance: Int = 0) {
    for (number, index) in jsonColumns.enumerated() {
      let node = node(of: places[index])
      quoted[number] = spans[node]
      guard spans[node].start >= 0 else { continue }
      if bytes[spans[node].start - distance - 1] == quote {
        quoted[number] = FieldSpan(start: spans[node].start - 1, end: spans[node].end + 1, isEscaped: false)
      }
      if !shared.contains(node) { spans[node].isEscaped = false }
    }
  }

  /// Hands on where each column is in `arena`, which has a copy of the record that was scanned last: its texts
  /// are decoded at the end of `arena`, an absent one is empty.
  ///
  /// - Parameters:
  ///   - bytes: what was scanned.
  ///   - distance: how far after the record its copy is.
  ///   - isMeant: whether what is around the record is meant.
  /// - Returns: whether it is, too.
  func place(
    in arena: inout [UInt8], of bytes: UnsafePointer<UInt8>, distance: Int, isMeant: Bool,
    _ receive: (_ column: Int, FieldRange) -> Void
  ) -> Bool {
    let isMeant = count(in: bytes, isMeant: isMeant)
    shift(by: distance)
    if !jsonColumns.isEmpty { keepQuotes(in: bytes, distance: distance) }
    for index in places.indices {
      let node = node(of: places[index])
      if spans[node].isEscaped {
        let start = arena.count
        let length = spans[node].end - spans[node].start
        arena += UnsafeBufferPointer(start: bytes + (spans[node].start - distance), count: length)
        (spans[node].start, spans[node].end) = (start, start + length)
        arena.withUnsafeMutableBufferPointer {
          if let base = $0.baseAddress { spans[node].decodeJSONText(in: base) }
        }
        arena.removeLast(arena.count - spans[node].end)
      }
      let span = spans[node]
      if span.start >= 0, isMeant { note(index) }
      receive(index, span.range)
    }
    for (number, index) in jsonColumns.enumerated() { receive(index, quoted[number].range) }
    return isMeant
  }

  /// How many columns the record scanned last has.
  var countThere: Int {
    places.count { spans[node(of: $0)].start >= 0 }
  }

  /// For each column how many records had it since this was asked last.
  func takeTallies() -> [ColumnTally] {
    defer {
      tallies.update(repeating: ColumnTally(), count: columns.count)
      (seen, filterTally) = (0, ColumnTally())
    }
    return columns.indices.map { column in
      if column == filter?.column { return filterTally }
      var tally = tallies[column]
      tally.records = seen
      return tally
    }
  }
}

extension FieldSpan {
  /// As a block has it; an absent one is empty.
  @inline(__always)
  fileprivate var range: FieldRange {
    FieldRange(
      start: UInt32(truncatingIfNeeded: max(start, 0)), length: UInt32(truncatingIfNeeded: end &- start))
  }
}
