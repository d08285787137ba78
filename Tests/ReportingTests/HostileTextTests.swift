import Audit
import Foundation
import Testing

@testable import Reporting

/// Every format is read back by a parser of its own: each text is where it was put, and is nothing but text.
///
/// The texts are ours, and where the corpora lie beside the package the Big List of Naughty Strings and formulas for
/// spreadsheets; they are in every place of `audit(filledWith:)`.
@Suite("Hostile text, read back by a parser of each format")
struct HostileTextTests {
  private static let audit = ReportingTests.audit(filledWith: hostileTexts)
  private static let visible = hostileTexts.map(\.visible)
  private static let hasPython = installedPath(of: "python3") != nil

  @Test("the corpora are there, or only the list in these tests is used")
  func corpora() {
    withKnownIssue("the corpora do not lie beside the package", isIntermittent: true) {
      #expect(naughtyStrings?.count == 515)
      #expect(spreadsheetPayloads?.isEmpty == false)
    }
  }

  @Test("audit.json, by Python's json", .enabled(if: hasPython))
  func json() throws {
    let script = """
      audit = json.loads(report)
      for rule, cause, text in zip(audit["rules"], audit["causes"], texts, strict=True):
          one, two = rule["evidence"]
          found = [rule[key] for key in ("id", "area", "title", "legacy", "new", "criteria", "summary", "concentration")]
          found += [one[key] for key in ("message", "key", "expected", "found")] + [two["message"], one["export"]["file"]]
          found += [one["archive"]["member"], one["archive"]["pointer"], cause["sentence"], cause["remedy"]]
          found += [rule["policy"]["waivers"][0][key] for key in ("reason", "owner", "file", "pattern")]
          if set(found) != {text}: print(repr(text), set(found))
      print("read")
      """
    let said = try inPython(script, report: JSONReport.render(Self.audit), texts: hostileTexts)
    #expect(said == "read\n")
  }

  @Test("audit.junit.xml, by Python's ElementTree", .enabled(if: hasPython))
  func junit() throws {
    let script = """
      import xml.etree.ElementTree
      suites = list(xml.etree.ElementTree.fromstring(report.encode()))
      for suite, text in zip(suites[:len(texts)], texts, strict=True):
          [case] = suite
          [failure] = case
          shape = [(node.tag, sorted(node.keys())) for node in suite.iter()]
          if shape != [("testsuite", ["errors", "failures", "name", "skipped", "tests", "time"]),
                       ("testcase", ["classname", "name", "time"]), ("failure", ["message", "type"])]: print(shape)
          found = [suite.get("name"), case.get("name"), case.get("classname"), failure.get("message")]
          if found != [text, text + ": " + text, "deskaudit." + text, text]: print(repr(text), found)
          lines = failure.text.split("\\n")
          if not {text, "  record: " + text, "  expected: " + text, "- " + text} <= set(lines): print(repr(text), lines)
      # The first gate is the one that was asked for.
      for number, (suite, text) in enumerate(zip(suites[len(texts):], texts, strict=True)):
          shape = [(case.get("name"), [child.tag for child in case]) for case in suite]
          kind = "skipped" if number else "failure"
          if shape != [("decision", [kind]), ("roll-back: drift", ["system-out"]), ("no-go: drift", [kind])]:
              print(shape)
          found = [suite.get("name")] + [case.get("classname") for case in suite]
          if found != ["gate " + text] + ["deskaudit.gate." + text] * 3: print(repr(text), found)
          found = [suite[0][0].get("message"), suite[1][0].text or "", suite[2][0].get("message")]
          if found != ["gate " + text + ": NO-GO, 1 threshold crossed", text, text]: print(repr(text), found)
          found = [suite[0][0].text, suite[2][0].text or ""]
          if not number and found != ["no-go: " + text, text]: print(repr(text), found)
      print("read")
      """
    let report = try JUnitReport.render(Self.audit, gate: Self.audit.gates.first?.name)
    let said = try inPython(script, report: report, texts: Self.visible)
    #expect(said == "read\n")
  }

  @Test("audit.html, by Python's html.parser", .enabled(if: hasPython))
  func html() throws {
    let said = try inPython(Self.cells, report: HTMLReport.render(Self.audit), texts: Self.visible)
    #expect(said == "read\n")
  }

  @Test(
    "audit.md, by the reference implementation of GitHub's Markdown and html.parser",
    .enabled(if: hasPython && installedPath(of: "cmark-gfm") != nil, "cmark-gfm is not installed"))
  func markdown() throws {
    let page = try gitHubPage(MarkdownReport.render(Self.audit, budget: .max))
    let said = try inPython(Self.cells, report: page, texts: Self.visible)
    #expect(said == "read\n")
  }

