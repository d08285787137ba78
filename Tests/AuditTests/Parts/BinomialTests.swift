import Testing

@testable import Audit

/// The expected values are those of exact rational arithmetic (sums of binomial terms as fractions, halving the interval).
@Suite("What a sample proves")
struct BinomialTests {
  @Test(
    "the distribution is that of the tables",
    arguments: [
      (3, 10, 0.5, 0.171875), (2, 20, 0.05, 0.9245163262115037), (1, 5, 0.1, 0.91854), (10, 10, 0.3, 1),
    ])
  func distribution(count: Int, trials: Int, share: Double, probability: Double) {
    #expect(abs(Binomial.atMost(count, of: trials, share: share) - probability) < 1e-12)
  }

  @Test(
    "the bound is the share with which one sample of twenty has as few faulty rows",
    arguments: [
      (0, 10, 0.25886555089343), (1, 10, 0.39416330243691), (2, 20, 0.28261852488591),
      (0, 59, 0.04950760988864),
      (3, 300, 0.02564139308286), (0, 598, 0.00499705869512), (0, 2995, 0.0009997444209),
    ])
  func bound(faulty: Int, rows: Int, share: Double) {
    #expect(abs(Binomial.upperBound(faulty, of: rows) - share) < 1e-11)
  }

  @Test("an empty sample, and one with nothing but faults, prove nothing")
  func nothing() {
    #expect(Binomial.upperBound(0, of: 0) == 1)
    #expect(Binomial.upperBound(7, of: 7) == 1)
  }

  @Test("2,995 rows without a fault exclude more than 0.1 %, and 2,994 do not")
  func enough() {
    let share = 0.001
    #expect(Binomial.rows(proving: share) == 2995)
    #expect(Binomial.upperBound(0, of: 2995) <= share)
    #expect(Binomial.upperBound(0, of: 2994) > share)
  }

  @Test(
    "a share is said in percent with two digits, and never as less than it is",
    arguments: [
      (0.0009997, "0.1 %"), (0.0010001, "0.11 %"), (0.05, "5 %"), (0.0501, "5.1 %"), (0.2589, "26 %"),
      (1, "100 %"),
      (0, "0 %"), (0.999, "100 %"), (0.00001234, "0.0013 %"),
    ])
  func words(share: Double, words: String) { #expect(Binomial.percent(share) == words) }
}
