import Audit
import Testing

@testable import Reporting

@Suite("Metrics")
struct OpenMetricsReportTests {
  /// The sample with a waiver whose end is 72 days after the audit's "now".
  private let text = OpenMetricsReport.render(sampleAudit())

  @Test("the verdict is a set of states, of which one is 1")
  func verdict() {
    #expect(
      text.contains(
        """
        # TYPE deskaudit_verdict stateset
        # HELP deskaudit_verdict The verdict, which is the state with 1.
        deskaudit_verdict{deskaudit_verdict="pass"} 0
        deskaudit_verdict{deskaudit_verdict="fail"} 1
        deskaudit_verdict{deskaudit_verdict="no-verdict"} 0

        """))
  }

  @Test(
    "there is a sample for each figure of the audit",
    arguments: [
      "deskaudit_rules{outcome=\"failed\",severity=\"error\"} 1",
      "deskaudit_rules{outcome=\"failed\",severity=\"warning\"} 1",
      "deskaudit_rules{outcome=\"not-checked\",severity=\"error\"} 1",
      "deskaudit_rules{outcome=\"waived\",severity=\"error\"} 1",
      "deskaudit_rules{outcome=\"waived\",severity=\"warning\"} 0",
      "deskaudit_rule_violations{rule=\"no-missing-comments\",area=\"counts\",severity=\"error\",outcome=\"failed\"} 120",
      "deskaudit_rule_violations{rule=\"bodies-are-unchanged\",area=\"content\",severity=\"error\",outcome=\"waived\"} 1",
      "deskaudit_balance_records{record=\"comments\",what=\"read\"} 2500000",
      "deskaudit_balance_records{record=\"comments\",what=\"accepted\"} 2499900",
      "deskaudit_balance_records{record=\"comments\",what=\"expected\"} 2100400",
      "deskaudit_balance_records{record=\"comments\",what=\"matched\"} 2100300",
      "deskaudit_balance_records{record=\"comments\",what=\"missing\"} 100",
      "deskaudit_balance_records{record=\"comments\",what=\"archive\"} 2100303",
      "deskaudit_balance_records{record=\"comments\",what=\"unexpected\"} 2",
      "deskaudit_balance_records{record=\"comments\",what=\"duplicates\"} 1",
      "deskaudit_causes 1",
      "deskaudit_waiver_left_days{rule=\"bodies-are-unchanged\",owner=\"Ada Osei\",file=\"waivers.yml\",line=\"3\"} 72",
      "deskaudit_audit_as_of_timestamp_seconds 1795132800",
      "deskaudit_audit_start_timestamp_seconds 1795154400",
      "deskaudit_audit_duration_seconds 2.5", "deskaudit_audit_peak_memory_bytes 380000001",
    ])
  func samples(line: String) {
    #expect(text.split(separator: "\n").contains(Substring(line)))
  }

  @Test("what was audited is an info")
  func info() {
    #expect(
      text.contains(
        "\ndeskaudit_audit_info{tool=\"deskaudit 1.0\",title=\"Chat history to the new desk\","
          + "archive=\"backup_tickets.tar.gz\",archive_sha256=\"\(String(repeating: "a1", count: 32))\","
          + "plan=\"migration.yml\",plan_sha256=\"\(String(repeating: "d4", count: 32))\","
          + "rules_sha256=\"\(String(repeating: "e5", count: 32))\",fail_on=\"error\"} 1\n"))
  }

  @Test("a unit is the end of the name, and the text ends with its mark")
  func form() {
    for line in text.split(separator: "\n") where line.hasPrefix("# UNIT ") {
      let words = line.split(separator: " ")
      #expect(words[2].hasSuffix("_\(words[3])"))
    }
    #expect(text.hasSuffix("\n# EOF\n"))
  }

  @Test("a family without samples is left out, and no duration is infinite")
  func absent() {
    var audit = sampleAudit()
    audit.asOf = "some day"
    audit.timing.seconds = .infinity
    let text = OpenMetricsReport.render(audit)
    for name in ["deskaudit_waiver_left", "deskaudit_audit_as_of", "deskaudit_audit_duration"] {
      #expect(!text.contains(name))
    }
  }

  @Test("a label's value is escaped, also before a mark that combines")
  func escaped() {
    var audit = sampleAudit()
    audit.title = "a\"\u{301} \\ \n \u{1B}"
    #expect(
      OpenMetricsReport.render(audit).unicodeScalars.split(separator: "\n").map { String($0) }
        .contains { $0.contains("title=\"a\\\"\u{301} \\\\ \\\\n \\\\u{1B}\",archive=") })
  }

  @Test(
    "the reference parser reads every family",
    .enabled(if: metricsPython != nil, "prometheus_client is not installed, and pip can't install it"))
  func parsed() throws {
    let script = """
      from prometheus_client.openmetrics.parser import text_string_to_metric_families
      for family in text_string_to_metric_families(report):
          print(family.name, family.type, family.unit or "-", len(family.samples))
      """
    let said = try inPython(script, report: text, texts: [], python: try #require(metricsPython))
    #expect(
      said == """
        deskaudit_audit info - 1
        deskaudit_verdict stateset - 3
        deskaudit_rules gauge - 10
        deskaudit_rule_violations gauge - 7
        deskaudit_balance_records gauge - 16
        deskaudit_causes gauge - 1
        deskaudit_waiver_left_days gauge days 1
        deskaudit_audit_as_of_timestamp_seconds gauge seconds 1
        deskaudit_audit_start_timestamp_seconds gauge seconds 1
        deskaudit_audit_duration_seconds gauge seconds 1
        deskaudit_audit_peak_memory_bytes gauge bytes 1

        """)
  }
}
