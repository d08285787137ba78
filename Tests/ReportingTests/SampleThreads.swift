import Audit

/// Two threads for the sample audit: one with comments of the lost batch, and one in which every other kind of difference
/// is there.
func sampleThreads() -> [ThreadSample] {
  let (ada, ben) = (ThreadSide(author: 70, name: "(8 bytes, masked)"), ThreadSide(author: 8))
  func side(_ author: ThreadSide, _ time: String, isPublic: Bool = true, ticket: Int? = nil) -> ThreadSide {
    var side = author
    (side.time, side.isPublic, side.ticket) = (time, isPublic, ticket)
    return side
  }
  let first = side(ada, "2021-03-01T09:00:00Z")
  let note = side(ben, "2021-03-01T09:05:00Z", isPublic: false)
  return [
    ThreadSample(
      ticket: 4711, reasons: [.cause(1), .longest], expected: 3_209, found: 3_207, different: 2,
      rows: [
        .comment(
          ThreadComment(
            id: 789_001, legacy: first, new: first,
            body: ThreadText(bytes: 31, text: "<a>Aaa aaaa aaaaaaaa.\n•••••••••</a>"))),
        .leftOut(count: 3_204, different: 0),
        .comment(
          ThreadComment(
            id: 789_012, legacy: note, new: nil, differences: [.missing],
            body: ThreadText(bytes: 412, text: "<a>Aaaaaa aaa aaaaaa, 99 999.", after: 383))),
        .leftOut(count: 2, different: 1),
        .comment(
          ThreadComment(
            id: 789_015, legacy: first, new: first, body: ThreadText(bytes: 1_024))),
      ]),
    ThreadSample(
      ticket: 4, reasons: [.rule("no-missing-comments"), .random(seed: 1)], expected: 4, found: 5,
      different: 5,
      rows: [
        .comment(
          ThreadComment(
            id: 5, legacy: note, new: side(ada, "2021-03-01T11:05:00Z"),
            differences: [.order, .author, .time, .visibility, .body],
            change: "4 characters cut at the end (letter …)",
            body: ThreadText(bytes: 24, text: "<a>Aaaaaa aaa aaaaa.</a>", marked: 20..<24),
            newBody: ThreadText(bytes: 20, text: "<a>Aaaaaa aaa aaaaa."))),
        .comment(
          ThreadComment(
            id: 6, legacy: first, new: side(ada, "2021-03-01T09:00:00Z", ticket: 9),
            differences: [.otherTicket],
            body: ThreadText(bytes: 5, text: "Aaaa."))),
        .comment(
          ThreadComment(
            id: 7, legacy: first, new: ThreadSide(), differences: [.author, .time, .visibility, .body],
            body: ThreadText(bytes: 5, text: "Aaaa."), newBody: ThreadText(bytes: nil))),
        .comment(
          ThreadComment(
            id: 5, legacy: nil, new: note, differences: [.repeated], body: ThreadText(bytes: 0, text: ""))),
        .comment(
          ThreadComment(
            id: nil, legacy: nil, new: first, differences: [.unexpected],
            body: ThreadText(bytes: 14, text: "Aaaa aa 99.99!"))),
      ]),
  ]
}
