/// A share in percent, `0.5%`, as it is written: in decimal digits, so that 7 of 1,000 are exactly 0.7%.
package struct Share: Sendable {
  package let text: String
  /// The share is this part of `whole`.
  private let part: UInt
  private let whole: UInt

  /// As a fraction, near enough for statistics.
  package var fraction: Double { Double(part) / Double(whole) }

  /// Nil for what is no number from 0 to 100 with at most nine digits after its point.
  package init?(_ text: String) {
    guard let match = text.wholeMatch(of: #/([0-9]{1,3})(?:\.([0-9]{1,9}))?%/#) else { return nil }
    let fraction = match.2 ?? ""
    let whole = fraction.reduce(100 as UInt) { whole, _ in whole * 10 }
    guard let part = UInt(match.1 + fraction), part <= whole else { return nil }
    (self.text, self.part, self.whole) = (text, part, whole)
  }

  /// `99.5 %`
  package var words: String { "\(text.dropLast()) %" }

  /// Whether `count` is at most this share of `total`.
  package func allows(_ count: Int, of total: Int) -> Bool { count <= most(of: total) }

  /// The greatest number that is at most this share of `total`.
  package func most(of total: Int) -> Int { Int(clamping: divided(total).quotient) }

  /// The least number that is at least this share of `total`.
  package func least(of total: Int) -> Int {
    let (quotient, remainder) = divided(total)
    return Int(clamping: quotient) + (remainder > 0 ? 1 : 0)
  }

  /// The quotient is at most `total`, because a part is at most the whole.
  private func divided(_ total: Int) -> (quotient: UInt, remainder: UInt) {
    whole.dividingFullWidth(total.magnitude.multipliedFullWidth(by: part))
  }
}

extension Share: Comparable {
  /// Shares are equal by value: `0.50%` is `0.5%`.
  package static func == (left: Share, right: Share) -> Bool { !(left < right) && !(right < left) }

  package static func < (left: Share, right: Share) -> Bool {
    let (own, other) = (
      left.part.multipliedFullWidth(by: right.whole), right.part.multipliedFullWidth(by: left.whole)
    )
    return (own.high, own.low) < (other.high, other.low)
  }
}
