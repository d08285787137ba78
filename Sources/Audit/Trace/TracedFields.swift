import Plan

/// The fields of one record on both sides: what the export says, what must arrive, and what the archive has.
struct TracedFields {
  let facts: Facts
  let type: RecordType
  let sources: [TracedSource]
  let scan: SourceScan
  let objects: TracedObjects
  let shown: ShownValues

  /// Where the value of a field comes from.
  private struct Origin {
    var key: RowKey
    var source: TracedSource
    var reader: Int

    var field: FieldReader { source.loader.fields.readers[reader] }
  }

  /// In the order of the archive's objects.
  ///
  /// - Parameter row: the expected record; nil where none must arrive, of which the archive's values are shown.
  func fields(of row: Row<Legacy>?) -> [Trace.Field] {
    let record = facts[type]
    let written = type.written.compactMap { type.index(of: $0) }
    let order = written + Array(type.fields.count..<record.archive.columns.count)
    return order.compactMap { index in
      field(record.expected.columns[index], record.archive.columns[index], row)
    }
  }

  /// Where the fields of a record come from: all rows that one of them is read from.
  static func keys(of row: Row<Legacy>, _ type: RecordType, _ facts: Facts) -> Set<RowKey> {
    let table = facts[type].expected
    return Set(table.columns.compactMap { key(ofField: $0.name, row, type, facts) })
  }

  private func field(_ legacy: Column<Legacy>, _ new: Column<New>, _ row: Row<Legacy>?) -> Trace.Field? {
    if row == nil, objects.rows.isEmpty { return nil }
    var field = Trace.Field(name: legacy.name, found: [])
    var expected: (text: [UInt8], value: FieldValue)?
    if let row {
      if let origin = origin(of: legacy.name, row) { describe(&field, origin) }
      let value = legacy.value(row)
      let text = text(of: legacy, row, value)
      field.expected = words(value, text)
      expected = (text ?? [], value)
    }
    field.found = objects.rows.enumerated().map { number, object in
      found(number, Row(object), legacy, new, row, expected)
    }
    return field
  }

  private func describe(_ field: inout Trace.Field, _ origin: Origin) {
    let plan = origin.field.plan
    field.from = plan.origin
    field.place = facts.feeds.place(origin.key)
    let name = facts.feeds[origin.key.feed].name
    let row = facts.plan.matrix.first {
      $0.record == type.name && $0.field == field.name && $0.source == name
    }
    let steps = [row?.defaultValue].compactMap { $0 == "—" ? nil : $0 }.map { "default: \($0)" }
    let all = steps + [row?.transformation].compactMap { $0 == "—" ? nil : $0 }
    field.conversion = all.isEmpty ? nil : all.joined(separator: "; ")
    if let raw = raw(origin), !plan.isConstant { field.raw = shown.raw(raw, origin.field) }
  }

  private func raw(_ origin: Origin) -> [UInt8]? {
    scan.fields[origin.key].map { $0[origin.reader] }
  }

  // MARK: What is expected

  /// The text that must arrive, where it is one that can be read again; of JSON its text in the export.
  private func text(of column: Column<Legacy>, _ row: Row<Legacy>, _ value: FieldValue) -> [UInt8]? {
    if let text = column.text(row) { return Array(text) }
    guard value.kind == .text || value.kind == .json else { return nil }
    if value == .text(Bytes(start: nil, count: 0)) { return [] }
    guard let origin = origin(of: column.name, row), let raw = raw(origin) else { return nil }
    return raw.withUnsafeBufferPointer { bytes in
      // A text that is not the one that was judged is not spoken of.
      origin.field.value(bytes) == value ? origin.field.resolved(bytes).map { Array($0) } : nil
    }
  }

  private func words(_ value: FieldValue, _ text: [UInt8]?) -> String {
    switch value.kind {
    case .text: text.map { shown.text($0) } ?? value.words
    case .json:
      text.map { value.isNumber ? shown.scalar($0) : shown.text($0) } ?? value.words
    default: value.words
    }
  }

  // MARK: What the archive has

  private func found(
    _ number: Int, _ object: Row<New>, _ legacy: Column<Legacy>, _ new: Column<New>, _ row: Row<Legacy>?,
    _ expected: (text: [UInt8], value: FieldValue)?
  ) -> Trace.Field.Found {
    let value = objects.value(number, legacy.name)
    let kept = row.map { pairValues(legacy, $0, new, object) }
    let isEqual = kept.map { new.has(object) && $0.expected == $0.found }
    var found = Trace.Field.Found(
      value: value.map { words($0, as: new.type) } ?? (kept?.found ?? new.value(object)).words,
      isEqual: isEqual)
    if isEqual == false, case .string(let bytes)? = value, let expected, expected.value.kind == .text,
      !expected.text.isEmpty, !bytes.isEmpty,
      let change = TextChange(
        from: String(decoding: expected.text, as: UTF8.self), to: String(decoding: bytes, as: UTF8.self))
    {
      found.change = change.words(change.kind, isMasked: !shown.showsValues)
    }
    return found
  }

  private func words(_ value: TracedObjects.Value, as type: FieldType) -> String {
    switch value {
    case .word(let word): word
    case .nested(let bytes): shown.text(bytes)
    case .string(let bytes):
      switch type {
      case .timestamp where bytes.withUnsafeBufferPointer({ Instant($0, form: .strict) }) != nil:
        String(decoding: bytes, as: UTF8.self)
      default: shown.text(bytes)
      }
    }
  }

  // MARK: Where values come from

  private func origin(of field: String, _ row: Row<Legacy>) -> Origin? {
    guard let key = Self.key(ofField: field, row, type, facts),
      let source = sources.first(where: { $0.feed == key.feed }), let reader = source.reader(of: field)
    else { return nil }
    return Origin(key: key, source: source, reader: reader)
  }

  /// The row that a field of an expected record is read from.
  private static func key(
    ofField field: String, _ row: Row<Legacy>, _ type: RecordType, _ facts: Facts
  ) -> RowKey? {
    let rows = facts.rows
    switch type.name {
    case RecordType.comments.name: return rows.comments.key(of: row.index)
    case RecordType.tickets.name:
      let kept = Int(facts.tickets.keptRecord(of: row.index))
      return rows.tickets.systems.system(of: row.index) == rows.ticketingSystem
        ? rows.ticketRecords.key(of: kept) : rows.comments.key(of: kept)
    case RecordType.users.name: return key(ofUsersField: field, Int(facts.users.person[row.index]), facts)
    default: return rows.records[type.name]?.key(of: row.index)
    }
  }

  /// Id, name and e-mail of a person may come from rows of three accounts.
  private static func key(ofUsersField field: String, _ person: Int, _ facts: Facts) -> RowKey? {
    let (rows, people, accounts) = (facts.rows, facts.people, facts.rows.accounts)
    func key(_ account: Int32, _ row: (Int) -> Int32) -> RowKey? {
      guard account >= 0, row(Int(account)) >= 0 else { return nil }
      let number = Int(row(Int(account)))
      return accounts.isListed(Int(account))
        ? rows.people.rows.key(of: number) : rows.comments.key(of: number)
    }
    switch field {
    case "id" where people.ticketingRow[person] >= 0:
      return rows.ticketing.key(ofRow: Int(people.ticketingRow[person]))
    case "name": return key(people.nameAccount[person]) { accounts.nameRow[$0] }
    case "email": return key(people.emailAccount[person]) { accounts.emailRow[$0] }
    default: return key(people.account[person]) { accounts.firstAuthorRow[$0] }
    }
  }
}
