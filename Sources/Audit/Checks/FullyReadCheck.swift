import Plan

/// Row count: the reader read as many records from each export as the audit's own scanner counts in its bytes.
struct FullyReadCheck: Check {
  static let name = "fully-read"

  init(_ parameters: inout Parameters) throws(RuleError) {}

  func inputs(_ plan: Plan) -> Set<Input> { [.exports] }
  func subject(_ plan: Plan) -> Subject {
    Subject(legacy: "records of each file", criteria: "both counts are equal")
  }

  func measure(_ facts: Facts) -> Measurement {
    var evidence = Evidence()
    var records = 0
    var files = 0
    for source in facts.feeds.all {
      if let doubt = source.doubt { return .notChecked("files", doubt) }
      for (index, file) in source.files.enumerated() {
        files += 1
        records += source.countedRecords[index]
        if source.readRecords[index] == source.countedRecords[index] { continue }
        evidence.add {
          Finding(
            message:
              "\(file.path): \(counted(source.readRecords[index], "record")) \(verb(source.readRecords[index], "was", "were")) read, but the second count is "
              + grouped(source.countedRecords[index]),
            export: ExportPlace(source: source.name, file: file.path, line: 1),
            expected: String(source.countedRecords[index]), found: String(source.readRecords[index]))
        }
      }
    }
    return Measurement(
      examined: files, unit: "files", evidence: evidence,
      summary: evidence.findings.first?.message
        ?? "\(counted(records, "record")) in \(counted(files, "file")), counted twice")
  }
}
