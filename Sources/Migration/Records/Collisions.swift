import Plan

/// Ids that records of two sources would have in the archive: conflict 7, which no policy decides.
struct Collisions: Sendable {
  /// A record of each, with the source's name and `file:line`.
  struct Pair: Sendable {
    let id: Int64
    let sources: [String]
    let lines: [String]

    init(id: Int64, _ chat: ChatIndex, row: Int, againstRow other: Int) {
      self.id = id
      sources = [row, other].map { chat.feeds[chat.chat(ofRow: $0)].export.source.name }
      lines = [row, other].map(chat.lineText)
    }

    init(id: Int64, _ chat: ChatIndex, row: Int, against others: RecordIndex, _ other: UInt32) {
      self.id = id
      let feed = others.feeds[others.feed(of: Int(other))]
      sources = [chat.feeds[chat.chat(ofRow: row)].export.source.name, feed.export.source.name]
      lines = [chat.lineText(of: row), others.lineText(of: Int(other))]
    }
  }

  private(set) var tickets = Evidence<Pair>()
  private(set) var comments = Evidence<Pair>()

  /// - Complexity: O(tickets), and O(rows) where there are comments of another source than the first chat.
  init(_ chat: ChatIndex, _ judgement: Judgement, _ records: [JudgedRecords], by rule: KeepRule) {
    collect(chat, judgement, others: records[.tickets]?.index)
    guard chat.feeds.count > 1 || records[.comments] != nil else { return }
    for (number, feed) in chat.feeds.enumerated() {
      for row in feed.rows where chat.rows.kept(for: row, by: rule) == row {
        let id = chat.rows[row].commentID
        for earlier in 0..<number {
          guard let first = chat.find(comment: id, of: earlier) else { continue }
          let other = chat.rows.kept(for: first, by: rule)
          comments.add(Pair(id: id, chat, row: other, againstRow: row))
        }
        guard let others = records[.comments]?.index, let other = others.find(id) else { continue }
        comments.add(Pair(id: id, chat, row: row, against: others, other))
      }
    }
  }

  private mutating func collect(_ chat: ChatIndex, _ judgement: Judgement, others: RecordIndex?) {
    let conversations = chat.conversations.tickets
    for (number, feed) in chat.feeds.enumerated() {
      for ticket in feed.tickets where judgement.commentCounts[ticket] > 0 {
        let (id, row) = (conversations[ticket].id, Int(conversations[ticket].row))
        for earlier in 0..<number {
          guard let other = chat.conversations.find(id, of: earlier),
            judgement.commentCounts[Int(other)] > 0
          else { continue }
          tickets.add(Pair(id: id, chat, row: Int(conversations[Int(other)].row), againstRow: row))
        }
        guard let others, let other = others.find(id) else { continue }
        tickets.add(Pair(id: id, chat, row: row, against: others, other))
      }
    }
  }
}
