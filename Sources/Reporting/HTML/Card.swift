import Audit

/// One thing to repair: a cause, or a failure that no cause explains.
struct Card {
  /// Where links lead.
  var cardID: String
  var cardTitle: String
  /// What kind of harm it does.
  var cardHarm: String
  var cardHarmName: String
  /// How many violations of how many rules.
  var cardCount: String
  var steps: [String]
  /// Where it begins, or where an example of it is.
  var places: [ReportView.Fact]
  var explainedHeading: String
  /// Rules that it explains, or the rule itself.
  var explained: [HTMLView.RuleLink]
  /// The rest of them, folded, where there are many.
  var others: Others?
  var example: HTMLFinding?
  /// The threads that were chosen for it.
  var cardThreads: [ThreadLink]
  var hasCardThreads: Bool

  /// A thread, by its place on the page.
  struct ThreadLink {
    var threadAnchor: String
    var threadName: String
  }

  /// Rules beyond the first few.
  struct Others {
    var othersCount: String
    var otherRules: [HTMLView.RuleLink]
  }
}

/// The cards of an audit, the gravest first.
struct HTMLCards {
  private let result: AuditResult
  private let byID: [String: RuleResult]
  private(set) var causes: [Card] = []
  private(set) var failures: [Card] = []
  private(set) var unchecked: [HTMLView.Unchecked] = []

  init(_ result: AuditResult) {
    self.result = result
    byID = result.rules.reduce(into: [:]) { $0[$1.id] = $1 }
    let areas = byID.mapValues(\.area)
    causes = result.causes.enumerated().map { card($1, number: $0 + 1, $1.gravity(areas)) }
    let open = result.rules.filter { result.decides($0) && result.unexplained($0) > 0 }
    failures = open.enumerated().sorted { ($0.element.gravity, $0.offset) < ($1.element.gravity, $1.offset) }
      .map { card($0.element) }
    addUnchecked()
  }

  private func card(_ cause: Cause, number: Int, _ gravity: Gravity) -> Card {
    let shares = cause.explains.map { share in
      let total = byID[share.rule]?.violations ?? share.violations
      let words =
        share.violations == total
        ? counting(total, "violation")
        : "\(share.violations.grouped) of \(counting(total, "violation"))"
      return link(share.rule, words)
    }
    let findings = cause.explains.flatMap { share in
      byID[share.rule]?.findings.filter { $0.cause == number } ?? []
    }
    let example = findings.first { $0.expected != nil && $0.found != nil } ?? findings.first
    let places = Self.places(cause.export, cause.archive)
    let violations = cause.explains.reduce(0) { $0 + $1.violations }
    var counts = [String]()
    if violations > 0 {
      counts.append("\(counting(violations, "violation")) of \(counting(cause.explains.count, "rule"))")
    }
    if !cause.notChecked.isEmpty { counts.append("\(counting(cause.notChecked.count, "rule")) not checked") }
    return Card(
      id: "Cause-\(number)", title: "\(cause.sentence).", gravity, count: counts.joined(separator: "; "),
      steps: gravity.warnings + [cause.remedy],
      places: places.isEmpty ? Self.places(example?.export, example?.archive) : places,
      rules: shares + cause.notChecked.map { link($0, "not checked") },
      heading: violations > 0 ? "Rules that fail by it" : "Rules that it keeps from being checked", example,
      threads: threads(.cause(number)))
  }

  private func card(_ rule: RuleResult) -> Card {
    let rest = result.unexplained(rule)
    let example = rule.findings.first { $0.cause == nil }
    let count =
      rest == rule.violations
      ? counting(rest, "violation") : "\(rest.grouped) of \(counting(rule.violations, "violation"))"
    return Card(
      id: "Failure-\(rule.id)", title: rule.summary, rule.gravity,
      count: count + (rule.concentration.map { "; \($0)" } ?? ""),
      steps: rule.steps.isEmpty ? [Self.noRemedy] : rule.steps,
      places: Self.places(example?.export, example?.archive), rules: [link(rule.id, "")],
      heading: "The rule that failed", example, threads: threads(.rule(rule.id)))
  }

