import Plan

extension IDRule {
  /// The archive's id for an id of the export; nil where the rule gives none within 64 bits.
  func id(_ id: Int64) -> Int64? {
    switch self {
    case .same, .text: return id
    case .offset(let offset):
      let (sum, overflows) = id.addingReportingOverflow(offset)
      return overflows ? nil : sum
    case .prefix(let prefix):
      if id < 0 { return nil }
      return Int64(String(prefix) + String(id))
    }
  }
}
