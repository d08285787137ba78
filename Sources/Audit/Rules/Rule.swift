/// One sentence about an archive, and how it is judged: a page of the rule book.
package struct Rule: Sendable {
  /// The page's file name without its ending.
  package let id: String
  /// The page's folder.
  package let area: String
  package let title: String
  package let severity: Severity
  /// The matrix columns *Legacy system*, *New system* and *Pass criteria*.
  package let legacy: String
  package let new: String
  package let criteria: String
  /// The whole page.
  package let text: String
  let check: any Check

  /// Reads a page.
  ///
  /// - Parameters:
  ///   - path: `area/rule-id.md`.
  ///   - text: front matter between two lines of `---`, then a line `# Title`, then the page.
  package init(path: String, text: String) throws(RuleError) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.first == "---", let end = lines.dropFirst().firstIndex(of: "---") else {
      throw RuleError(page: path, message: "a page starts with front matter between two lines of '---'")
    }
    guard let title = lines[end...].first(where: { $0.hasPrefix("# ") }) else {
      throw RuleError(page: path, message: "a page has a title: a line '# A sentence that is true'")
    }
    let parts = path.split(separator: "/")
    guard parts.count == 2, parts[1].hasSuffix(".md") else {
      throw RuleError(page: path, message: "a page is a file 'rule-id.md' in the folder of its area")
    }
    var parameters = try Parameters(
      page: path, frontMatter: lines[1..<end].joined(separator: "\n"))
    area = String(parts[0])
    id = String(parts[1].dropLast(3))
    self.title = String(title.dropFirst(2))
    self.text = text
    guard try parameters.text("area") == area else {
      throw RuleError(page: path, message: "area: must name the page's folder, '\(area)'")
    }
    severity = try parameters.word("severity", of: Severity.self)
    legacy = try parameters.text("legacy")
    new = try parameters.text("new")
    criteria = try parameters.text("criteria")
    let name = try parameters.text("check")
    guard let type = RuleBook.checks.first(where: { $0.name == name }) else {
      let known = RuleBook.checks.map { "'\($0.name)'" }.joined(separator: ", ")
      throw RuleError(page: path, message: "check: '\(name)' is none of \(known)")
    }
    check = try type.init(&parameters)
    try parameters.finish()
  }
}
