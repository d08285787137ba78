import Plan

/// What was audited: an archive, or several that are imported one after the other.
package struct ArchiveFacts: Sendable, Equatable {
  /// Its path; those of several deliveries one after the other.
  package var path: String
  /// Of several deliveries that of a text with the SHA-256 of each in a line of its own.
  package var sha256: String
  package var bytes: Int
  /// Entries of the tar of any kind, and those that are batches.
  package var members: Int
  package var batches: Int
  /// Whether the archive was read to its proven end.
  package var isComplete: Bool
  /// Each archive by itself in the order of import, where there are several.
  package var deliveries: [DeliveryFacts]

  package init(
    path: String, sha256: String, bytes: Int, members: Int, batches: Int, isComplete: Bool,
    deliveries: [DeliveryFacts] = []
  ) {
    self.path = path
    self.sha256 = sha256
    self.bytes = bytes
    self.members = members
    self.batches = batches
    self.isComplete = isComplete
    self.deliveries = deliveries
  }

  /// Each file that was audited, with its digest, in the order of import.
  package var files: [(path: String, sha256: String, bytes: Int)] {
    deliveries.isEmpty ? [(path, sha256, bytes)] : deliveries.map { ($0.path, $0.sha256, $0.bytes) }
  }
}

/// One of several archives that are imported one after the other.
package struct DeliveryFacts: Sendable, Equatable {
  package var path: String
  /// Empty where it was not read to its end.
  package var sha256: String
  package var bytes: Int
  package var members: Int
  package var batches: Int
  package var isComplete: Bool
  /// Of each record type that has some, in the order of the schema.
  package var records: [Count]
  /// The number of an earlier delivery that is the same file, byte for byte, counted from 1; nil where there is none.
  package var repeats: Int?

  /// How many records of a type it has, and how many of them a later delivery replaces.
  package struct Count: Sendable, Equatable {
    package var record: String
    package var count: Int
    package var superseded: Int

    package init(record: String, count: Int, superseded: Int) {
      self.record = record
      self.count = count
      self.superseded = superseded
    }
  }

  package init(
    path: String, sha256: String, bytes: Int, members: Int, batches: Int, isComplete: Bool,
    records: [Count] = [], repeats: Int? = nil
  ) {
    self.path = path
    self.sha256 = sha256
    self.bytes = bytes
    self.members = members
    self.batches = batches
    self.isComplete = isComplete
    self.records = records
    self.repeats = repeats
  }
}

extension ArchiveFacts {
  init(_ facts: Facts) {
    let archive = facts.archive
    let paths = archive.deliveries.paths
    self.init(
      path: paths.joined(separator: ", "), sha256: paths.isEmpty ? "" : archive.digest,
      bytes: Int(clamping: archive.summary.bytes), members: archive.members.count,
      batches: archive.batches.count,
      isComplete: facts.plan.comparesTablesAlone || facts.archiveTrouble == nil && archive.summary.isComplete,
      deliveries: archive.deliveries.areSeveral ? paths.indices.map { DeliveryFacts($0, archive) } : [])
  }
}

extension DeliveryFacts {
  /// One that was not opened has nothing.
  fileprivate init(_ number: Int, _ archive: ArchiveTables) {
    let row = archive.read.indices.contains(number) ? archive.read[number] : DeliveryRow(firstMember: 0)
    let counts = zip(archive.records, zip(row.records, row.superseded)).map {
      Count(record: $0.type.name, count: $1.0, superseded: $1.1)
    }
    self.init(
      path: archive.deliveries.paths[number], sha256: row.sha256, bytes: Int(clamping: row.summary.bytes),
      members: archive.members.count { $0.delivery == number },
      batches: archive.batches.count { $0.delivery == number },
      isComplete: row.summary.isComplete, records: counts.filter { $0.count > 0 },
      repeats: row.sha256.isEmpty
        ? nil : archive.read[..<number].firstIndex { $0.sha256 == row.sha256 }.map { $0 + 1 })
  }
}
