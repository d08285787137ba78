import Foundation

/// A made-up helpdesk that people go on using: tickets, comments and people are added, changed and deleted between two
/// exports. The seed tells everything.
struct DeskInUse {
  struct Comment {
    var id: Int
    var author: Int
    var isPublic: Bool
    var body: String
    var minute: Int
  }

  struct Ticket {
    var id: Int
    var requester: Int
    var comments: [Comment]
  }

  private var random: UInt64
  private(set) var tickets: [Ticket] = []
  private var names: [Int: String] = [:]
  private var nextID = 1000
  private var minute = 0

  init(seed: UInt64) {
    random = seed
    for person in 1...25 { names[person] = "Person \(person)" }
    for _ in 0..<60 { open() }
    for _ in 0..<200 { reply() }
  }

  private mutating func number(below limit: Int) -> Int {
    random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(random >> 33) % limit
  }

  private mutating func comment(by author: Int) -> Comment {
    nextID += 1
    minute += 1
    return Comment(
      id: nextID, author: author, isPublic: number(below: 3) > 0,
      body: "<p>Text \(number(below: 1_000_000)) &amp; \"quoted\" é</p>", minute: minute)
  }

  private mutating func open() {
    let requester = 1 + number(below: names.count)
    nextID += 1
    let id = nextID
    tickets.append(Ticket(id: id, requester: requester, comments: [comment(by: requester)]))
  }

  private mutating func reply() {
    let author = 1 + number(below: names.count)
    tickets[number(below: tickets.count)].comments.append(comment(by: author))
  }

  /// A few weeks of work.
  mutating func goOn() {
    names[names.count + 1] = "Newcomer \(names.count + 1)"
    for _ in 0..<6 { open() }
    for _ in 0..<30 { reply() }
    for _ in 0..<12 {
      let ticket = number(below: tickets.count)
      let place = number(below: tickets[ticket].comments.count)
      tickets[ticket].comments[place].body = "<p>Edited \(number(below: 1_000_000))</p>"
    }
    names[1 + number(below: names.count)]? += " II"
    for _ in 0..<3 { tickets.remove(at: number(below: tickets.count)) }
    for _ in 0..<4 {
      let ticket = number(below: tickets.count)
      // The first comment is the requester's, who must have written.
      if tickets[ticket].comments.count > 1 { tickets[ticket].comments.removeLast() }
    }
  }

  /// The rows of the export, after the header.
  var rows: String {
    tickets.flatMap { ticket in
      ticket.comments.map { comment in
        let body = comment.body.replacing("\"", with: "\"\"")
        return
          "\(time(ticket.comments[0].minute)),\(ticket.requester),\(comment.id),\(ticket.id),\(comment.isPublic),\"\(body)\","
          + "\(time(comment.minute)),\(comment.author),\(names[comment.author] ?? ""),p\(comment.author)@example.org\n"
      }
    }.joined()
  }

  private func time(_ minute: Int) -> String {
    let (hours, minutes) = (minute / 60 % 24, minute % 60)
    func digits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "2021-02-\(digits(1 + minute / 1440))T\(digits(hours)):\(digits(minutes)):00Z"
  }

  /// What an archive of it must have: array and id of each record.
  var keys: Set<String> {
    var keys: Set<String> = []
    for ticket in tickets {
      keys.insert("data\t\(ticket.id)")
      keys.insert("users\t\(ticket.requester)")
      for comment in ticket.comments {
        keys.insert("comments\t\(comment.id)")
        keys.insert("users\t\(comment.author)")
      }
    }
    return keys
  }
}
