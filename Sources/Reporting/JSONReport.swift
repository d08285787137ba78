import Audit

/// `audit.json`: the audit itself. All other formats can be made from it again.
///
/// Its shape is `Reports/audit.schema.json`. Keys are in a fixed order, `timing` last, so that two audits
/// of the same input differ in nothing but their end.
package enum JSONReport {
  package static func render(_ result: AuditResult) -> String {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("schema_version", AuditResult.schemaVersion)
      writer.field("title", result.title)
      writer.field("tool", result.tool)
      writer.field("verdict", result.verdict.rawValue)
      writer.field("exit_code", Int(result.verdict.exitCode))
      writer.field("as_of", result.asOf)
      writer.member("archive") { $0.write(result.archive) }
      writer.member("sources") { $0.array(result.sources) { $0.write($1) } }
      writer.member("rules") { $0.array(result.rules) { $0.write($1) } }
      writer.member("balance") { $0.array(result.balance) { $0.write($1) } }
      writer.member("mapping") { $0.array(result.mapping) { $0.write($1) } }
      writer.field("plan_path", result.planPath)
      writer.field("plan_sha256", result.planSHA256)
      writer.field("rules_sha256", result.rulesSHA256)
      writer.field("shows_values", result.showsValues)
      writer.member("causes") { $0.array(result.causes) { $0.write($1) } }
      if !result.losses.isEmpty {
        writer.member("stated_losses") { $0.array(result.losses) { $0.write($1) } }
      }
      writer.member("policy") { $0.write(result.policy) }
      if !result.gates.isEmpty { writer.member("gates") { $0.array(result.gates) { $0.write($1) } } }
      writer.field("measured_plan_sha256", result.measuredPlanSHA256)
      writer.field("decisions_path", result.decisionsPath)
      writer.field("decisions_sha256", result.decisionsSHA256)
      writer.member("periods") { $0.array(result.periods) { $0.write($1) } }
      writer.member("batch_runs") { $0.array(result.batchRuns) { $0.write($1) } }
      if let since = result.since { writer.member("since") { $0.write(since) } }
      if !result.samples.isEmpty {
        writer.member("samples") { $0.array(result.samples) { $0.write($1) } }
      }
      writer.member("timing") { $0.write(result.timing) }
    }
    return writer.text + "\n"
  }
}

extension JSONWriter {
  mutating func write(_ row: MappingRow) {
    object {
      $0.field("record", row.record)
      $0.field("source", row.source)
      $0.field("from", row.from)
      $0.field("field", row.field)
      $0.field("type", row.type)
      $0.field("default", row.defaultValue)
      $0.field("transformation", row.transformation)
      $0.field("validation", row.validation)
    }
  }

  fileprivate mutating func write(_ loss: StatedLossCount) {
    object {
      $0.field("record", loss.record)
      $0.field("source", loss.source)
      $0.field("field", loss.field)
      $0.field("reason", loss.reason)
      $0.field("owner", loss.owner)
      $0.field("count", loss.count)
    }
  }

  fileprivate mutating func write(_ archive: ArchiveFacts) {
    object {
      $0.field("path", archive.path)
      $0.field("sha256", archive.sha256)
      $0.field("bytes", archive.bytes)
      $0.field("members", archive.members)
      $0.field("batches", archive.batches)
      $0.field("is_complete", archive.isComplete)
      guard !archive.deliveries.isEmpty else { return }
      $0.member("deliveries") { $0.array(archive.deliveries) { $0.write($1) } }
    }
  }

  fileprivate mutating func write(_ delivery: DeliveryFacts) {
    object {
      $0.field("path", delivery.path)
      $0.field("sha256", delivery.sha256)
      $0.field("bytes", delivery.bytes)
      $0.field("members", delivery.members)
      $0.field("batches", delivery.batches)
      $0.field("is_complete", delivery.isComplete)
      $0.member("records") {
        $0.array(delivery.records) { writer, count in
          writer.object {
            $0.field("record", count.record)
            $0.field("count", count.count)
            $0.field("superseded", count.superseded)
          }
        }
      }
      if let repeats = delivery.repeats { $0.field("repeats", repeats) }
    }
  }

  fileprivate mutating func write(_ source: SourceFacts) {
    object {
      $0.field("name", source.name)
      $0.member("files") {
        $0.array(source.files) { writer, file in
          writer.object {
            $0.field("path", file.path)
            $0.field("sha256", file.sha256)
            $0.field("bytes", file.bytes)
            $0.field("records", file.records)
            $0.field("format", file.format)
          }
        }
      }
      $0.member("not_migrated") { $0.array(source.notMigrated) { $0.write($1) } }
      if let doubt = source.doubt { $0.field("doubt", doubt) }
    }
  }

