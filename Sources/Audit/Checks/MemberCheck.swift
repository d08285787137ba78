import Plan

/// Accepted values: what the tar has, and how its entries are named.
struct MemberCheck: Check {
  static let name = "members"
  private let fault: Fault

  private enum Fault: String, CaseIterable {
    /// Links, devices and the like. (Directories are judged by `decorated`.)
    case notAFile = "not-a-file"
    /// Regular files whose name does not match the plan's pattern.
    case outsideThePattern = "outside-the-pattern"
    /// Two files of one batch number.
    case repeated
    /// `./` before a name, and entries for directories: tolerated.
    case decorated
  }

  init(_ parameters: inout Parameters) throws(RuleError) {
    fault = try parameters.word("fault", of: Fault.self)
  }

  func inputs(_ plan: Plan) -> Set<Input> { [.archive] }
  func subject(_ plan: Plan) -> Subject {
    let pattern = "\(plan.archive.memberPrefix){batch}\(plan.archive.memberSuffix)"
    let criteria =
      switch fault {
      case .notAFile: "regular files only"
      case .outsideThePattern: "named \(pattern)"
      case .repeated: "every batch number once"
      case .decorated: "no './' and no directory entries"
      }
    return Subject(new: "archive members", criteria: criteria)
  }

  func measure(_ facts: Facts) -> Measurement {
    var evidence = Evidence(of: fault == .repeated ? Wrong(.repeatedMember) : nil)
    var firstOfNumber: [BatchKey: Int] = [:]
    for (index, member) in facts.archive.members.enumerated() {
      guard let sentence = sentence(member, index, facts, &firstOfNumber) else { continue }
      evidence.add(row: index) {
        Finding(message: sentence, archive: ArchivePlace(member: member.name, offset: member.offset))
      }
    }
    let total = facts.archive.members.count
    return Measurement(
      examined: total, unit: "tar entries", evidence: evidence,
      summary: evidence.isEmpty
        ? "\(counted(total, "tar entry", plural: "tar entries")), "
          + counted(facts.archive.batches.count, "batch", plural: "batches")
        : "\(grouped(evidence.violations)) of \(counted(total, "tar entry", plural: "tar entries")) \(words(evidence.violations))"
    )
  }

  private func sentence(
    _ member: MemberRow, _ index: Int, _ facts: Facts, _ firstOfNumber: inout [BatchKey: Int]
  ) -> String? {
    switch (fault, member.kind) {
    case (.notAFile, .other(let kind)):
      return "\(member.name) is a \(kind); only regular files belong in the archive"
    case (.outsideThePattern, .file):
      if member.batchNumber != nil { return nil }
      let pattern = facts.plan.archive
      return "\(member.name) is not named \(pattern.memberPrefix){batch}\(pattern.memberSuffix)"
    case (.repeated, .file):
      guard let number = member.batchNumber else { return nil }
      let key = BatchKey(delivery: Int32(truncatingIfNeeded: member.delivery), number: number)
      guard let first = firstOfNumber[key] else {
        firstOfNumber[key] = index
        return nil
      }
      let entry = first - facts.archive.read[member.delivery].firstMember + 1
      return "\(member.name) is batch \(number) a second time; the first is entry \(entry) of the tar"
    case (.decorated, .directory):
      return "\(member.name) is an entry for a directory; counting tar entries counts it as well"
    case (.decorated, .file):
      return member.hasDotSlash ? "\(member.name) has './' before its name" : nil
    default:
      return nil
    }
  }

  private func words(_ count: Int) -> String {
    switch fault {
    case .notAFile: verb(count, "is not a regular file", "are not regular files")
    case .outsideThePattern:
      verb(count, "does not have the name of a batch", "do not have the name of a batch")
    case .repeated: verb(count, "repeats a batch number", "repeat a batch number")
    case .decorated:
      verb(
        count, "is a directory, or has './' before its name", "are directories, or have './' before the name")
    }
  }
}
