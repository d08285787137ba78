import Exports
import Plan

/// Everything for which a build is refused, as sentences: the place, what was expected, what to do.
///
/// Of each kind the first cases are named, and all are counted.
struct Refusals {
  private let exports: JudgedExports
  /// Empty if nothing prevents a build.
  private(set) var sentences: [String] = []

  /// - Throws: `ExportError` when rows that contradict each other can't be read again.
  init(_ exports: JudgedExports) throws {
    self.exports = exports
    let isDecided = exports.plan.conflicts != .refuse || !exports.hasConflicts
    sentences =
      stages + exports.chat.feeds.flatMap(rows) + ticketingRows + aliasRows
      + exports.records.inOrderOfBalance.flatMap(rows)
    if !isDecided || exports.judgement.hasSharedIDs {
      let report = ConflictReport(exports)
      if !isDecided { sentences += try conflicts(report) }
      sentences += sharedIDs(report) + sharedTicketingIDs + sharedTexts
    }
    sentences += collisions + exports.undecided + erasures
  }

  /// The first cases, and how many more there are.
  private func lines<Case>(
    _ evidence: Evidence<Case>, more: String, sentence: (Case) throws -> String
  ) rethrows -> [String] {
    let rest = evidence.total - evidence.cases.count
    return try evidence.cases.map(sentence) + (rest > 0 ? ["… and \(rest) more: \(more)"] : [])
  }
}

// Rows that are rejected, and files that are missing.
extension Refusals {
  /// Stages that the plan declares and the names of the files don't give.
  private var stages: [String] {
    let plan = exports.plan
    let problems = exports.sources.all.flatMap { export in
      export.stageProblems().map {
        "\(plan.path):\($0.planLine): stages of '\(export.source.name)': \($0.message)"
      }
    }
    return problems.isEmpty
      ? [] : problems + ["Add the files that are missing, or correct 'stages' in the plan."]
  }

  private func rows(_ feed: ChatFeed) -> [String] {
    malformed(feed.malformed, of: feed.export)
      + rejected(feed.rejected, columns: feed.map.columns, of: feed.export)
  }

  private func rows(_ records: JudgedRecords) -> [String] {
    records.index.feeds.flatMap { feed in
      malformed(feed.malformed, of: feed.export)
        + rejected(feed.rejected, columns: feed.map.columns, of: feed.export)
    }
  }

  private func malformed(_ problems: Evidence<ExportProblem>, of export: Export) -> [String] {
    lines(problems, more: "malformed records in \(export.source.name)") {
      "\(export.text(of: $0)): \($0.message)"
    }
  }

  private func rejected(_ rejected: RejectedRows, columns: MappedColumns, of export: Export) -> [String] {
    rejected.inOrder.filter { columns.refuses($0.reason) }.flatMap { reason, rows in
      lines(rows, more: columns.text(reason)) {
        "\(export.text(of: $0.place)): \(columns.complaint(reason, $0.damage))"
      }
    }
  }

  private var aliasRows: [String] {
    guard let export = exports.sources.aliases else { return [] }
    let aliases = exports.aliases
    return malformed(aliases.malformed, of: export)
      + rejected(aliases.rejected, columns: aliases.columns, of: export)
      + lines(aliases.mistakes, more: "rows of \(export.source.name)") {
        "\(export.text(of: $0.place)): \($0.sentence)"
      }
  }

  private var ticketingRows: [String] {
    guard let export = exports.sources.ticketing else { return [] }
    let ticketing = exports.ticketing
    return malformed(ticketing.malformed, of: export)
      + rejected(ticketing.rejected, columns: ticketing.columns, of: export)
  }
}

// Rows that contradict each other.
extension Refusals {
  /// What a policy would decide.
  private func conflicts(_ report: ConflictReport) throws -> [String] {
    let judgement = exports.judgement
    let ticketing = lines(judgement.ticketingConflicts.open, more: "e-mails with several ticketing ids") {
      key in
      let users = exports.ticketing.usersOfKey[key] ?? []
      let ids = users.map { "\($0.id) (\(exports.ticketingLine($0.place)))" }
      return "one e-mail of the chat has several ticketing ids: \(ids.joined(separator: ", "))"
    }
    return lines(judgement.emailConflicts.open, more: "chat ids with several e-mails") {
      report.email($0).sentence
    }
      + (try lines(judgement.commentConflicts.open, more: "comments with rows that differ") {
        try report.comment($0).sentence
      })
      + (try lines(judgement.ticketConflicts.open, more: "conversations with rows that differ") {
        try report.ticket($0).sentence
      })
      + ticketing
      + (try exports.records.inOrderOfBalance.flatMap(conflicts))
      + [
        "Correct the exports, decide each conflict in a sheet ('deskaudit decide'), or let the plan decide all with "
          + "'conflicts: first' or 'conflicts: last'."
      ]
  }

  /// Records of one id that contradict each other.
  private func conflicts(_ records: JudgedRecords) throws -> [String] {
    let index = records.index
    var variants: [Int: Variants<UInt64>] = [:]
    for first in records.judgement.conflicts.cases { variants[Int(first)] = Variants() }
    guard !variants.isEmpty else { return [] }
    for row in 0..<index.rows.count {
      variants[index.rows.first(of: row)]?
        .add(index.rows[row].meaning, index.lineText(of: row), row: row)
    }
    return try lines(records.judgement.conflicts, more: "\(index.name) with records that differ") { first in
      let variants = variants[Int(first)] ?? Variants()
      let map = index.feeds[index.feed(of: Int(first))].map
      return Contradiction(
        subject: "\(map.columns.names[0]) \(index.rows[Int(first)].id) of the \(index.name) has records that "
          + "differ\(try differences(among: variants.rows, of: index))",
        variants: variants.lines
      ).sentence
    }
  }

