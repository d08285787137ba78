import Audit

/// The audit as templates show it: in words and grouped digits, in the audit's own order. Nothing is escaped
/// here; each template does that by its content type.
///
/// Every level has names of its own, because a template that misses a name looks for it further out.
struct ReportView {
  var title: String
  var origin: String
  var verdict: String
  var verdictName: String
  var sentence: String
  /// What the gates of the plan decide: none, and there is no section of them.
  var gates: [Gate]
  var hasGates: Bool
  var causes: [CauseLine]
  /// Whether there are causes, for their heading.
  var hasCauses: Bool
  /// What of the policy is not as the tool's own pages have it, in sentences: none, and it has no section.
  var policy: [String]
  /// Whether there is one.
  var hasPolicy: Bool
  /// Reasons of several rules that were not judged.
  var reasons: [Reason]
  var balance: [Balance]
  /// One list of them, or none.
  var losses: [Losses]
  var mapping: [Mapping]
  var files: [File]
  var timing: String
  var values: String

  /// What a gate of the plan decides, and by which thresholds.
  struct Gate {
    var gateName: String
    var gateSign: String
    var gateStyle: String
    var gateDecision: String
    var crossings: [String]
  }

  /// What failed rules have in common.
  struct CauseLine {
    /// Counted from 1.
    var causeNumber: Int
    var causeSentence: String
    var causeRemedy: String
    var causeFacts: [Fact]
  }

  /// Why several rules were not judged.
  struct Reason {
    var reasonLabel: String
    var reasonHeading: String
    var reasonSentence: String
    var reasonRules: String
  }

  struct Evidence {
    var message: String
    var facts: [Fact]
  }

  struct Fact {
    var name: String
    var value: String
  }

  struct Balance {
    var record: String
    var unit: String
    var read: String
    /// Rejected rows, then explained ones, by reason; then what the plan decided, which is beside the sums.
    var explained: [Fact]
    var expected: String
    var matched: String
    var missing: String
    var wrongID: String
    var unexpected: String
    var duplicates: String
  }

  /// What the plan states as lost.
  struct Losses {
    var lost: [Loss]
  }

  struct Loss {
    var lossOf: String
    var lossSource: String
    var lossCount: String
    var lossReason: String
    var lossOwner: String
  }

  struct Mapping {
    var kind: String
    var source: String
    var column: String
    var field: String
    var type: String
    var standIn: String
    var transformation: String
    var validation: String
  }

  struct File {
    var path: String
    var contents: String
    var bytes: String
    var digest: String
  }
}

extension ReportView {
  init(_ result: AuditResult) {
    title = result.title
    origin = "\(result.tool), plan \(result.planPath), as of \(result.asOf)"
    verdict = result.verdict.words
    verdictName = result.verdict.rawValue
    sentence = result.verdictSentence
    gates = result.gates.map { gate in
      Gate(
        gateName: gate.name, gateSign: gate.word.sign, gateStyle: gate.word.status.rawValue,
        gateDecision: gate.word.words, crossings: gate.crossings.map(\.words))
    }
    hasGates = !gates.isEmpty
    let shared = SharedReasons(result.rules, result.causes)
    causes = result.causes.enumerated().map { index, cause in
      let facts = [
        ("begins at", cause.place), ("explains", cause.explained(result.rules)),
        ("not checked", cause.unchecked()),
      ]
      return CauseLine(
        causeNumber: index + 1, causeSentence: cause.sentence, causeRemedy: cause.remedy,
        causeFacts: facts.compactMap { name, value in value.map { Fact(name: name, value: $0) } })
    }
    hasCauses = !causes.isEmpty
    policy = result.policyLines
    hasPolicy = !policy.isEmpty
    reasons = shared.reasons.map { reason in
      Reason(
        reasonLabel: Status.notChecked.label,
        reasonHeading: shared.reasons.count == 1
          ? reason.heading : "reason \(reason.number): \(reason.heading)",
        reasonSentence: reason.sentence, reasonRules: reason.list)
    }
    balance = result.balance.map(Balance.init)
    let lost = result.losses.map { loss in
      Loss(
        lossOf: "\(loss.record).\(loss.field)", lossSource: loss.source, lossCount: loss.count.grouped,
        lossReason: loss.reason, lossOwner: loss.owner)
    }
    losses = lost.isEmpty ? [] : [Losses(lost: lost)]
    mapping = result.mapping.map(Mapping.init)
    files = Self.files(of: result)
    timing = result.timing.words
    values =
      result.showsValues ? "Names, e-mails and bodies are shown." : "Names, e-mails and bodies are masked."
  }

  private static func files(of result: AuditResult) -> [File] {
    let archive = result.archive
    let exports = result.sources.flatMap { source in
      source.files.map { file in
        File(
          path: file.path,
          contents: "\(source.name): \(counting(file.records, "record"))"
            + (file.remarks.map { "; \($0)" } ?? ""),
          bytes: file.bytes.grouped, digest: file.sha256)
      }
    }
    let waivers =
      result.policy.waiversPath.map {
        [File(path: $0, contents: "waivers", bytes: "", digest: result.policy.waiversSHA256 ?? "")]
      } ?? []
    let signOffs =
      result.policy.signOffsPath.map {
        [File(path: $0, contents: "sign-offs", bytes: "", digest: result.policy.signOffsSHA256 ?? "")]
      } ?? []
    let archives = zip(archive.files, archive.fileContents).map { file, contents in
      File(
        path: file.path, contents: archive.deliveries.isEmpty ? "archive: \(contents)" : contents,
        bytes: file.bytes.grouped, digest: file.sha256)
    }
    return exports + (archive.isThere ? archives : []) + [
      File(path: result.planPath, contents: "plan", bytes: "", digest: result.planSHA256),
      File(path: "rules", contents: "rule book", bytes: "", digest: result.rulesSHA256),
    ] + waivers + signOffs
  }
}

extension ReportView.Balance {
  fileprivate init(_ line: BalanceLine) {
    record = line.record
    unit = line.unit
    read = line.read.grouped
    explained = (line.rejected + line.explained + line.resolved).map {
      .init(name: $0.reason, value: $0.count.grouped)
    }
    expected = line.expected.grouped
    matched = line.matched.grouped
    missing = line.missing.grouped
    wrongID = line.wrongID.grouped
    unexpected = line.unexpected.grouped
    duplicates = line.duplicates.grouped
  }
}

extension ReportView.Mapping {
  init(_ row: MappingRow) {
    kind = row.record
    source = row.source
    column = row.from
    field = row.field
    type = row.type
    standIn = row.defaultValue
    transformation = row.transformation
    validation = row.validation
  }
}
