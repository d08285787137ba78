import Plan
import RuleExamples
import Testing

@testable import Audit

/// A check of one's own: `Checks/SpellingCheck.swift` of whoever adds it. It knows columns, and nothing of helpdesks.
private struct SpellingCheck: Check {
  static let name = "spelling"
  private let column: ColumnReference
  private let word: String

  init(_ parameters: inout Parameters) throws(RuleError) {
    column = try parameters.column("column")
    word = try parameters.text("must-not-be")
  }

  func validate(_ plan: Plan, _ page: String) throws(RuleError) {
    try column.validate(plan, page, key: "column")
  }

  func inputs(_ plan: Plan) -> Set<Input> { column.inputs(plan) }
  func subject(_ plan: Plan) -> Subject { Subject(new: column.shortName, criteria: "never '\(word)'") }

  func measure(_ facts: Facts) -> Measurement {
    guard let table = facts.new(column.table), let values = table[column.column] else {
      return .notChecked("rows", "there is no '\(column)'")
    }
    var evidence = Evidence()
    for row in (0..<table.count).map(Row<New>.init) where values.text(row)?.elementsEqual(word.utf8) == true {
      evidence.add { table.finding(row, "\(table.keyText(row)) is called '\(word)'") }
    }
    return Measurement(
      examined: table.count, unit: table.noun.plural, evidence: evidence,
      summary: "\(table.noun.counted(table.count)), \(evidence.violations) of them '\(word)'")
  }
}

@Suite("A check of one's own")
struct NewCheckTests {
  private static let page = """
    ---
    area: content
    check: spelling
    column: archive.users.name
    must-not-be: Ben Ruiz
    severity: error
    ---

    # Nobody is called Ben Ruiz
    """

  @Test("one type and one page: the check is judged in the matrix, with the place of what it found")
  func judged() throws {
    let pages = try RulePages.all.get()
    let book = try RuleBook(
      pages: pages.pages + [("content/nobody-is-ben.md", Self.page)],
      checks: RuleBook.checks + [SpellingCheck.self])
    let folder = try ExampleFolder(ExampleInput(standardOf: pages.readme))
    let result = try Audit(plan: folder.plan(), rules: book, startedAt: 0).run()
    let rule = try result.rule("nobody-is-ben")
    #expect(result.verdict == .fail)
    #expect(rule.outcome == .failed)
    #expect(rule.criteria == "never 'Ben Ruiz'")
    #expect(rule.new == "users.name")
    #expect(
      rule.findings.map { ExampleFinding($0) } == [
        ExampleFinding(
          message: "user 8 is called 'Ben Ruiz'",
          place: "backup_tickets_100.json /data/tickets/users/1 byte 640")
      ])
  }

  @Test("its parameters are those that it reads; another key is a mistake of the page")
  func parameters() throws {
    let text = Self.page.replacing("must-not-be", with: "never")
    #expect(throws: RuleError.self) {
      try RuleBook(pages: [("content/nobody-is-ben.md", text)], checks: [SpellingCheck.self])
    }
  }
}
