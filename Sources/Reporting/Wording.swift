import Audit

/// What the matrix shows of a rule: its outcome, with a failure weighed by its severity.
enum Status: String, CaseIterable {
  case failed, warning
  case notChecked = "not-checked"
  case waived, passed
  case switchedOff = "switched-off"
  case notApplicable = "not-applicable"

  /// That of a rule which is not switched off.
  init(_ outcome: Outcome, _ severity: Severity) {
    self =
      switch outcome {
      case .passed: .passed
      case .failed: severity == .error ? .failed : .warning
      case .waived: .waived
      case .notApplicable: .notApplicable
      case .notChecked: .notChecked
      }
  }

  /// The word of the column *Result*.
  var label: String {
    switch self {
    case .failed: "FAIL"
    case .warning: "WARNING"
    case .notChecked: "NOT CHECKED"
    case .waived: "WAIVED"
    case .passed: "PASS"
    case .switchedOff: "OFF"
    case .notApplicable: "N/A"
    }
  }

  /// Whether somebody has to look at it.
  var isTrouble: Bool {
    switch self {
    case .failed, .warning, .notChecked, .waived: true
    case .passed, .switchedOff, .notApplicable: false
    }
  }

  /// `2 failed`, `1 warning`: a number of rules in a sentence.
  func counted(_ count: Int) -> String {
    switch self {
    case .warning: counting(count, "warning")
    case .notApplicable: "\(count.grouped) not applicable"
    case .notChecked: "\(count.grouped) not checked"
    case .switchedOff: "\(count.grouped) switched off"
    default: "\(count.grouped) \(rawValue)"
    }
  }
}

extension RuleResult {
  var status: Status {
    outcome == .notApplicable && policy.off != nil ? .switchedOff : Status(outcome, effectiveSeverity)
  }

  /// Whether the reader has to look at it: everything but not applicable and passed, unless it passed with findings that
  /// its page allows.
  var needsAttention: Bool { outcome == .failed || outcome == .notChecked || !findings.isEmpty }
  /// What to do, step by step: the steps of its page are for a failure; why a rule is not checked says what to do by itself.
  var steps: [String] { status == .notChecked ? [] : remedy }

  /// `2,100,400 comments examined, 100 violations (3 in the export already)`; without violations where none
  /// could have been seen.
  var measure: String {
    let measured = "\(examinedWords) examined"
    guard outcome == .passed || outcome == .failed || outcome == .waived else { return measured }
    let origin = violationsFromExport > 0 ? " (\(violationsFromExport.grouped) in the export already)" : ""
    let regraded = regradedBy.map { "; a \(effectiveSeverity.rawValue) by \($0)" } ?? ""
    return "\(measured), \(counting(violations, "violation"))\(origin)\(regraded)"
  }

  /// The finding that is shown where there is room for one: what a cause tells is told once.
  var example: Finding? { findings.first { $0.cause == nil } ?? findings.first }

  /// What the evidence leaves out: nil where it covers every violation.
  var evidenceNote: String? {
    let shown = findings.reduce(0) { $0 &+ $1.count }
    guard !findings.isEmpty, shown < violations else { return nil }
    return "\(counting(findings.count, "finding")) kept, for \(shown.grouped) of "
      + "\(counting(violations, "violation")); verify --evidence DIR writes all of them"
  }
}

extension AuditResult {
  /// The verdict in a sentence: what decided it, and how many rules have which outcome.
  var verdictSentence: String {
    let reason: String? =
      switch verdict {
      case .pass: nil
      case .fail: decisive(.failed, "failed") ?? decisive(.warning, "warned, and warnings count as failures")
      case .noVerdict: decisive(.notChecked, "could not be checked")
      }
    return (reason.map { $0 + " " } ?? "") + tally
  }

  /// `63 rules: 1 warning, 58 passed, 4 not applicable; 3 more are off by default.`
  private var tally: String {
    let counts = rules.statusCounts.map { $0.status.counted($0.count) }
    let off = policy.offByDefault.count
    let more = off == 0 ? "" : "; \(off.grouped) more \(off == 1 ? "is" : "are") off by default"
    return counts.isEmpty
      ? "No rules." : "\(counting(rules.count, "rule")): \(counts.joined(separator: ", "))\(more)."
  }

