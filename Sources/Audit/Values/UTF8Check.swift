/// Whether `text` is UTF-8.
///
/// - Complexity: O(length), sixteen bytes a step while they are ASCII.
package func isUTF8(_ text: Bytes) -> Bool {
  let start = asciiPrefix(of: text)
  return start == text.count || isUTF8(text, from: start)
}

/// How many bytes at the start of `text` are surely ASCII: all of them, if all are.
@inline(__always)
func asciiPrefix(of text: Bytes) -> Int {
  guard let base = UnsafeRawPointer(text.baseAddress) else { return 0 }
  let count = text.count
  let highBits: UInt64 = 0x8080_8080_8080_8080
  guard count >= 8 else {
    var seen: UInt8 = 0
    for byte in text { seen |= byte }
    return seen < 0x80 ? count : 0
  }
  var offset = 0
  while offset &+ 16 <= count {
    let words =
      base.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      | base.loadUnaligned(fromByteOffset: offset &+ 8, as: UInt64.self)
    if words & highBits != 0 { return offset }
    offset &+= 16
  }
  if offset &+ 8 <= count {
    if base.loadUnaligned(fromByteOffset: offset, as: UInt64.self) & highBits != 0 { return offset }
    offset &+= 8
  }
  // The last eight bytes once more, some of which were seen already.
  let last = base.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
  return last & highBits == 0 ? count : offset
}

@inline(never)
private func isUTF8(_ text: Bytes, from start: Int) -> Bool {
  UTF8Automaton.rows.withUnsafeBufferPointer { rows in
    var state = UTF8Automaton.between
    var offset = start
    // Where one character is not ASCII, its neighbours are mostly not, either: eight at once.
    while offset &+ 8 <= text.count {
      for step in 0..<8 { state = rows[Int(text[offset &+ step])] &>> state }
      offset &+= 8
      if state & 63 != UTF8Automaton.between { continue }
      state = UTF8Automaton.between
      offset &+= asciiPrefix(of: Bytes(rebasing: text[offset...]))
    }
    while offset < text.count {
      state = rows[Int(text[offset])] &>> state
      offset &+= 1
    }
    return state & 63 == UTF8Automaton.between
  }
}

/// The well-formed sequences of the Unicode Standard, table 3-7, as an automaton without branches.
///
/// A state is the number of a six-bit field, times six; the row of a byte holds in that field the next state. So a
/// step is a look-up that does not wait for the step before it, and a shift, of which only the lowest six bits count.
private enum UTF8Automaton {
  /// Between two characters: the state to begin and to end with.
  static let between: UInt64 = 0
  private static let broken: UInt64 = 1

  /// What may follow a state's bytes: the bytes, and the state after them.
  private static let steps: [[(bytes: ClosedRange<UInt8>, next: UInt64)]] = [
    [
      (0x00...0x7F, between), (0xC2...0xDF, 2), (0xE0...0xE0, 4), (0xE1...0xEC, 3), (0xED...0xED, 5),
      (0xEE...0xEF, 3), (0xF0...0xF0, 7), (0xF1...0xF3, 6), (0xF4...0xF4, 8),
    ],
    [],  // broken, for good
    [(0x80...0xBF, between)],  // one more byte
    [(0x80...0xBF, 2)],  // two more bytes
    [(0xA0...0xBF, 2)],  // behind E0: nothing overlong
    [(0x80...0x9F, 2)],  // behind ED: no surrogates
    [(0x80...0xBF, 3)],  // three more bytes
    [(0x90...0xBF, 3)],  // behind F0: nothing overlong
    [(0x80...0x8F, 3)],  // behind F4: nothing above U+10FFFF
  ]

  static let rows: [UInt64] = (0...255).map { byte in
    steps.enumerated().reduce(0) { row, state in
      let next = state.element.first { $0.bytes.contains(UInt8(byte)) }?.next ?? broken
      return row | (next * 6) << UInt64(state.offset * 6)
    }
  }
}
