import Audit
import Foundation
import Testing

@testable import Reporting

@Suite("audit.junit.xml")
struct JUnitReportTests {
  /// What Python's parser reads of each test case: its suite, its name's id, what came of it, and the message.
  private func cases(_ xml: String) throws -> [String] {
    let script = """
      import sys, xml.etree.ElementTree as tree
      root = tree.fromstring(sys.stdin.buffer.read())
      for suite in root:
          assert len(suite) == int(suite.get("tests"))
          for case in suite:
              outcome = [child.tag for child in case]
              message = case[0].get("message") if len(case) and case[0].get("message") else ""
              print("|".join([suite.get("name"), case.get("name").split(":")[0], " ".join(outcome), message]))
      print(*[root.get(name) for name in ("tests", "failures", "errors", "skipped")])
      """
    let text = try #require(try output(of: "python3", ["-c", script], input: xml))
    return text.split(separator: "\n").map(String.init)
  }

  @Test("failed, not checked and skipped are told apart, and a warning is no failure")
  func outcomes() throws {
    #expect(
      try cases(JUnitReport.render(sampleAudit())) == [
        "archive|gzip-is-complete||",
        "archive|members-are-named-plainly|skipped|switched off by the plan: our importer strips it",
        "counts|no-missing-comments|failure|120 of 2,100,400 comments are missing, 2,100,280 arrived",
        "time|no-comment-precedes-its-ticket|system-out|",
        "time|stamps-have-zones|error|the column COMMENT_CREATED_AT is missing",
        "time|no-missing-organizations|skipped|the exports have no organizations",
        "content|bodies-are-unchanged|skipped|1 comment has another html_body (waived until 2027-01-31)",
        "7 1 1 3",
      ])
  }

  @Test("a warning is a failure where warnings fail the audit")
  func warnings() throws {
    var result = sampleAudit()
    result.policy.failOn = .warning
    #expect(
      try cases(JUnitReport.render(result))[3]
        == "time|no-comment-precedes-its-ticket|failure|1 comment is earlier than its ticket (1 in the export already)"
    )
  }

  @Test("a failure tells its evidence with places, and what to do")
  func evidence() throws {
    let text = try JUnitReport.render(sampleAudit())
    #expect(
      text.contains(
        "comment 789012 is not in the archive\n  record: comment 789012\n  export: exports/chat_data.csv:17"))
    #expect(
      text.contains("What to do:\n- Look at the findings.\n- Correct the pipeline, build again, audit again.")
    )
  }

  @Test("the elements, attributes and their order are those of Surefire's schema, version 3.0")
  func structure() throws {
    // Required of the schema: a suite's name and counts, a case's name and time, a failure's and an error's type. The
    // order of a case's children is that of the schema, where one outcome and `system-out` may be there.
    let script = """
      import re, xml.etree.ElementTree
      suites = xml.etree.ElementTree.fromstring(report.encode())
      time = re.compile(r"(([0-9]{0,3},)*[0-9]{3}|[0-9]{0,3})*([.][0-9]{0,3})?")
      order = ["failure", "skipped", "error", "system-out"]
      for suite in suites:
          assert suite.tag == "testsuite" and time.fullmatch(suite.get("time"))
          assert set(suite.keys()) == {"name", "time", "tests", "errors", "skipped", "failures"}
          for case in suite:
              assert case.tag == "testcase" and set(case.keys()) == {"name", "classname", "time"}
              assert time.fullmatch(case.get("time"))
              tags = [child.tag for child in case]
              assert tags == sorted(tags, key=order.index) and len(tags) <= 1
              for child in case:
                  assert len(child) == 0
                  known = {"skipped": {"message"}, "system-out": set()}
                  assert set(child.keys()) == known.get(child.tag, {"message", "type"})
          for name, tag in [("failures", "failure"), ("errors", "error"), ("skipped", "skipped")]:
              assert int(suite.get(name)) == len(suite.findall("testcase/" + tag))
          assert int(suite.get("tests")) == len(suite)
      print(len(suites), suites.tag)
      """
    #expect(try inPython(script, report: JUnitReport.render(sampleAudit()), texts: []) == "4 testsuites\n")
    let hostile = ReportingTests.audit(filledWith: hostileTexts)
    #expect(
      try inPython(script, report: JUnitReport.render(hostile), texts: [])
        == "\(2 * hostileTexts.count) testsuites\n", "a suite for each area, and one for each gate")
  }

  private static let schema = ProcessInfo.processInfo.environment["DESKAUDIT_SUREFIRE_XSD"]

  @Test(
    "each suite is valid by Surefire's schema",
    .enabled(if: schema != nil, "DESKAUDIT_SUREFIRE_XSD names no file, such as surefire-test-report-3.0.xsd"),
    .enabled(if: installedPath(of: "xmllint") != nil, "xmllint is not installed"))
  func valid() throws {
    // The schema knows a suite alone; CI servers read several of them in one `testsuites`.
    let script = """
      import subprocess, xml.etree.ElementTree
      suites = xml.etree.ElementTree.fromstring(report.encode())
      for suite in suites:
          done = subprocess.run(["xmllint", "--noout", "--schema", texts[0], "-"], capture_output=True,
                                input=xml.etree.ElementTree.tostring(suite))
          if done.returncode: print(done.stderr.decode())
      print(len(suites), "checked")
      """
    let schema = try #require(Self.schema)
    var strict = sampleAudit()
    strict.policy.failOn = .warning
    for (audit, count) in [
      (sampleAudit(), 4), (strict, 4),
      (ReportingTests.audit(filledWith: hostileStrings), 2 * hostileStrings.count),
    ] {
      let said = try inPython(script, report: JUnitReport.render(audit), texts: [schema])
      #expect(said == "\(count) checked\n")
    }
  }

  @Test("a line break in a text is visible, so that no text looks like another line of the report")
  func lineBreaks() throws {
    var audit = sampleAudit()
    audit.rules[1].findings[1].message = "gone\nWhat to do:\n- nothing"
    audit.rules[1].summary = "one\ntwo"
    let text = try JUnitReport.render(audit)
    #expect(text.contains("gone\\nWhat to do:\\n- nothing\n"))
    #expect(text.contains("<failure message=\"one\\ntwo\" "))
  }

  @Test("no text adds an element, or makes the file unreadable")
  func hostile() throws {
    let texts = hostileStrings + (naughtyStrings ?? [])
    let harmless = try cases(JUnitReport.render(audit(filledWith: texts.map { _ in "word" })))
    let hostile = try cases(JUnitReport.render(audit(filledWith: texts)))
    #expect(hostile.last == harmless.last)
  }
}
