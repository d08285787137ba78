/// A column that is in one element of an array: `custom_fields[id=360001].value`.
///
/// The element is the first that is an object whose key `id` has this text, a number of these digits, or `true` or `false`
/// where that is the word; keys before the
/// bracket lead to the array. What comes after the bracket is looked for in the element like a column in a record: a key of
/// it, or else a path, which may have a bracket, too. Without anything there, the element itself is meant.
struct ElementPath: Equatable {
  var array: [String]
  var key: String
  var word: String
  var rest: String?

  /// Nil for the name of any other column.
  init?(_ column: String) {
    guard let open = column.firstIndex(of: "["), let close = column[open...].firstIndex(of: "]"),
      let sign = column[open..<close].firstIndex(of: "=")
    else { return nil }
    array = column[..<open].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    key = String(column[column.index(after: open)..<sign])
    word = String(column[column.index(after: sign)..<close])
    let tail = column[column.index(after: close)...]
    rest = tail.isEmpty ? nil : String(tail.dropFirst())
    guard !array.contains(""), !key.isEmpty, !word.isEmpty, tail.isEmpty || tail.first == ".", rest != ""
    else {
      return nil
    }
  }
}

/// Finds the elements of one array of a record that columns name by a key (`ElementPath`), after the record was scanned.
///
/// One for each array of a `JSONFields`; belongs to one thread.
final class ElementSelection {
  private struct Wanted {
    let word: [UInt8]
    /// Nodes of the record's fields, and for each the column of an element's that it comes from; nil for the element.
    var targets: [(node: Int, column: Int?)] = []
  }

  /// One of the keys by which elements are named.
  private struct Key {
    /// Its column among those of an element.
    let column: Int
    /// Indices of what is wanted, by the hashes of their words.
    var wanted: [UInt64: [Int]] = [:]
  }

  /// The node of the array.
  let array: Int
  private let elements: JSONFields
  private let keys: [Key]
  private let wanted: [Wanted]
  private let isFound: UnsafeMutablePointer<Bool>

  /// - Parameter paths: those of one array, each with the node of its value.
  init(array: Int, paths: [(path: ElementPath, node: Int)]) {
    var columns: [String] = []
    func column(_ name: String) -> Int {
      if let known = columns.firstIndex(where: { $0.utf8.elementsEqual(name.utf8) }) { return known }
      columns.append(name)
      return columns.count - 1
    }
    var keys: [Key] = []
    var wanted: [Wanted] = []
    for (path, node) in paths {
      let keyColumn = column(path.key)
      let word = Array(path.word.utf8)
      let hash = Self.hash(of: word)
      let key = keys.firstIndex { $0.column == keyColumn } ?? keys.count
      if key == keys.count { keys.append(Key(column: keyColumn)) }
      var index = keys[key].wanted[hash]?.first { wanted[$0].word == word }
      if index == nil {
        index = wanted.count
        keys[key].wanted[hash, default: []].append(wanted.count)
        wanted.append(Wanted(word: word))
      }
      if let index { wanted[index].targets.append((node, path.rest.map(column))) }
    }
    self.array = array
    (self.keys, self.wanted) = (keys, wanted)
    elements = JSONFields(columns: columns)
    isFound = .allocate(capacity: wanted.count)
    isFound.initialize(repeating: false, count: wanted.count)
  }

  deinit { isFound.deallocate() }

  /// Whether an element may be found by several keys.
  var hasSeveralKeys: Bool { keys.count > 1 }

  /// Whether a text that is found may be in another value that is found.
  var mayOverlap: Bool {
    hasSeveralKeys || elements.mayOverlap || wanted.contains { $0.targets.contains { $0.column == nil } }
  }

