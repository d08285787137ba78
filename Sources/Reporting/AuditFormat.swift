/// What `verify`, `grade` and `render` print of an audit.
package enum AuditFormat: String, Sendable, CaseIterable {
  /// For people: `TerminalReport`.
  case text
  /// The bytes of `audit.json`.
  case json
  /// Annotations of a job: `GitHubReport`.
  case github
  /// Metrics: `OpenMetricsReport`.
  case openmetrics
}
