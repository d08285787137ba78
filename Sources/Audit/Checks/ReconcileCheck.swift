import Plan

/// Reconciliation: what must arrive is there, or nothing is there that need not be.
///
/// Copies beyond the first are the business of the uniqueness of ids. Cost: one pass over a table.
struct ReconcileCheck: Check {
  static let name = "reconcile"
  var inputs: Set<Input> {
    switch record {
    case .comments, .tickets: [.chat, .archive]
    case .users: [.chat, .ticketing, .archive]
    case .organizations: [.organizations, .archive]
    }
  }
  private let record: Record
  private let side: Side

  private enum Side: String, CaseIterable {
    /// Expected records that the archive does not hold.
    case missing
    /// Records of the archive that nothing in the exports explains.
    case unexpected
  }

  init(_ parameters: inout Parameters) throws(RuleError) {
    record = try parameters.word("record", of: Record.self)
    side = try parameters.word("side", of: Side.self)
  }

  func measure(_ facts: Facts) -> Measurement {
    side == .missing ? missing(facts) : unexpected(facts)
  }

  private func missing(_ facts: Facts) -> Measurement {
    let total = facts.expectedCount(record)
    let evidence = MissingRecords(facts, record).evidence()
    let arrived = total - evidence.violations
    return Measurement(
      examined: total, expected: total, unit: record.rawValue, evidence: evidence,
      summary: evidence.isEmpty
        ? "\(grouped(arrived)) of \(counted(total, record.noun)) arrived"
        : "\(grouped(evidence.violations)) of \(counted(total, record.noun)) missing, \(grouped(arrived)) arrived"
    )
  }

  private func unexpected(_ facts: Facts) -> Measurement {
    let table = facts.table(record)
    let expectedRow = facts.alignment(record).expectedRow
    var evidence = Evidence()
    for row in 0..<table.count where expectedRow[row] < 0 && table.has(.id, row) {
      evidence.add {
        let id = table.id[row]
        return Finding(
          message: "\(record.noun) \(id) comes from nowhere: \(explanation(of: id, facts))",
          key: "\(record.noun) \(id)", archive: facts.place(of: row, record))
      }
    }
    return Measurement(
      examined: table.count, expected: facts.expectedCount(record), unit: record.rawValue, evidence: evidence,
      summary: evidence.isEmpty
        ? "\(counted(table.count, record.noun)), none from nowhere"
        : "\(grouped(evidence.violations)) of \(counted(table.count, record.noun)) from nowhere")
  }

  /// What is known of an id that is not expected.
  private func explanation(of id: Int64, _ facts: Facts) -> String {
    switch record {
    case .comments:
      return facts.plan.ticketingRecords == nil
        ? "no usable row of the chat export has this comment id"
        : "no usable record of either system has this comment id"
    case .tickets:
      return facts.plan.ticketingRecords == nil
        ? "no usable row of the chat export has this conversation id"
        : "no usable record of either system has this ticket id"
    case .organizations: return "no usable row of \(facts.files.organizations.name) has this id"
    case .users:
      if let account = facts.chat.accounts.find(id) {
        let expected = facts.people.id[Int(facts.people.personOfAccount[Int(account)])]
        return expected == id
          ? "the person with this chat id is not expected as a user"
          : "it is a chat id of the person who must stand under \(expected)"
      }
      return facts.ticketing.contains(id)
        ? "it is a ticketing user who never chatted" : "neither system has this id"
    }
  }
}

/// Expected records that did not arrive, put together by what they have in common.
struct MissingRecords {
  private let facts: Facts
  private let record: Record
  private let arrivals: Vector<UInt8>

  init(_ facts: Facts, _ record: Record) {
    self.facts = facts
    self.record = record
    arrivals = facts.alignment(record).arrivals
  }

  func evidence() -> Evidence {
    switch record {
    case .comments: comments()
    case .tickets: runs(facts.expected.ticketIsExpected.count) { facts.expected.ticketIsExpected[$0] != 0 }
    case .users: users()
    case .organizations:
      runs(facts.organizationTable.count) { facts.expectedOrganizations.state[$0] == .expected }
    }
  }

  /// A lost batch is a run of neighbours: in the order of the export for whoever cut it into slices, in the order
  /// of the conversations for whoever kept those together. The order with fewer runs tells it better.
  private func comments() -> Evidence {
    let states = facts.expected.state
    let bySource = runs(facts.chat.count) { states[$0] == .expected }
    if bySource.findings.count <= 1 { return bySource }
    let byTicket = wholeTickets()
    return byTicket.findings.count < bySource.findings.count ? byTicket : bySource
  }

