import Plan

/// Uniqueness: no two records of the archive have one value of a column.
///
/// With `fold: email` values are compared as people compare addresses (case and surrounding white space ignored), and the
/// repetitions of identical spelling are reported as well. Null is not a value.
///
/// - Complexity: one pass over the table, spread into partitions.
struct UniqueCheck: Check {
  static let name = "unique"
  private let column: ColumnReference
  private let fold: Fold?

  private enum Fold: String, CaseIterable {
    case email
  }

  init(_ parameters: inout Parameters) throws(RuleError) {
    column = try parameters.column("column")
    let word = try parameters.optionalText("fold")
    fold = word.flatMap(Fold.init)
    if let word, fold == nil {
      throw RuleError(page: parameters.page, message: "fold: expected 'email', found '\(word)'")
    }
  }

  func validate(_ plan: Plan, _ page: String) throws(RuleError) {
    try column.validate(plan, page, key: "column")
    if column.table.isLegacy(plan) {
      throw RuleError(page: page, message: "column: expected one of the new side, found '\(column)'")
    }
  }

  func inputs(_ plan: Plan) -> Set<Input> { column.inputs(plan) }

  func subject(_ plan: Plan) -> Subject {
    Subject(
      legacy: column.legacyNames(plan), new: column.shortName,
      criteria: fold == .email ? "one user for one e-mail, whatever its case and spacing" : "every value once"
    )
  }

  func measure(_ facts: Facts) -> Measurement {
    guard let table = facts.new(column.table), let values = table[column.column] else {
      return .notChecked("rows", "there is no column '\(column)'")
    }
    if fold == .email { return emails(table, values, facts) }
    let record = column.table.type(facts.plan).map { facts[$0] }
    // Records that were joined one to one with rows of different keys have different keys.
    let isKnown = column.column == table.key.name && (record?.match.isOneToOne ?? false)
    let repeated = isKnown ? [] : repeatedRows(table, values, facts.parallelism)
    let noun = table.noun
    let what = column.column == table.key.name ? "id" : column.column
    var groups = GroupedEvidence<Int64>(of: record.map { Wrong(.repeated, $0.type, column.column) }) {
      finding, count in
      let times = count == 1 ? "twice" : "\(grouped(count + 1)) times"
      let here =
        finding.archive.map { "\($0.member ?? "")\($0.pointer ?? "")" } ?? finding.counterpart?.text ?? ""
      let whose = what == "id" ? "" : ": its \(what)"
      return "\(finding.key ?? "")\(whose) is there \(times): \(here), \(finding.message)"
    }
    for (row, first, number) in repeated {
      groups.add(number, row: row.index) {
        let there = table.finding(first, "")
        let place =
          there.archive.map { "\($0.member ?? "")\($0.pointer ?? "")" } ?? there.counterpart?.text ?? ""
        return table.finding(row, "also in \(place)")
      }
    }
    let evidence = groups.evidence()
    return Measurement(
      examined: table.count, expected: record?.expected.includedCount ?? 0, unit: noun.plural,
      figures: Figures(legacy: record?.expected.includedCount, new: table.count), evidence: evidence,
      summary: evidence.isEmpty
        ? "\(noun.counted(table.count)), every \(what) once"
        : "\(noun.counted(evidence.violations)) \(verb(evidence.violations, "is a duplicate", "are duplicates")) "
          + "(\(counted(groups.groupCount, what == "id" ? "id" : "value")))")
  }

  /// Rows whose value an earlier row has, with that row, in the order of the table.
  private func repeatedRows(
    _ table: Table<New>, _ column: Column<New>, _ parallelism: Parallelism
  ) -> [(row: Row<New>, first: Row<New>, number: Int64)] {
    let isKey = column.name == table.key.name
    let numbers = isKey ? table.joinNumbers : Vector<Int64>(minimumCapacity: table.count)
    if !isKey { for row in 0..<table.count { numbers.append(column.value(Row(row)).joinNumber) } }
    let partition = Partition(numbers, bits: Partition.bits(rows: table.count, parallelism)) {
      column.has(Row($0)) && (isKey || column.value(Row($0)) != .null)
    }
    var repeated: [(row: Row<New>, first: Row<New>, number: Int64)] = []
    for number in 0..<partition.count {
      let places = partition.bounds[number]..<partition.bounds[number + 1]
      var index = PartitionIndex(capacity: places.count)
      for place in places {
        let (first, isNew) = index.enter(partition.keys[place], row: partition.rows[place])
        if !isNew {
          repeated.append((Row(Int(partition.rows[place])), Row(Int(first)), partition.keys[place]))
        }
      }
    }
    return repeated.sorted { $0.row.index < $1.row.index }
  }

  private func emails(_ table: Table<New>, _ column: Column<New>, _ facts: Facts) -> Measurement {
    guard case .texts(let numbers, let pool) = column.storage else {
      return .notChecked("rows", "'\(self.column)' has no texts")
    }
    let keys = TextPool()
    let firstRow = Vector<Int32>()
    var exactTexts = Set<Int32>()
    var exactRepetitions = 0
    var withEmail = 0
    var evidence = Evidence(of: self.column.table.type(facts.plan).map { Wrong(.repeated, $0, column.name) })
    for row in 0..<table.count {
      let text = numbers[row]
      if text < 0 { continue }
      let key = emailKey(pool[text])
      if key.isEmpty { continue }
      withEmail += 1
      if !exactTexts.insert(text).inserted { exactRepetitions += 1 }
      let (number, isNew) = key.withUnsafeBufferPointer { keys.number($0) }
      if isNew {
        firstRow.append(Int32(truncatingIfNeeded: row))
        continue
      }
      let first = Int(firstRow[Int(number)])
      evidence.add(row: row) {
        let there = table.finding(Row(first), "").archive
        let how = numbers[first] == text ? "identical in spelling" : "in other case or spacing"
        return table.finding(
          Row(row),
          "users \(table.keyValue(Row(first))) and \(table.keyValue(Row(row))) have the same e-mail, \(how); the first is "
            + "\(there?.member ?? "")\(there?.pointer ?? "")", found: facts.shown(pool[text]))
      }
    }
    let exact = "identical spelling: \(grouped(exactRepetitions))"
    return Measurement(
      examined: withEmail, expected: expectedEmails(facts), unit: "users with an e-mail",
      figures: Figures(legacy: expectedEmails(facts), new: withEmail), evidence: evidence,
      summary: evidence.isEmpty
        ? "\(counted(withEmail, "e-mail")), each once"
        : "\(counted(evidence.violations, "user")) \(verb(evidence.violations, "shares", "share")) another user's e-mail (\(exact))"
    )
  }

  /// How many of the expected users have an e-mail; white space does not count as one.
  private func expectedEmails(_ facts: Facts) -> Int {
    let texts = facts.rows.accounts.texts
    return facts.users.email.values.count { $0 >= 0 && !emailKey(texts[$0]).isEmpty }
  }
}
