import Plan

/// Records that are lost, doubled, unexpected, or under another id; for each record type of the plan.
enum RecordFaults {
  static func all(_ types: [RecordType]) -> [Fault] {
    types.flatMap(of) + threads
  }

  private static func of(_ type: RecordType) -> [Fault] {
    let (array, one) = (type.array, type.singular)
    let id = type.fields.first?.name ?? "id"
    let missing = Fault.Expected.rules(["no-missing-\(type.name)"])
    let unique = Fault.Expected.rules(["\(one)-ids-are-unique"])
    return [
      Fault(.records, "\(one): left out", missing) { try $0.edit(array) { $0.remove(at: $1) } },
      Fault(.records, "\(one): the last of its batch left out", missing) { copy in
        try copy.lose(array) { $0.count > 1 ? 1 : 0 }
      },
      Fault(.records, "\(one): all of a batch left out", missing) { copy in try copy.lose(array, \.count) },
      Fault(.records, "\(one): twice in its batch", unique) { copy in
        try copy.edit(array) { $0.insert($0[$1], at: $1) }
      },
      Fault(.records, "\(one): again in a later batch", unique) { copy in
        try copy.again(array) { $0 }
      },
      Fault(.records, "\(one): again in a later batch, and not the same", unique) { copy in
        try copy.again(array) { record in
          var record = record
          for key in record.keys where record[key]?.text != nil && key != "created_at" { record[key] = .null }
          return record
        }
      },
      Fault(.records, "\(one): one that no export has", .rules(["no-unexpected-\(type.name)"])) { copy in
        let number = try copy.unusedID(array, id)
        return try copy.edit(array) { records, index in
          var stranger = records[index]
          stranger[id] = .integer(number)
          records.append(stranger)
        }.map { Damage(keys: ["\(one) \(number)"], members: $0.members) }
      },
      Fault(.ids, "\(one): under an id that nothing has", missing) { copy in
        let number = try copy.unusedID(array, id)
        return try copy.edit(array) { $0[$1][id] = .integer(number) }
      },
      Fault(.ids, "\(one): an id beyond 2^53", missing) { copy in
        try copy.set(array, id) { _ in .integer(9_007_199_254_740_993) }
      },
      Fault(.ids, "\(one): a negative id", missing) { copy in
        try copy.set(array, id) { $0.integer.flatMap { $0 > 0 ? .integer(-$0) : nil } }
      },
      Fault(.ids, "\(one): an id that lost its last digit", missing) { copy in
        try copy.set(array, id) { $0.integer.flatMap { abs($0) > 9 ? .integer($0 / 10) : nil } }
      },
      Fault(.ids, "\(one): an id cut to 32 bits", missing) { copy in
        try copy.set(array, id) { value in
          value.integer.flatMap {
            Int32(exactly: $0) == nil ? .integer(Int64(Int32(truncatingIfNeeded: $0))) : nil
          }
        }
      },
      Fault(.fields, "\(one): a custom field changed", fields(one)) { try $0.custom(type) { $0.another } },
      Fault(.fields, "\(one): a custom field nulled", fields(one)) { copy in
        try copy.custom(type) { $0.isNull ? nil : .null }
      },
      Fault(.fields, "\(one): a custom field left out", fields(one)) {
        try $0.custom(type, removes: true) { $0 }
      },
      Fault(.fields, "\(one): a custom field of another type", fields(one)) { copy in
        try copy.custom(type) { $0.isNull ? nil : .array([$0]) }
      },
      Fault(
        .fields, "\(one): a field that the schema asks for left out", .rules(["batches-match-the-schema"])
      ) { copy in
        guard let field = type.fields.last?.name else { return nil }
        return try copy.edit(array, where: { $0[field] != nil }) { $0[$1][field] = nil }.map {
          Damage(members: $0.members)
        }
      },
    ]
  }

  private static func fields(_ singular: String) -> Fault.Expected {
    .rules(["\(singular)-fields-are-unchanged", "batches-match-the-schema"])
  }

