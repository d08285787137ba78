import Plan

/// One sentence about an archive, and how it is judged: a page of the rule book.
package struct Rule: Sendable {
  /// The page's file name without its ending.
  package let id: String
  /// The page's folder.
  package let area: String
  package let title: String
  /// As the page declares it.
  package let severity: Severity
  /// As the plan has it, else the page's.
  package let gradedSeverity: Severity
  /// The whole page.
  package let text: String
  /// Whether the page is about one record type and is repeated for every other that is not a core one, too.
  let isForEachType: Bool
  let threshold: Threshold
  /// The matrix column *Pass criteria*, for a check whose parameters don't give it.
  let criteria: String?
  let check: any Check
  /// What decides what is measured: the check and its parameters.
  let parameters: [Measured.Parameter]
  /// The keys that its front matter may have.
  let keys: [String]
  /// The steps or paragraphs of its section *When it fails*, as plain text; empty for a page without one.
  let remedy: [String]
  /// What the plan says otherwise than the page.
  package let changes: [RuleChange]
  /// Why it is not judged; nil where it is.
  package private(set) var off: RuleOff?
  /// The tables, columns and parts of a plan that the page is about: of a plan without one of them it is off.
  package let needs: [String]
  /// The page that it comes from in place of the tool's own; nil where it is none of that kind.
  var overridingPage: String?
  /// `area/rule-id.md`
  package let path: String
  /// The page, which may be repeated for another record type.
  private(set) var pagePath: String
  /// Of each key of the front matter.
  private let lines: [String: Int]
  /// What its page can name.
  private let checks: [any Check.Type]

  /// Reads a page.
  ///
  /// - Parameters:
  ///   - path: `area/rule-id.md`.
  ///   - text: front matter between two lines of `---`, then a line `# Title`, then the page.
  ///   - setting: what the plan says of it.
  ///   - checks: the vocabulary.
  init(
    path: String, text: String, setting: RuleSetting? = nil, checks: [any Check.Type] = RuleBook.checks
  ) throws(RuleError) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.first == "---", let end = lines.dropFirst().firstIndex(of: "---") else {
      throw RuleError(
        page: path, line: 1, message: "a page starts with front matter between two lines of '---'")
    }
    guard let title = lines[end...].first(where: { $0.hasPrefix("# ") }) else {
      let line = lines[(end + 1)...].firstIndex { !$0.isEmpty } ?? end
      throw RuleError(
        page: path, line: line + 1, message: "a page has a title: a line '# A sentence that is true'")
    }
    let parts = path.split(separator: "/")
    guard parts.count == 2, parts[1].hasSuffix(".md") else {
      throw RuleError(page: path, message: "a page is a file 'rule-id.md' in the folder of its area")
    }
    var parameters = try Parameters(
      page: path, frontMatter: lines[1..<end].joined(separator: "\n"))
    self.path = path
    pagePath = path
    self.checks = checks
    self.lines = parameters.lines
    area = String(parts[0])
    id = String(parts[1].dropLast(3))
    self.title = String(title.dropFirst(2))
    self.text = text
    remedy = RemedySteps.read(lines)
    do throws(RuleError) {
      (severity, isForEachType) = try Self.common(&parameters, area: area)
      needs = parameters.has("needs") ? try parameters.texts("needs") : []
      let isOffByDefault = parameters.has("default")
      if isOffByDefault { _ = try parameters.word("default", of: Default.self) }
      changes = (setting?.entries ?? []).map { entry in
        RuleChange(
          key: entry.key, value: entry.value, pageValue: parameters.replace(entry.key, by: entry.value))
      }
      off = setting?.off.map { .byPlan($0.value) } ?? (isOffByDefault && setting == nil ? .byDefault : nil)
      self.parameters = parameters.measured
      gradedSeverity =
        changes.contains { $0.key == "severity" }
        ? try parameters.word("severity", of: Severity.self) : severity
      threshold = try Threshold(&parameters)
      criteria = try parameters.optionalText("criteria")
      let name = try parameters.text("check")
      guard let type = checks.first(where: { $0.name == name }) else {
        throw RuleError(
          page: path, message: "check: \(RuleError.unknown(name, among: checks.map { $0.name }))")
      }
      check = try type.init(&parameters)
      keys = parameters.known
      try parameters.finish()
    } catch {
      throw error.located(in: parameters.lines)
    }
  }

  /// What the key `default` can say.
  private enum Default: String, CaseIterable {
    case off
  }

  /// What every page says: its area, severity, and whether it is about every record type.
  private static func common(
    _ parameters: inout Parameters, area: String
  ) throws(RuleError) -> (severity: Severity, isForEachType: Bool) {
    guard try parameters.text("area") == area else {
      throw RuleError(page: parameters.page, message: "area: must name the page's folder, '\(area)'")
    }
    let severity = try parameters.word("severity", of: Severity.self)
    let each = try parameters.optionalText("each")
    if let each, each != "record-type" {
      throw RuleError(page: parameters.page, message: "each: expected 'record-type', found '\(each)'")
    }
    return (severity, each != nil)
  }

  /// The same rule with what the plan says of it.
  func under(_ setting: RuleSetting) throws(RuleError) -> Rule {
    var rule = try Rule(path: path, text: text, setting: setting, checks: checks)
    (rule.pagePath, rule.overridingPage) = (pagePath, overridingPage)
    return rule
  }

  /// The id of its page.
  var pageID: String { String((pagePath.split(separator: "/").last ?? "").dropLast(3)) }

  /// The same rule, off where a plan does not name what the page needs, or is about tables alone and the page is not.
  func ready(for plan: Plan) -> Rule {
    var lacking = needs.filter { !plan.names($0) }
    if plan.comparesTablesAlone, lacking.isEmpty, check.inputs(plan).contains(where: \.isOfRecords) {
      lacking = ["records"]
    }
    guard !lacking.isEmpty else { return self }
    var rule = self
    rule.off = .lacksData(lacking)
    return rule
  }

  /// How a plan comes to have what a page needs.
  static func remedy(_ lacking: [String]) -> String {
    lacking.contains(Plan.signOffsNeed)
      ? "name the file of sign-offs by 'sign-offs: signoffs.yml'" : "name it under 'tables'"
  }

  /// The same rule about another record type than organizations, which its page is about.
  func about(_ type: RecordType) throws(RuleError) -> Rule {
    guard isForEachType, type != .organizations else { return self }
    // In one pass, because the new word may have the old one in it: organization_memberships.
    let word = #/\b(?:(?<article>[Aa])n )?(?<initial>[Oo])rganization(?<plural>s?)\b/#.wordBoundaryKind(
      .simple)
    func renamed(_ text: String) -> String {
      text.replacing(word) { match in
        let name = match.plural.isEmpty ? type.singular : type.name
        let article = match.article.map { $0 + ("aeiou".contains(name.prefix(1)) ? "n " : " ") } ?? ""
        return article + (match.initial == "O" ? name.prefix(1).uppercased() + name.dropFirst() : name)
      }
    }
    var rule = try Rule(path: renamed(path), text: renamed(text), checks: checks)
    rule.pagePath = path
    return rule
  }

  /// - Throws: `RuleError` where the page names what the plan does not have.
  func validate(_ plan: Plan) throws(RuleError) {
    do throws(RuleError) {
      try check.validate(plan, pagePath)
    } catch {
      throw error.located(in: lines)
    }
  }

  /// A mistake that is known only once the page is read, at the line of the key that the message begins with.
  func mistake(_ message: String) -> RuleError { RuleError(page: path, message: message).located(in: lines) }

  /// The word of the vocabulary that its page names.
  package var checkName: String { type(of: check).name }

  /// How many violations it allows, such as `at most 0.5%`; empty for none.
  package var allowance: String { threshold.words }
}

/// Why a rule is not judged.
package enum RuleOff: Sendable, Equatable {
  /// The plan switches it off, for this reason.
  case byPlan(String)
  /// Its page has `default: off`, and the plan says nothing of it.
  case byDefault
  /// The plan does not name these tables or columns, which the page is about.
  case lacksData([String])

  /// Whether the rule has no result: nobody asked for it, or there is nothing that it could be about.
  package var isSilent: Bool {
    if case .byPlan = self { return false }
    return true
  }
}

extension Plan {
  /// What a page says that needs the plan's sign-offs.
  fileprivate static let signOffsNeed = "sign-offs"

  /// Whether it has what a page needs: a table, a column of one, or `sign-offs`.
  fileprivate func names(_ need: String) -> Bool {
    if need == Self.signOffsNeed { return signOffs != nil }
    return ColumnReference(need)?.isThere(self) ?? TableReference(need).isThere(self)
  }
}
