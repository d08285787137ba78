import Testing

@testable import Migration

struct HashIndexTests {
  @Test("a glimpse that is out of date still finds what is there, and nothing else")
  func glimpses() {
    var index = HashIndex()
    let keys = (0..<5000).map { UInt64($0 / 2) &* 0x9E37_79B9 }
    let glimpses = keys.map { index.glimpse($0) }
    for (number, key) in keys.enumerated() where number % 2 == 0 {
      #expect(index.find(key, glimpse: glimpses[number]) { keys[Int($0)] == key } == nil)
      index.insert(key, number: UInt32(number))
    }
    for (number, key) in keys.enumerated() {
      for glimpse in [glimpses[number], index.glimpse(key), index.glimpse(keys[(number + 2) % keys.count])] {
        #expect(index.find(key, glimpse: glimpse) { keys[Int($0)] == key } == UInt32(number / 2 * 2))
      }
    }
  }

  @Test("things of one hash are told apart by what they are")
  func equalHashes() {
    var index = HashIndex()
    for number: UInt32 in 0..<3 { index.insert(7, number: number) }
    let glimpse = index.glimpse(7)
    for number: UInt32 in 0..<3 { #expect(index.find(7, glimpse: glimpse) { $0 == number } == number) }
    #expect(index.find(7, glimpse: glimpse) { _ in false } == nil)
  }
}
