/// Exports without a contradiction, made up from a seed, and what must arrive of them: worked out from the
/// lists that the rows are written from, never from the rows.
enum MadeUp {
  /// Chat ids 1 to 30; two each have one e-mail, every third person is known to ticketing.
  private static func email(of chatID: Int) -> String { "p\(chatID / 2)@example.org" }
  private static let knownKeys = Set((0...15).filter { $0 % 3 == 0 })

  static let ticketing = knownKeys.sorted().map { "\(900 + $0),P\($0)@EXAMPLE.org" }

  struct Comment {
    var id: Int64
    var ticket: Int
    var author: Int
    var second: Int
    var body: String
  }

  struct Expected {
    var comments: [Int64: Batch.Comment] = [:]
    var order: [Int64] = []
    var users: Set<Int64> = []
    var tickets: Set<Int64> = []
  }

  /// The distinct comments in source order; 25 conversations, interleaved, rarely in time order.
  private static func comments(seed: UInt64, count: Int) -> [Comment] {
    var random = SeededRandom(state: seed)
    return (0..<count).map { number in
      Comment(
        id: Int64(1000 + number), ticket: Int.random(in: 0..<25, using: &random),
        author: Int.random(in: 1...30, using: &random), second: Int.random(in: 10..<40, using: &random),
        body: ["", "plain", "\"\"", "a\nb", "漢字, \\ é", "<p>x</p>"].randomElement(using: &random) ?? "")
    }
  }

  /// Every requester writes in the first thirty rows, so that all of them are known.
  private static func requester(of ticket: Int) -> Int { ticket % 30 + 1 }

  /// The rows, every fourth a repetition of an earlier one, possibly under the author's other chat id.
  static func rows(seed: UInt64, count: Int) -> [Row] {
    var random = SeededRandom(state: seed &+ 1)
    var rows: [Row] = []
    let intro = (1...30).map {
      Comment(id: Int64($0), ticket: $0 % 25, author: $0, second: $0 + 10, body: "in")
    }
    for comment in intro + comments(seed: seed, count: count) {
      rows.append(row(comment))
      if Int.random(in: 0..<4, using: &random) == 0, let earlier = rows.randomElement(using: &random) {
        rows.append(earlier)
      }
    }
    return rows
  }

  static func expected(seed: UInt64, count: Int) -> Expected {
    let intro = (1...30).map {
      Comment(id: Int64($0), ticket: $0 % 25, author: $0, second: $0 + 10, body: "in")
    }
    let all = intro + comments(seed: seed, count: count)
    var expected = Expected()
    var ticketOrder: [Int] = []
    for comment in all {
      if !ticketOrder.contains(comment.ticket) { ticketOrder.append(comment.ticket) }
      expected.comments[comment.id] = Batch.Comment(
        id: comment.id, ticketID: Int64(5000 + comment.ticket), authorID: id(of: comment.author),
        isPublic: true,
        createdAt: "2021-02-02T02:02:\(comment.second)Z", body: comment.body)
      expected.users.insert(id(of: comment.author))
      expected.tickets.insert(Int64(5000 + comment.ticket))
    }
    for ticket in ticketOrder {
      let own = all.enumerated().filter { $0.element.ticket == ticket }
      expected.order += own.sorted { ($0.element.second, $0.offset) < ($1.element.second, $1.offset) }
        .map(\.element.id)
    }
    return expected
  }

  /// Ids 2k and 2k + 1 are one person; the lower number writes first. Chat id 1 has an e-mail of its own.
  private static func id(of chatID: Int) -> Int64 {
    let key = chatID / 2
    return Int64(knownKeys.contains(key) ? 900 + key : key == 0 ? 1 : 2 * key)
  }

  private static func row(_ comment: Comment) -> Row {
    Row(
      comment: "\(comment.id)", ticket: "\(5000 + comment.ticket)", author: "\(comment.author)",
      requester: "\(requester(of: comment.ticket))", created: "2021-02-02T02:02:\(comment.second)Z",
      body: "\"\(comment.body.replacing("\"", with: "\"\""))\"", email: email(of: comment.author))
  }
}
