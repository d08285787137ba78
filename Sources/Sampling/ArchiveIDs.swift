import Crypto
import Plan

extension IDRule {
  /// The id of the archive for one of an export, as messages show it; nil where there is none.
  func archiveID(of id: String) -> String? {
    switch self {
    case .same: return id
    case .offset(let distance):
      guard let number = Int64(id) else { return nil }
      let (sum, overflow) = number.addingReportingOverflow(distance)
      return overflow ? nil : String(sum)
    case .prefix(let digits): return id.hasPrefix("-") ? nil : "\(digits)\(id)"
    case .text(let name):
      // The first 53 bits of the digest, as Sources/README.md defines it.
      let digest = SHA256.hash(data: Array("\(name)\0\(id)".utf8))
      return String(digest.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) } >> 11)
    }
  }

  /// The id of the export for one of the archive; nil where it can't be told.
  package func exportID(of id: String) -> String? {
    switch self {
    case .same: return id
    case .offset(let distance):
      guard let number = Int64(id) else { return nil }
      let (difference, overflow) = number.subtractingReportingOverflow(distance)
      return overflow ? nil : String(difference)
    case .prefix(let digits):
      let front = String(digits)
      return id.hasPrefix(front) && id.utf8.count > front.utf8.count ? String(id.dropFirst(front.count)) : nil
    case .text: return nil
    }
  }
}