  /// In what records differ; nothing where they are of several sources, whose columns are others.
  private func differences(among rows: [Int], of index: RecordIndex) throws -> String {
    let feeds = Set(rows.map(index.feed))
    guard let feed = feeds.first, feeds.count == 1 else { return "" }
    let names = try index.feeds[feed].export.differences(
      among: rows.map(index.place), in: index.feeds[feed].map.columns.readers
    ) { RecordColumnMap.meaning(of: $0, $1, by: exports.chat.digest) }
    return " in \(names.joined(separator: ", "))"
  }

  /// Chat ids that are ticketing ids, too: no policy decides that two people get one id.
  private func sharedIDs(_ report: ConflictReport) -> [String] {
    guard exports.judgement.sharedIDs.total > 0 else { return [] }
    var (isTicketing, isChat) = (false, false)
    let sentences = lines(
      exports.judgement.sharedIDs, more: "ids that equal a ticketing id or that of another person"
    ) { shared in
      let id = exports.people.writtenID(of: shared.chatID)
      let mine = report.lines(ofChatID: shared.chatID)
      switch shared.other {
      case .ticketing(let line):
        isTicketing = true
        return Contradiction(
          subject:
            "chat id \(id) keeps its number, because no e-mail matches, and that number is a ticketing id",
          variants: [mine, [exports.ticketingLine(line)]]
        ).sentence
      case .chat(let other):
        isChat = true
        let names = [other, shared.chatID].map { "'\(exports.sourceName(ofChatID: $0))'" }
        return Contradiction(
          subject:
            "people of \(names[0]) and \(names[1]) would get the user id \(id), because no e-mail matches",
          variants: [report.lines(ofChatID: other), mine]
        ).sentence
      }
    }
    return sentences
      + (isTicketing
        ? [
          "Give these people the e-mail that the ticketing users have, or say 'unresolved-requester: same-ids' "
            + "if both systems are known to share their numbers."
        ] : [])
      + (isChat
        ? [
          "Give the people of one source other ids: 'ids: {offset: …}' or 'ids: {prefix: …}' under 'records.users' "
            + "in the plan."
        ] : [])
  }

  /// Ticketing ids that ticketing itself gives to two people of the chat.
  private var sharedTicketingIDs: [String] {
    lines(exports.judgement.sharedTicketingIDs, more: "ticketing ids with several e-mails") { shared in
      let users = shared.keys.flatMap { exports.ticketing.usersOfKey[$0] ?? [] }.filter { $0.id == shared.id }
      return "ticketing id \(shared.id) has several e-mails, of different people of the chat: "
        + users.map { exports.ticketingLine($0.place) }.joined(separator: ", ")
        + "; correct the ticketing users"
    }
  }
}

// E-mails that two users would have.
extension Refusals {
  private var sharedTexts: [String] {
    let shared = exports.judgement.sharedTexts
    guard shared.total > 0 else { return [] }
    let people = exports.people
    return lines(shared, more: "people with the e-mail of another that is not an address") { pair in
      let lines = [pair.with, pair.person].map { [lineOfEmail(of: $0)] }
      let ids = [pair.with, pair.person].map { String(people.persons[Int($0)].id) }
      return Contradiction(
        subject: "users \(ids.joined(separator: " and ")) have one e-mail, which is not an address",
        variants: lines
      ).sentence
    } + [
      "If it means that they have none, name it under 'null' in the plan; else correct the e-mails in the export."
    ]
  }

  /// `file:line` of the row that gives a person's e-mail.
  private func lineOfEmail(of person: UInt32) -> String {
    guard let chatID = exports.people.persons[Int(person)].emailChatID else { return "" }
    return exports.lineText(
      ofRow: exports.chat.identities.chatIDs[Int(chatID)].keptRow, tellingOf: chatID)
  }
}

// Ids that two records would have.
extension Refusals {
  private var collisions: [String] {
    let (tickets, comments) = (exports.collisions.tickets, exports.collisions.comments)
    guard tickets.total + comments.total > 0 else { return [] }
    return collisions(tickets, of: .tickets) + collisions(comments, of: .comments)
      + [
        "Give the records of one source other ids: 'ids: {offset: …}' or 'ids: {prefix: …}' beside it in the plan."
      ]
  }

  private func collisions(_ pairs: Evidence<Collisions.Pair>, of type: RecordType) -> [String] {
    lines(pairs, more: "\(type.name) of two sources with one id") { pair in
      let names = pair.sources.map { "'\($0)'" }.joined(separator: " and ")
      return Contradiction(
        subject: "\(names) both have a \(type.singular) that would get the id \(pair.id)",
        variants: pair.lines.map { [$0] }
      ).sentence
    }
  }
}

// People of whom nothing may be in the archive.
extension Refusals {
  private var erasures: [String] {
    guard let list = exports.erased else { return [] }
    let rows =
      malformed(list.malformed, of: list.export)
      + lines(list.mistakes, more: "rows of \(list.export.source.name)") {
        "\(list.export.text(of: $0.place)): \($0.sentence)"
      }
    let found = exports.peopleWhoMustNotArrive(list)
    guard found.total > 0 else { return rows }
    return rows
      + lines(found, more: "people who must not arrive") {
        "\(list.export.text(of: $0.place)): this person would be in the archive under the id \($0.id)"
      }
      + [
        "Nothing of these people may be in the archive ('must-not-arrive' of the plan): leave their rows out with 'where' "
          + "of the sources, or delete them from the exports."
      ]
  }
}
