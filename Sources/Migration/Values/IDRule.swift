import Plan

extension IDRule {
  /// The id that the archive has for an id of the source; nil where 64 bits don't hold it, and for a negative
  /// id that would get digits in front.
  func callAsFunction(_ id: Int64) -> Int64? {
    switch self {
    case .same: return id
    case .offset(let distance):
      let (sum, overflow) = id.addingReportingOverflow(distance)
      return overflow ? nil : sum
    case .prefix(let digits):
      guard id >= 0, digits > 0 else { return nil }
      var power: Int64 = 10
      while id / power > 0 {
        let (next, overflow) = power.multipliedReportingOverflow(by: 10)
        guard !overflow else { return nil }
        power = next
      }
      let (front, isTooLong) = digits.multipliedReportingOverflow(by: power)
      let (sum, overflow) = front.addingReportingOverflow(id)
      return isTooLong || overflow ? nil : sum
    }
  }
}
