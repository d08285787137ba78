import Audit

/// The columns of the CSV files, which are the same for every rule.
enum EvidenceTable {
  static let columns = [
    "key", "message", "count", "origin", "expected", "found", "export_source", "export_file", "export_line",
    "export_record", "export_element", "archive_member", "archive_pointer", "archive_offset", "new_source",
    "new_file", "new_line", "cause",
  ]

  static func row(_ finding: Finding) -> [String?] {
    let (export, archive, new) = (finding.export, finding.archive, finding.counterpart)
    return [
      finding.key, finding.message, String(finding.count), finding.origin.rawValue, finding.expected,
      finding.found, export?.source, export?.file, export.map { String($0.line) },
      export.map { String($0.record) }, export?.element.map { String($0) }, archive?.member,
      archive?.pointer, archive?.offset.map { String($0) }, new?.source, new?.file,
      new.map { String($0.line) }, finding.cause.map { String($0) },
    ]
  }
}
