import Exports
import Plan

/// Completeness of the exports: they have as many records as somebody says in the plan, who read it in the old system.
///
/// `of: sources` compares the records of a source's files with its `records`, in all or stage by stage; `of: records` what must
/// arrive of a record type with `counts`. `side: fewer` or `side: more` says which difference fails.
///
/// - Complexity: O(files).
struct StatedCountsCheck: Check {
  static let name = "stated-counts"

  private let of: Kind
  private let side: Side

  private enum Kind: String, CaseIterable {
    case sources, records
  }

  private enum Side: String, CaseIterable {
    /// There are fewer than stated.
    case fewer
    /// There are more.
    case more
  }

  init(_ parameters: inout Parameters) throws(RuleError) {
    of = try parameters.word("of", of: Kind.self)
    side = try parameters.word("side", of: Side.self)
  }

  func inputs(_ plan: Plan) -> Set<Input> { [.exports] }
  func subject(_ plan: Plan) -> Subject {
    let bound = side == .fewer ? "no fewer" : "no more"
    switch of {
    case .sources:
      let names = plan.sources.filter { $0.statedRecords != nil }.map(\.name)
      return Subject(
        legacy: names.isEmpty ? "–" : "records of \(names.joined(separator: ", "))",
        criteria: "\(bound) than the plan states")
    case .records:
      let names = plan.counts.map(\.type)
      return Subject(
        legacy: names.isEmpty ? "–" : names.joined(separator: ", "),
        criteria: "\(bound) to arrive than the plan states")
    }
  }

  /// A number of the plan, and what is there.
  private struct Statement {
    /// `chat`, `2021-Q3 of chat`, `tickets`
    var subject: String
    var stated: Located<Int64>
    var found: Int
    var unit: (singular: String, plural: String)

    var isShort: Bool { Int64(found) < stated.value }
    var isSurplus: Bool { Int64(found) > stated.value }
  }

  func measure(_ facts: Facts) -> Measurement {
    let statements = of == .sources ? ofSources(facts) : ofRecords(facts)
    guard !statements.isEmpty else {
      return .notApplicable(
        "numbers",
        of == .sources
          ? "the plan states no number of records of a source (records)"
          : "the plan states no number of records to arrive (counts)")
    }
    var evidence = Evidence()
    for statement in statements where side == .fewer ? statement.isShort : statement.isSurplus {
      evidence.add { finding(statement) }
    }
    return Measurement(
      examined: statements.count, unit: "numbers", evidence: evidence,
      summary: evidence.findings.first?.message
        ?? "\(counted(statements.count, "number")) of the plan, none with \(side == .fewer ? "fewer" : "more") records"
    )
  }

  private func finding(_ statement: Statement) -> Finding {
    let stated = Int(clamping: statement.stated.value)
    let difference = abs(Int64(statement.found) - statement.stated.value)
    let unit = statement.unit
    let has = counted(statement.found, unit.singular, plural: unit.plural)
    let verbs = of == .sources ? "\(statement.subject) has \(has)" : "\(has) must arrive"
    return Finding(
      message: "\(verbs), and line \(statement.stated.line) of the plan states \(grouped(stated)): "
        + "\(grouped(Int(clamping: difference))) \(side == .fewer ? "too few" : "too many")",
      key: statement.subject, expected: String(statement.stated.value), found: String(statement.found))
  }

  private func ofSources(_ facts: Facts) -> [Statement] {
    let unit = ("record", "records")
    var statements: [Statement] = []
    for feed in facts.feeds.sources {
      guard let stated = feed.source.statedRecords else { continue }
      if let total = stated.total {
        statements.append(
          Statement(subject: feed.name, stated: total, found: feed.readRecords.reduce(0, +), unit: unit))
      }
      guard let plan = feed.source.stages else { continue }
      let stages = Stage.Unit(plan.unit)
      for stage in stated.stages {
        let number = stages.stages(inName: stage.name)
        let records = zip(feed.files, feed.readRecords).filter { file, _ in
          number != nil && stages.stages(inName: Self.baseName(of: file.path)) == number
        }
        statements.append(
          Statement(
            subject: "\(stage.name) of \(feed.name)", stated: stage.count,
            found: records.reduce(0) { $0 + $1.1 }, unit: unit))
      }
    }
    return statements
  }

  private func ofRecords(_ facts: Facts) -> [Statement] {
    facts.plan.counts.compactMap { stated in
      guard let record = facts.records.first(where: { $0.type.name == stated.type }) else { return nil }
      return Statement(
        subject: stated.type, stated: stated.count, found: record.expected.includedCount,
        unit: (record.type.singular, record.type.name))
    }
  }

  private static func baseName(of path: String) -> Substring {
    path.lastIndex(of: "/").map { path[path.index(after: $0)...] } ?? path[...]
  }
}
