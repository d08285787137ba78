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

  @Test("no text adds an element, or makes the file unreadable")
  func hostile() throws {
    let texts = hostileStrings + (naughtyStrings ?? [])
    let harmless = try cases(JUnitReport.render(audit(filledWith: texts.map { _ in "word" })))
    let hostile = try cases(JUnitReport.render(audit(filledWith: texts)))
    #expect(hostile.last == harmless.last)
  }
}
