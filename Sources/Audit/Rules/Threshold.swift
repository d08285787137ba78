import Plan

/// How many violations a rule allows: none, unless its page says more.
struct Threshold: Sendable {
  private let most: Int?
  private let mostShare: Double?
  private let shareText: String

  init(_ parameters: inout Parameters) throws(RuleError) {
    let most = try parameters.integer("max-violations", default: -1, atMost: Int.max)
    self.most = most < 0 ? nil : most
    shareText = try parameters.optionalText("max-share") ?? ""
    mostShare = try Parameters.share(shareText, page: parameters.page)
  }

  func allows(_ measurement: Measurement) -> Bool {
    let violations = measurement.evidence.violations
    if violations == 0 { return true }
    if most == nil, mostShare == nil { return false }
    if let most, violations > most { return false }
    if let mostShare, Double(violations) > mostShare * Double(measurement.examined) { return false }
    return true
  }

  /// `at most 0.5%`, `at most 3 and at most 0.5%`
  var words: String {
    [most.map { "at most \(grouped($0))" }, mostShare.map { _ in "at most \(shareText)" }]
      .compactMap(\.self).joined(separator: " and ")
  }

  /// `, at most 0.5% of rows may fail`
  var suffix: String {
    words.isEmpty ? "" : ", \(words)\(mostShare == nil ? "" : " of rows") may fail"
  }
}
