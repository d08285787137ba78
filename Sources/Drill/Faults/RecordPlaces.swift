import Plan

/// Where a record is in the archive.
struct RecordPlace {
  /// The batch in `entries`.
  var batch: Int
  /// The place in its array.
  var index: Int
}

/// Finding places for faults in records, and putting them there.
extension MigrationCopy {
  /// As findings call a record of an array.
  func key(_ record: JSONNode, of array: String) -> String {
    let singular = original.type(ofArray: array)?.singular ?? array
    let key = original.type(ofArray: array)?.fields.first?.name ?? "id"
    return "\(singular) \(record[key]?.integer.map(String.init) ?? "?")"
  }

  /// The first record from the position on that a condition holds for.
  ///
  /// - Complexity: O(batches) until the first that has one
  func place(
    _ array: String, where condition: (JSONNode) -> Bool = { _ in true }
  ) throws -> (place: RecordPlace, batch: Batch)? {
    let batches = archive.batches
    for number in position.order(batches.count) {
      let batch = try archive.batch(batches[number])
      let records = batch[array]
      if let index = position.order(records.count).first(where: { condition(records[$0]) }) {
        return (RecordPlace(batch: batches[number], index: index), batch)
      }
    }
    return nil
  }

  /// Changes the array of the first record from the position on that a condition holds for.
  mutating func edit(
    _ array: String, where condition: (JSONNode) -> Bool = { _ in true },
    _ change: (inout [JSONNode], Int) -> Void
  ) throws -> Damage? {
    guard let (place, found) = try place(array, where: condition) else { return nil }
    var batch = found
    let key = key(batch[array][place.index], of: array)
    var records = batch[array]
    change(&records, place.index)
    batch[array] = records
    try archive.setBatch(place.batch, batch)
    return Damage(keys: [key], members: [archive.entries[place.batch].name])
  }

  /// Gives a field of one record another value: of the first record for which `change` has one.
  mutating func set(_ array: String, _ field: String, _ change: (JSONNode) -> JSONNode?) throws -> Damage? {
    func changed(_ record: JSONNode) -> JSONNode? {
      record[field].flatMap(change).flatMap { $0 == record[field] ? nil : $0 }
    }
    return try edit(array, where: { changed($0) != nil }) { records, index in
      records[index][field] = changed(records[index])
    }
  }

  /// Changes every record of an array that `change` changes.
  mutating func setAll(_ array: String, _ change: (JSONNode) -> JSONNode?) throws -> Damage? {
    var keys: [String] = []
    for index in archive.batches {
      var batch = try archive.batch(index)
      var isChanged = false
      batch[array] = batch[array].map { record in
        guard let new = change(record), new != record else { return record }
        isChanged = true
        keys.append(key(record, of: array))
        return new
      }
      if isChanged { try archive.setBatch(index, batch) }
    }
    return keys.isEmpty ? nil : Damage(keys: keys)
  }

  /// Changes two records of one batch: the first from the position on that has a partner after it.
  mutating func editPair(
    _ array: String, where condition: (JSONNode, JSONNode) -> Bool,
    _ change: (inout JSONNode, inout JSONNode) -> Void
  ) throws -> Damage? {
    let batches = archive.batches
    for number in position.order(batches.count) {
      var batch = try archive.batch(batches[number])
      var records = batch[array]
      for left in position.order(records.count) {
        let right = records.indices.first { $0 > left && condition(records[left], records[$0]) }
        guard let right else { continue }
        let keys = [key(records[left], of: array), key(records[right], of: array)]
        var (one, other) = (records[left], records[right])
        change(&one, &other)
        (records[left], records[right]) = (one, other)
        batch[array] = records
        try archive.setBatch(batches[number], batch)
        return Damage(keys: keys, members: [archive.entries[batches[number]].name])
      }
    }
    return nil
  }

  /// Another value of a field than a record has: of the nearest record that has one.
  func otherValue(_ array: String, _ field: String, than value: JSONNode?) throws -> JSONNode? {
    for index in archive.batches {
      if let other = try archive.batch(index)[array].compactMap({ $0[field] }).first(where: {
        $0 != value && !$0.isNull
      }) {
        return other
      }
    }
    return nil
  }

  /// Damage to a whole batch, the one at the position.
  mutating func editBatch(_ change: (inout Batch) -> Bool) throws -> Damage? {
    let batches = archive.batches
    for number in position.order(batches.count) {
      var batch = try archive.batch(batches[number])
      guard change(&batch) else { continue }
      try archive.setBatch(batches[number], batch)
      return Damage(members: [archive.entries[batches[number]].name])
    }
    return nil
  }

  /// Damage to the text of the batch at the position; nil of `change` passes it on to the next.
  mutating func editText(_ change: ([UInt8]) -> [UInt8]?) throws -> Damage? {
    let batches = archive.batches
    for number in position.order(batches.count) {
      let content = try archive.entries[batches[number]].content()
      guard let new = change(content), new != content else { continue }
      try archive.setContent(batches[number], new)
      return Damage(members: [archive.entries[batches[number]].name])
    }
    return nil
  }
}