  /// Sets the spans of the targets from the array in the record that was scanned last.
  ///
  /// - Complexity: O(length of the array), without an allocation but for a key's value that is escaped.
  func select(_ spans: UnsafeMutablePointer<FieldSpan>, _ bytes: UnsafePointer<UInt8>, count: Int) {
    let span = spans[array]
    guard span.start > 0, bytes[span.start] == UInt8(ascii: "["), bytes[span.start - 1] != quote else {
      return
    }
    isFound.update(repeating: false, count: wanted.count)
    var missing = wanted.count
    var scanner = JSONRecordScanner(JSONScanner(bytes: bytes, count: count, isLast: true), fields: elements)
    var index = span.start + 1
    while missing > 0 {
      scanner.scanner.restart(at: index)
      guard scanner.scanner.skipSpace(), scanner.scanner.byte != UInt8(ascii: "]") else { return }
      let start = scanner.scanner.index
      guard scanner.scanRecord(at: start) else { return }
      index = scanner.scanner.index
      if bytes[start] == UInt8(ascii: "{") {
        missing -= take(FieldSpan(start: start, end: index, isEscaped: false), into: spans, bytes)
      }
      scanner.scanner.restart(at: index)
      guard scanner.scanner.skipSpace(), scanner.scanner.byte == comma else { return }
      index = scanner.scanner.index + 1
    }
  }

  /// Takes what is wanted of an element, which was scanned last.
  ///
  /// - Returns: how many words it is the first to have.
  private func take(
    _ element: FieldSpan, into spans: UnsafeMutablePointer<FieldSpan>, _ bytes: UnsafePointer<UInt8>
  ) -> Int {
    var found = 0
    for key in keys {
      guard let index = word(of: key, in: bytes), !isFound[index] else { continue }
      isFound[index] = true
      found += 1
      for (node, column) in wanted[index].targets {
        spans[node] = column.map { elements.span(ofColumn: $0) } ?? element
      }
    }
    return found
  }

  /// The index of the word that the element has as the text, or the digits, of a key; nil for none.
  private func word(of key: Key, in bytes: UnsafePointer<UInt8>) -> Int? {
    let span = elements.span(ofColumn: key.column)
    guard span.end > span.start, span.start > 0 else { return nil }
    let isText = bytes[span.start - 1] == quote
    let first = bytes[span.start]
    guard isText || isNumber(first) || first == UInt8(ascii: "t") || first == UInt8(ascii: "f") else {
      return nil
    }
    if span.isEscaped {
      guard let text = elements.copy(ofColumn: key.column, from: bytes)?.text else { return nil }
      return key.wanted[Self.hash(of: text)]?.first { wanted[$0].word == text }
    }
    let text = UnsafeBufferPointer(start: bytes + span.start, count: span.end - span.start)
    return key.wanted[hashOfKey(bytes + span.start, count: text.count)]?.first {
      wanted[$0].word.elementsEqual(text)
    }
  }

  private func isNumber(_ first: UInt8) -> Bool {
    first == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
  }

  private static func hash(of text: [UInt8]) -> UInt64 {
    (text + Array(repeating: 0, count: PaddedBuffer.padding)).withUnsafeBufferPointer {
      $0.baseAddress.map { hashOfKey($0, count: text.count) } ?? 0
    }
  }
}

/// The arrays whose elements the columns of a `JSONFields` name, while its tree is made.
struct ElementPaths {
  private var arrays: [(way: [Int], paths: [(path: ElementPath, node: Int)])] = []

  /// The node that has the value of a path: one that no key leads to.
  mutating func node(of path: ElementPath, in tree: inout JSONFieldTree) -> Int {
    let way = path.array.indices.map { last in tree.node(of: path.array[...last].map { ArraySlice($0.utf8) })
    }
    let index = arrays.firstIndex { $0.way == way } ?? arrays.count
    if index == arrays.count { arrays.append((way, [])) }
    if let known = arrays[index].paths.first(where: { $0.path == path }) { return known.node }
    let node = tree.addLoneNode()
    arrays[index].paths.append((path, node))
    return node
  }

  /// What finds them.
  ///
  /// - Returns: also the nodes of values that may be one value under several keys, and those of texts that may be in a value
  ///   that is wanted as it is.
  func selections(
    in tree: JSONFieldTree
  ) -> (all: [ElementSelection], twins: [Int], nested: [Int]) {
    var (all, twins, nested) = ([ElementSelection](), [Int](), [Int]())
    for (way, paths) in arrays {
      guard let array = way.last else { continue }
      let selection = ElementSelection(array: array, paths: paths)
      let nodes = paths.map(\.node)
      if selection.hasSeveralKeys { twins += nodes }
      if selection.mayOverlap || way.contains(where: { tree.nodes[$0].isColumn }) { nested += nodes }
      all.append(selection)
    }
    return (all, twins, nested)
  }
}
