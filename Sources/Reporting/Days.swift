import Audit

extension WaiverUse {
  /// From the audit's "now" to the last day on which it holds; negative after it, nil where one of them is not a day.
  func daysLeft(asOf stamp: String) -> Int? {
    guard let now = epochSeconds(of: "\(stamp.prefix(10))T00:00:00Z"),
      let end = epochSeconds(of: "\(expires)T00:00:00Z")
    else { return nil }
    return Int((end - now) / 86_400)
  }
}

/// Whole seconds since 1970; nil for what is not a stamp of RFC 3339.
func epochSeconds(of stamp: String) -> Int64? {
  Array(stamp.utf8).withUnsafeBufferPointer { Instant($0, form: .strict) }?.seconds
}
