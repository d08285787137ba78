import Plan

/// What a record names, and what names it.
struct TracedReferences {
  let facts: Facts
  let type: RecordType
  let id: Int64

  /// The records that it names, as the archive's first object has it; where there is none, as it must arrive.
  func references(of row: Row<Legacy>?, _ object: Row<New>?) -> [Trace.Reference] {
    let record = facts[type]
    return record.archive.columns.indices.compactMap { index in
      let (legacy, new) = (record.expected.columns[index], record.archive.columns[index])
      guard let target = target(of: new.name, new.type, type) else { return nil }
      let value = object.map { new.value($0) } ?? row.map { legacy.value($0) } ?? .missing
      guard value.kind == .integer else { return nil }
      return Trace.Reference(
        field: new.name, record: "\(target.singular) \(value.number)", place: place(of: value.number, target))
    }
  }

  /// The records that name it, each type and field of which there is one on either side.
  func referrers() -> [Trace.Referrers] {
    facts.records.flatMap { record in
      record.archive.columns.indices.compactMap { index in
        let (legacy, new) = (record.expected.columns[index], record.archive.columns[index])
        guard target(of: new.name, new.type, record.type)?.name == type.name else { return nil }
        return referrers(record, legacy, new)
      }
    }
  }

  private func referrers(
    _ record: RecordFacts, _ legacy: Column<Legacy>, _ new: Column<New>
  ) -> Trace.Referrers? {
    let wanted = FieldValue.integer(id)
    let inclusion = record.expected.inclusion
    let expected = (0..<record.expected.count).count {
      inclusion.contains($0) && legacy.value(Row($0)) == wanted
    }
    let objects = (0..<record.archive.count).filter { new.value(Row($0)) == wanted }
    if expected == 0, objects.isEmpty { return nil }
    func named(_ object: Int?) -> Trace.Referrers.Named? {
      object.map {
        .init(
          record: record.archive.keyText(Row($0)), place: facts.archive.place(of: $0, in: record.records))
      }
    }
    return Trace.Referrers(
      type: record.type.name, field: new.name, expected: expected, found: objects.count,
      first: named(objects.first), last: named(objects.count > 1 ? objects.last : nil))
  }

  /// The record type that a field refers to.
  private func target(of field: String, _ type: FieldType, _ owner: RecordType) -> RecordType? {
    // The ticket of a comment is an integer of the schema.
    if owner == .comments, field == "ticket_id" { return .tickets }
    guard case .reference(let singular) = type else { return nil }
    return facts.plan.schema.first { $0.singular == singular }
  }

  private func place(of id: Int64, _ target: RecordType) -> ArchivePlace? {
    let table = facts.archive[target]
    return table.ids.find(id).map { facts.archive.place(of: $0.row, in: table) }
  }
}
