import Plan

/// How many violations a rule allows: none, unless its page or the plan says more.
struct Threshold: Sendable {
  private let most: Int?
  private let mostShare: Share?

  init(_ parameters: inout Parameters) throws(RuleError) {
    let most = try parameters.integer("max-violations", default: -1, atMost: Int.max)
    self.most = most < 0 ? nil : most
    mostShare = try parameters.share("max-share")
  }

  func allows(_ violations: Int, of examined: Int) -> Bool {
    if violations == 0 { return true }
    if most == nil, mostShare == nil { return false }
    if let most, violations > most { return false }
    return mostShare?.allows(violations, of: examined) ?? true
  }

  /// `at most 0.5%`, `at most 3 and at most 0.5%`
  var words: String {
    [most.map { "at most \(grouped($0))" }, mostShare.map { "at most \($0.text)" }]
      .compactMap(\.self).joined(separator: " and ")
  }

  /// `, at most 0.5% of rows may fail`
  var suffix: String {
    words.isEmpty ? "" : ", \(words)\(mostShare == nil ? "" : " of rows") may fail"
  }
}

/// A share in percent, `0.5%`, as it is written: in decimal digits, so that 7 of 1,000 are exactly 0.7%.
struct Share: Sendable, Equatable {
  let text: String
  /// The share is this part of `whole`.
  let part: UInt
  let whole: UInt

  /// Nil for what is no number from 0 to 100 with at most nine digits after its point.
  init?(_ text: String) {
    guard let match = text.wholeMatch(of: #/([0-9]{1,3})(?:\.([0-9]{1,9}))?%/#) else { return nil }
    let fraction = match.2 ?? ""
    let whole = fraction.reduce(100 as UInt) { whole, _ in whole * 10 }
    guard let part = UInt(match.1 + fraction), part <= whole else { return nil }
    (self.text, self.part, self.whole) = (text, part, whole)
  }

  /// Whether `count` is at most this share of `total`.
  func allows(_ count: Int, of total: Int) -> Bool {
    let (left, right) = (
      count.magnitude.multipliedFullWidth(by: whole), total.magnitude.multipliedFullWidth(by: part)
    )
    return (left.high, left.low) <= (right.high, right.low)
  }
}
