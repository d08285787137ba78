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
