/// The keys and paths of wanted columns as nodes of one tree, whose root is the record: how `JSONFields` is made.
struct JSONFieldTree {
  struct Node {
    var key: [UInt8]
    var hash: UInt64
    var firstChild: Int32 = JSONFields.unwanted
    var nextSibling: Int32 = JSONFields.unwanted
    var isColumn = false
  }

  /// A key of a node, by which its child is found where there are many.
  struct Way: Hashable {
    var parent: Int
    var hash: UInt64
  }

  var nodes = [Node(key: [], hash: 0)]
  private(set) var children: [Way: [Int]] = [:]

  /// A node that no key leads to.
  mutating func addLoneNode() -> Int {
    nodes.append(Node(key: [], hash: 0))
    return nodes.count - 1
  }

  /// The node at the end of `path`, made where it is missing.
  ///
  /// - Complexity: O(length of the path) on average.
  mutating func node(of path: [ArraySlice<UInt8>]) -> Int {
    var node = Int(JSONFields.root)
    for key in path {
      let padded = Array(key) + Array(repeating: 0, count: PaddedBuffer.padding)
      let hash = padded.withUnsafeBufferPointer {
        $0.baseAddress.map { hashOfKey($0, count: key.count) } ?? 0
      }
      let way = Way(parent: node, hash: hash)
      if let child = children[way]?.first(where: { nodes[$0].key.elementsEqual(key) }) {
        node = child
        continue
      }
      nodes.append(Node(key: Array(key), hash: hash, nextSibling: nodes[node].firstChild))
      let child = nodes.count - 1
      children[way, default: []].append(child)
      nodes[node].firstChild = Int32(truncatingIfNeeded: child)
      node = child
    }
    return node
  }
}
