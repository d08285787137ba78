import Plan

/// Exports that the migration did not read to their end, or of which it left out a file.
extension CauseSearch {
  mutating func addReadings() {
    for record in facts.records {
      let missing = left(Wrong(.missing, record.type))
      if missing.count < Proof.least { continue }
      for part in ExportFiles(facts, record).unread(RowSet(missing)) { add(claim(part, record)) }
    }
  }

  private func claim(_ part: ExportFiles.Unread, _ record: RecordFacts) -> Claim {
    let rows = part.rows
    let place = record.expected.finding(Row(rows[0]), "").export
    let count = record.expected.noun.counted(rows.count)
    let file = place?.file ?? ""
    var claim =
      part.isWhole
      ? Claim(
        .lostStage, "\(file) was left out: all \(count) of it are missing, and those of other files arrived",
        remedy: "Migrate this file as well.", export: place)
      : Claim(
        .unreadEnd,
        "\(file) was not read to its end: all \(count) from line \(grouped(place?.line ?? 0)) on are missing, and none before "
          + "it are",
        remedy:
          "Read the export to its end (a limit, a page that is the last too early?), and migrate the rest.",
        export: place)
    let set = RowSet(rows)
    claim.rows[Wrong(.missing, record.type)] = set
    guard record.type == .comments else { return claim }
    let tickets = facts.tickets(whoseCommentsAre: set)
    let missingTickets = RowSet(left(Wrong(.missing, .tickets)).filter { tickets.contains($0) })
    if missingTickets.count > 0 { claim.rows[Wrong(.missing, .tickets)] = missingTickets }
    let named = NamedBy(facts, comments: set, tickets: tickets)
    let users = RowSet(left(Wrong(.missing, .users)).filter { named.isNamedByMissingAlone(user: $0) })
    if users.count > 0 { claim.rows[Wrong(.missing, .users)] = users }
    return claim
  }
}

/// The expected records of one type by the files that tell of them.
private struct ExportFiles {
  struct Unread {
    var rows: [Int]
    /// Whether nothing of the file arrived.
    var isWhole: Bool
  }

  /// For each file its rows, in its order.
  private var files: [[Int]] = []
  private let match: Match

  /// - Complexity: O(expected records).
  init(_ facts: Facts, _ record: RecordFacts) {
    match = record.match
    var numbers: [[Int]: Int] = [:]
    for row in 0..<record.expected.count where record.expected.includes(Row(row)) {
      guard let place = facts.file(of: row, record.type) else { continue }
      let key = [place.feed, place.file]
      let number = numbers[key] ?? files.count
      if number == files.count {
        numbers[key] = number
        files.append([])
      }
      files[number].append(row)
    }
  }

  /// The files of which nothing arrived though something of others did, and those of which nothing did from some row on.
  func unread(_ missing: RowSet) -> [Unread] {
    let lasts = files.map { rows in rows.lastIndex { match.isMatched(Row($0)) } }
    let hasArrived = lasts.contains { $0 != nil }
    return zip(files, lasts).compactMap { rows, last in
      let tail = Array(rows[(last.map { $0 + 1 } ?? 0)...])
      guard tail.count >= Proof.least, tail.allSatisfy({ missing.contains($0) }) else { return nil }
      guard let last else { return hasArrived ? Unread(rows: tail, isWhole: true) : nil }
      let before = rows[...last]
      // Of a few rows, the missing ones are the last by chance.
      let isEnd = before.count >= Proof.least && !before.contains { missing.contains($0) }
      return isEnd ? Unread(rows: tail, isWhole: false) : nil
    }
  }
}

extension Facts {
  /// The file that tells of an expected record by a row of its own; nil where others tell of it, too.
  fileprivate func file(of row: Int, _ type: RecordType) -> (feed: Int, file: Int)? {
    switch type.name {
    case RecordType.comments.name: return rows.comments.lineage.place(of: row)
    case RecordType.tickets.name:
      guard rows.tickets.systems.system(of: row) == rows.ticketingSystem else { return nil }
      return rows.ticketRecords.lineage.place(of: Int(rows.tickets.firstRow[row]))
    case RecordType.users.name:
      let account = Int(people.account[Int(users.person[row])])
      guard account >= 0, rows.accounts.isListed(account) else { return nil }
      return rows.people.rows.lineage.place(of: Int(rows.accounts.firstAuthorRow[account]))
    default: return rows.records[type.name]?.lineage.place(of: row)
    }
  }
}
