import Foundation
import Plan

/// Chooses tickets whose comments people should look at, and shows them as both sides have them.
///
/// A pure function of the facts and the judged rules, but for bodies, of which an audit keeps only digests: those that are
/// shown are read again (`ThreadTexts`).
///
/// - Complexity: a few passes over the comments; nothing where no sample is wanted.
struct ThreadSamples {
  private let facts: Facts
  private let judged: [JudgedRule]
  private let explained: ExplainedRows
  private let texts: ThreadTexts

  init(
    _ facts: Facts, _ judged: [JudgedRule], _ explained: ExplainedRows, isReference: Bool
  ) {
    (self.facts, self.judged, self.explained) = (facts, judged, explained)
    texts = ThreadTexts(facts, isReference: isReference)
  }

  /// At most `count` tickets; none of an archive that can't be read.
  func choose(_ count: Int) -> [ThreadSample] {
    guard count > 0, facts.archiveTrouble == nil else { return [] }
    let chosen = SampleChoice(facts, FailedTickets(facts, judged, explained)).tickets(count)
    if chosen.isEmpty { return [] }
    let threads = AlignedThreads(facts, tickets: chosen.map(\.id)).threads
    let shown = threads.map { ThreadFolding.items(of: $0.rows.map { !$0.differences.isEmpty }) }
    let rows = zip(threads, shown).flatMap { thread, items in
      items.compactMap { $0.row.map { thread.rows[$0] } }
    }
    let read = texts.read(rows)
    return chosen.indices.map { number in
      let thread = threads[number]
      return ThreadSample(
        ticket: Int(chosen[number].id), reasons: chosen[number].reasons, expected: thread.expected,
        found: thread.found, different: thread.rows.count { !$0.differences.isEmpty },
        rows: shown[number].map { item in
          switch item {
          case .row(let row): .comment(comment(thread.rows[row], of: chosen[number].id, read))
          case .leftOut(let rows):
            .leftOut(
              count: rows.count, different: thread.rows[rows].count { !$0.differences.isEmpty })
          }
        })
    }
  }

  // MARK: One comment

  private func comment(_ row: AlignedThreads.Row, of ticket: Int64, _ read: ThreadTexts.Read) -> ThreadComment
  {
    let record = facts[.comments]
    var shown = ThreadComment(
      id: id(row, record), legacy: row.isExpectedHere ? row.legacy.map { legacySide($0, ticket) } : nil,
      new: row.new.map { newSide($0, ticket) }, differences: row.differences, body: ThreadText(bytes: nil))
    let (expected, found) = read.bodies(of: row, record)
    switch (expected, found) {
    case (let body?, nil), (nil, let body?): shown.body = excerpt(body)
    case (let old?, let new?):
      guard let from = old.text, let to = new.text, let change = TextChange(from: from, to: to) else {
        (shown.body, shown.newBody) = (excerpt(old), excerpt(new))
        break
      }
      shown.change = change.words(change.kind, isMasked: !facts.showsValues)
      shown.body = excerpt(old, changed: change.start..<change.cut.endIndex)
      shown.newBody = excerpt(new, changed: change.start..<change.added.endIndex)
    case (nil, nil): break
    }
    return shown
  }

  private func id(_ row: AlignedThreads.Row, _ record: RecordFacts) -> Int? {
    if let legacy = row.legacy { return Int(facts.rows.comments.id[legacy]) }
    return row.new.flatMap { record.records.hasID($0) ? Int(record.records.id[$0]) : nil }
  }

  private func legacySide(_ row: Int, _ ticket: Int64) -> ThreadSide {
    let comments = facts.rows.comments
    let person = Int(facts.people.personOfAccount[Int(comments.author[row])])
    let account = Int(facts.people.nameAccount[person])
    let name = account < 0 ? -1 : facts.rows.accounts.name[account]
    let own = facts.rows.tickets.id[Int(comments.ticket[row])]
    return ThreadSide(
      author: Int(facts.people.id[person]),
      name: name < 0 ? nil : shown(facts.rows.accounts.texts[name]), time: comments.instant(row).text,
      isPublic: comments.isPublic[row] == 1, ticket: own == ticket ? nil : Int(own))
  }

  private func newSide(_ index: Int, _ ticket: Int64) -> ThreadSide {
    let (table, row) = (facts[.comments].archive, Row<New>(index))
    func integer(_ name: String) -> Int? {
      table[name].flatMap { column in
        let value = column.value(row)
        return value.kind == .integer ? Int(value.number) : nil
      }
    }
    let author = integer("author_id")
    let users = facts[.users]
    let user = author.flatMap { users.records.ids.find(Int64($0))?.row }
    let own = integer("ticket_id")
    let flag = table["public"]?.value(row)
    return ThreadSide(
      author: author, name: user.flatMap { users.archive["name"]?.text(Row($0)) }.map(shown),
      time: table["created_at"]?.value(row).instant?.text,
      isPublic: flag?.kind == .boolean ? flag?.words == "true" : nil,
      ticket: own == Int(ticket) ? nil : own)
  }

  private func shown(_ name: Bytes) -> String {
    facts.showsValues ? String(decoding: name, as: UTF8.self) : facts.shown(name)
  }

  /// The part of a body that is shown: around what changed, or its beginning.
  private func excerpt(_ body: ThreadTexts.Body, changed: Range<Int>? = nil) -> ThreadText {
    guard let text = body.text else { return ThreadText(bytes: body.bytes) }
    let all = facts.showsValues ? Array(text.unicodeScalars) : TextMask.masked(text.unicodeScalars)
    let start = changed.map { ThreadText.start(around: $0.lowerBound, of: all.count) } ?? 0
    let end = min(all.count, start + ThreadText.longest)
    var part = String.UnicodeScalarView()
    part.append(contentsOf: all[start..<end])
    return ThreadText(
      bytes: body.bytes, text: String(part), before: start, after: all.count - end,
      marked: changed.flatMap {
        let marked = $0.clamped(to: start..<end)
        return marked.isEmpty ? nil : marked.lowerBound - start..<marked.upperBound - start
      })
  }
}

extension ThreadText {
  /// The most characters that are shown of a body.
  static let longest = 200
  /// Characters that are shown before what changed.
  private static let lead = 60

  /// Where the part begins that is shown of a text of `count` characters which changed at `place`.
  fileprivate static func start(around place: Int, of count: Int) -> Int {
    count <= longest || place < longest - lead ? 0 : min(place - lead, count - lead)
  }
}
