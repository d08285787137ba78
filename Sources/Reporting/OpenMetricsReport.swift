import Audit

/// The figures of an audit as metrics, for a server that watches migrations over time.
///
/// Standard: OpenMetrics 1.0 (content type `application/openmetrics-text; version=1.0.0`). Every sample is of the audit as a
/// whole, so none has a time of its own.
package enum OpenMetricsReport {
  package static func render(_ result: AuditResult) -> String {
    let families = [
      audit(result), verdict(result), decisions(result), thresholds(result), crossed(result), found(result),
      total(result), rules(result), violations(result), balance(result), causes(result), waivers(result),
      asOf(result), started(result), duration(result), memory(result),
    ]
    return families.map(\.text).joined() + "# EOF\n"
  }

  private static func audit(_ result: AuditResult) -> MetricFamily {
    var family = MetricFamily("deskaudit_audit", .info, help: "What was audited, and by what.")
    family.add(
      1,
      [
        ("tool", result.tool), ("title", result.title), ("archive", result.archive.path),
        ("archive_sha256", result.archive.sha256), ("plan", result.planPath),
        ("plan_sha256", result.planSHA256),
        ("rules_sha256", result.rulesSHA256), ("fail_on", result.policy.failOn.rawValue),
      ])
    return family
  }

  private static func verdict(_ result: AuditResult) -> MetricFamily {
    var family = MetricFamily("deskaudit_verdict", .stateset, help: "The verdict, which is the state with 1.")
    for verdict in [Verdict.pass, .fail, .noVerdict] {
      family.add(verdict == result.verdict ? 1 : 0, [(family.name, verdict.rawValue)])
    }
    return family
  }

  private static func decisions(_ result: AuditResult) -> MetricFamily {
    var family = MetricFamily(
      "deskaudit_gate", .stateset, help: "What each gate of the plan decides, which is the state with 1.")
    for gate in result.gates {
      for word in GateDecision.Word.allCases {
        family.add(word == gate.word ? 1 : 0, [("gate", gate.name), (family.name, word.rawValue)])
      }
    }
    return family
  }

  private static func thresholds(_ result: AuditResult) -> MetricFamily {
    var family = MetricFamily(
      "deskaudit_gate_threshold", .info,
      help: "The thresholds of each gate, what they ask for, and what came of it.")
    addThresholds(of: result, to: &family) { threshold in
      (1, [("bound", threshold.bound), ("state", threshold.state.rawValue)])
    }
    return family
  }

  private static func crossed(_ result: AuditResult) -> MetricFamily {
    var family = MetricFamily(
      "deskaudit_gate_threshold_crossed", help: "1 for a threshold that is crossed, 0 for one that is met.")
    addThresholds(of: result, to: &family) { threshold in
      threshold.state == .unknown ? nil : (threshold.state == .crossed ? 1 : 0, [])
    }
    return family
  }

  private static func found(_ result: AuditResult) -> MetricFamily {
    var family = MetricFamily(
      "deskaudit_gate_threshold_found", help: "How many rules, records, violations or values were found.")
    addThresholds(of: result, to: &family) { threshold in threshold.found.map { ($0, []) } }
    return family
  }

  private static func total(_ result: AuditResult) -> MetricFamily {
    var family = MetricFamily(
      "deskaudit_gate_threshold_of", help: "Of how many, where the threshold is a share.")
    addThresholds(of: result, to: &family) { threshold in threshold.total.map { ($0, []) } }
    return family
  }

  /// - Parameter sample: the value of a threshold, and further labels; nil for none.
  private static func addThresholds(
    of result: AuditResult, to family: inout MetricFamily,
    _ sample: (GateDecision.ThresholdResult) -> (value: Int, labels: [(String, String)])?
  ) {
    for gate in result.gates {
      for threshold in gate.conditions.flatMap(\.results) {
        guard let (value, labels) = sample(threshold) else { continue }
        let subject = threshold.subject.map { [("subject", $0)] } ?? []
        family.add(
          value,
          [
            ("gate", gate.name), ("level", threshold.level.rawValue),
            ("threshold", threshold.threshold.rawValue),
          ]
            + subject + labels)
      }
    }
  }

  private static func rules(_ result: AuditResult) -> MetricFamily {
    var family = MetricFamily("deskaudit_rules", help: "Rules by their outcome and severity.")
    for outcome in Outcome.allCases {
      for severity in Severity.allCases {
        let count = result.rules.count { $0.outcome == outcome && $0.effectiveSeverity == severity }
        family.add(count, [("outcome", outcome.rawValue), ("severity", severity.rawValue)])
      }
    }
    return family
  }

  private static func violations(_ result: AuditResult) -> MetricFamily {
    var family = MetricFamily(
      "deskaudit_rule_violations", help: "Violations of each rule; a rule that is not checked has none.")
    for rule in result.rules {
      family.add(
        rule.violations,
        [
          ("rule", rule.id), ("area", rule.area), ("severity", rule.effectiveSeverity.rawValue),
          ("outcome", rule.outcome.rawValue),
        ])
    }
    return family
  }

  private static func balance(_ result: AuditResult) -> MetricFamily {
    var family = MetricFamily(
      "deskaudit_balance_records", help: "What became of the records of the exports and of the archive.")
    for line in result.balance {
      let figures = [
        ("read", line.read), ("accepted", line.accepted), ("expected", line.expected),
        ("matched", line.matched),
        ("missing", line.missing), ("archive", line.archive), ("unexpected", line.unexpected),
        ("duplicates", line.duplicates),
      ]
      for (what, count) in figures { family.add(count, [("record", line.record), ("what", what)]) }
    }
    return family
  }

  private static func causes(_ result: AuditResult) -> MetricFamily {
    var family = MetricFamily("deskaudit_causes", help: "What failed rules have in common, counted.")
    family.add(result.causes.count)
    return family
  }

  private static func waivers(_ result: AuditResult) -> MetricFamily {
    var family = MetricFamily(
      "deskaudit_waiver_left", unit: "days",
      help: "From the day of the audit to the last day of each waiver in force.")
    for rule in result.rules {
      for use in rule.policy.waivers where use.state == .inForce {
        guard let days = use.daysLeft(asOf: result.asOf) else { continue }
        family.add(
          days, [("rule", rule.id), ("owner", use.owner), ("file", use.file), ("line", String(use.line))])
      }
    }
    return family
  }

  private static func asOf(_ result: AuditResult) -> MetricFamily {
    var family = MetricFamily(
      "deskaudit_audit_as_of_timestamp", unit: "seconds", help: "The instant that counts as now in the audit."
    )
    if let seconds = epochSeconds(of: result.asOf) { family.add(Int(seconds)) }
    return family
  }

  private static func started(_ result: AuditResult) -> MetricFamily {
    var family = MetricFamily(
      "deskaudit_audit_start_timestamp", unit: "seconds", help: "When the audit began.")
    if let seconds = epochSeconds(of: result.timing.startedAt) { family.add(Int(seconds)) }
    return family
  }

  private static func duration(_ result: AuditResult) -> MetricFamily {
    var family = MetricFamily("deskaudit_audit_duration", unit: "seconds", help: "How long the audit took.")
    family.add(result.timing.seconds)
    return family
  }

  private static func memory(_ result: AuditResult) -> MetricFamily {
    var family = MetricFamily(
      "deskaudit_audit_peak_memory", unit: "bytes", help: "The most memory that the audit had at once.")
    family.add(result.timing.peakMemoryBytes)
    return family
  }
}