  @Test("the terminal, where nothing is a control but line ends and the tool's own colours")
  func terminal() throws {
    let text = TerminalReport(
      width: 100, colour: true, detail: .matrix, gate: Self.audit.gates.first?.name
    ).render(Self.audit)
    let plain = text.replacing(#/\u{1B}\[(?:0|1|2|1;3[123])m/#.matchingSemantics(.unicodeScalar), with: "")
    #expect(plain.utf8.count < text.utf8.count)
    #expect(plain.unicodeScalars.filter { $0 != "\n" && isInvisible($0) } == [])
  }

  @Test("annotations, by GitHub's rules")
  func github() throws {
    for text in hostileTexts {
      var audit = ReportingTests.audit(filledWith: [text])
      audit.causes = []
      audit.rules[0].findings.removeLast()
      let lines = GitHubReport.render(audit, in: Checkout(root: "/w", folder: "/w"), gate: text)
        .split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count == 4 && lines[3].isEmpty, "\(text)")
      let (gate, error, notice) = try (command(lines[0]), command(lines[1]), command(lines[2]))
      #expect([gate.name, error.name, notice.name] == ["error", "error", "notice"])
      #expect(gate.properties["title"].map { Array($0.utf8) } == Array("NO-GO gate \(text.visible)".utf8))
      #expect(Array(gate.message.utf8) == Array(text.visible.utf8))
      #expect(
        notice.message.split(separator: "\n").last.map { Array($0.utf8) }
          == Array("gate \(text.visible): NO-GO, 1 threshold crossed".utf8))
      let place = Checkout(root: "/w", folder: "/w").path(of: text)
      #expect(error.properties["title"].map { Array($0.utf8) } == Array("FAIL \(text.visible)".utf8))
      #expect(error.properties["file"] == place)
      #expect(Set(error.properties.keys).subtracting(["title", "file", "line"]).isEmpty)
      #expect(
        error.message.split(separator: "\n", omittingEmptySubsequences: false).map { Array($0.utf8) }.last
          == Array(text.visible.utf8))
    }
  }

  @Test(
    "metrics, by the reference parser of OpenMetrics",
    .enabled(if: metricsPython != nil, "prometheus_client is not installed, and pip can't install it"))
  func metrics() throws {
    let script = """
      from prometheus_client.openmetrics.parser import text_string_to_metric_families
      families = {family.name: family.samples for family in text_string_to_metric_families(report)}
      print(*families)
      rules = [sample.labels for sample in families["deskaudit_rule_violations"]]
      for labels, text in zip(rules, texts, strict=True):
          if labels != {"rule": text, "area": text, "severity": "error", "outcome": "failed"}: print(repr(text), labels)
      gates = [sample.labels for sample in families["deskaudit_gate_threshold"]]
      for labels, text in zip(gates[1::2], texts, strict=True):
          if labels != {"gate": text, "level": "no-go", "threshold": "drift", "subject": text, "bound": text, "state": "crossed"}:
              print(repr(text), labels)
      records = [sample.labels["record"] for sample in families["deskaudit_balance_records"]]
      if records[::8] != texts: print(records)
      """
    let python = try #require(metricsPython)
    let said = try inPython(
      script, report: OpenMetricsReport.render(Self.audit), texts: Self.visible, python: python)
    #expect(
      said
        == "deskaudit_audit deskaudit_verdict deskaudit_gate deskaudit_gate_threshold deskaudit_gate_threshold_crossed "
        + "deskaudit_gate_threshold_found deskaudit_gate_threshold_of deskaudit_rules deskaudit_rule_violations deskaudit_balance_records "
        + "deskaudit_causes deskaudit_audit_start_timestamp_seconds deskaudit_audit_duration_seconds "
        + "deskaudit_audit_peak_memory_bytes\n")
  }

  /// Prints which of the texts is not the whole of a cell of a table. White space at the ends of a cell, and several
  /// spaces in a row, are one to a browser.
  static let cells = """
    import html.parser
    class Parser(html.parser.HTMLParser):
        depth, found = 0, [""]
        def handle_starttag(self, tag, attributes):
            if tag == "td": self.found.append("")
        def handle_data(self, data): self.found[-1] += data
        def handle_endtag(self, tag):
            if tag == "td": self.found.append("")
    parser = Parser()
    parser.feed(report)
    found = {" ".join(text.split()) for text in parser.found}
    for text in texts:
        if " ".join(text.split()) not in found: print(repr(text))
    print("read")
    """

  /// A workflow command as the runner reads it: the name and the properties are before the second `::`.
  private func command(
    _ line: Substring
  ) throws -> (name: String, properties: [String: String], message: String) {
    let form = #/::([a-z]+)(?: (.*?))?::(.*)/#.matchingSemantics(.unicodeScalar)
    let match = try #require(line.wholeMatch(of: form))
    // By bytes: a mark that combines with the last digit would hide the code among Characters.
    func decoded(_ text: some Sequence<UInt8>, _ codes: [(String, String)]) -> String {
      let bytes = codes.reduce(Array(text)) { $0.replacing($1.0.utf8, with: $1.1.utf8) }
      return String(decoding: bytes, as: UTF8.self)
    }
    let data = [("%0D", "\r"), ("%0A", "\n")]
    var properties: [String: String] = [:]
    for property in (match.2 ?? "").utf8.split(separator: UInt8(ascii: ",")) {
      let parts = property.split(separator: UInt8(ascii: "="), maxSplits: 1)
      try #require(parts.count == 2)
      properties[String(decoding: parts[0], as: UTF8.self)] = decoded(
        parts[1], data + [("%3A", ":"), ("%2C", ","), ("%25", "%")])
    }
    return (String(match.1), properties, decoded(match.3.utf8, data + [("%25", "%")]))
  }
}
