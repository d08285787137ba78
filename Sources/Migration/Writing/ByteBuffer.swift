/// A growing piece of memory that text is put into without a check for each byte.
///
/// Invariant: `count <= capacity`, and the first `count` bytes are initialised. Every `put` needs room that
/// `reserve` has made; debug builds assert it.
struct ByteBuffer: ~Copyable {
  private(set) var start: UnsafeMutablePointer<UInt8>
  private(set) var capacity: Int
  private(set) var count = 0

  init(capacity: Int) {
    self.capacity = max(capacity, 64)
    start = .allocate(capacity: self.capacity)
  }

  deinit { start.deallocate() }

  /// The bytes put so far; valid until the next change.
  var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: start, count: count) }
  /// Where the next byte goes; `capacity - count` bytes are there.
  var end: UnsafeMutablePointer<UInt8> { start + count }

  /// Forgets the bytes and keeps the memory.
  mutating func removeAll() { count = 0 }

  /// Makes room for `additional` more bytes.
  ///
  /// - Complexity: O(1) amortised.
  mutating func reserve(_ additional: Int) {
    guard capacity - count < additional else { return }
    capacity = max(count + additional, capacity * 2)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    larger.update(from: start, count: count)
    start.deallocate()
    start = larger
  }

  /// Counts `additional` bytes that the caller has written at `end`.
  @inline(__always)
  mutating func advance(by additional: Int) {
    assert(additional <= capacity - count)
    count &+= additional
  }

  @inline(__always)
  mutating func put(byte: UInt8) {
    assert(count < capacity)
    start[count] = byte
    count &+= 1
  }

  /// Puts ASCII text of the source code.
  @inline(__always)
  mutating func put(_ text: StaticString) {
    assert(text.utf8CodeUnitCount <= capacity - count && text.hasPointerRepresentation)
    end.update(from: text.utf8Start, count: text.utf8CodeUnitCount)
    count &+= text.utf8CodeUnitCount
  }

  /// Overwrites bytes that have been put.
  mutating func replace(at offset: Int, with bytes: [UInt8]) {
    assert(offset + bytes.count <= count)
    bytes.withUnsafeBufferPointer { source in
      guard let address = source.baseAddress else { return }
      (start + offset).update(from: address, count: source.count)
    }
  }

  mutating func put(zeros: Int) {
    assert(zeros <= capacity - count)
    end.update(repeating: 0, count: zeros)
    count &+= zeros
  }

  /// Puts a number from 0 to below 2^32 with exactly `digits` digits.
  @inline(__always)
  mutating func put(_ number: Int, digits: Int) {
    assert(digits <= capacity - count)
    var rest = UInt32(truncatingIfNeeded: number)
    for index in stride(from: count + digits - 1, through: count, by: -1) {
      start[index] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    count &+= digits
  }

  /// The most bytes that a decimal id takes.
  static let longestInteger = 20

  /// Puts an id in decimal digits.
  @inline(__always)
  mutating func put(id number: Int64) {
    if number < 0 { put(byte: UInt8(ascii: "-")) }
    // Nine digits at a time fit 32 bits, whose divisions are cheaper.
    let (high, low) = number.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
    if high == 0 { return put(short: UInt32(low)) }
    let (highest, middle) = high.quotientAndRemainder(dividingBy: 1_000_000_000)
    if highest == 0 {
      put(short: UInt32(middle))
    } else {
      put(short: UInt32(highest))
      put(Int(middle), digits: 9)
    }
    put(Int(low), digits: 9)
  }

  /// Puts a number of at most nine digits.
  @inline(__always)
  private mutating func put(short number: UInt32) {
    var digits = 1
    var limit: UInt32 = 10
    while number >= limit, digits < 9 { (digits, limit) = (digits + 1, limit &* 10) }
    put(Int(number), digits: digits)
  }
}