  /// Rules that could not be checked and that no cause names, by their reasons.
  private mutating func addUnchecked() {
    let named = Set(result.causes.flatMap(\.notChecked))
    var reasons: [(sentence: String, rules: [HTMLView.RuleLink])] = []
    for rule in result.rules where rule.status == .notChecked && !named.contains(rule.id) {
      if let place = reasons.firstIndex(where: { $0.sentence == rule.summary }) {
        reasons[place].rules.append(link(rule.id, ""))
      } else {
        reasons.append((rule.summary, [link(rule.id, "")]))
      }
    }
    unchecked = reasons.map { sentence, rules in
      .init(
        uncheckedReason: sentence, uncheckedCount: counting(rules.count, "rule"), uncheckedRules: rules)
    }
  }

  private func threads(_ reason: ThreadSample.Reason) -> [Card.ThreadLink] {
    HTMLThreads.shown(of: result).filter { $0.reasons.contains(reason) }.map {
      Card.ThreadLink(threadAnchor: HTMLThread.anchor(of: $0), threadName: "ticket \($0.ticket)")
    }
  }

  /// What is said of a rule whose page says nothing of what to do.
  private static let noRemedy = "Look at its findings, and at what they have in common."

  private func link(_ id: String, _ words: String) -> HTMLView.RuleLink {
    .init(linkID: id, linkTitle: byID[id]?.title ?? id, linkWords: words)
  }

  private static func places(_ export: ExportPlace?, _ archive: ArchivePlace?) -> [ReportView.Fact] {
    [("Export", export?.words), ("Archive", archive?.plainWords)].compactMap { name, value in
      value.flatMap { $0.isEmpty ? nil : ReportView.Fact(name: name, value: $0) }
    }
  }
}

extension Card {
  /// The most rules that are not folded.
  private static let unfolded = 8

  fileprivate init(
    id: String, title: String, _ gravity: Gravity, count: String, steps: [String], places: [ReportView.Fact],
    rules: [HTMLView.RuleLink], heading: String, _ example: Finding?, threads: [ThreadLink]
  ) {
    cardID = id
    cardTitle = title
    cardHarm = gravity.words
    cardHarmName = gravity.name
    cardCount = count
    self.steps = steps
    self.places = places
    explainedHeading = heading
    explained = Array(rules.prefix(Self.unfolded))
    let more = rules.count - explained.count
    others =
      more == 0
      ? nil
      : Others(othersCount: counting(more, "more rule"), otherRules: Array(rules.dropFirst(Self.unfolded)))
    self.example = example.map(HTMLFinding.init)
    cardThreads = threads
    hasCardThreads = !threads.isEmpty
  }
}

extension Gravity {
  /// What is to be done before anything else.
  fileprivate var warnings: [String] {
    self == .exposure
      ? ["Import this archive nowhere, not even for a trial: what somebody has read can't be taken back."]
      : []
  }

  /// What a card says of it.
  fileprivate var words: String {
    switch self {
    case .exposure: "Who may read what"
    case .unjudged: "Not judged"
    case .loss: "Loss"
    case .people: "Wrong person"
    case .values: "Changed values"
    case .times: "Time and order"
    case .plan: "Plan"
    }
  }

  /// How the style sheet calls it.
  fileprivate var name: String {
    switch self {
    case .exposure: "exposure"
    case .unjudged: "unjudged"
    default: "other"
    }
  }
}

extension ArchivePlace {
  /// `backup_tickets_100.json, the 19th of its comments`: what `words` says by a JSON pointer.
  var plainWords: String {
    var parts = (pointer ?? "").split(separator: "/").map(String.init)
    guard let place = parts.lastIndex(where: { Int($0) != nil }), place > 0, let index = Int(parts[place]),
      index >= 0, index < .max
    else { return [member, pointer].compactMap(\.self).joined(separator: " ") }
    // Tickets are in an array called data.
    if parts[place - 1] == "data", place > 1 { parts[place - 1] = parts[place - 2] }
    let field = parts[(place + 1)...].joined(separator: ".")
    let record = "the \((index + 1).ordinal) of its \(parts[place - 1])"
    return (member.map { "\($0), " } ?? "") + (field.isEmpty ? record : "\(field) of \(record)")
  }
}

extension Int {
  /// `1st`, `2nd`, `1,013th`
  fileprivate var ordinal: String {
    let ending =
      switch (self % 10, self % 100) {
      case (_, 11...13): "th"
      case (1, _): "st"
      case (2, _): "nd"
      case (3, _): "rd"
      default: "th"
      }
    return grouped + ending
  }
}