  /// `2 rules failed: no-missing-comments, no-missing-users.` Nil where no rule has that status.
  private func decisive(_ status: Status, _ verb: String) -> String? {
    let ids = rules.filter { $0.status == status }.map(\.id)
    guard !ids.isEmpty else { return nil }
    return "\(counting(ids.count, "rule")) \(verb): \(ids.listed(most: 5))."
  }
}

extension Finding {
  /// What is wrong, and where: `comment 789012 is not in the archive: exports/chat.csv:17 (chat)`.
  var line: String {
    let path = path(export?.words, archive?.words, counterpart?.words)
    return path.map { "\(message): \($0)" } ?? message
  }

  /// What is known about it apart from its message, in the order of reading.
  var facts: [(name: String, value: String)] {
    let all: [(name: String, value: String?)] = [
      ("record", key), ("count", count > 1 ? counting(count, "violation") : nil),
      ("origin", origin == .export ? "the same in the export" : nil), ("export", export?.words),
      ("archive", archive?.words), ("new", counterpart?.words), ("expected", expected), ("found", found),
    ]
    return all.compactMap { fact in fact.value.map { (fact.name, $0) } }
  }
}

extension [RuleResult] {
  /// How many have which status, the gravest first; a status that none has is left out.
  var statusCounts: [(status: Status, count: Int)] {
    Status.allCases.compactMap { status in
      let count = count { $0.status == status }
      return count == 0 ? nil : (status, count)
    }
  }
}

extension AuditResult {
  /// The areas of the rules, in their order.
  var areas: [String] { rules.map(\.area).reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }
}

/// Places from one side to the other; nil where none is known.
func path(_ places: String?...) -> String? {
  let known = places.compactMap(\.self).filter { !$0.isEmpty }
  return known.isEmpty ? nil : known.joined(separator: " → ")
}

extension Verdict {
  /// Beside the word, for whoever looks at shapes.
  var sign: String {
    switch self {
    case .pass: "✓"
    case .fail: "✗"
    case .noVerdict: "?"
    }
  }
}

extension BalanceLine {
  /// Why records were not to arrive, and what the plan decided of others: `exact duplicate: 399,500; null ID: 100`.
  var reasons: String {
    (rejected + explained + resolved).map { "\($0.reason): \($0.count.grouped)" }.joined(separator: "; ")
  }
}

extension ArchiveFacts {
  /// `21,004 members, of them 21,004 batches; complete`
  var contents: String {
    "\(counting(members, "member")), of them \(batches.grouped) batch\(batches == 1 ? "" : "es"); "
      + (isComplete ? "read to the end" : "not complete")
  }
}

extension ExportPlace {
  /// `exports/chat.csv:12 (chat)`, `exports/chat.json:12[3] element 2 (chat)`
  var words: String { "\(text) (\(source))" }
}

extension ArchivePlace {
  /// `backup_tickets_100.json /data/tickets/users/0, byte 120`
  var words: String {
    let place = [member, pointer].compactMap(\.self).joined(separator: " ")
    let byte = offset.map { "byte \($0.grouped)" }
    return [place.isEmpty ? nil : place, byte].compactMap(\.self).joined(separator: ", ")
  }
}

extension Timing {
  /// `13.2 s with 2 jobs, at most 381 MB of memory`. Time and memory are rounded up.
  var words: String {
    let tenths = (seconds * 10).rounded(.up)
    let time = (0..<1e15).contains(tenths) ? "\(Int(tenths / 10).grouped).\(Int(tenths) % 10) s" : "–"
    let megabytes = peakMemoryBytes / 1_000_000 + (peakMemoryBytes % 1_000_000 == 0 ? 0 : 1)
    return "\(time) with \(counting(jobs, "job")), at most \(megabytes.grouped) MB of memory"
  }
}

extension Int {
  /// Digits in groups of three: `2,100,400`. No locale.
  var grouped: String {
    let digits = String(magnitude)
    var text = self < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }
}

extension [String] {
  /// `a, b and 4 more`: the first ones, and how many there are beside them.
  ///
  /// - Parameter rest: what comes after their number.
  func listed(most: Int, rest: String = "more") -> String {
    prefix(most).joined(separator: ", ") + (count > most ? " and \((count - most).grouped) \(rest)" : "")
  }
}

/// `1 rule`, `2 rules`.
func counting(_ count: Int, _ noun: String) -> String {
  "\(count.grouped) \(noun)\(count == 1 ? "" : "s")"
}
