import Exports
import Plan

/// Sensitive content: no text of the exports has a payment card number, a bank account or a password in it.
///
/// `content:` is a word of `SensitiveKind`. Without `columns:` it looks at the bodies of comments and at the custom fields of
/// the types `text` and `html`. Texts are looked through while they are read, and only where a rule of this check is judged.
/// No message has a value: it has the kind and the length.
///
/// - Complexity: one pass over each column.
struct SensitiveContentCheck: Check {
  static let name = "sensitive-content"
  private let kind: SensitiveKind
  private let columns: TextColumns

  init(_ parameters: inout Parameters) throws(RuleError) {
    kind = try parameters.word("content", of: SensitiveKind.self)
    columns = try TextColumns(&parameters, coreTypes: [.html])
  }

  func validate(_ plan: Plan, _ page: String) throws(RuleError) { try columns.validate(plan, page) }
  func inputs(_ plan: Plan) -> Set<Input> { columns.inputs(plan) }
  func subject(_ plan: Plan) -> Subject {
    Subject(legacy: columns.legacyNames(plan), criteria: "no text with \(kind.words)")
  }

  func measure(_ facts: Facts) -> Measurement {
    columns.measure(facts, kind.words) { reference, table in
      guard let content = content(of: reference, table, facts) else { return nil }
      var found = Evidence()
      let inclusion = table.inclusion
      for row in 0..<table.count {
        guard let length = content(row).length(of: kind), inclusion.contains(row) else { continue }
        found.add(origin: .export) {
          table.finding(
            Row(row),
            "\(table.keyText(Row(row))): \(reference.column) has \(kind.words) of \(counted(length, kind.unit)), masked"
          )
        }
      }
      return found
    }
  }

  /// What each row of a column has in it.
  private func content(
    of reference: ColumnReference, _ table: Table<Legacy>, _ facts: Facts
  ) -> ((Int) -> SensitiveContent)? {
    switch table[reference.column]?.storage {
    case .digests:
      let bodies = facts.rows.comments.bodyContent
      return { SensitiveContent(rawValue: bodies[$0]) }
    case .custom(let field): return { SensitiveContent(rawValue: field.value($0).content) }
    default: return nil
    }
  }
}
