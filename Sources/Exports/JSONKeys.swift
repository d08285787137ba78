import Glibc

/// The keys of the objects that are open while a value is scanned, to find the ones that are there twice.
///
/// One flat list in recycled memory; an object's keys come after those of the objects around it. Belongs to
/// one thread.
final class JSONKeys {
  struct Key {
    /// Of its decoded bytes.
    var hash: UInt64
    /// Of its first byte, in the bytes scanned or in `copies`.
    var start: Int
    var length: Int
    /// Whether it is in `copies`, because its bytes are escaped or won't stay.
    var isCopied: Bool
  }

  // Not checked for overlapping accesses at run time, which costs a tenth of the reading: no method here
  // calls anything that could come back.
  @exclusivity(unchecked) private(set) var count = 0
  @exclusivity(unchecked) private var keys: UnsafeMutablePointer<Key>
  @exclusivity(unchecked) private var capacity = 64
  @exclusivity(unchecked) private var copies: [UInt8] = []
  /// The hashes of the last list of a whole record's own keys without equal ones.
  @exclusivity(unchecked) private var distinct: [UInt64] = []

  init() { keys = .allocate(capacity: capacity) }

  deinit { keys.deallocate() }

  subscript(index: Int) -> Key { keys[index] }

  func removeAll() {
    count = 0
    if !copies.isEmpty { copies.removeAll(keepingCapacity: true) }
  }

  /// Removes the keys from `first` on.
  @inline(__always)
  func remove(from first: Int) { count = first }

  /// Adds the key whose text is `span` in `bytes`, and returns it.
  ///
  /// - Parameter isKept: whether a copy is made, because `bytes` will not stay.
  @inline(__always)
  func append(_ span: FieldSpan, in bytes: UnsafePointer<UInt8>, isKept: Bool = false) -> Key {
    if count == capacity { grow() }
    let key =
      span.isEscaped || isKept
      ? copied(span, from: bytes)
      : Key(
        hash: hashOfKey(bytes + span.start, count: span.end &- span.start), start: span.start,
        length: span.end &- span.start, isCopied: false)
    keys[count] = key
    count &+= 1
    return key
  }

  /// A key that is there twice among those from `first` on; nil without one.
  ///
  /// - Complexity: O(n) for n keys that are hashed as the last list of this length was, O(n²) for a few others,
  /// O(bytes · log n) for many.
  @inline(__always)
  func duplicate(from first: Int, in bytes: UnsafePointer<UInt8>) -> Key? {
    let added = count &- first
    // Hashes that are known to differ are those of different keys.
    if first == 0, added <= distinct.count, hashesEqualDistinct(from: first) { return nil }
    return added > 1 ? search(from: first, in: bytes) : nil
  }

  /// The decoded bytes of a key.
  func text(of key: Key, in bytes: UnsafePointer<UInt8>) -> [UInt8] {
    key.isCopied
      ? Array(copies[key.start..<key.start + key.length])
      : Array(UnsafeBufferPointer(start: bytes + key.start, count: key.length))
  }

  @inline(__always)
  private func hashesEqualDistinct(from first: Int) -> Bool {
    distinct.withUnsafeBufferPointer { distinct in
      for index in 0..<count &- first where distinct[index] != keys[first &+ index].hash { return false }
      return true
    }
  }

  private func search(from first: Int, in bytes: UnsafePointer<UInt8>) -> Key? {
    let list = UnsafeMutableBufferPointer(start: keys + first, count: count - first)
    guard list.count <= 64 else { return searchSorted(list, in: bytes) }
    var hasEqualHashes = false
    for index in list.indices {
      for other in 0..<index where list[other].hash == list[index].hash {
        if order(list[other], list[index], in: bytes) == 0 { return list[index] }
        hasEqualHashes = true
      }
    }
    if first == 0, !hasEqualHashes {
      distinct.removeAll(keepingCapacity: true)
      distinct.append(contentsOf: list.lazy.map(\.hash))
    }
    return nil
  }

  private func searchSorted(
    _ list: UnsafeMutableBufferPointer<Key>, in bytes: UnsafePointer<UInt8>
  ) -> Key? {
    var list = list
    list.sort { order($0, $1, in: bytes) < 0 }
    return list.indices.dropFirst().first { order(list[$0 - 1], list[$0], in: bytes) == 0 }.map { list[$0] }
  }

  /// Negative, 0 or positive: by hash, then length, then bytes.
  private func order(_ a: Key, _ b: Key, in bytes: UnsafePointer<UInt8>) -> Int32 {
    if a.hash != b.hash { return a.hash < b.hash ? -1 : 1 }
    if a.length != b.length { return a.length < b.length ? -1 : 1 }
    return copies.withUnsafeBufferPointer { copies in
      guard a.length > 0, let base = copies.baseAddress ?? Optional(bytes) else { return 0 }
      return memcmp((a.isCopied ? base : bytes) + a.start, (b.isCopied ? base : bytes) + b.start, a.length)
    }
  }

  private func copied(_ span: FieldSpan, from bytes: UnsafePointer<UInt8>) -> Key {
    var text = Array(UnsafeBufferPointer(start: bytes + span.start, count: span.end - span.start))
    var decoded = FieldSpan(start: 0, end: text.count, isEscaped: span.isEscaped)
    text.withUnsafeMutableBufferPointer {
      if span.isEscaped, let base = $0.baseAddress { decoded.decodeJSONText(in: base) }
    }
    let start = copies.count
    copies += text[..<decoded.end]
    copies += repeatElement(0, count: PaddedBuffer.padding)
    let hash = copies.withUnsafeBufferPointer {
      $0.baseAddress.map { hashOfKey($0 + start, count: decoded.end) } ?? 0
    }
    return Key(hash: hash, start: start, length: decoded.end, isCopied: true)
  }

  private func grow() {
    let larger = UnsafeMutablePointer<Key>.allocate(capacity: capacity * 2)
    larger.moveInitialize(from: keys, count: count)
    keys.deallocate()
    keys = larger
    capacity *= 2
  }
}

/// A hash of the bytes of a key, after which `PaddedBuffer.padding - 1` more must be readable.
@inline(__always)
func hashOfKey(_ start: UnsafePointer<UInt8>, count: Int) -> UInt64 {
  var hash = UInt64(truncatingIfNeeded: count) &* 0x9E37_79B9_7F4A_7C15
  var index = 0
  while index < count {
    var word = UnsafeRawPointer(start + index).loadUnaligned(as: UInt64.self)
    let rest = count &- index
    if rest < 8 { word &= (1 &<< UInt64(truncatingIfNeeded: rest &* 8)) &- 1 }
    hash = (hash ^ word) &* 0xBF58_476D_1CE4_E5B9
    hash ^= hash &>> 29
    index &+= 8
  }
  return hash
}
