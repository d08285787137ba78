import Testing

@testable import Profiling

@Suite("Distinct values")
struct DistinctTests {
  @Test("up to 4,096 distinct values are counted exactly, one more is an estimate")
  func bound() {
    var counter = DistinctCounter()
    var numbers = SeededNumbers(seed: 1)
    let digests = (0..<4097).map { _ in numbers.next() }
    for digest in digests.dropLast() + digests.dropLast() { counter.insert(digest) }
    #expect(counter.count == DistinctCount(value: 4096, isEstimate: false))
    counter.insert(digests[4096])
    #expect(counter.count.isEstimate)
  }

  @Test("an estimate is within one per cent", arguments: [5000, 50_000, 200_000, 1_000_000])
  func estimate(_ count: Int) {
    var counter = DistinctCounter()
    var numbers = SeededNumbers(seed: UInt64(count))
    for _ in 0..<count { counter.insert(numbers.next()) }
    let error = abs(counter.count.value - count)
    #expect(error * 100 <= count, "seed \(count): \(counter.count.value)")
  }

  @Test("texts of neighbouring numbers have digests that estimate as well as random ones")
  func digests() {
    var counter = DistinctCounter()
    for number in 0..<100_000 { withBytes("1700\(number)") { counter.insert(digest($0)) } }
    #expect(abs(counter.count.value - 100_000) <= 1000, "\(counter.count.value)")
  }

  @Test("the result does not depend on how the values were shared out", arguments: [100, 5000, 60_000])
  func merging(_ count: Int) {
    var numbers = SeededNumbers(seed: 3)
    let digests = (0..<count).map { _ in numbers.next() }
    var whole = DistinctCounter()
    var left = DistinctCounter()
    var right = DistinctCounter()
    for (index, digest) in digests.enumerated() {
      whole.insert(digest)
      if index % 3 == 0 { left.insert(digest) } else { right.insert(digest) }
      if index % 7 == 0 { right.insert(digest) }
    }
    left.merge(right)
    #expect(left.count == whole.count)
  }
}
