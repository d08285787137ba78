import Plan
import Testing

@testable import Audit

@Suite("Mistakes in rule pages")
struct RuleTests {
  private static let page = """
    ---
    area: keys
    check: unique
    column: archive.comments.id
    severity: error
    ---

    # Comment ids are unique
    """

  /// What is said of the page after `old` is replaced by `new`, at `path`.
  private func mistake(
    _ old: String, _ new: String, path: String = "keys/comment-ids-are-unique.md"
  ) -> String? {
    #expect(Self.page.contains(old))
    do throws(RuleError) {
      _ = try Rule(path: path, text: Self.page.replacing(old, with: new))
      return nil
    } catch {
      return error.description
    }
  }

  @Test("a page without a mistake is a rule")
  func noMistake() throws {
    let rule = try Rule(path: "keys/comment-ids-are-unique.md", text: Self.page)
    #expect(rule.id == "comment-ids-are-unique")
    #expect(rule.area == "keys")
    #expect(rule.title == "Comment ids are unique")
    #expect(rule.severity == .error)
    #expect(rule.threshold.words.isEmpty)
    #expect(rule.criteria == nil)
  }

  @Test(
    "a mistake is a sentence with the page and what is known",
    arguments: [
      (1, "---\narea", "area", "a page starts with front matter between two lines of '---'"),
      (8, "# Comment", "Comment", "a page has a title: a line '# A sentence that is true'"),
      (2, "area: keys", "area: counts", "area: must name the page's folder, 'keys'"),
      (5, "severity: error", "severity: fatal", "severity: 'fatal' is not one of 'error', 'warning'"),
      (1, "column: archive.comments.id\n", "", "column: is missing from the front matter"),
      (4, "column: archive.comments.id", "column: [archive.comments.id]", "column: expected a text"),
      (
        4, "column: archive.comments.id", "column: ids",
        "column: expected a column such as archive.comments.author_id, found 'ids'"
      ),
      (5, "severity: error", "severity: eror", "severity: 'eror' is unknown; did you mean 'error'?"),
      (3, "check: unique", "check: uniqe", "check: 'uniqe' is unknown; did you mean 'unique'?"),
      (4, "column: archive", "colum: archive", "unknown key 'colum'; did you mean 'column'?"),
      (
        3, "check: unique", "check: unique\ncheck: unique",
        "the front matter: the key 'check' is there twice in one mapping, here first; keep one"
      ),
      (
        4, "column: archive", "column: : archive",
        "the front matter: not YAML: mapping values are not allowed in this context; check the indentation, and quote values that contain ': '"
      ),
      (
        2, "severity: error", "severity: error\none: &a [x]\ntwo: [*a, *a, *a, *a, *a, *a, *a, *a, *a]",
        "the front matter has more than 8 YAML aliases (*name) or keys that are lists or mappings; write the values out"
      ),
      (
        6, "severity: error", "severity: error\nlimit: 3",
        "unknown key 'limit'; this check knows 'area', 'check', 'column', 'criteria', 'default', 'each', 'fold', "
          + "'max-share', 'max-violations', 'needs', 'severity'"
      ),
      (6, "severity: error", "severity: error\nfold: case", "fold: expected 'email', found 'case'"),
      (
        6, "severity: error", "severity: error\nmax-share: half",
        "max-share: expected a share such as 0.5%, found 'half'"
      ),
      (
        6, "severity: error", "severity: error\neach: table", "each: expected 'record-type', found 'table'"
      ),
    ])
  func mistakes(line: Int, _ old: String, _ new: String, sentence: String) {
    #expect(mistake(old, new) == "keys/comment-ids-are-unique.md:\(line): \(sentence)")
  }

  @Test(
    "what the plan does not have is a mistake at its line, with the nearest that it has",
    arguments: [
      (
        "archive.comments.idd",
        "column: 'archive.comments' has no column 'idd' by the plan; did you mean 'id'?"
      ),
      (
        "archive.users.phone",
        "column: 'archive.users' has no column 'phone' by the plan; it has id, name, email"
      ),
      (
        "archive.coments.id",
        "column: the plan has no table 'archive.coments'; did you mean 'archive.comments'?"
      ),
    ])
  func unknownColumn(_ column: String, sentence: String) throws {
    let rule = try Rule(
      path: "keys/comment-ids-are-unique.md",
      text: Self.page.replacing("archive.comments.id", with: column))
    let plan = try Plan(text: "sources: {chat: {path: chat.csv}}", path: "m.yml")
    #expect(throws: RuleError(page: "keys/comment-ids-are-unique.md", line: 4, message: sentence)) {
      try rule.validate(plan)
    }
  }

  @Test("an unknown check is told all that there are")
  func unknownCheck() throws {
    let sentence = try #require(mistake("check: unique", "check: distinct"))
    #expect(
      sentence.hasPrefix(
        "keys/comment-ids-are-unique.md:3: check: 'distinct' is not one of 'accepted-values', 'agree', 'balance',"
      ))
    for check in RuleBook.checks { #expect(sentence.contains("'\(check.name)'")) }
  }

  @Test("a page lies in the folder of its area", arguments: ["keys.md", "keys/a/b.md", "keys/unique.txt"])
  func place(_ path: String) {
    #expect(
      mistake("area", "area", path: path)
        == "\(path): a page is a file 'rule-id.md' in the folder of its area")
  }

  @Test("two pages of one name are a mistake, whatever their areas")
  func twice() {
    let other = Self.page.replacing("area: keys", with: "area: order")
    #expect(
      throws: RuleError(page: "order/comment-ids-are-unique.md", message: "a second page of this name")
    ) {
      try RuleBook(pages: [
        ("keys/comment-ids-are-unique.md", Self.page), ("order/comment-ids-are-unique.md", other),
      ])
    }
  }

  @Test("an area that is none is told those that there are")
  func unknownArea() {
    let page = Self.page.replacing("area: keys", with: "area: people")
    #expect(
      throws: RuleError(
        page: "people/comment-ids-are-unique.md", line: 2,
        message:
          "area: 'people' is not one of 'archive', 'counts', 'keys', 'references', 'identity', 'order', 'time', "
          + "'content', 'text', 'visibility', 'privacy', 'open-tickets', 'transcripts', 'sla', 'routing', 'permissions', 'setup', 'integrations', 'reporting', 'read-back', 'freeze', 'comparison', 'sign-offs', 'plan'"
      )
    ) { try RuleBook(pages: [("people/comment-ids-are-unique.md", page)]) }
  }

  @Test("the digest of a book depends on its pages, and not on the order in which they are read")
  func digest() throws {
    let pages = try RulePages.all.get().pages
    let digest = try RuleBook(pages: pages).sha256
    #expect(try RuleBook(pages: pages.reversed()).sha256 == digest)
    #expect(try RuleBook(pages: Array(pages.dropLast())).sha256 != digest)
    #expect(digest.utf8.count == 64)
  }
}
