extension PlanReader {
  /// The longest name that a ustar header holds in its name field alone, in bytes.
  private static let longestMemberName = 100
  /// The most digits that a batch number can have.
  private static let longestNumber = 19
  /// With start and step up to here, nine billion batches are numbered without overflow.
  private static let largestNumber: Int64 = 1_000_000_000

  /// Reads `archive:`.
  mutating func archive(of plan: PlanSection) -> ArchivePlan {
    var archive = ArchivePlan()
    guard let section = section(plan["archive"], keys: .archive) else { return archive }
    archive.name(items(section["path"]).compactMap { text($0)?.value })
    if let member = text(section["member"]), let pattern = memberPattern(member) {
      (archive.memberPrefix, archive.memberSuffix) = pattern
    }
    if let numbering = self.section(section["numbering"], keys: .numbering) {
      archive.start = wholeNumber(numbering["start"], in: 0...Self.largestNumber) ?? archive.start
      archive.step = wholeNumber(numbering["step"], in: 1...Self.largestNumber) ?? archive.step
    }
    let batchSize = wholeNumber(section["batch-size"], in: 1...1_000_000)
    archive.batchSize = batchSize.flatMap(Int.init(exactly:)) ?? archive.batchSize
    return archive
  }

  /// The texts before and after the one `{batch}`.
  private mutating func memberPattern(_ member: Located<String>) -> (prefix: String, suffix: String)? {
    let parts = member.value.split(separator: "{batch}", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 else {
      report(
        "'archive.member' needs {batch} exactly once, as in backup_tickets_{batch}.json; found "
          + "text \(quote(member.value))", line: member.line)
      return nil
    }
    guard !member.value.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }) else {
      report(
        "'archive.member' is a plain file name without folders; found text \(quote(member.value))",
        line: member.line)
      return nil
    }
    let length = parts[0].utf8.count + Self.longestNumber + parts[1].utf8.count
    guard length <= Self.longestMemberName else {
      report(
        "'archive.member' may reach \(length) bytes with a \(Self.longestNumber)-digit number, and a tar "
          + "can have \(Self.longestMemberName); shorten it", line: member.line)
      return nil
    }
    return (parts[0], parts[1])
  }
}