  /// Losses of what belongs together.
  private static var threads: [Fault] {
    [
      Fault(.records, "all comments of a ticket left out", .rules(["no-missing-comments"])) { copy in
        guard let (place, batch) = try copy.place("comments") else { return nil }
        let ticket = batch["comments"][place.index]["ticket_id"]
        return try copy.removeAll("comments") { $0["ticket_id"] == ticket }
      },
      Fault(.records, "a ticket and all of its comments left out", .rules(["no-missing-tickets"])) { copy in
        guard let (place, batch) = try copy.place("data") else { return nil }
        let ticket = batch["data"][place.index]["id"]
        _ = try copy.removeAll("comments") { $0["ticket_id"] == ticket }
        return try copy.removeAll("data") { $0["id"] == ticket }
      },
      Fault(.records, "a user and everything written by them left out", .rules(["no-missing-users"])) {
        copy in
        guard let (place, batch) = try copy.place("users") else { return nil }
        let user = batch["users"][place.index]["id"]
        _ = try copy.removeAll("comments") { $0["author_id"] == user }
        _ = try copy.removeAll("data") { $0["requester_id"] == user }
        return try copy.removeAll("users") { $0["id"] == user }
      },
      Fault(.records, "the private comments left out", .rules(["no-missing-comments"]), hasPlaces: false) {
        copy in
        try copy.removeAll("comments") { $0["public"] == .raw("false") }
      },
      Fault(
        .records, "the newest comment of every ticket left out", .rules(["no-missing-comments"]),
        hasPlaces: false
      ) {
        try $0.removeEnds(last: true)
      },
      Fault(
        .records, "the first comment of every ticket left out", .rules(["no-missing-comments"]),
        hasPlaces: false
      ) {
        try $0.removeEnds(last: false)
      },
    ]
  }
}

extension MigrationCopy {
  /// A record once more, in a batch of its own at the end.
  fileprivate mutating func again(_ array: String, _ change: (JSONNode) -> JSONNode) throws -> Damage? {
    guard let (place, batch) = try place(array) else { return nil }
    let record = batch[array][place.index]
    var last = batch.emptied
    last[array] = [change(record)]
    try archive.appendBatch(last)
    return Damage(keys: [key(record, of: array)])
  }

  /// A number that no record of an array has in the undamaged archive.
  func unusedID(_ array: String, _ id: String) throws -> Int64 {
    max(0, try original.numbers.all(array, id, in: original.archive).max() ?? 0) + 977
  }

  /// Changes a field of a record that is not a core field of its type.
  fileprivate mutating func custom(
    _ type: RecordType, removes: Bool = false, _ change: (JSONNode) -> JSONNode?
  ) throws -> Damage? {
    let core = type.fields.map(\.name)
    func field(_ record: JSONNode) -> String? {
      record.keys.first {
        !core.contains($0) && record[$0]?.isNull == false && change(record[$0] ?? .null) != nil
      }
    }
    return try edit(type.array, where: { field($0) != nil }) { records, index in
      guard let name = field(records[index]), let value = records[index][name] else { return }
      records[index][name] = removes ? nil : change(value)
    }
  }

  /// As findings call records that are lost: comments of a ticket that follow one another are told by the ticket.
  func lostKeys(_ records: [JSONNode], of array: String) -> [String] {
    records.flatMap { record in
      [key(record, of: array)] + (record["ticket_id"]?.integer.map { ["ticket \($0)"] } ?? [])
    }
  }

  /// Removes records from the end of an array of the batch at the position, as many as `count` says of it.
  fileprivate mutating func lose(_ array: String, _ count: ([JSONNode]) -> Int) throws -> Damage? {
    var lost: [JSONNode] = []
    let damage = try editBatch { batch in
      lost = Array(batch[array].suffix(count(batch[array])))
      batch[array].removeLast(lost.count)
      return !lost.isEmpty
    }
    return damage.map { Damage(keys: lostKeys(lost, of: array), members: $0.members) }
  }

  /// Removes all records that a condition holds for.
  mutating func removeAll(_ array: String, where condition: (JSONNode) -> Bool) throws -> Damage? {
    var keys: [String] = []
    for index in archive.batches {
      var batch = try archive.batch(index)
      let removed = batch[array].filter(condition)
      guard !removed.isEmpty else { continue }
      keys += lostKeys(removed, of: array)
      batch[array] = batch[array].filter { !condition($0) }
      try archive.setBatch(index, batch)
    }
    return keys.isEmpty ? nil : Damage(keys: keys)
  }

  /// Removes the last or the first comment of every ticket that has several.
  fileprivate mutating func removeEnds(last: Bool) throws -> Damage? {
    var ids: [Int64: [Int64]] = [:]
    for index in archive.batches {
      for comment in try archive.batch(index)["comments"] {
        if let ticket = comment["ticket_id"]?.integer, let id = comment["id"]?.integer {
          ids[ticket, default: []].append(id)
        }
      }
    }
    let ends = Set(ids.values.filter { $0.count > 1 }.compactMap { last ? $0.last : $0.first })
    return try removeAll("comments") { $0["id"]?.integer.map(ends.contains) ?? false }
  }
}

extension JSONNode {
  /// Another value of the same kind.
  var another: JSONNode? {
    if isNull { return nil }
    if let text { return .text(text + " ") }
    if self == .raw("true") { return .raw("false") }
    if self == .raw("false") { return .raw("true") }
    if let integer { return .integer(integer > 0 ? integer - 1 : integer + 1) }
    if elements != nil { return .array([]) }
    return keys.isEmpty ? nil : .object([])
  }
}
