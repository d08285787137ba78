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
      ("---\narea", "area", "a page starts with front matter between two lines of '---'"),
      ("# Comment", "Comment", "a page has a title: a line '# A sentence that is true'"),
      ("area: keys", "area: counts", "area: must name the page's folder, 'keys'"),
      ("severity: error", "severity: fatal", "severity: 'fatal' is not one of 'error', 'warning'"),
      ("column: archive.comments.id\n", "", "column: is missing from the front matter"),
      ("column: archive.comments.id", "column: [archive.comments.id]", "column: expected a text"),
      (
        "column: archive.comments.id", "column: ids",
        "column: expected a column such as archive.comments.author_id, found 'ids'"
      ),
      (
        "severity: error", "severity: error\nlimit: 3",
        "unknown key 'limit'; this check knows 'area', 'check', 'column', 'criteria', 'each', 'fold', "
          + "'max-share', 'max-violations', 'severity'"
      ),
      ("severity: error", "severity: error\nfold: case", "fold: expected 'email', found 'case'"),
      (
        "severity: error", "severity: error\nmax-share: half",
        "max-share: expected a share such as 0.5%, found 'half'"
      ),
      (
        "severity: error", "severity: error\neach: table", "each: expected 'record-type', found 'table'"
      ),
    ])
  func mistakes(_ old: String, _ new: String, sentence: String) {
    #expect(mistake(old, new) == "keys/comment-ids-are-unique.md: \(sentence)")
  }

  @Test("an unknown check is told all that there are")
  func unknownCheck() throws {
    let sentence = try #require(mistake("check: unique", "check: distinct"))
    #expect(
      sentence.hasPrefix("keys/comment-ids-are-unique.md: check: 'distinct' is not one of 'balance',"))
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
        page: "people/comment-ids-are-unique.md",
        message:
          "area: is not one of archive, counts, keys, references, identity, order, time, content, text, "
          + "visibility, privacy, plan")
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
