import Plan

/// The policy itself: no waiver of the plan has the fault `expired`, `exceeded` (more violations than its `max`) or
/// `unneeded` (nothing of it to waive).
///
/// Whether one has is known only when the other rules are graded; so this is measured by `Policy`, from their results.
struct WaiverCheck: Check {
  static let name = "waivers"
  let fault: Fault

  enum Fault: String, CaseIterable {
    case expired, exceeded, unneeded
  }

  init(_ parameters: inout Parameters) throws(RuleError) {
    fault = try parameters.word("fault", of: Fault.self)
  }

  func inputs(_ plan: Plan) -> Set<Input> { [] }

  func subject(_ plan: Plan) -> Subject {
    switch fault {
    case .expired: Subject(criteria: "today is not after 'expires'")
    case .exceeded: Subject(criteria: "at most 'max' violations")
    case .unneeded:
      Subject(criteria: "at least one violation that it covers, of a rule that fails without it")
    }
  }

  func measure(_ facts: Facts) -> Measurement { .notApplicable("waivers", "the plan has no waivers") }

  /// What the waivers of an audit have of this fault.
  func measure(_ uses: [WaiverUse], asOf: String) -> Measurement {
    if uses.isEmpty { return .notApplicable("waivers", "the plan has no waivers") }
    var evidence = Evidence()
    for use in uses where has(use) {
      evidence.add {
        Finding(
          message: message(use, asOf), export: ExportPlace(source: "waivers", file: use.file, line: use.line))
      }
    }
    let unknown = uses.count { $0.state == .unknown && fault != .expired }
    if evidence.isEmpty, unknown > 0 {
      return .notChecked("waivers", "\(counted(unknown, "waiver")) of rules that were not checked")
    }
    return Measurement(
      examined: uses.count, expected: uses.count, unit: "waivers", evidence: evidence,
      summary: summary(evidence.violations, of: uses.count))
  }

  private func has(_ use: WaiverUse) -> Bool {
    switch fault {
    case .expired: use.isExpired
    case .exceeded: use.violations > use.max
    case .unneeded: use.state == .unneeded
    }
  }

  private func message(_ use: WaiverUse, _ asOf: String) -> String {
    let waiver = "the waiver of \(use.selector.map { "\($0.words) of " } ?? "")\(use.rule) (\(use.owner))"
    return switch fault {
    case .expired:
      "\(waiver) expired on \(use.expires), and the audit is as of \(asOf): repair what it waives, or renew it"
    case .exceeded:
      "\(waiver) covers at most \(counted(use.max, "violation")), and there \(verb(use.violations, "is", "are")) "
        + grouped(use.violations)
    case .unneeded: "\(waiver) has nothing to waive: \(use.unneededFor ?? ""); remove it"
    }
  }

  private func summary(_ faulty: Int, of total: Int) -> String {
    if faulty == 0 {
      return switch fault {
      case .expired: "\(counted(total, "waiver")), none expired"
      case .exceeded: "\(counted(total, "waiver")), each within its 'max'"
      case .unneeded: "\(counted(total, "waiver")), each of them needed"
      }
    }
    let words = "\(grouped(faulty)) of \(counted(total, "waiver"))"
    return switch fault {
    case .expired: "\(words) expired"
    case .exceeded: "\(words) \(verb(faulty, "is", "are")) exceeded"
    case .unneeded: "\(words) \(verb(faulty, "has", "have")) nothing to waive"
    }
  }
}
