import Foundation

/// How probable a count is by chance alone: sums of probabilities, term by term, no approximations by other distributions.
///
/// All logarithms are natural. Each tail costs O(terms).
enum Chance {
  /// What chance gives more rarely than this is taken for no chance: one of 10,000.
  static let limit = 1e-4

  /// The probability that a Poisson count of a rate is `count` or more.
  static func poisson(atLeast count: Int, rate: Double) -> Double {
    if count <= 0 { return 1 }
    return max(0, 1 - poisson(atMost: count - 1, rate: rate))
  }

  /// The probability that a Poisson count of a rate is `count` or fewer.
  static func poisson(atMost count: Int, rate: Double) -> Double {
    if count < 0 { return 0 }
    if rate <= 0 { return 1 }
    return (0...count).reduce(0) { sum, number in
      sum + exp(Double(number) * log(rate) - rate - logFactorial(number))
    }
  }

  /// The probability that `count` or more of `trials` succeed, each with a probability between 0 and 1.
  static func binomial(atLeast count: Int, of trials: Int, _ probability: Double) -> Double {
    if count <= 0 { return 1 }
    if count > trials { return 0 }
    return (count...trials).reduce(0) { $0 + binomial($1, of: trials, probability) }
  }

  /// The probability that `count` or fewer of `trials` succeed.
  static func binomial(atMost count: Int, of trials: Int, _ probability: Double) -> Double {
    if count < 0 { return 0 }
    return (0...min(count, trials)).reduce(0) { $0 + binomial($1, of: trials, probability) }
  }

  private static func binomial(_ count: Int, of trials: Int, _ probability: Double) -> Double {
    exp(
      logChoices(trials, count) + Double(count) * log(probability)
        + Double(trials - count) * log1p(-probability))
  }

  /// Fisher's exact test, one-sided: the probability that `count` or more of `total` have a mark, if nothing but chance decides
  /// which of these and of the `otherTotal` others, `otherCount` of which have it, are marked.
  static func fisher(atLeast count: Int, of total: Int, other otherCount: Int, of otherTotal: Int) -> Double {
    let marked = count + otherCount
    let most = min(total, marked)
    if count > most { return 0 }
    let all = logChoices(total + otherTotal, marked)
    // Fewer than what does not fit into the others can't be.
    return (max(count, marked - otherTotal, 0)...most).reduce(0) { sum, number in
      sum + exp(logChoices(total, number) + logChoices(otherTotal, marked - number) - all)
    }
  }

  /// Whether a count is beyond what chance gives where the same was counted in some weeks.
  ///
  /// It must be beyond a Poisson count of the rate of the week that is nearest to it, so that what one week had is no
  /// alarm in the next. A week that had n may have had a rate of n + 1, the mean of the rates that give n: nothing in an hour is no
  /// proof that nothing ever comes. And since a rate that was counted in a few weeks is not known exactly, it must be beyond
  /// chance, too, if all that was counted, now and then, fell upon these times with equal probability: a binomial count.
  ///
  /// - Parameter weeks: not empty.
  static func excludes(_ count: Int, _ side: HypercareMark, weeks: [Int]) -> Bool {
    guard let least = weeks.min(), let most = weeks.max() else { return false }
    let all = count + weeks.reduce(0, +)
    let share = 1 / Double(weeks.count + 1)
    switch side {
    case .above:
      return poisson(atLeast: count, rate: Double(most + 1)) < limit
        && binomial(atLeast: count, of: all, share) < limit
    case .below:
      return poisson(atMost: count, rate: Double(least)) < limit
        && binomial(atMost: count, of: all, share) < limit
    }
  }

  private static func logChoices(_ total: Int, _ count: Int) -> Double {
    logFactorial(total) - logFactorial(count) - logFactorial(total - count)
  }

  private static func logFactorial(_ number: Int) -> Double { lgamma(Double(number) + 1) }
}

/// The median of sorted values; nil of none.
func median(sorted values: [Double]) -> Double? {
  if values.isEmpty { return nil }
  return (values[(values.count - 1) / 2] + values[values.count / 2]) / 2
}
