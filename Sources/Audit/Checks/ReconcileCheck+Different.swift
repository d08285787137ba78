import Plan

/// A column that `reconcile` compares: `status`, or `requester through user_log.new_id` where its values are keys that the new
/// side has under other ones; `*` are all columns that both tables have.
struct ComparedColumn: Sendable {
  let name: String
  let through: ColumnReference?

  var isAll: Bool { name == "*" }

  static func read(_ parameters: inout Parameters) throws(RuleError) -> [ComparedColumn] {
    var columns: [ComparedColumn] = []
    for text in try parameters.texts("columns") {
      guard let match = text.wholeMatch(of: #/(\S+) +through +(\S+)/#) else {
        columns.append(ComparedColumn(name: text, through: nil))
        continue
      }
      guard let through = ColumnReference(String(match.2)) else {
        throw RuleError(
          page: parameters.page, message: "columns: expected 'COLUMN through TABLE.COLUMN', found '\(text)'")
      }
      columns.append(ComparedColumn(name: String(match.1), through: through))
    }
    return columns
  }

  func validate(_ from: TableReference, _ to: TableReference, _ plan: Plan, _ page: String) throws(RuleError)
  {
    if isAll { return }
    for table in [from, to] { try ColumnReference("\(table).\(name)")?.validate(plan, page, key: "columns") }
    try KeysElsewhere.validate(through, plan, page, key: "columns")
  }

  /// The names of the columns that are compared, with those that `*` stands for.
  static func names(
    _ columns: [ComparedColumn], _ from: TableReference, _ to: TableReference, _ plan: Plan
  ) -> [String] {
    columns.flatMap { column in
      guard column.isAll else { return [column.name] }
      let others = Set(to.columns(plan).dropFirst())
      return from.columns(plan).dropFirst().filter { others.contains($0) }
    }
  }
}

extension ReconcileCheck {
  /// Rows of one key whose values differ.
  func different(
    _ facts: Facts, _ legacy: Table<Legacy>, _ new: Table<New>, _ match: Match
  ) -> Measurement {
    let isMeant = meant(legacy, facts)
    var evidence = Evidence()
    var examined = 0
    var (rows, faultyRows) = (0, 0)
    let pairs = comparisons(facts, legacy, new)
    match.forEachPair { from, to in
      guard isMeant(from) else { return }
      rows += 1
      var isFaulty = false
      for (cause, pair) in pairs.enumerated() {
        examined += 1
        let (expected, found) = (
          pair.keys?[pair.legacy.value(from)] ?? pair.legacy.value(from), pair.new.value(to)
        )
        if expected.isEqual(to: found, within: tolerance) { continue }
        isFaulty = true
        evidence.add(cause: cause) {
          let (wanted, is_) = (legacy.shown(expected), new.shown(found, beside: expected, legacy))
          var finding = legacy.finding(
            from,
            "\(legacy.keyText(from)): \(pair.legacy.name) must be \(wanted) and is \(is_)\(difference(expected, found))",
            expected: wanted, found: is_)
          new.place(to, &finding)
          return finding
        }
      }
      if isFaulty { faultyRows += 1 }
    }
    let names = pairs.map(\.legacy.name).joined(separator: ", ")
    var measurement = Measurement(
      examined: examined, expected: legacy.includedCount, unit: "values",
      figures: Figures(legacy: examined, new: examined), evidence: evidence,
      summary: evidence.isEmpty
        ? "\(names) equal in \(counted(examined, "value"))"
        : "\(grouped(evidence.violations)) of \(counted(examined, "value")) of \(names) "
          + verb(evidence.violations, "differs", "differ"))
    if let sample { weigh(faultyRows, of: rows, against: sample, &measurement) }
    return measurement
  }

  private struct Comparison {
    var legacy: Column<Legacy>
    var new: Column<New>
    /// What the values of the legacy side are called on the new one.
    var keys: KeysElsewhere?
  }

  private func comparisons(
    _ facts: Facts, _ legacy: Table<Legacy>, _ new: Table<New>
  ) -> [Comparison] {
    columns.flatMap { column -> [Comparison] in
      if column.isAll {
        return legacy.columns.dropFirst().compactMap { one in
          new.columns.dropFirst().first { $0.name == one.name }.map { Comparison(legacy: one, new: $0) }
        }
      }
      guard let one = legacy[column.name], let other = new[column.name] else { return [] }
      return [Comparison(legacy: one, new: other, keys: column.through.map { KeysElsewhere($0, facts) })]
    }
  }

  /// Says what a sample of rows proves of all; one that proves too little is not checked.
  private func weigh(_ faulty: Int, of rows: Int, against sample: Share, _ measurement: inout Measurement) {
    let bound = Binomial.upperBound(faulty, of: rows)
    let words = Binomial.percent(bound)
    measurement.summary +=
      "; \(grouped(faulty)) of \(counted(rows, "row")) of the sample \(verb(faulty, "differs", "differ")): at most \(words) of "
      + "all with 95 % confidence"
    if measurement.evidence.isEmpty, rows > 0, !sample.isAtLeast(bound) {
      measurement.standing = .notChecked
      measurement.summary +=
        ", and \(sample.text) is asked for: a sample of \(counted(Binomial.rows(proving: sample.fraction), "row")) without a "
        + "difference would show it"
    }
  }

  /// By how much two times differ.
  private func difference(_ expected: FieldValue, _ found: FieldValue) -> String {
    guard let one = expected.instant, let other = found.instant else { return "" }
    let seconds = other.seconds - one.seconds
    return seconds == 0 ? "" : ", \(counted(abs(seconds), "second")) \(seconds > 0 ? "later" : "earlier")"
  }
}

extension Table {
  /// A value beside the one that was expected.
  fileprivate func shown(_ value: FieldValue, beside expected: FieldValue, _ other: Table<Legacy>) -> String {
    let words = shown(value)
    return words == other.shown(expected) ? value.shown(beside: expected) : words
  }
}

extension FieldValue {
  /// As a message shows it beside the expected value: masked values of one length look alike.
  func shown(beside expected: FieldValue) -> String {
    if words != expected.words { return words }
    if expected.kind == .text { return "another text of the same length" }
    return expected.isNumber ? "another number" : "other JSON"
  }
}
