import Foundation
import Plan

/// Which records a build writes, where it does not write all: those of a delta, or of a repair.
struct Selection {
  /// For each list of the whole `BatchPlan`, whether each object is written.
  private(set) var isKept: [[Bool]]
  /// For standard output.
  var lines: [String] = []
  /// For standard error.
  var warnings: [String] = []
  /// What the platform has of each record type and the exports have no more, in the order of the schema.
  var deleted: [(type: String, records: Manifest.Records)] = []

  init(_ digests: RecordDigests, keeping isWanted: (_ type: String, RecordDigests.Entry) -> Bool) {
    isKept = (0..<digests.listCount).map { list in
      let type = digests.type(ofList: list)
      return (0..<digests.count(list)).map { isWanted(type, digests[list, $0]) }
    }
  }

  var count: Int { isKept.reduce(0) { $0 + $1.count { $0 } } }
  var deletedCount: Int { deleted.reduce(0) { $0 + $1.records.ids.count } }
}

extension Selection {
  /// What is new, or differs from what the platform was given.
  ///
  /// - Parameter path: of the base's manifest, as messages name it.
  /// - Complexity: O(n log n).
  init(_ digests: RecordDigests, since base: Manifest, path: String) {
    var changes: [String: Changes] = [:]
    var isThere = base.records.reduce(into: [:]) {
      $0[$1.type] = [Bool](repeating: false, count: $1.records.ids.count)
    }
    self.init(digests) { type, entry in
      let records = base[type]
      guard let place = records.find(entry.id) else {
        changes[type, default: Changes()].new += 1
        return true
      }
      isThere[type]?[place] = true
      let isChanged = records.digests[place] != entry.digest
      changes[type, default: Changes()].changed += isChanged ? 1 : 0
      changes[type, default: Changes()].unchanged += isChanged ? 0 : 1
      return isChanged
    }
    lines = ["Delta since \(path)"]
    for (type, records) in base.records {
      let gone = (isThere[type] ?? []).indices.filter { isThere[type]?[$0] == false }
      changes[type, default: Changes()].deleted = gone.count
      if gone.isEmpty { continue }
      deleted.append(
        (type, Manifest.Records(ids: gone.map { records.ids[$0] }, digests: gone.map { records.digests[$0] }))
      )
    }
    let names =
      base.records.map(\.type) + changes.keys.sorted().filter { !base.records.map(\.type).contains($0) }
    lines += names.compactMap { name in changes[name].flatMap { $0.words.map { "  \(name): \($0)" } } }
  }

  /// - Parameter extent: of which there is a selection.
  init(_ digests: RecordDigests, _ extent: Extent) {
    switch extent {
    case .all: self.init(digests) { _, _ in true }
    case .since(let base):
      self.init(digests, since: base.manifest, path: base.path)
      warnings = base.warnings
    case .only(let audited): self.init(digests, repairing: audited)
    }
  }

  /// What became of the records of a type.
  private struct Changes {
    var (new, changed, unchanged, deleted) = (0, 0, 0, 0)

    /// Nil where there are none.
    var words: String? {
      let parts = [(new, "new"), (changed, "changed"), (unchanged, "unchanged"), (deleted, "deleted")]
      let words = parts.filter { $0.0 > 0 }.map { "\(grouped($0.0)) \($0.1)" }
      return words.isEmpty ? nil : words.joined(separator: ", ")
    }
  }

  /// The first of the deleted records, and how many more there are.
  var deletedWords: String {
    let most = 10
    let names = deleted.flatMap { type, records in
      records.ids.prefix(most).map { "\(singular(type)) \($0)" }
    }
    let more = deletedCount - min(names.count, most)
    return names.prefix(most).joined(separator: ", ") + (more > 0 ? " and \(grouped(more)) more" : "")
  }

  /// What is said of deleted records whose list is beside the archive.
  func deletedLines(beside archive: String) -> [String] {
    if deletedCount == 0 { return [] }
    return [
      "  no import deletes the \(counted(deletedCount, "record")) that the exports no longer have: \(Self.deletedPath(of: archive))"
    ]
  }

  /// What is said where no archive is written.
  func nothingToWrite(target: String) -> [String] {
    var lines = ["Nothing to write: no archive, and nothing beside it, is written"]
    if deletedCount > 0 {
      lines.append(
        "  no import deletes the \(counted(deletedCount, "record")) that the exports no longer have: \(deletedWords)"
      )
    }
    if access(target, F_OK) == 0 {
      lines.append("  \(target) is there from before, and is not of this build")
    }
    return lines
  }

  /// CSV (RFC 4180) with the record type and id of what is deleted.
  var deletedList: [UInt8] {
    var lines = "record,id\r\n"
    for (type, records) in deleted {
      for id in records.ids { lines += "\(type),\(id)\r\n" }
    }
    return Array(lines.utf8)
  }

  static func deletedPath(of archive: String) -> String { archive + ".deleted.csv" }
}

extension Selection {
  /// What an audit found to be missing or changed, as far as the exports have it.
  init(_ digests: RecordDigests, repairing audited: AuditedRecords) {
    var found: [AuditedRecords.Kind: [String: Int]] = [:]
    self.init(digests) { type, entry in
      let kinds = audited.kinds.filter { audited.ids[$0]?[type]?.contains(entry.id) == true }
      for kind in kinds { found[kind, default: [:]][type, default: 0] += 1 }
      return !kinds.isEmpty
    }
    lines = ["Repair of what \(audited.from) found"]
    for kind in audited.kinds {
      let types = audited.ids[kind] ?? [:]
      let words = types.keys.sorted().map { type in
        let (wanted, given) = (types[type]?.count ?? 0, found[kind]?[type] ?? 0)
        return "\(type) \(grouped(given))"
          + (given < wanted ? " (the exports do not have \(grouped(wanted - given)) more)" : "")
      }
      lines.append("  \(kind.rawValue): \(words.isEmpty ? "none" : words.joined(separator: ", "))")
    }
    let left = [(audited.unexpected, "unexpected"), (audited.duplicates, "duplicate")].filter { $0.0 > 0 }
    if !left.isEmpty {
      let words = left.map { "\(grouped($0.0)) \($0.1)" }.joined(separator: " and ")
      lines.append("  not repaired: \(words), because no import takes a record back")
    }
    warnings = audited.warnings
  }
}
