extension UnsafeBufferPointer<UInt8> {
  /// Whether the bytes are valid UTF-8 after the Unicode Standard, table 3-7: no overlong form, no surrogate,
  /// nothing after U+10FFFF, nothing cut.
  ///
  /// - Complexity: O(n); eight bytes of ASCII at a time, others without a
  /// branch for each.
  var isValidUTF8: Bool {
    // Most fields are ASCII, and end here, without a look at the table.
    var index = 0
    while index + 8 <= count, word(at: index) & eightTimes(0x80) == 0 { index += 8 }
    while index < count, self[index] < 0x80 { index += 1 }
    return index == count || isValidUTF8(from: index)
  }

  /// The same of what follows a run of whole characters.
  private func isValidUTF8(from start: Int) -> Bool {
    UTF8State.transitions.withUnsafeBufferPointer { transitions in
      var packed = UTF8State.complete.packed
      var index = start
      while index < count {
        if packed & 0x3F == 0, index + 8 <= count, word(at: index) & eightTimes(0x80) == 0 {
          index += 8
          continue
        }
        let stop = Swift.min(index + 8, count)
        repeat {
          // The shift looks at six bits of the state only: what is above them may stay.
          packed = transitions[Int(self[index])] &>> packed
          index += 1
        } while index < stop
      }
      return packed & 0x3F == UTF8State.complete.packed
    }
  }
}

/// What has been read of a character, and so which byte may follow.
private enum UTF8State: UInt64, CaseIterable {
  case complete, invalid, lacksOne, lacksTwo, lacksThree
  /// After the leads E0, ED, F0 and F4, whose second bytes have narrower ranges.
  case behindE0, behindED, behindF0, behindF4

  /// The state as a shift: a table entry has six bits for each.
  var packed: UInt64 { rawValue * 6 }

  /// For each byte, the state that follows each state, packed.
  static let transitions = (UInt8.min...UInt8.max).map { byte in
    allCases.reduce(into: UInt64(0)) { $0 |= $1.follower(byte).packed << $1.packed }
  }

  private func follower(_ byte: UInt8) -> UTF8State {
    switch (self, byte) {
    case (.complete, ...0x7F), (.lacksOne, 0x80...0xBF): .complete
    case (.complete, 0xC2...0xDF), (.lacksTwo, 0x80...0xBF), (.behindE0, 0xA0...0xBF),
      (.behindED, 0x80...0x9F):
      .lacksOne
    case (.complete, 0xE0): .behindE0
    case (.complete, 0xED): .behindED
    case (.complete, 0xE1...0xEF), (.lacksThree, 0x80...0xBF), (.behindF0, 0x90...0xBF),
      (.behindF4, 0x80...0x8F):
      .lacksTwo
    case (.complete, 0xF0): .behindF0
    case (.complete, 0xF1...0xF3): .lacksThree
    case (.complete, 0xF4): .behindF4
    default: .invalid
    }
  }
}
