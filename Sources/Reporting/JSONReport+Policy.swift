import Audit

// What `audit.json` has of the policy, and of what is graded by it: written and read.

extension JSONWriter {
  mutating func write(_ policy: AuditPolicy) {
    object {
      $0.field("fail_on", policy.failOn.rawValue)
      $0.field("export_defects", policy.exportDefects)
      $0.field("waivers_path", policy.waiversPath)
      $0.field("waivers_sha256", policy.waiversSHA256)
      $0.field("sign_offs_path", policy.signOffsPath)
      $0.field("sign_offs_sha256", policy.signOffsSHA256)
      if !policy.offByDefault.isEmpty {
        $0.member("off_by_default") { $0.array(policy.offByDefault) { $0.string($1) } }
      }
    }
  }

  mutating func write(_ measured: Measured) {
    object {
      $0.field("standing", measured.standing.rawValue)
      $0.field("expected", measured.expected)
      $0.field("summary", measured.summary)
      $0.field("looks_at_archive", measured.looksAtArchive)
      $0.field("lack", measured.lack)
      $0.field("allowed_by", measured.allowedBy)
      $0.member("parameters") {
        $0.object { writer in measured.parameters.forEach { writer.field($0.name, $0.value) } }
      }
      if !measured.selected.isEmpty {
        $0.member("selected") {
          $0.array(measured.selected) { writer, selected in
            writer.object {
              $0.write(selected.selector)
              $0.field("violations", selected.violations)
              $0.field("from_export", selected.fromExport)
            }
          }
        }
      }
    }
  }

  mutating func write(_ policy: RulePolicy) {
    object {
      $0.field("page", policy.page)
      if !policy.changes.isEmpty {
        $0.member("changes") {
          $0.array(policy.changes) { writer, change in
            writer.object {
              $0.field("key", change.key)
              $0.field("value", change.value)
              $0.field("page_value", change.pageValue)
            }
          }
        }
      }
      $0.field("off", policy.off)
      if !policy.waivers.isEmpty { $0.member("waivers") { $0.array(policy.waivers) { $0.write($1) } } }
    }
  }

  private mutating func write(_ use: WaiverUse) {
    object {
      $0.field("state", use.state.rawValue)
      if let selector = use.selector { $0.write(selector) }
      $0.field("violations", use.violations)
      $0.field("max", use.max)
      $0.field("reason", use.reason)
      $0.field("owner", use.owner)
      $0.field("expires", use.expires)
      $0.field("file", use.file)
      $0.field("line", use.line)
    }
  }

  /// Members of an object: which records are selected.
  private mutating func write(_ selector: RecordSelector) {
    field("pattern", selector.pattern)
    if selector.pattern == nil { member("keys") { $0.array(selector.keys) { $0.string($1) } } }
  }
}

extension AuditPolicy: Decodable {
  package init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    self.init(
      failOn: try members.word("fail_on"), exportDefects: try members["export_defects"],
      waiversPath: try members.optional("waivers_path"),
      waiversSHA256: try members.optional("waivers_sha256"),
      signOffsPath: try members.optional("sign_offs_path"),
      signOffsSHA256: try members.optional("sign_offs_sha256"),
      offByDefault: try members.optional("off_by_default") ?? [])
  }
}

extension Measured: Decodable {
  package init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    let parameters: [String: String] = try members["parameters"]
    self.init(
      standing: try members.word("standing"), expected: try members.count("expected"),
      summary: try members["summary"], looksAtArchive: try members["looks_at_archive"],
      lack: try members.optional("lack"), allowedBy: try members.optional("allowed_by"),
      parameters: parameters.sorted { $0.key < $1.key }.map { Parameter(name: $0.key, value: $0.value) },
      selected: try members.optional("selected") ?? [])
  }
}

extension Measured.Selected: Decodable {
  package init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    self.init(
      selector: try members.selector() ?? RecordSelector(), violations: try members.count("violations"),
      fromExport: try members.count("from_export"))
  }
}

extension RulePolicy: Decodable {
  package init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    self.init(
      page: try members.optional("page"), changes: try members.optional("changes") ?? [],
      off: try members.optional("off"), waivers: try members.optional("waivers") ?? [])
  }
}

extension RuleChange: Decodable {
  package init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    self.init(
      key: try members["key"], value: try members["value"], pageValue: try members.optional("page_value"))
  }
}

extension WaiverUse: Decodable {
  package init(from decoder: any Decoder) throws {
    let members = try Members(decoder)
    self.init(
      rule: "", selector: try members.selector(), state: try members.word("state"),
      violations: try members.count("violations"), max: try members.count("max"),
      reason: try members["reason"],
      owner: try members["owner"], expires: try members["expires"], file: try members["file"],
      line: try members.count("line"))
  }
}

extension Members {
  fileprivate func selector() throws -> RecordSelector? {
    if let pattern: String = try optional("pattern") { return RecordSelector(pattern: pattern) }
    return (try optional("keys") as [String]?).map { RecordSelector(keys: $0) }
  }
}

extension RuleResult {
  /// - Throws: for counts that no audit has, and by which none may be graded.
  func provePlausible(_ members: Members) throws {
    guard violationsFromExport <= violations else {
      throw members.mistake("violations_from_export", "expected at most the \(violations) violations")
    }
    var rest = violations
    for finding in findings {
      rest -= finding.count > rest ? rest + 1 : finding.count
      guard rest >= 0 else {
        throw members.mistake("evidence", "expected findings of \(violations) violations at most")
      }
    }
    var (left, leftFromExport) = (violations, violationsFromExport)
    for selected in measured?.selected ?? [] {
      guard selected.violations <= left, selected.fromExport <= leftFromExport,
        selected.fromExport <= selected.violations
      else { throw members.mistake("measured", "expected counts within the \(violations) violations") }
      left -= selected.violations
      leftFromExport -= selected.fromExport
    }
  }
}
