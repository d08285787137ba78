import Foundation
import Plan
import Testing

@testable import Audit

@Suite("Chance")
struct ChanceTests {
  private func isNear(_ found: Double, _ expected: Double) -> Bool { abs(found - expected) < 1e-9 }

  @Test("tails of a Poisson count are sums of its probabilities")
  func poisson() {
    // e⁻² (1 + 2 + 2) of a rate of 2.
    #expect(isNear(Chance.poisson(atMost: 2, rate: 2), 5 * exp(-2)))
    #expect(isNear(Chance.poisson(atLeast: 3, rate: 2), 1 - 5 * exp(-2)))
    #expect(Chance.poisson(atLeast: 0, rate: 2) == 1)
    #expect(Chance.poisson(atLeast: 1, rate: 0) == 0)
    #expect(Chance.poisson(atMost: 0, rate: 0) == 1)
  }

  @Test("tails of a binomial count: four coins")
  func binomial() {
    #expect(isNear(Chance.binomial(atLeast: 3, of: 4, 0.5), 5.0 / 16))
    #expect(isNear(Chance.binomial(atMost: 1, of: 4, 0.5), 5.0 / 16))
    #expect(isNear(Chance.binomial(atLeast: 0, of: 4, 0.5), 1))
    #expect(Chance.binomial(atLeast: 5, of: 4, 0.5) == 0)
  }

  @Test("Fisher's exact test: the lady who tastes tea, and who is right in all, in three, or in none of four")
  func fisher() {
    #expect(isNear(Chance.fisher(atLeast: 4, of: 4, other: 0, of: 4), 1.0 / 70))
    #expect(isNear(Chance.fisher(atLeast: 3, of: 4, other: 1, of: 4), 17.0 / 70))
    #expect(isNear(Chance.fisher(atLeast: 0, of: 4, other: 4, of: 4), 1))
    #expect(
      isNear(Chance.fisher(atLeast: 2, of: 2, other: 2, of: 2), 1), "where all have it, nothing differs")
  }

  @Test(
    "a count is beyond chance where it is so for the nearest week, and for all weeks together",
    arguments: [
      // Four quiet weeks may have had a rate of 1, of which 6 are as rare as 0.0006, and 7 as 0.00008.
      (6, [0, 0, 0, 0], HypercareMark.above, false), (7, [0, 0, 0, 0], .above, true),
      // Of a rate of 2, 9 are as rare as 0.0002, and 10 as 0.00005.
      (9, [0, 0, 1, 0], .above, false), (10, [0, 0, 1, 0], .above, true),
      // One week proves less: 1 of 2¹³ is 0.0001, 1 of 2¹⁴ half of that.
      (13, [0], .above, false), (14, [0], .above, true),
      // Of a rate of 27, 47 are as rare as 0.0003, and 52 as 0.00001; one of other weeks had 40.
      (47, [24, 25, 25, 26], .above, false), (52, [24, 25, 25, 26], .above, true),
      (52, [20, 25, 25, 40], .above, false),
      (9, [30, 31, 29, 30], .below, true), (0, [3, 4, 3, 5], .below, false),
    ])
  func weeks(count: Int, weeks: [Int], side: HypercareMark, isBeyond: Bool) {
    #expect(Chance.excludes(count, side, weeks: weeks) == isBeyond)
  }

  @Test("the median of an even number of values is between the two in the middle")
  func medians() {
    #expect(median(sorted: []) == nil)
    #expect(median(sorted: [3]) == 3)
    #expect(median(sorted: [1, 2, 10]) == 2)
    #expect(median(sorted: [1, 2, 4, 10]) == 3)
  }
}
