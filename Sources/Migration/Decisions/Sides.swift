import Exports
import Plan

/// The sides of one conflict: what distinguishes them, and the first row of each, in the order of the rows.
struct Sides: Sendable {
  private(set) var digests: [String] = []
  private(set) var rows: [Int] = []

  mutating func add(_ digest: String, row: Int) {
    guard !digests.contains(digest) else { return }
    digests.append(digest)
    rows.append(row)
  }

  /// The first row of a side.
  func row(of digest: String) -> Int? { digests.firstIndex(of: digest).map { rows[$0] } }
}

/// Rows of one export, to be read again for their digests.
struct DigestedRows {
  let export: Export
  let readers: [FieldReader]
  /// How many rows are read at once.
  private static let run = 256

  /// The digest of each of the rows at `places`.
  ///
  /// - Throws: `ExportError` when a row can't be read again.
  /// - Complexity: O(bytes of the rows).
  func digests(of places: [RecordPlace]) throws -> [String] {
    var digests: [String] = []
    try forEach(places) { _, block, record in
      digests.append(
        SideDigest.make(
          source: export.source.name,
          readers.enumerated().lazy.map { index, reader in
            (reader.column.field, reader.text(block[record, index]) ?? Bytes(start: nil, count: 0))
          }))
    }
    return digests
  }

  /// Calls `body` with each of the rows, and its number in `places`.
  func forEach(_ places: [RecordPlace], _ body: (Int, RecordBlock, Int) throws -> Void) throws {
    guard !places.isEmpty else { return }
    var lookup = try RecordLookup(export, columns: readers.map(\.wanted))
    for start in stride(from: 0, to: places.count, by: Self.run) {
      let run = places[start..<min(start + Self.run, places.count)]
      try lookup.read(Array(run)) { block in
        for record in 0..<block.count { try body(start + record, block, record) }
      }
    }
  }
}

// The fields in which the rows of a conflict may differ.
extension ChatFeed {
  var digestedComments: DigestedRows {
    let core: [ChatField] = [.ticketID, .authorID, .isPublic, .commentCreatedAt, .body]
    return DigestedRows(export: export, readers: core.map { map[$0] } + map.readers(map.commentFields))
  }

  var digestedTickets: DigestedRows {
    let core: [ChatField] = [.requesterID, .ticketCreatedAt]
    return DigestedRows(export: export, readers: core.map { map[$0] } + map.readers(map.ticketFields))
  }
}

extension RecordFeed {
  var digestedRecords: DigestedRows {
    DigestedRows(export: export, readers: Array(map.columns.readers.dropFirst()))
  }
}

extension Identities {
  /// The e-mails of a chat id, with the sighting of each, in the order of their first rows.
  ///
  /// - Parameter sightings: those of the chat id.
  func emailSides(of sightings: [UInt32], in source: String) -> Sides {
    var sides = Sides()
    for number in sightings {
      guard let key = self.sightings[Int(number)].key else { continue }
      sides.add(emailDigest(key, in: source), row: Int(number))
    }
    return sides
  }

  private func emailDigest(_ key: UInt32, in source: String) -> String {
    withKey(key) { SideDigest.make(source: source, CollectionOfOne((name: "email", text: $0))) }
  }
}

extension TicketingIndex {
  /// The ids that the list of ticketing users has for an e-mail key, with the place of each among its users.
  func sides(of key: UInt32, in source: String) -> Sides {
    var sides = Sides()
    for (number, user) in (usersOfKey[key] ?? []).enumerated() {
      var id = String(user.id)
      let digest = id.withUTF8 { SideDigest.make(source: source, CollectionOfOne((name: "id", text: $0))) }
      sides.add(digest, row: number)
    }
    return sides
  }

  /// The smallest id of an e-mail key: what the conflict is called by.
  func smallestID(of key: UInt32) -> Int64 { (usersOfKey[key] ?? []).map(\.id).min() ?? 0 }
}
