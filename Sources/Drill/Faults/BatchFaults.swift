import Plan

/// Batches that are lost, doubled, renamed or of another shape.
enum BatchFaults {
  static func all(_ types: [RecordType]) -> [Fault] { members(types) + shapes }

  private static func members(_ types: [RecordType]) -> [Fault] {
    let missing = Fault.Expected.rules(types.map { "no-missing-\($0.name)" })
    let unique = Fault.Expected.rules(types.map { "\($0.singular)-ids-are-unique" })
    let gap = Fault.Expected.rules(["batch-numbers-have-no-gap"])
    return [
      Fault(.batches, "a batch lost", missing) { copy in
        guard let index = copy.batchAtPosition else { return nil }
        let batch = try copy.archive.batch(index)
        copy.archive.entries.remove(at: index)
        return Damage(keys: batch.arrays.flatMap { copy.lostKeys(batch[$0], of: $0) })
      },
      Fault(.batches, "a batch lost, and the later ones renumbered", missing) { copy in
        let names = copy.archive.batches.map { copy.archive.entries[$0].name }
        _ = copy.entry { archive, index in archive.entries.remove(at: index) }
        for (index, name) in zip(copy.archive.batches, names) { try copy.archive.rename(index, name) }
        return Damage()
      },
      Fault(.batches, "every second batch lost", missing, hasPlaces: false) { copy in
        guard copy.archive.batches.count > 1 else { return nil }
        for index in copy.archive.batches.enumerated().filter({ $0.offset % 2 == 1 }).map(\.element)
          .reversed()
        {
          copy.archive.entries.remove(at: index)
        }
        return Damage()
      },
      Fault(.batches, "a batch twice under one name", .rules(["no-duplicate-batches"])) { copy in
        copy.entry { archive, index in archive.entries.append(archive.entries[index]) }
      },
      Fault(
        .batches, "a batch twice under two names", unique
      ) {
        copy in
        let name = copy.archive.name(copy.archive.nextNumber)
        guard let index = copy.batchAtPosition else { return nil }
        copy.archive.entries.append(
          try TarEntry(name: name, content: try copy.archive.entries[index].content()))
        return Damage()
      },
      Fault(.batches, "a batch with the content of another", missing) { copy in
        let batches = copy.archive.batches
        guard batches.count > 1, let number = copy.position.order(batches.count).first else { return nil }
        let other = batches[(number + 1) % batches.count]
        try copy.archive.setContent(batches[number], try copy.archive.entries[other].content())
        return Damage()
      },
      Fault(.batches, "a batch emptied of records", missing) { copy in
        try copy.editBatch {
          $0 = $0.emptied; return true
        }.map { _ in Damage() }
      },
      Fault(.batches, "a batch under a number with a gap before it", gap) { copy in
        try copy.rename { $0.name($0.nextNumber * 10) }
      },
      Fault(.batches, "a batch under a number between two others", gap) { copy in
        try copy.rename { archive in archive.name((archive.nextNumber / 100) * 100 - 37) }
      },
    ]
      + names.map { words, change in
        Fault(.batches, "a batch under a name \(words)", .rules(["members-are-batches"])) { copy in
          try copy.rename { archive, name in change(name) == name ? nil : change(name) }
        }
      } + [
        Fault(.batches, "a file that is not a batch", .rules(["members-are-batches"]), hasPlaces: false) {
          copy in
          copy.archive.entries.append(try TarEntry(name: "README.txt", content: Array("made by hand".utf8)))
          return Damage(members: ["README.txt"])
        }
      ]
  }

  private static let names: [(String, @Sendable (String) -> String)] = [
    ("with a zero before its number", { (name: String) in name.replacing("_", with: "_0") }),
    ("in upper case", { $0.uppercased() }), ("in a folder", { "folder/" + $0 }),
    ("at the root", { "/" + $0 }),
    ("above the folder", { "../" + $0 }), ("with a suffix more", { $0 + ".bak" }),
    ("with a space after it", { $0 + " " }),
    ("with a line end in it", { $0.replacing("_", with: "\n") }), ("with a backslash", { "folder\\" + $0 }),
  ]

  private static var shapes: [Fault] {
    let shape = Fault.Expected.rules(["batches-match-the-schema"])
    return [
      Fault(.batches, "two batches as one", .rules(["no-array-exceeds-the-limit"])) { copy in
        let batches = copy.archive.batches
        guard batches.count > 1, let first = copy.position.order(batches.count - 1).first else { return nil }
        var left = try copy.archive.batch(batches[first])
        let right = try copy.archive.batch(batches[first + 1])
        for array in right.arrays { left[array] += right[array] }
        guard left.arrays.contains(where: { left[$0].count > copy.plan.archive.batchSize }) else {
          return nil
        }
        try copy.archive.setBatch(batches[first], left)
        copy.archive.entries.remove(at: batches[first + 1])
        return Damage(members: [copy.archive.entries[batches[first]].name])
      }
    ]
      + ["data", "comments", "users"].flatMap { array in
        [
          Fault(.batches, "the array \(array) left out", shape) {
            try $0.editBatch {
              $0.tickets[array] = nil; return true
            }
          },
          Fault(.batches, "the array \(array) null", shape) {
            try $0.editBatch {
              $0.tickets[array] = .null; return true
            }
          },
          Fault(.batches, "the array \(array) as an object", shape) { copy in
            try copy.editBatch {
              $0.tickets[array] = .object([]); return true
            }
          },
          Fault(.batches, "the array \(array) with null in it", shape) { copy in
            try copy.editBatch {
              $0[array].append(.null); return true
            }
          },
          Fault(.batches, "the array \(array) under another name", shape) { copy in
            try copy.editBatch { batch in
              batch.tickets["old_" + array] = .array(batch[array])
              batch.tickets[array] = nil
              return true
            }
          },
        ]
      } + [
        Fault(.batches, "users among the comments", .rules(["batches-match-the-schema", "no-missing-users"]))
        { copy in
          try copy.editBatch { batch in
            guard let user = batch["users"].first else { return false }
            batch["users"].removeFirst()
            batch["comments"].append(user)
            return true
          }
        }
      ]
  }
}

extension MigrationCopy {
  /// Where the batch at the position is in the entries.
  var batchAtPosition: Int? {
    let batches = archive.batches
    return position.order(batches.count).first.map { batches[$0] }
  }

  /// Changes the entry of the batch at the position.
  mutating func entry(_ change: (inout ArchiveCopy, Int) -> Void) -> Damage? {
    guard let index = batchAtPosition else { return nil }
    let name = archive.entries[index].name
    change(&archive, index)
    return Damage(members: [name])
  }

  fileprivate mutating func rename(_ new: (ArchiveCopy) -> String) throws -> Damage? {
    try rename { archive, _ in new(archive) }
  }

  /// Gives the batch at the position another name.
  fileprivate mutating func rename(_ new: (ArchiveCopy, String) -> String?) throws -> Damage? {
    guard let index = batchAtPosition, let name = new(archive, archive.entries[index].name) else {
      return nil
    }
    try archive.rename(index, name)
    return Damage()
  }
}
