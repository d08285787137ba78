import Testing

@testable import Audit

@Suite("Tables of ids")
struct KeyMapTests {
  /// The id that a factor and shifts which everybody knows spread to `hash`: what an export could be made with, if the
  /// factors of a run were known.
  private func id(ofHash hash: UInt64) -> Int64 {
    func inverse(_ factor: UInt64) -> UInt64 {
      (0..<6).reduce(factor) { inverse, _ in inverse &* (2 &- factor &* inverse) }
    }
    let folded = hash &* inverse(0xBF58_476D_1CE4_E5B9)
    let mixed = folded ^ folded >> 29 ^ folded >> 58
    return Int64(bitPattern: mixed &* inverse(0x9E37_79B9_7F4A_7C15))
  }

  private func knownHash(_ id: Int64) -> UInt64 {
    let mixed = UInt64(bitPattern: id) &* 0x9E37_79B9_7F4A_7C15
    return (mixed ^ mixed >> 29) &* 0xBF58_476D_1CE4_E5B9
  }

  @Test("ids of one slot of a table that knows no seed are in as many slots as any others")
  func chosenIDs() {
    let ids = (0..<4096).map { id(ofHash: $0) }
    #expect(Set(ids.map { knownHash($0) >> 44 }) == [0])
    #expect(Set(ids.map { keyHash($0) >> 44 }).count > 3900)
    #expect(Set((0..<4096).map { keyHash($0) >> 44 }).count > 3500)
  }

  @Test("a table numbers ids in the order in which they come, whatever its seed")
  func order() {
    var map = KeyMap()
    let ids: [Int64] = [7, -1, .max, 0, 7, .min, -1]
    let numbers = ids.map { map.number($0).number }
    #expect(numbers == [0, 1, 2, 3, 0, 4, 1])
    #expect(ids.allSatisfy { map.find($0) != nil })
    #expect(map.find(8) == nil)
  }
}