  /// Runs of missing records among the expected ones, in the order of the export.
  private func runs(_ count: Int, isExpected: (Int) -> Bool) -> Evidence {
    var evidence = Evidence()
    var start = -1
    var last = -1
    var length = 0
    func close(atEnd: Bool) {
      if length > 0 { evidence.add(length) { run(start, last, length, atEnd: atEnd) } }
      length = 0
    }
    for row in 0..<count where isExpected(row) {
      if arrivals[row] != 0 {
        close(atEnd: false)
      } else {
        if length == 0 { start = row }
        last = row
        length += 1
      }
    }
    close(atEnd: true)
    return evidence
  }

  private func run(_ first: Int, _ last: Int, _ length: Int, atEnd: Bool) -> Finding {
    let from = facts.exportPlace(ofExpected: first, record)
    let to = facts.exportPlace(ofExpected: last, record)
    let ids = facts.expectedIDs(record)
    if length == 1 {
      return Finding(
        message: "\(record.noun) \(ids[first]) is missing\(atEnd ? behindTheEnd("it") : "")",
        key: "\(record.noun) \(ids[first])", export: from)
    }
    return Finding(
      message: "\(counted(length, record.noun)) in a row are missing, \(ids[first]) to \(ids[last]), from "
        + "\(from.file):\(from.line) to \(to.file):\(to.line)\(atEnd ? behindTheEnd("they") : "")",
      key: "\(record.noun) \(ids[first])", export: from)
  }

  /// Runs of conversations whose comments are missing, all or some of them.
  private func wholeTickets() -> Evidence {
    let tickets = facts.expected.ticketIsExpected.count
    var missing = [Int](repeating: 0, count: tickets)
    var firstMissing = [Int32](repeating: -1, count: tickets)
    for row in 0..<facts.chat.count where facts.expected.state[row] == .expected && arrivals[row] == 0 {
      let ticket = Int(facts.chat.ticket[row])
      missing[ticket] += 1
      if firstMissing[ticket] < 0 { firstMissing[ticket] = Int32(truncatingIfNeeded: row) }
    }
    var evidence = Evidence()
    var start = -1
    var comments = 0
    var count = 0
    func close(atEnd: Bool) {
      if count > 0 {
        evidence.add(comments) {
          let place = facts.place(ofChatRow: Int(firstMissing[start]))
          return Finding(
            message:
              "\(counted(comments, "comment")) of \(counted(count, "ticket"))\(count == 1 ? "" : " in a row") missing, "
              + "from ticket \(facts.chat.ticketID[start])\(atEnd ? behindTheEnd("they") : "")",
            key: "ticket \(facts.chat.ticketID[start])", export: place)
        }
      }
      (start, comments, count) = (-1, 0, 0)
    }
    for ticket in 0..<tickets where facts.expected.ticketIsExpected[ticket] != 0 {
      if missing[ticket] == 0 {
        close(atEnd: false)
      } else {
        if count == 0 { start = ticket }
        comments += missing[ticket]
        count += 1
      }
    }
    close(atEnd: true)
    return evidence
  }

  private func users() -> Evidence {
    var groups = GroupedEvidence<String>()
    for row in 0..<facts.expected.userID.count where arrivals[row] == 0 {
      let id = facts.expected.userID[row]
      groups.add(cause(ofMissingUser: row)) {
        Finding(
          message: cause(ofMissingUser: row), key: "user \(id)",
          export: facts.exportPlace(ofExpected: row, .users))
      }
    }
    return groups.evidence { finding, count in
      let first = finding.key.map { ", the first is \($0)" } ?? ""
      return "\(counted(count, "user")) missing\(first): \(finding.message)"
    }
  }

  private func cause(ofMissingUser row: Int) -> String {
    let person = Int(facts.expected.userPerson[row])
    let account = facts.people.account[person]
    if facts.people.id[person] != facts.chat.accounts.id(account),
      facts.userIDs.contains(facts.chat.accounts.id(account))
    {
      return "the chat id stands in the archive in place of the ticketing id"
    }
    let hasName = facts.chat.accounts.name[Int(account)] >= 0
    let hasEmail = facts.people.emailAccount[person] >= 0
    return switch (hasName, hasEmail) {
    case (true, true): "in the chat export with name and e-mail"
    case (false, true): "without a name in the chat export"
    case (true, false): "without an e-mail in the chat export"
    case (false, false): "without name and e-mail in the chat export"
    }
  }

  /// Where the end of the expected records would stand.
  private func behindTheEnd(_ subject: String) -> String {
    let archive = facts.archive
    if !archive.summary.isComplete {
      return "; the archive breaks off behind \(archive.members.last?.name ?? "its start")"
    }
    guard let last = archive.batchOrder.last else { return "; the archive has no batch" }
    return
      "; \(subject) would stand behind the last batch, \(archive.members[archive.batches[last].member].name)"
  }
}
