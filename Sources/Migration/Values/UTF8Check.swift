extension UnsafeBufferPointer<UInt8> {
  /// Whether the bytes are valid UTF-8 after the Unicode Standard, table 3-7: no overlong form, no surrogate,
  /// nothing behind U+10FFFF, nothing cut. Complexity: O(n); eight bytes of ASCII at a time.
  var isValidUTF8: Bool {
    var offset = 0
    while offset < count {
      if offset + 8 <= count {
        let high = word(at: offset) & eightTimes(0x80)
        guard high != 0 else {
          offset += 8
          continue
        }
        offset += high.trailingZeroBitCount / 8
      } else if self[offset] < 0x80 {
        offset += 1
        continue
      }
      // Where one character is not ASCII, the next is not, either, in most scripts.
      repeat {
        let length = sequenceLength(at: offset)
        guard length > 0 else { return false }
        offset += length
      } while offset < count && self[offset] >= 0x80
    }
    return true
  }

  /// The length of the well-formed sequence of two to four bytes at `offset`; 0 if there is none.
  @inline(__always)
  private func sequenceLength(at offset: Int) -> Int {
    let lead = self[offset]
    guard offset + 1 < count else { return 0 }
    let second = self[offset + 1]
    // The lead byte sets how many follow and the range of the first of them.
    let length: Int
    let isSecondInRange: Bool
    switch lead {
    case 0xC2...0xDF: (length, isSecondInRange) = (2, second & 0xC0 == 0x80)
    case 0xE0: (length, isSecondInRange) = (3, 0xA0...0xBF ~= second)
    case 0xE1...0xEC, 0xEE, 0xEF: (length, isSecondInRange) = (3, second & 0xC0 == 0x80)
    case 0xED: (length, isSecondInRange) = (3, 0x80...0x9F ~= second)
    case 0xF0: (length, isSecondInRange) = (4, 0x90...0xBF ~= second)
    case 0xF1...0xF3: (length, isSecondInRange) = (4, second & 0xC0 == 0x80)
    case 0xF4: (length, isSecondInRange) = (4, 0x80...0x8F ~= second)
    default: return 0
    }
    guard isSecondInRange, offset + length <= count else { return 0 }
    for index in offset + 2..<offset + length where self[index] & 0xC0 != 0x80 { return 0 }
    return length
  }
}