  fileprivate mutating func write(_ rule: RuleResult) {
    object {
      $0.field("id", rule.id)
      $0.field("area", rule.area)
      $0.field("title", rule.title)
      $0.field("legacy", rule.legacy)
      $0.field("new", rule.new)
      $0.field("criteria", rule.criteria)
      $0.field("severity", rule.severity.rawValue)
      $0.field("effective_severity", rule.effectiveSeverity.rawValue)
      $0.field("regraded_by", rule.regradedBy)
      $0.field("outcome", rule.outcome.rawValue)
      $0.field("examined", rule.examined)
      $0.field("unit", rule.unit)
      if let figures = rule.figures { $0.member("figures") { $0.write(figures) } }
      $0.field("violations", rule.violations)
      $0.field("violations_from_export", rule.violationsFromExport)
      $0.field("summary", rule.summary)
      $0.field("reason", rule.reason)
      $0.member("evidence") { $0.array(rule.findings) { $0.write($1) } }
      $0.field("concentration", rule.concentration)
      if let measured = rule.measured { $0.member("measured") { $0.write(measured) } }
      $0.member("remedy") { $0.array(rule.remedy) { $0.string($1) } }
      if !rule.policy.isPlain { $0.member("policy") { $0.write(rule.policy) } }
    }
  }

  fileprivate mutating func write(_ figures: Figures) {
    object {
      if let legacy = figures.legacy { $0.field("legacy", legacy) }
      if let new = figures.new { $0.field("new", new) }
    }
  }

  fileprivate mutating func write(_ cause: Cause) {
    object {
      $0.field("kind", cause.kind.rawValue)
      $0.field("sentence", cause.sentence)
      $0.field("remedy", cause.remedy)
      if let place = cause.export { $0.member("export") { $0.write(place) } }
      if let place = cause.archive { $0.member("archive") { $0.write(place) } }
      $0.member("explains") {
        $0.array(cause.explains) { writer, share in
          writer.object {
            $0.field("rule", share.rule)
            $0.field("violations", share.violations)
          }
        }
      }
      $0.member("not_checked") { $0.array(cause.notChecked) { $0.string($1) } }
    }
  }

  fileprivate mutating func write(_ finding: Finding) {
    object {
      $0.field("message", finding.message)
      $0.field("count", finding.count)
      $0.field("origin", finding.origin.rawValue)
      $0.field("key", finding.key)
      if let place = finding.export { $0.member("export") { $0.write(place) } }
      if let place = finding.archive { $0.member("archive") { $0.write(place) } }
      if let place = finding.counterpart { $0.member("new") { $0.write(place) } }
      $0.field("expected", finding.expected)
      $0.field("found", finding.found)
      if let cause = finding.cause { $0.field("cause", cause) }
    }
  }

  mutating func write(_ place: ExportPlace) {
    object {
      $0.field("source", place.source)
      $0.field("file", place.file)
      $0.field("line", place.line)
      if place.record > 0 { $0.field("record", place.record) }
      if let element = place.element { $0.field("element", element) }
    }
  }

  mutating func write(_ place: ArchivePlace) {
    object {
      $0.field("member", place.member)
      $0.field("pointer", place.pointer)
      if let offset = place.offset { $0.field("offset", offset) }
    }
  }

  fileprivate mutating func write(_ line: BalanceLine) {
    object {
      $0.field("record", line.record)
      $0.field("unit", line.unit)
      $0.field("read", line.read)
      $0.member("rejected") { $0.write(line.rejected) }
      $0.field("accepted", line.accepted)
      $0.member("explained") { $0.write(line.explained) }
      if !line.resolved.isEmpty { $0.member("resolved") { $0.write(line.resolved) } }
      $0.field("expected", line.expected)
      $0.field("matched", line.matched)
      $0.field("missing", line.missing)
      $0.field("archive", line.archive)
      $0.field("unexpected", line.unexpected)
      $0.field("duplicates", line.duplicates)
      $0.field("wrong_id", line.wrongID)
    }
  }

  private mutating func write(_ reasons: [BalanceLine.Explanation]) {
    object { writer in
      for explanation in reasons { writer.field(explanation.reason, explanation.count) }
    }
  }

  fileprivate mutating func write(_ timing: Timing) {
    object {
      $0.field("started_at", timing.startedAt)
      $0.field("seconds", timing.seconds)
      $0.field("jobs", timing.jobs)
      $0.field("peak_memory_bytes", timing.peakMemoryBytes)
    }
  }
}

extension RuleResult {
  /// Why the rule was not judged; the summary says it.
  fileprivate var reason: String? {
    outcome == .notChecked || outcome == .notApplicable ? summary : nil
  }
}
