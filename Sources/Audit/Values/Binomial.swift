import Foundation
import Plan

/// What a sample proves of the whole it was drawn from, by the binomial distribution: Clopper and Pearson, "The Use of Confidence or
/// Fiducial Limits Illustrated in the Case of the Binomial", Biometrika 26 (1934), one-sided.
enum Binomial {
  /// How sure the statement is.
  static let confidence = 0.95

  /// The greatest share of faulty rows that a sample with `faulty` of `rows` does not exclude: with this share, as few or
  /// fewer would be found in one of twenty samples. 1 for an empty sample.
  ///
  /// - Complexity: O(faulty), sixty times.
  static func upperBound(_ faulty: Int, of rows: Int) -> Double {
    if faulty >= rows { return 1 }
    var (low, high) = (0.0, 1.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if atMost(faulty, of: rows, share: middle) > 1 - confidence { low = middle } else { high = middle }
    }
    return high
  }

  /// The probability of `count` or fewer successes in `trials`.
  static func atMost(_ count: Int, of trials: Int, share: Double) -> Double {
    if share <= 0 { return 1 }
    if share >= 1 { return count >= trials ? 1 : 0 }
    // From the largest term down, so that sums of very small numbers are not lost.
    let logs = (0...count).map { (successes: Int) -> Double in
      let (k, rest) = (Double(successes), Double(trials - successes))
      let ways: Double = lgamma(Double(trials) + 1) - lgamma(k + 1) - lgamma(rest + 1)
      return ways + k * log(share) + rest * log1p(-share)
    }
    let largest = logs.max() ?? 0
    return min(1, exp(largest) * logs.reduce(0) { $0 + exp($1 - largest) })
  }

  /// How many rows without a fault exclude a greater share than this one.
  static func rows(proving share: Double) -> Int {
    share <= 0 || share >= 1 ? 1 : Int((log(1 - confidence) / log1p(-share)).rounded(.up))
  }

  /// A share in percent with two significant digits, rounded up: `0.1 %` is never said of a little more.
  static func percent(_ share: Double) -> String {
    let percent = share * 100
    guard percent > 0, percent < 100 else { return percent <= 0 ? "0 %" : "100 %" }
    let digits = max(0, 1 - Int(floor(log10(percent))))
    let scale = pow(10, Double(digits))
    let text = String(format: "%.\(digits)f", (percent * scale - 1e-9).rounded(.up) / scale)
    guard text.contains(".") else { return "\(text) %" }
    let trimmed = text.reversed().drop { $0 == "0" }.drop { $0 == "." }.reversed()
    return "\(String(trimmed)) %"
  }
}

extension Share {
  /// Whether a share that was computed is not greater, but for the error of computing it.
  func isAtLeast(_ share: Double) -> Bool { share <= fraction + 1e-9 }
}
