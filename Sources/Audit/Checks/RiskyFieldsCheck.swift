import Plan

/// Visibility: no field of the archive, as far as the plan maps it, has a value on which a new system acts when it imports.
///
/// `fields:` are the names that such a field may have, of which those count that the plan maps for the `type`. `when: equal` looks
/// for one of `values` in any case of ASCII letters; `when: recent` for times less than `within` before the audit's now, or after
/// it; `when: filled` for anything but null, the empty text and the empty list or object.
///
/// - Complexity: O(rows) for each field.
struct RiskyFieldsCheck: Check {
  static let name = "risky-fields"

  private let type: String
  private let fields: [String]
  private let when: When
  private let values: [String]
  private let within: Int

  private enum When: String, CaseIterable {
    case equal, recent, filled
  }

  init(_ parameters: inout Parameters) throws(RuleError) {
    type = try parameters.text("type")
    fields = try parameters.texts("fields")
    when = try parameters.word("when", of: When.self)
    values = when == .equal ? try parameters.texts("values") : []
    within = when == .recent ? try parameters.seconds("within", default: 7 * 86_400) : 0
  }

  func validate(_ plan: Plan, _ page: String) throws(RuleError) {
    if plan.schema.contains(where: { $0.name == type }) { return }
    throw RuleError(page: page, message: "type: '\(type)' is not a record type of the plan")
  }

  func inputs(_ plan: Plan) -> Set<Input> { [.archive] }
  func subject(_ plan: Plan) -> Subject {
    let names = mapped(plan)
    let criteria =
      switch when {
      case .equal: "none of: \(values.joined(separator: ", "))"
      case .recent: "older than \(counted(within / 86_400, "day"))"
      case .filled: "empty"
      }
    return Subject(
      new: names.isEmpty ? "–" : names.map { "\(type).\($0)" }.joined(separator: ", "), criteria: criteria)
  }

  /// The fields that the plan maps.
  private func mapped(_ plan: Plan) -> [String] {
    guard let type = plan.schema.first(where: { $0.name == type }) else { return [] }
    let names = Set(plan.customFields(of: type).joined().map(\.field))
    return fields.filter { names.contains($0) }
  }

  func measure(_ facts: Facts) -> Measurement {
    let names = mapped(facts.plan)
    guard let record = facts.records.first(where: { $0.type.name == type }), !names.isEmpty else {
      return .notApplicable(type, "the plan maps none of \(fields.joined(separator: ", "))")
    }
    let table = record.archive
    let isRisky = test(facts)
    var evidence = Evidence()
    for (cause, name) in names.enumerated() {
      guard let column = table[name] else { continue }
      for index in 0..<table.count {
        let row = Row<New>(index)
        guard let words = isRisky(column.value(row)) else { continue }
        evidence.add(cause: cause) {
          table.finding(row, "\(table.keyText(row)): \(name) is \(words)", found: words)
        }
      }
    }
    return Measurement(
      examined: table.count, unit: type, evidence: evidence,
      summary: evidence.isEmpty
        ? "\(table.noun.counted(table.count)), none of them"
        : "\(grouped(evidence.violations)) of \(table.noun.counted(table.count))")
  }

  /// Says of a value what is risky about it; nil for nothing.
  private func test(_ facts: Facts) -> (FieldValue) -> String? {
    switch when {
    case .equal:
      // A text is known by its digest alone: the usual spellings are compared.
      let known = values.flatMap { value in
        [value, value.lowercased(), value.uppercased(), value.prefix(1).uppercased() + value.dropFirst()].map
        { spelling in
          (Array(spelling.utf8).withUnsafeBufferPointer { FieldValue.text($0) }, spelling)
        }
      }
      return { value in value.kind == .text ? known.first { $0.0 == value }.map { "'\($0.1)'" } : nil }
    case .recent:
      let (limit, _) = facts.asOf.seconds.subtractingReportingOverflow(Int64(within))
      return { value in
        guard let instant = value.instant, instant.seconds > limit else { return nil }
        return instant.text
      }
    case .filled:
      let empty = ["[]", "{}", "\"\"", "null"].compactMap { text in
        Array(text.utf8).withUnsafeBufferPointer { JSONDigest.value(of: $0) }
      }
      return { value in
        switch value.kind {
        case .null, .missing: nil
        case .text: value == Array("".utf8).withUnsafeBufferPointer({ FieldValue.text($0) }) ? nil : "filled"
        case .json: empty.contains(value) ? nil : "filled"
        case .integer, .boolean, .instant, .other: "filled"
        }
      }
    }
  }
}
