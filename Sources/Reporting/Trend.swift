import Audit
import Foundation

/// What became of a migration over its audits and the weeks after go-live: a pure function of both.
package struct Trend: Sendable, Equatable {
  /// One audit.
  package struct Point: Sendable, Equatable {
    package var path: String
    /// When the run began, or the audit's "now" where it does not say: RFC 3339.
    package var time: String
    package var verdict: Verdict
    /// Violations of rules that failed: as errors, as warnings, and waived.
    package var errors: Int
    package var warnings: Int
    package var waived: Int
    /// Rules.
    package var unchecked: Int
    package var archiveSHA256: String
    /// The waivers in force, those that expire first at the start.
    package var waivers: [Waiver]
  }

  package struct Waiver: Sendable, Equatable {
    package var rule: String
    package var owner: String
    package var reason: String
    package var expires: String
    /// From the audit's "now" to the day on which it still holds; nil where one of them is not a day.
    package var daysLeft: Int?
  }

  /// In the order of their times, then of their paths.
  package var points: [Point]
  /// In the order of their go-live, then of their titles.
  package var watches: [Watch]

  /// - Parameters:
  ///   - audits: each with its path.
  ///   - hypercare: each with its path.
  package init(
    _ audits: [(path: String, audit: AuditResult)],
    hypercare: [(path: String, report: StoredHypercare)] = []
  ) {
    points = audits.map { Point(path: $0.path, $0.audit) }
      .sorted { ($0.time, $0.path) < ($1.time, $1.path) }
    watches = Watch.all(of: hypercare)
  }

  /// Reads every `audit.json` and `hypercare.json` below a folder.
  ///
  /// - Returns: the trend, and a sentence for each file that can't be read.
  /// - Throws: a sentence for a folder that can't be read, or has none.
  package static func below(_ folder: String) throws(ReportError) -> (trend: Trend, troubles: [ReportError]) {
    let paths = try paths(below: folder)
    let (audits, unread) = read(paths, named: "audit.json", in: folder) { path throws(ReportError) in
      try JSONReport.read(contentsOf: path).audit
    }
    let (watched, unreadToo) = read(paths, named: "hypercare.json", in: folder, HypercareJSON.read)
    let trend = Trend(
      audits.map { ($0.path, $0.value) }, hypercare: watched.map { ($0.path, $0.value) })
    let troubles = unread + unreadToo
    guard !trend.points.isEmpty || !trend.watches.isEmpty || !troubles.isEmpty else {
      throw ReportError(
        path: folder,
        message:
          "there is no audit.json and no hypercare.json below it; name a folder with reports of 'verify' or "
          + "'hypercare'")
    }
    return (trend, troubles)
  }

  /// Every `audit.json` below a folder with its path there, and a sentence for each that can't be read.
  ///
  /// - Throws: a sentence for a folder that can't be read, or has none.
  package static func audits(
    below folder: String
  ) throws(ReportError) -> (audits: [(path: String, audit: AuditResult)], troubles: [ReportError]) {
    let (audits, troubles) = read(try paths(below: folder), named: "audit.json", in: folder) {
      path throws(ReportError) in try JSONReport.read(contentsOf: path).audit
    }
    guard !audits.isEmpty || !troubles.isEmpty else {
      throw ReportError(
        path: folder, message: "there is no audit.json below it; name a folder with reports of 'verify'")
    }
    return (audits.map { ($0.path, $0.value) }, troubles)
  }

  private static func paths(below folder: String) throws(ReportError) -> [String] {
    guard let paths = FileManager.default.subpaths(atPath: folder) else {
      throw ReportError(path: folder, message: "no such folder; name one with audits below it")
    }
    return paths.sorted()
  }

  /// The files of a name, each with its path in the folder, and a sentence for each that can't be read.
  private static func read<Value>(
    _ paths: [String], named name: String, in folder: String, _ read: (String) throws(ReportError) -> Value
  ) -> (values: [(path: String, value: Value)], troubles: [ReportError]) {
    var values: [(path: String, value: Value)] = []
    var troubles: [ReportError] = []
    for path in paths where path == name || path.hasSuffix("/\(name)") {
      do {
        values.append((path, try read("\(folder)/\(path)")))
      } catch {
        troubles.append(error)
      }
    }
    return (values, troubles)
  }
}

extension Trend.Point {
  fileprivate init(path: String, _ audit: AuditResult) {
    func violations(_ status: Status) -> Int {
      audit.rules.filter { $0.status == status }.reduce(0) { $0 + $1.violations }
    }
    self.path = path
    time = audit.timing.startedAt
    verdict = audit.verdict
    (errors, warnings, waived) = (violations(.failed), violations(.warning), violations(.waived))
    unchecked = audit.rules.count { $0.status == .notChecked }
    archiveSHA256 = audit.archive.sha256
    waivers = audit.rules.flatMap { rule in
      rule.policy.waivers.filter { $0.state == .inForce }.map { use in
        Trend.Waiver(
          rule: rule.id, owner: use.owner, reason: use.reason, expires: use.expires,
          daysLeft: use.daysLeft(asOf: audit.asOf))
      }
    }.sorted { ($0.expires, $0.rule) < ($1.expires, $1.rule) }
  }
}
